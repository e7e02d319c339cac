import type { ReportRequested, ReportStageReached } from '@hub/contracts/court'
import { sampleMessages } from '@hub/simulator'
import { describe, expect, it } from '@jest/globals'
import { createHub, read, translate } from './play'
import { confirmed, defendant, NEXT_DAY, order, prompts, remand, send, shared, told } from './shares'

const REQUEST = '029d370b-90f5-4650-b985-a61e9ec8db99'
const asked = (id = 'asked', over: object = {}) => ({
  judicialResultId: id,
  judicialResultTypeId: REQUEST,
  label: 'Pre-sentence report requested',
  orderedDate: '2026-03-02',
  ...over,
})
const adjourned = (id: string, nextHearing: object) => ({
  ...remand(id, '4506'),
  nextHearing: { type: { description: 'Sentence' }, ...nextHearing },
})
const at = (listedStartDateTime: string) => ({ listedStartDateTime })

async function requestOf(results: readonly object[], over: object = {}): Promise<ReportRequested | undefined> {
  const [part] = await send(createHub(), shared('10:00', [defendant('A', results, over)]))
  return part!.events.map(({ event }) => event).find(({ type }) => type === 'hub.court.v1.ReportRequested')?.data as
    | ReportRequested
    | undefined
}

describe('a request for a report', () => {
  it('is due on the next hearing, which the same share names', async () => {
    expect(await requestOf([asked(), adjourned('next', at('2026-03-30T09:00:00Z'))])).toMatchObject({
      requestedOn: { year: 2026, month: 3, day: 2 },
      due: { year: 2026, month: 3, day: 30 },
      dueBy: 'REPORT_DUE_BY_HEARING',
      dueRow: 'next hearing',
      nextHearing: { hearingType: 'Sentence' },
      result: { resultId: 'asked' },
    })
  })

  it.each([
    ['the first of several', [at('2026-04-20T09:00:00Z'), at('2026-03-30T09:00:00Z')], { month: 3, day: 30 }],
    ['of one in summer, by London’s day', [at('2026-04-20T23:30:00Z')], { month: 4, day: 21 }],
    ['the first day of its week', [{ weekCommencingDate: '2026-04-06' }], { month: 4, day: 6 }],
  ])('goes by %s', async (_, hearings, due) => {
    const results = hearings.map((each, index) => adjourned(`next${index}`, each))
    expect(await requestOf([asked(), ...results])).toMatchObject({ due, dueBy: 'REPORT_DUE_BY_HEARING' })
  })

  it.each([
    ['a woman’s is a short one', {}, { month: 3, day: 9 }, ['PRIORITY_COHORT_WOMEN']],
    ['nobody’s in a cohort is a standard one', { gender: 'MALE' }, { month: 3, day: 23 }, []],
    [
      'a young adult’s is a short one',
      { gender: 'MALE', dateOfBirth: '2001-03-03' },
      { month: 3, day: 9 },
      ['PRIORITY_COHORT_YOUNG_ADULT'],
    ],
    ['25 is no young adult’s', { gender: 'MALE', dateOfBirth: '2001-03-02' }, { month: 3, day: 23 }, []],
  ])('without a next hearing: %s', async (_, details, due, cohorts) => {
    const personDetails = { lastName: 'Person A', gender: 'FEMALE', ...details }
    expect(await requestOf([asked()], { personDefendant: { personDetails } })).toMatchObject({
      due,
      dueBy: 'REPORT_DUE_BY_TYPE',
      cohorts,
    })
  })

  it('is one, however many lines ask for it, and no other result', async () => {
    const hub = createHub()
    const became = await send(hub, shared('10:00', { A: [asked('one'), asked('two'), order()] }))
    expect(told(became)).toEqual([
      'A HearingListed listing',
      'A SentencePassed order',
      'A ReportRequested report-request',
    ])
  })

  it('may also be told by the prompt of a result that sends the case', async () => {
    const sent = (value: string) => ({ ...remand('sent', '4560'), ...prompts({ pSROrdered: value }) })
    expect(await requestOf([sent('true')])).toMatchObject({ result: { resultId: 'sent' } })
    expect(await requestOf([sent('false')])).toBeUndefined()
  })

  it('is not made by telling probation of an order', async () => {
    expect(await requestOf([order('o', { probationteamtobenotifiedOrganisationName: 'London NPS' })])).toBeUndefined()
  })

  it('is withdrawn by the share that does not make it any more', async () => {
    const hub = createHub()
    await send(hub, shared('10:00', { A: [asked(), order()] }))
    expect(told(await send(hub, shared('11:00', { A: [order()] })))).toEqual([
      'A withdrawn report-request: no longer among the results that the court shared',
    ])
  })

  it('moves when the next hearing does', async () => {
    const hub = createHub()
    await send(hub, shared('10:00', { A: [asked(), adjourned('next', at('2026-03-30T09:00:00Z'))] }))
    const became = await send(hub, shared('11:00', { A: [asked(), adjourned('next', at('2026-04-13T08:00:00Z'))] }))
    expect(told(became)).toEqual(['A corrected ResultRecorded next', 'A corrected ReportRequested report-request'])
  })

  it('of one day stands beside another day’s, and no confirmed message ends it', async () => {
    const hub = createHub()
    await send(hub, shared('10:00', { A: [asked()] }))
    expect(told(await send(hub, shared('10:00', { A: [] }, { day: NEXT_DAY })))).toEqual([])
    expect(told(await send(hub, confirmed({ A: [] })))).toEqual([])
  })
})

describe('probation’s record of court reports', () => {
  const sample = sampleMessages('reports').find(({ channel }) => channel === 'court-reports')!
  const record = JSON.parse(sample.body.toString()) as { crn: string; courtReports: readonly Record<string, unknown>[] }
  const [report] = record.courtReports
  const say = async (hub: ReturnType<typeof createHub>, over: object = {}) =>
    (await hub.say('court-reports', { ...record, courtReports: [{ ...report, ...over }] }))[0]!
  const stages = ({ events }: Awaited<ReturnType<typeof say>>) =>
    events.map(({ event, key, corrects, retracts }) =>
      retracts ? `withdrawn ${key}` : `${corrects ? 'corrected ' : ''}${(event.data as ReportStageReached).stage}`,
    )

  it('tells each stage with its day and the type, and again nothing', async () => {
    const hub = createHub()
    const [part] = await hub.take(read(sample))
    expect(part!.events.map(({ event }) => event.data)).toMatchObject([
      { stage: 'REPORT_STAGE_ALLOCATED', reachedOn: { month: 3, day: 4 }, reportType: 'REPORT_TYPE_FAST' },
      { stage: 'REPORT_STAGE_COMPLETED', reachedOn: { month: 3, day: 25 }, reportId: 'delius-3012' },
      { stage: 'REPORT_STAGE_SENT_TO_COURT', reachedOn: { month: 3, day: 26 } },
      { stage: 'REPORT_STAGE_RECEIVED_BY_COURT', reachedOn: { month: 3, day: 26 } },
    ])
    expect(await hub.take(read(sample))).toMatchObject([{ state: 'ignored', reason: 'no change' }])
  })

  it('corrects a day that moved and takes back one that is gone', async () => {
    const hub = createHub()
    await say(hub)
    expect(stages(await say(hub, { completedDate: '2026-03-27T10:00:00' }))).toEqual([
      'corrected REPORT_STAGE_COMPLETED',
    ])
    const gone = { completedDate: null, sentToCourtDate: null, receivedByCourtDate: null }
    expect(stages(await say(hub, gone))).toEqual([
      'withdrawn delius-3012/stage/completed',
      'withdrawn delius-3012/stage/sent-to-court',
      'withdrawn delius-3012/stage/received-by-court',
    ])
  })

  it('is not allocated while it waits for somebody', async () => {
    const waiting = [{ staff: { code: 'N02UATU', unallocated: true }, active: true }]
    expect(
      stages(await say(createHub(), { reportManagers: waiting, completedDate: null, sentToCourtDate: null })),
    ).toEqual(['REPORT_STAGE_RECEIVED_BY_COURT'])
  })

  it.each([
    ['PSA', 'REPORT_TYPE_ADDENDUM'],
    ['CJO', 'REPORT_TYPE_ORAL'],
    ['XPR', 'REPORT_TYPE_OTHER'],
    ['__proto__', 'REPORT_TYPE_OTHER'],
  ])('of type %s is %s', async (code, reportType) => {
    const { events } = await say(createHub(), { courtReportType: { code } })
    expect(events[0]!.event.data).toMatchObject({ reportType, deliveredType: 'REPORT_TYPE_UNSPECIFIED' })
  })

  it('tells what was delivered where that is another type', async () => {
    const { events } = await say(createHub(), { deliveredCourtReportType: { code: 'CJO' } })
    expect(events[0]!.event.data).toMatchObject({ reportType: 'REPORT_TYPE_FAST', deliveredType: 'REPORT_TYPE_ORAL' })
  })

  it.each([
    [{ courtReports: [report] }, { is: 'rejected', reason: 'no usable CRN of the person', field: 'crn' }],
    [{ crn: 'X904127' }, { is: 'ignored', reason: 'no court report in the record' }],
    [[], { is: 'rejected', reason: 'not a record: the message is not a JSON object' }],
    [
      { crn: 'X904127', courtReports: [{}] },
      { is: 'rejected', reason: 'no report id', field: 'courtReports[0].courtReportId' },
    ],
  ])('%j comes to %j', (body, expected) => {
    expect(translate('court-reports', body)).toMatchObject(expected)
  })

  const other = { ...report, courtReportId: 3013 }
  const sayAll = async (hub: ReturnType<typeof createHub>, courtReports: unknown) =>
    (await hub.say('court-reports', { ...record, courtReports }))[0]!

  it('tells of each report, and of one that stands twice once', async () => {
    expect(stages(await sayAll(createHub(), [report, other, report]))).toHaveLength(8)
    expect(translate('court-reports', { ...record, courtReports: [report, other, report] }).warnings).toEqual([
      'courtReports[2].courtReportId stands twice in the record; the first counts',
    ])
  })

  it('takes back a report that is not in it any more, also the last one', async () => {
    const hub = createHub()
    await sayAll(hub, [report, other])
    const withdrawn = (id: number) =>
      ['allocated', 'completed', 'sent-to-court', 'received-by-court'].map(s => `withdrawn delius-${id}/stage/${s}`)
    expect(stages(await sayAll(hub, [other]))).toEqual(withdrawn(3012))
    expect(stages(await sayAll(hub, []))).toEqual(withdrawn(3013))
    expect(await sayAll(hub, [])).toMatchObject({ state: 'ignored', reason: 'no change' })
  })

  it('without any report, of somebody of whom none was ever told, says nothing and makes nobody known', async () => {
    expect(translate('court-reports', { ...record, courtReports: [] })).toMatchObject({ parts: [{ identities: [] }] })
    expect(await sayAll(createHub(), [])).toMatchObject({ state: 'ignored', reason: 'no court report in the record' })
  })

  it('with a report without any stage, never told of before, has nothing to record', async () => {
    expect(await sayAll(createHub(), [{ courtReportId: 1 }])).toMatchObject({
      state: 'ignored',
      reason: 'nothing to record',
    })
  })

  it.each([
    ['a date', [{ ...report, completedDate: 'soon' }], 'courtReports[0].completedDate is not a date'],
    ['its managers', [{ ...report, reportManagers: '?' }], 'courtReports[0].reportManagers is not a list'],
    ['an entry', [null], 'courtReports has an entry that is not an object'],
    ['the list', '?', 'courtReports is not a list'],
    ['an id', [{ ...report, courtReportId: {} }, other], 'courtReports[0].courtReportId names no report'],
  ])('takes nothing back when it is %s that cannot be read, and says so', async (_, courtReports, warning) => {
    const hub = createHub()
    await say(hub)
    expect(stages(await sayAll(hub, courtReports)).filter(stage => stage.startsWith('withdrawn'))).toEqual([])
    expect(translate('court-reports', { ...record, courtReports }).warnings).toContainEqual(
      expect.stringContaining(warning),
    )
  })
})
