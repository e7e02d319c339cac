import { afterEach, describe, expect, it } from '@jest/globals'
import { day, startedObligations } from './started-obligations'

type Started = Awaited<ReturnType<typeof startedObligations>>
let hub: Started
afterEach(() => hub.close())

const OPENED = 'hub.custody.v1.PreReleaseWindowOpened'
const MOVED = 'hub.custody.v1.PreReleaseWindowMoved'
const CLOSED = 'hub.custody.v1.PreReleaseWindowClosed'
const REPORT = 'hub.custody.v1.ResettlementReportChanged'

const window = (date: string) => ({ window: { displayed: { type: 'CRD', date: day(date) } } })
const opened = (due: string, saidOn = '2026-01-05') => ({ ...window(due), reportDue: day(due), saidOn: day(saidOn) })
const report = (state: string, stay = '2025-06-02', of = 'PRE_RELEASE') => ({
  report: `RESETTLEMENT_REPORT_${of}` as never,
  after: { state: `RESETTLEMENT_REPORT_STATE_${state}` as never },
  reportKey: `${of}/${stay}`,
})
const standings = async () =>
  (await hub.promises('p1')).promises.map(({ state, due }) => `${state} ${due!.year}-${due!.month}-${due!.day}`)

describe('the promise of a pre-release report', () => {
  it('is due by the release date that is shown, and missed after it', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', OPENED, opened('2026-03-30'))
    expect(await hub.said()).toEqual(['Pre-release report: promised to the community offender manager by 30 Mar 2026'])
    await hub.until('2026-03-30T22:59:50Z')
    expect(await hub.said()).toHaveLength(1)
    await hub.until('2026-03-30T23:00:10Z')
    expect((await hub.said()).slice(1)).toEqual(['Pre-release report: not done by 30 Mar 2026'])
  })

  it('moves with that date, and is kept by the report when it is submitted', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', OPENED, opened('2026-03-30'))
    await hub.until('2026-02-02T12:00:00Z')
    await hub.tell('p1', MOVED, { ...window('2026-03-10'), openedOn: day('2026-01-05') })
    for (const other of [report('COMPLETE'), report('SKIPPED'), report('SUBMITTED', '2025-06-02', 'IMMEDIATE_NEEDS')])
      await hub.tell('p1', REPORT, other)
    expect(await standings()).toEqual(['PROMISE_STATE_OPEN 2026-3-10'])
    await hub.until('2026-03-02T12:00:00Z')
    await hub.tell('p1', REPORT, report('SUBMITTED'))
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-3-10'])
    expect(await hub.timers()).toEqual([])
  })

  it('is not made without a day, and ends with the window; the next stay has its own', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', OPENED, { ...opened('2025-12-30'), reportDue: undefined })
    expect(await hub.said()).toEqual([])
    await hub.tell('p1', OPENED, opened('2026-03-30'))
    await hub.until('2026-01-20T12:00:00Z')
    await hub.tell('p1', REPORT, report('SUBMITTED'))
    await hub.until('2026-02-02T12:00:00Z')
    await hub.tell('p1', CLOSED, { reason: 'released' })
    await hub.until('2026-06-01T12:00:00Z')
    await hub.tell('p1', OPENED, opened('2026-07-06', '2026-06-01'))
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-3-30', 'PROMISE_STATE_OPEN 2026-7-6'])
    await hub.until('2026-06-08T12:00:00Z')
    await hub.tell('p1', REPORT, report('SUBMITTED', '2026-05-20'))
    await hub.tell('p1', MOVED, { ...window('2026-07-13'), openedOn: day('2026-06-01') })
    expect(await standings()).toEqual(['PROMISE_STATE_KEPT 2026-3-30', 'PROMISE_STATE_KEPT 2026-7-13'])
  })

  it('is needed no more when the window closes before', async () => {
    hub = await startedObligations('2026-01-05T12:00:00Z')
    await hub.tell('p1', OPENED, opened('2026-03-30'))
    await hub.until('2026-02-02T12:00:00Z')
    await hub.tell('p1', CLOSED, { reason: 'release_later' })
    expect((await hub.said()).slice(1)).toEqual([
      'Pre-release report: not needed any more (the pre-release window is closed)',
    ])
  })
})
