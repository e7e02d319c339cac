import { IdentityType } from '@hub/contracts/person'
import { EVENT } from '@hub/service'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { clock, startedJourneys } from './started-journeys'

let started: Awaited<ReturnType<typeof startedJourneys>>
beforeAll(async () => {
  started = await startedJourneys()
})
afterAll(() => started.close())

const { IDENTITY_TYPE_NOMS: NOMS } = IdentityType
const listed = (personId: string, token: string, corrects?: string) =>
  started.tell(
    personId,
    'hub.court.v1.HearingListed',
    { identity: { type: NOMS, token } } as never,
    corrects ? { [EVENT.corrects]: corrects } : {},
  )
const described = (personId: string, token: string, last: string, noms: string) =>
  started.tell(personId, 'hub.court.v1.DefendantDetailsRecorded', {
    identity: { type: NOMS, token },
    personal: { identity: { type: NOMS, value: noms }, firstName: 'Ann', lastName: last },
  } as never)
/** The two sides of a split, as people tells them. */
const split = async (one: [string, string[]], other: [string, string[]], recordedUnder: string[]) => {
  for (const [[personId, tokens], [otherPersonId]] of [
    [one, other],
    [other, one],
  ] as const)
    await started.tell(personId, 'hub.person.v1.PersonSplit', {
      otherPersonId,
      identities: tokens.map(token => ({ type: NOMS, token })),
      recordedUnder,
    } as never)
}
const idsOf = async (personId: string) => (await started.lineOf(personId)).map(({ eventId }) => eventId)
const foundBy = async (name: string) =>
  (await started.client.findPeople({ name })).people.map(({ personId }) => personId).sort()

describe('people who were one', () => {
  it('each have again what was recorded against their own records, under whichever id it was', async () => {
    const [a, b] = [clock.newId(), clock.newId()].sort() as [string, string]
    const [tokenA, tokenB] = [`a of ${a}`, `b of ${b}`]
    const first = await listed(b, tokenB)
    await described(a, tokenA, 'Elderquist', 'A7101AA')
    await started.merge(a, b)
    // From now on what is said of both stands under the survivor.
    const corrected = await listed(a, tokenB, first)
    await described(a, tokenB, 'Youngerling', 'A7102AA')
    const own = await listed(a, tokenA)
    await started.has(a, 7)
    await split([a, [tokenA]], [b, [tokenB]], [a, b])
    // A context that has not read of it yet still records under the survivor.
    const late = await listed(a, tokenB)
    await eventually(async () => expect(await idsOf(b)).toContain(late))
    expect(await idsOf(b)).toEqual(expect.arrayContaining([first, corrected, late]))
    expect(await idsOf(b)).not.toContain(own)
    expect(await idsOf(a)).toContain(own)
    for (const id of [first, corrected, late]) expect(await idsOf(a)).not.toContain(id)
    // The correction, recorded under another id than what it corrects, still corrects it.
    expect((await started.lineOf(b)).find(({ eventId }) => eventId === first)?.current).toBe(false)
    const person = async (personId: string) => (await started.client.getPerson({ personId })).person
    expect(await person(a)).toMatchObject({
      personId: a,
      names: [{ last: 'Elderquist' }],
      identifiers: [{ value: 'A7101AA' }],
      absorbed: [],
    })
    expect(await person(b)).toMatchObject({
      personId: b,
      names: [{ last: 'Youngerling' }],
      identifiers: [{ value: 'A7102AA' }],
    })
    expect([await foundBy('elderquist'), await foundBy('youngerling')]).toEqual([[a], [b]])
    const byNumber = await started.client.findPeople({ identifier: { type: 'NOMS', value: 'A7102AA' } })
    expect(byNumber.people.map(({ personId }) => personId)).toEqual([b])
    for (const size of [1, 2]) {
      const read: string[] = []
      for (let after = ''; ; ) {
        const page = await started.client.getLine({ personId: b, limit: size, after })
        read.push(...page.items.map(({ eventId }) => eventId))
        after = page.next
        if (after === '') break
      }
      expect(read).toEqual(await idsOf(b))
    }
  })

  it('have their names latest first, whoever said them under which id', async () => {
    const [a, b] = [clock.newId(), clock.newId()]
    const [tokenA, tokenB] = [`a of ${a}`, `b of ${b}`]
    const names = async (personId: string) =>
      (await started.client.getPerson({ personId })).person?.names.map(({ last }) => last)
    await described(a, tokenA, 'Eldermann', 'A7301AA')
    await described(b, tokenB, 'Firstname', 'A7302AA')
    await started.merge(a, b)
    // A merge without any correction: of both, what was said last.
    await eventually(async () => expect(await names(a)).toEqual(['Firstname', 'Eldermann']))
    await described(a, tokenB, 'Secondname', 'A7302AA')
    await split([a, [tokenA]], [b, [tokenB]], [a, b])
    await eventually(async () => expect(await names(b)).toEqual(['Secondname', 'Firstname']))
    await described(b, tokenB, 'Thirdname', 'A7302AA')
    await eventually(async () => expect(await names(b)).toEqual(['Thirdname', 'Secondname', 'Firstname']))
    await started.merge(a, b)
    await described(a, tokenA, 'Eldermann', 'A7301AA')
    await eventually(async () => expect(await names(a)).toEqual(['Eldermann', 'Thirdname', 'Secondname', 'Firstname']))
  })

  it('are read as one again when they are merged again', async () => {
    const [a, b] = [clock.newId(), clock.newId()]
    const [tokenA, tokenB] = [`a of ${a}`, `b of ${b}`]
    const told = [await listed(a, tokenA), await listed(b, tokenB)]
    await started.merge(a, b)
    await split([a, [tokenA]], [b, [tokenB]], [a, b])
    await eventually(async () => expect(await idsOf(b)).not.toContain(told[0]))
    await started.merge(a, b)
    await eventually(async () => expect(await idsOf(b)).toEqual(expect.arrayContaining(told)))
    expect((await started.client.getPerson({ personId: b })).person?.personId).toBe(a)
  })
})
