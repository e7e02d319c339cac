import { afterEach, describe, expect, it } from '@jest/globals'
import { day, startedObligations } from './started-obligations'

type Started = Awaited<ReturnType<typeof startedObligations>>
let hub: Started
afterEach(() => hub.close())

const STEP = 'hub.custody.v1.HandoverStepDue'
const CHECKLIST = 'hub.custody.v1.HandoverChecklistChanged'
const CHANGED = 'hub.custody.v1.HandoverDatesChanged'
const CLEARED = 'hub.custody.v1.HandoverDatesCleared'
const RESPONSIBLE = 'hub.custody.v1.ResponsibilityChanged'
const COM = 'hub.custody.v1.CommunityOffenderManagerChanged'

const upcoming = (saidOn: string, due?: string) => ({
  step: 'HANDOVER_STEP_UPCOMING_HANDOVER' as never,
  saidOn: day(saidOn),
  setOn: day('2026-01-05'),
  ...(due ? { preparationDue: day(due) } : {}),
})
const short = (saidOn: string, isFirst = true) => ({
  step: 'HANDOVER_STEP_SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER' as never,
  saidOn: day(saidOn),
  ...(isFirst ? { comDue: day(saidOn) } : {}),
})
const standings = async () =>
  (await hub.promises('p1')).promises.map(({ state, due }) => `${state} ${due!.year}-${due!.month}-${due!.day}`)

describe('the promise of a prepared handover', () => {
  it('is made when the handover is upcoming, moves with its day, and is kept by a checklist that is complete', async () => {
    hub = await startedObligations('2026-02-24T12:00:00Z')
    await hub.tell('p1', STEP, upcoming('2026-02-24', '2026-04-21'))
    expect(await hub.said()).toEqual(['Handover prepared: promised to the probation service by 21 Apr 2026'])
    await hub.until('2026-03-02T12:00:00Z')
    await hub.tell('p1', CHANGED, { standing: { handover: day('2026-04-28') }, setOn: day('2026-01-05') })
    await hub.tell('p1', STEP, upcoming('2026-03-03'))
    await hub.tell('p1', CHECKLIST, { complete: false })
    expect(await standings()).toEqual(['PROMISE_STATE_OPEN 2026-4-28'])
    await hub.until('2026-04-20T12:00:00Z')
    await hub.tell('p1', CHECKLIST, { complete: true })
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-4-28'])
    expect(await hub.timers()).toEqual([])
  })

  it('is kept by a checklist that was changed before it was asked for and came after', async () => {
    hub = await startedObligations('2026-02-24T12:00:00Z')
    await hub.tell('p1', STEP, upcoming('2026-02-24', '2026-04-21'))
    await hub.until('2026-02-25T12:00:00Z')
    await hub.tell('p1', CHECKLIST, { complete: true, countsOn: day('2026-02-24') })
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-4-21'])
  })

  it('is one of each handover, of the same day too', async () => {
    hub = await startedObligations('2026-02-24T12:00:00Z')
    await hub.tell('p1', STEP, upcoming('2026-02-24', '2026-04-21'))
    await hub.tell('p1', CHECKLIST, { complete: true, countsOn: day('2026-02-24') })
    await hub.until('2026-03-02T12:00:00Z')
    await hub.tell('p1', CLEARED, {})
    await hub.until('2026-03-09T12:00:00Z')
    await hub.tell('p1', STEP, { ...upcoming('2026-03-09', '2026-04-21'), setOn: day('2026-03-09') })
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-4-21', 'PROMISE_STATE_OPEN 2026-4-21'])
    await hub.tell('p1', CHECKLIST, { complete: true, countsOn: day('2026-03-09') })
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-4-21', 'PROMISE_STATE_KEPT 2026-4-21'])
  })

  it('is missed after the day of handover', async () => {
    hub = await startedObligations('2026-02-24T12:00:00Z')
    await hub.tell('p1', STEP, upcoming('2026-02-24', '2026-04-21'))
    await hub.until('2026-04-21T23:00:10Z')
    expect((await hub.said()).slice(1)).toEqual(['Handover prepared: not done by 21 Apr 2026'])
  })

  it('ends with the dates', async () => {
    hub = await startedObligations('2026-02-24T12:00:00Z')
    await hub.tell('p1', STEP, upcoming('2026-02-24', '2026-04-21'))
    await hub.until('2026-03-02T12:00:00Z')
    await hub.tell('p1', CLEARED, {})
    expect((await hub.said()).slice(1)).toEqual([
      'Handover prepared: not needed any more (there is no handover any more)',
    ])
  })

  it('is not made where nothing is asked for', async () => {
    hub = await startedObligations('2026-02-24T12:00:00Z')
    await hub.tell('p1', STEP, upcoming('2026-02-24'))
    expect(await hub.said()).toEqual([])
  })
})

describe('the promise of a community offender manager for a short sentence', () => {
  const TITLE = 'Community offender manager named for a short sentence'

  it('is due at once, and made once however often it is said', async () => {
    hub = await startedObligations('2026-02-24T12:00:00Z')
    await hub.tell('p1', STEP, short('2026-02-24'))
    await hub.until('2026-02-26T12:00:00Z')
    await hub.tell('p1', STEP, short('2026-02-26', false))
    expect(await hub.said()).toEqual([
      `${TITLE}: promised to the prison by 24 Feb 2026`,
      `${TITLE}: not done by 24 Feb 2026`,
    ])
    await hub.tell('p1', COM, { com: 'COMMUNITY_MANAGER_NAMED' as never })
    expect((await hub.said()).slice(2)).toEqual([expect.stringContaining(`${TITLE}: done, 2 days late`)])
  })

  it('is not kept by who is named after the community was responsible', async () => {
    hub = await startedObligations('2026-02-24T12:00:00Z')
    await hub.tell('p1', STEP, short('2026-02-24'))
    await hub.until('2026-02-26T12:00:00Z')
    await hub.tell('p1', RESPONSIBLE, { after: { responsibility: 'RESPONSIBILITY_NOBODY' as never } })
    await hub.until('2026-06-01T12:00:00Z')
    await hub.tell('p1', COM, { com: 'COMMUNITY_MANAGER_NAMED' as never })
    expect((await hub.said()).filter(each => each.includes('done,'))).toEqual([])
  })
})
