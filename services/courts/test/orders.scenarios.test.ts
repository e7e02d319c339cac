import type { SentencePassed } from '@hub/contracts/court'
import { describe, expect, it } from '@jest/globals'
import { createHub, translate } from './play'
import {
  DAY,
  defendant,
  HEARING,
  hearing,
  order,
  PEOPLE,
  prison,
  prompts,
  remand,
  requirement,
  send,
  shared,
  suspended,
} from './shares'

/** What one share records, by type, without whose it is. */
async function recorded(results: readonly object[], over: { defendant?: object; hearing?: object } = {}) {
  const person = defendant('A', results, over.defendant)
  const [part] = await send(createHub(), shared('10:00', [person], over.hearing ? { hearing: over.hearing } : {}))
  return (type: string): readonly object[] =>
    part!.events.filter(({ event }) => event.type === `hub.court.v1.${type}`).map(({ event }) => event.data)
}

const sentence = async (...results: readonly object[]): Promise<SentencePassed> => {
  const [first] = (await recorded(results))('SentencePassed')
  return first as SentencePassed
}
const length = (stated: object) => ({ years: 0, months: 0, weeks: 0, days: 0, hours: 0, ...stated })

describe('a sentence', () => {
  it('of several parts has each of them', async () => {
    const { length: term } = await sentence(prison('a', { imprisonmentPeriod: '1 Years 6 Months' }))
    expect(term).toEqual(length({ years: 1, months: 6 }))
  })

  it('without a prompt has its structured length', async () => {
    const result = { ...prison('a', {}), durationElement: { primaryDurationUnit: 'M', primaryDurationValue: 18 } }
    expect((await sentence(result)).length).toEqual(length({ months: 18 }))
  })

  it('that is suspended has its term, how long it is suspended and supervised, and the total below it', async () => {
    const total = {
      judicialResultId: 'total',
      judicialResultTypeId: 'b65fb5f1-b11d-4a95-a198-3b81333c7cf9',
      parentJudicialResultId: 'a',
      ...prompts({ totalCustodialPeriod: '9 Months', supervisionPeriod: '12 Months' }),
    }
    const passed = await sentence(suspended('a', { imprisonmentPeriod: '6 Months', suspendedPeriod: '2 Years' }), total)
    expect(passed).toMatchObject({
      kind: 'SENTENCE_KIND_SUSPENDED_IMPRISONMENT',
      length: { months: 6 },
      operationalPeriod: { years: 2 },
      totalLength: { months: 9 },
      supervisionPeriod: { months: 12 },
    })
  })

  it('for life says so, its own term and its total apart', async () => {
    expect(await sentence({ ...prison('a', {}), lifeDuration: true })).toMatchObject({ life: true, totalLife: false })
    expect(await sentence(prison('a', { totalCustodialPeriodIsLife: 'true' }))).toMatchObject({
      life: false,
      totalLife: true,
    })
  })

  it.each([
    [{}, { relation: 'TERM_RELATION_UNSPECIFIED', consecutiveTo: undefined }],
    [{ concurrent: 'true' }, { relation: 'TERM_RELATION_CONCURRENT', consecutiveTo: undefined }],
    [{ concurrent: 'false' }, { relation: 'TERM_RELATION_UNSPECIFIED' }],
    [
      { consecutiveToSentenceImposedOn: '23/06/2025', whichWasImpBy: 'Lavender Hill' },
      {
        relation: 'TERM_RELATION_CONSECUTIVE',
        consecutiveTo: { imposedOn: { year: 2025, month: 6, day: 23 }, courtName: 'Lavender Hill', allOthers: false },
      },
    ],
    [
      { consecutiveToAllOtherTermsBeingServed: 'true' },
      { relation: 'TERM_RELATION_CONSECUTIVE', consecutiveTo: { allOthers: true, imposedOn: undefined } },
    ],
  ])('with the prompts %j is served so: %j', async (values, expected) => {
    expect(await sentence(prison('a', values))).toMatchObject(expected)
  })

  it('has the days that count, the amount of a fine in pence, and that there was no report', async () => {
    expect(await sentence(prison('a', { bailRemandDaysToCountTaggedDays: '45' }))).toMatchObject({ daysToCount: 45 })
    const fine = { ...prison('a', { AOF: '£1,250.5' }), cjsCode: '1015' }
    expect(await sentence(fine)).toMatchObject({ kind: 'SENTENCE_KIND_FINE', amountPence: 125_050n })
    expect(await sentence(order('a', { reasonForSentenceWithoutPSR: 'unnecessary' }))).toMatchObject({
      withoutReport: true,
    })
  })

  it('has the conviction date of its charge', async () => {
    expect(await sentence(order())).toMatchObject({ convictedOn: { year: 2026, month: 3, day: 1 } })
  })

  it.each([
    ['1024', 'SENTENCE_KIND_DETENTION_YOUNG_OFFENDER'],
    ['1134', 'SENTENCE_KIND_SUSPENDED_DETENTION_YOUNG_OFFENDER'],
    ['1507', 'SENTENCE_KIND_SUSPENDED_SENTENCE_IMPLEMENTED'],
    ['1029', 'SENTENCE_KIND_ORDER_REVOKED'],
    ['1087', 'SENTENCE_KIND_NO_ACTION_ON_BREACH'],
    ['1017', 'SENTENCE_KIND_ABSOLUTE_DISCHARGE'],
    ['1057', 'SENTENCE_KIND_NO_SEPARATE_PENALTY'],
  ])('of code %s is %s', async (cjsCode, kind) => {
    expect(await sentence({ ...prison('a', {}), cjsCode })).toMatchObject({ kind })
  })

  it('is known by its definition before its code, and never by its label', async () => {
    const byId = { ...order('a'), cjsCode: '1002', judicialResultTypeId: '418B3AA7-65AB-4A4A-BAB9-2F96B698118C' }
    expect(await sentence(byId)).toMatchObject({ kind: 'SENTENCE_KIND_COMMUNITY_ORDER' })
    const label = { ...order('a'), cjsCode: '', label: 'Imprisonment' }
    expect((await recorded([label]))('ResultRecorded')).toMatchObject([{ known: false }])
  })
})

describe('requirements', () => {
  it('have their kind, hours, lengths and dates, and belong to their order', async () => {
    const { requirements } = await sentence(
      order('order', { endDate: '01/03/2027' }),
      requirement('1', '3101', 'order', { numberOfHours: '120 Hours' }),
      requirement('2', '3110', 'order', { periodOfTreatment: '6 Months' }),
      requirement('3', '3272', 'order'),
      {
        ...requirement('4', '3105', 'order'),
        durationElement: { durationStartDate: '02/03/2026', durationEndDate: '02/06/2026' },
      },
      { ...requirement('5', '3148', 'nobody'), parentJudicialResultId: 'order' },
    )
    expect(requirements).toMatchObject([
      { kind: 'REQUIREMENT_KIND_UNPAID_WORK', hours: 120, length: undefined },
      { kind: 'REQUIREMENT_KIND_ALCOHOL_TREATMENT', hours: 0, length: { months: 6 } },
      { kind: 'REQUIREMENT_KIND_REHABILITATION_ACTIVITY' },
      { kind: 'REQUIREMENT_KIND_CURFEW', startsOn: { month: 3, day: 2 }, endsOn: { month: 6, day: 2 } },
      { kind: 'REQUIREMENT_KIND_ELECTRONIC_MONITORING' },
    ])
  })

  it('of two orders belong to each its own', async () => {
    const results = [
      order('one'),
      order('two'),
      requirement('1', '3101', 'two', { numberOfHours: '60 Hours' }),
      requirement('2', '3105', 'one'),
    ]
    expect((await recorded(results))('SentencePassed')).toMatchObject([
      { result: { resultId: 'one' }, requirements: [{ result: { resultId: '2' } }] },
      { result: { resultId: 'two' }, requirements: [{ result: { resultId: '1' } }] },
    ])
  })
})

describe('findings', () => {
  it('are of the rules of their time, and refuse nothing', async () => {
    const short = { ...prison('a', { imprisonmentPeriod: '6 Months' }), orderedDate: '2026-04-01' }
    const charge = { id: 'offence-a', offenceCode: 'TH68010', judicialResults: [short] }
    const on = async (convictionDate: string) =>
      (
        (await recorded([], { defendant: { offences: [{ ...charge, convictionDate }] } }))(
          'SentencePassed',
        )[0] as SentencePassed
      ).findings.map(({ code }) => code)
    expect(await on('2026-03-21')).toEqual([])
    expect(await on('2026-03-22')).toEqual(['short-custody-presumption'])
  })

  it('count the unpaid work of all requirements', async () => {
    const hours = (...each: readonly number[]) =>
      sentence(order(), ...each.map((n, i) => requirement(`w${i}`, '3101', 'order', { numberOfHours: `${n} Hours` })))
    expect((await hours(200, 120)).findings).toMatchObject([{ code: 'unpaid-work-hours-range' }])
    expect((await hours(200, 100)).findings).toEqual([])
  })
})

describe('a remand', () => {
  it.each([
    ['4027', 'REMAND_STATUS_CONDITIONAL_BAIL', 'SENT_FOR_UNSPECIFIED'],
    ['4047', 'REMAND_STATUS_UNCONDITIONAL_BAIL', 'SENT_FOR_UNSPECIFIED'],
    ['4051', 'REMAND_STATUS_HOSPITAL', 'SENT_FOR_UNSPECIFIED'],
    ['4576', 'REMAND_STATUS_WARRANT', 'SENT_FOR_UNSPECIFIED'],
    ['4560', 'REMAND_STATUS_CUSTODY', 'SENT_FOR_TRIAL'],
    ['4015', 'REMAND_STATUS_CONDITIONAL_BAIL', 'SENT_FOR_SENTENCE'],
  ])('of code %s is %s, %s', async (cjsCode, status, sentFor) => {
    expect((await recorded([remand('a', cjsCode)]))('RemandOrdered')).toMatchObject([{ status, sentFor }])
  })

  it.each([
    [{ listedStartDateTime: '2026-03-30T09:00:00Z' }, { startsAt: { seconds: 1_774_861_200n }, dateToBeFixed: false }],
    [{ weekCommencingDate: '2026-03-30' }, { weekCommencing: { year: 2026, month: 3, day: 30 }, startsAt: undefined }],
    [{ dateToBeFixed: true }, { dateToBeFixed: true, startsAt: undefined, weekCommencing: undefined }],
    [
      { existingHearingId: 'ABCDEF01-0000-4000-8000-000000000000' },
      { existingHearingId: 'abcdef01-0000-4000-8000-000000000000' },
    ],
  ])('goes on to %j', async (nextHearing, expected) => {
    const adjourned = {
      ...nextHearing,
      adjournmentReason: 'For reports',
      estimatedMinutes: 20,
      jurisdictionType: 'CROWN',
    }
    expect((await recorded([{ ...remand(), nextHearing: adjourned }]))('RemandOrdered')).toMatchObject([
      {
        nextHearing: {
          ...expected,
          adjournmentReason: 'For reports',
          estimatedMinutes: 20,
          jurisdiction: 'JURISDICTION_CROWN',
        },
      },
    ])
  })
})

describe('a listing', () => {
  it('has bail, restrictions, markers and other names', async () => {
    const offences = [
      {
        id: 'one',
        offenceCode: 'TH68010',
        reportingRestrictions: [{ id: 'r', label: 'Section 49', orderedDate: DAY }],
      },
    ]
    const event = await recorded([], {
      defendant: {
        offences,
        aliases: [{ firstName: 'Other', lastName: 'Name' }],
        personDefendant: {
          bailStatus: { code: 'c', description: 'Custody' },
          arrestSummonsNumber: 'TFL1',
          personDetails: { lastName: 'Test', nationalInsuranceNumber: 'qq 12 34 56 c' },
        },
      },
      hearing: { reportingRestrictionReason: 'Order under section 46' },
    })
    expect(event('HearingListed')).toMatchObject([
      {
        bail: 'REMAND_STATUS_CUSTODY',
        restrictions: [
          { label: 'Order under section 46', offenceId: '' },
          { label: 'Section 49', offenceId: 'one' },
        ],
      },
    ])
    expect(event('DefendantDetailsRecorded')).toMatchObject([
      {
        personal: {
          aliases: [{ firstName: 'Other', lastName: 'Name' }],
          arrestSummonsNumber: 'TFL1',
          nationalInsuranceNumber: 'QQ123456C',
        },
      },
    ])
  })
})

describe('an application', () => {
  const courtOrder = {
    id: 'C0000000-0000-4000-8000-000000000001',
    judicialResultTypeId: '418b3aa7-65ab-4a4a-bab9-2f96b698118c',
    label: 'Community order England / Wales',
    orderDate: '2025-01-10',
    endDate: '2026-01-09',
    orderingCourt: { name: 'Lavender Hill' },
    orderingHearingId: HEARING,
  }
  const breach = (judicialResults: readonly object[]) => ({
    id: 'application',
    type: { code: 'SE20521', type: 'Failing to comply with a community order', breachType: 'GENERIC_BREACH' },
    applicationReceivedDate: '2026-02-01',
    applicationStatus: 'FINALISED',
    subject: {
      masterDefendant: {
        masterDefendantId: PEOPLE.A,
        defendantCase: [{ caseId: 'case', caseReference: '01AA', defendantId: PEOPLE.A }],
        personDefendant: { personDetails: { lastName: 'Person A' } },
      },
    },
    courtApplicationCases: [{ prosecutionCaseId: 'case' }],
    courtOrder,
    judicialResults,
  })
  const revoked = { ...order('revoked'), cjsCode: '1029' }

  it('of a defendant names the order that its results concern', async () => {
    const event = await recorded([order('new')], { hearing: { courtApplications: [breach([revoked])] } })
    expect(event('HearingListed')).toMatchObject([
      { applications: [{ applicationId: 'application', breach: true, order: { label: courtOrder.label } }] },
    ])
    expect(event('SentencePassed')).toMatchObject([
      { kind: 'SENTENCE_KIND_COMMUNITY_ORDER', order: undefined },
      {
        kind: 'SENTENCE_KIND_ORDER_REVOKED',
        result: { applicationId: 'application' },
        order: {
          orderId: courtOrder.id.toLowerCase(),
          madeOn: { year: 2025, month: 1, day: 10 },
          endsOn: { year: 2026, month: 1, day: 9 },
          courtName: 'Lavender Hill',
        },
      },
    ])
  })

  it('without any case in the hearing concerns its subject', async () => {
    const body = hearing([], { hearing: { prosecutionCases: undefined, courtApplications: [breach([revoked])] } })
    const became = await createHub().say('common-platform', body)
    expect(became).toMatchObject([{ state: 'translated', subject: `CP_DEFENDANT:${PEOPLE.A}` }])
    expect(became[0]!.events.map(({ event }) => event.type.replace('hub.court.v1.', ''))).toEqual([
      'HearingListed',
      'DefendantDetailsRecorded',
      'SentencePassed',
    ])
  })

  it.each([
    [{ defendantCase: [] }, { is: 'rejected', reason: 'defendant without id' }],
    [
      { legalEntityDefendant: {}, personDefendant: undefined },
      { is: 'ignored', reason: 'organisation' },
    ],
  ])('whose subject has %j is told of', (over, expected) => {
    const application = breach([revoked])
    const masterDefendant = { ...application.subject.masterDefendant, ...over }
    const body = hearing([], {
      hearing: { prosecutionCases: [], courtApplications: [{ ...application, subject: { masterDefendant } }] },
    })
    expect(translate('common-platform', body)).toMatchObject({ is: 'parts', parts: [{ command: { own: expected } }] })
  })
})

describe('a body that lies elsewhere', () => {
  it('is rejected, saying what to send instead', () => {
    const pointer = ['software.amazon.payloadoffloading.PayloadS3Pointer', { s3BucketName: 'b', s3Key: 'k' }]
    expect(translate('common-platform', pointer)).toEqual({
      is: 'rejected',
      reason: 'the body lies in a store that the hub cannot read; send the hearing itself, up to 10 MB',
      field: '[1].s3Key',
      warnings: [],
    })
  })
})

describe('Libra', () => {
  const libra = (over: object = {}) => ({
    caseNo: '1600032981',
    courtCode: 'B10JQ',
    listNo: '1st',
    sessionStartTime: '2026-03-02T09:01:00',
    defendantType: 'P',
    name: { forename1: 'Test', surname: 'Person' },
    offences: [{ seq: 1, code: 'TH68010', title: 'Theft' }],
    ...over,
  })
  const keys = (became: Awaited<ReturnType<ReturnType<typeof createHub>['say']>>) =>
    became.flatMap(({ events }) => events.map(({ key, corrects }) => (corrects ? `corrected ${key}` : key)))

  it('lists a case on several days without one moving the other', async () => {
    const hub = createHub()
    expect(keys(await hub.say('libra', libra()))).toEqual(['listing/1st', 'details'])
    const ahead = libra({ listNo: '2nd', sessionStartTime: '2026-03-05T09:01:00' })
    expect(keys(await hub.say('libra', ahead))).toEqual(['listing/2nd'])
    expect(keys(await hub.say('libra', libra()))).toEqual([])
    expect(keys(await hub.say('libra', { ...ahead, courtRoom: '5' }))).toEqual(['corrected listing/2nd'])
  })

  it('takes several updates of one case as they come', async () => {
    const hub = createHub()
    for (const courtRoom of ['1', '2', '2', '3']) await hub.say('libra', libra({ courtRoom }))
    const [facts] = hub.known().values()
    expect(facts!.get('listing/1st')).toMatchObject({ revision: 2 })
  })

  it('is known by court and case, whatever its ids say', async () => {
    const hub = createHub()
    await hub.say('libra', libra({ caseId: 1, hearingId: 'one' }))
    expect(keys(await hub.say('libra', libra({ caseId: 2, hearingId: 'two' })))).toEqual([])
  })
})
