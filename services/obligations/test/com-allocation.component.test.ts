import { afterEach, describe, expect, it } from '@jest/globals'
import { day, startedObligations } from './started-obligations'

type Started = Awaited<ReturnType<typeof startedObligations>>
let hub: Started
afterEach(() => hub.close())

const SET = 'hub.custody.v1.HandoverDatesSet'
const CHANGED = 'hub.custody.v1.HandoverDatesChanged'
const COM = 'hub.custody.v1.CommunityOffenderManagerChanged'
const NAMED = 'COMMUNITY_MANAGER_NAMED' as never

/** The handover is two days before the day by which somebody is to be named. */
const dates = (due: string, saidOn = '2026-01-05') => ({
  standing: { reason: 'determinate' },
  saidOn: day(saidOn),
  comAllocationDue: day(due),
})

describe('the promise to name a community offender manager', () => {
  it('is missed two days after the handover, when nobody is named', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', SET, dates('2026-04-23'))
    expect(await hub.said()).toEqual(['Community offender manager named: promised to the prison by 23 Apr 2026'])
    await hub.until('2026-04-23T22:59:50Z')
    expect(await hub.said()).toHaveLength(1)
    await hub.until('2026-04-23T23:00:10Z')
    expect((await hub.said()).slice(1)).toEqual(['Community offender manager named: not done by 23 Apr 2026'])
  })

  it('moves with the dates, and is kept by whoever is named', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', SET, dates('2026-04-23'))
    await hub.until('2026-02-02T12:00:00Z')
    await hub.tell('p1', CHANGED, { ...dates('2026-03-10', '2026-02-02'), setOn: day('2026-01-05') })
    await hub.until('2026-03-02T12:00:00Z')
    await hub.tell('p1', COM, { com: NAMED })
    const { promises } = await hub.promises('p1')
    expect(promises).toMatchObject([
      { promise: 'com-allocation', state: 'PROMISE_STATE_KEPT', due: day('2026-03-10'), step: 'named' },
    ])
    expect(await hub.timers()).toEqual([])
  })

  it('is not made when somebody is named already, and ends with the handover', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', SET, { ...dates('2026-04-23'), com: NAMED })
    expect(await hub.said()).toEqual([])
    await hub.tell('p2', SET, dates('2026-04-23'))
    await hub.until('2026-02-02T12:00:00Z')
    await hub.tell('p2', 'hub.custody.v1.HandoverDatesCleared', { standing: { reason: 'released' } })
    expect((await hub.said()).slice(1)).toEqual([
      'Community offender manager named: not needed any more (there is no handover any more)',
    ])
  })

  it('ends on the day it was made too, and binds anew when the handover is set once more', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', SET, dates('2026-04-23'))
    await hub.until('2026-01-05T13:00:00Z')
    await hub.tell('p1', 'hub.custody.v1.HandoverDatesCleared', { standing: { reason: 'released' } })
    expect((await hub.said()).slice(1)).toEqual([
      'Community offender manager named: not needed any more (there is no handover any more)',
    ])
    await hub.until('2026-01-05T14:00:00Z')
    await hub.tell('p1', SET, dates('2026-05-07'))
    expect((await hub.promises('p1')).promises).toMatchObject([{ state: 'PROMISE_STATE_OPEN', due: day('2026-05-07') }])
  })

  it('is one of each handover: the next is kept by whoever is named then, and moves nothing of the one before', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    const standings = async () =>
      (await hub.promises('p1')).promises.map(({ state, due }) => `${state} ${due!.year}-${due!.month}-${due!.day}`)
    await hub.tell('p1', SET, dates('2026-04-23'))
    await hub.until('2026-02-02T12:00:00Z')
    await hub.tell('p1', COM, { com: NAMED })
    await hub.until('2026-05-04T12:00:00Z')
    await hub.tell('p1', 'hub.custody.v1.HandoverDatesCleared', { standing: { reason: 'released' } })
    await hub.until('2026-06-01T12:00:00Z')
    await hub.tell('p1', SET, dates('2026-09-10', '2026-06-01'))
    await hub.until('2026-06-08T12:00:00Z')
    await hub.tell('p1', CHANGED, { ...dates('2026-10-10', '2026-06-08'), setOn: day('2026-06-01') })
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-4-23', 'PROMISE_STATE_OPEN 2026-10-10'])
    await hub.until('2026-07-06T12:00:00Z')
    await hub.tell('p1', COM, { com: NAMED })
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-4-23', 'PROMISE_STATE_KEPT 2026-10-10'])
  })

  it('moves to a day that is over, and is missed at once', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', SET, dates('2026-04-23'))
    await hub.until('2026-02-02T12:00:00Z')
    await hub.tell('p1', CHANGED, { ...dates('2026-01-02', '2026-02-02'), setOn: day('2026-01-05') })
    expect((await hub.promises('p1')).promises).toMatchObject([
      { state: 'PROMISE_STATE_MISSED', due: day('2026-01-02') },
    ])
  })

  it('is not kept by who is named before it is made or after it has ended, on the same day either', async () => {
    hub = await startedObligations('2026-01-05T08:00:00Z')
    await hub.tell('p1', COM, { com: NAMED })
    await hub.until('2026-01-05T09:00:00Z')
    await hub.tell('p1', SET, dates('2026-04-23'))
    expect((await hub.promises('p1')).promises).toMatchObject([{ state: 'PROMISE_STATE_OPEN' }])
    await hub.until('2026-01-05T10:00:00Z')
    await hub.tell('p1', 'hub.custody.v1.HandoverDatesCleared', { standing: { reason: 'released' } })
    await hub.until('2026-01-05T11:00:00Z')
    await hub.tell('p1', COM, { com: NAMED })
    expect((await hub.promises('p1')).promises).toMatchObject([{ state: 'PROMISE_STATE_CANCELLED' }])
  })
})
