import { EVENT } from '@hub/service'
import { afterEach, describe, expect, it } from '@jest/globals'
import { request, startedObligations } from './started-obligations'

type Started = Awaited<ReturnType<typeof startedObligations>>
let hub: Started
afterEach(() => hub.close())

const REQUESTED = 'hub.court.v1.ReportRequested'
const COMPLETED = 'hub.court.v1.ReportCompleted'

describe('people who were one by mistake', () => {
  const of = (token: string) => ({ identity: { type: 'IDENTITY_TYPE_CP_DEFENDANT' as never, token } })
  const [A, B] = [of('token of a'), of('token of b')]
  const merge = async (survivor = 'a', absorbed = 'b') => {
    await hub.tell(absorbed, 'hub.person.v1.PersonAbsorbed', { survivingPersonId: survivor })
    await hub.tell(survivor, 'hub.person.v1.PersonMerged', { absorbedPersonId: absorbed })
  }
  const split = async (sides: readonly (readonly [string, string, { readonly identity: object }])[]) => {
    for (const [personId, otherPersonId, { identity }] of sides)
      await hub.tell(personId, 'hub.person.v1.PersonSplit', {
        otherPersonId,
        identities: [identity],
        recordedUnder: ['a', 'b'],
      })
  }
  const SIDES = [
    ['a', 'b', A],
    ['b', 'a', B],
  ] as const
  const states = async (personId: string) =>
    (await hub.promises(personId)).promises.map(({ state, due }) => [state.replace('PROMISE_STATE_', ''), due?.day])

  it.each([
    ['elder first', SIDES],
    ['younger first', [...SIDES].reverse()],
  ])('each have their own promises and reports again, and are one again when merged: %s', async (_, sides) => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await merge()
    // Both stand under the survivor: the report of one is put to the promise of the other, which is due first.
    await hub.tell('a', REQUESTED, request('2026-03-10', B))
    await hub.tell('a', REQUESTED, request('2026-03-12', A))
    await hub.tell('a', COMPLETED, { reportId: 'r1', ...A }, { [EVENT.time]: '2026-03-02T13:00:00Z' })
    expect(await states('b')).toEqual([
      ['KEPT', 10],
      ['OPEN', 12],
    ])
    await split(sides)
    expect([await states('a'), await states('b')]).toEqual([[['KEPT', 12]], [['OPEN', 10]]])
    expect((await hub.said()).slice(3)).toHaveLength(2)
    const [kept, withdrawn, own] = (await hub.recorded()).slice(2)
    const [again, gone] = withdrawn!.headers[EVENT.retracts] ? [own!, withdrawn!] : [withdrawn!, own!]
    expect(gone.headers[EVENT.retracts]).toBe(kept!.id)
    expect([gone.lane, again.lane, again.type]).toEqual(['b', 'a', 'hub.obligation.v1.PromiseKept'])
    await hub.until('2026-03-11T00:00:01Z')
    expect((await hub.said()).at(-1)).toBe('Pre-sentence report: not done by 10 Mar 2026')
    expect((await hub.recorded()).at(-1)!.lane).toBe('b')
    expect(await hub.timers()).toEqual([])
    await merge()
    expect((await hub.said()).slice(6)).toEqual([
      'Withdrawn: Promise missed (it was done on 2 Mar 2026)',
      'Pre-sentence report: done, 8 days early',
      'Withdrawn: Promise kept (what kept it does not count for it any more)',
    ])
    expect(await hub.promises('b')).toMatchObject({ personId: 'a' })
    await hub.restart()
    expect(await hub.said()).toHaveLength(9)
    await split(sides)
    expect([await states('a'), await states('b')]).toEqual([[['KEPT', 12]], [['MISSED', 10]]])
  })

  it('have what is told under the wrong id after the split, which is read before the merge and the facts', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('b', 'hub.person.v1.PersonAbsorbed', { survivingPersonId: 'a' })
    // The survivor's partition is behind: what it tells of the merge stands before the split by position.
    const behind = hub.leave(1)
    await split([['b', 'a', B]])
    await hub.tell('a', 'hub.person.v1.PersonMerged', { absorbedPersonId: 'b' }, {}, behind)
    await hub.tell('a', REQUESTED, request('2026-03-10', B))
    await hub.tell('a', COMPLETED, { reportId: 'r1', ...A })
    await split([['a', 'b', A]])
    expect([await states('a'), await states('b')]).toEqual([[], [['OPEN', 10]]])
    expect((await hub.recorded()).map(({ lane }) => lane)).toEqual(['b'])
    await hub.tell('a', COMPLETED, { reportId: 'r2', ...B })
    expect(await states('b')).toEqual([['KEPT', 10]])
  })

  it('go to an id that was never theirs before when people gives them one', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('a', REQUESTED, request('2026-03-10', B))
    await split([
      ['a', 'c', A],
      ['c', 'a', B],
    ])
    expect([await states('a'), await states('c')]).toEqual([[], [['OPEN', 10]]])
    await hub.until('2026-03-11T00:00:01Z')
    expect((await hub.recorded()).map(({ lane }) => lane)).toEqual(['a', 'c'])
    await merge('a', 'c')
    expect(await states('c')).toEqual([['MISSED', 10]])
    expect(await hub.said()).toHaveLength(2)
  })
})
