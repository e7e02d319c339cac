import { formatInstant } from '@hub/calendar'
import { expectedStates, sampleMessages } from '@hub/simulator'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Became, createHub, read, wholeOf } from './play'

const samples = sampleMessages('courts')
const hub = createHub()
const played = new Map<string, readonly Became[]>()
beforeAll(async () => {
  for (const sample of samples) played.set(sample.name, await hub.take(read(sample)))
})
const sample = (number: string) => samples.find(({ name }) => name.startsWith(number))!
const of = (number: string) => played.get(sample(number).name)!

/** The events of a sample, of all its people, by type. */
const eventsOf = (number: string, type: string) =>
  of(number)
    .flatMap(({ events }) => events)
    .filter(({ event }) => event.type === `hub.court.v1.${type}`)
const line = (resultId: string) => ({ result: { resultId } })

describe('court samples', () => {
  it.each(samples)('$name becomes what is expected', ({ name }) => {
    const { state, reason, parts } = expectedStates[name]!
    const became = played.get(name)!
    expect(wholeOf(became)).toEqual({ state, reason })
    if (parts) expect(became.map(({ events: _, ...part }) => part)).toEqual(parts)
    else expect(became).toHaveLength(1)
  })

  it('say no change when they are played again', async () => {
    // The hearing of 21 and 22 is shared twice: playing 21 after 22 is a third share, and says something else.
    const again = createHub()
    const others = samples.filter(({ name }) => !name.startsWith('21'))
    for (const each of others) await again.take(read(each))
    for (const each of others) {
      const { state, reason } = expectedStates[each.name]!
      const expected = state === 'translated' ? { state: 'ignored', reason: 'no change' } : { state, reason }
      expect(wholeOf(await again.take(read(each)))).toEqual(
        // Where one part is rejected or ignored, its reason stands beside the others' "no change".
        { ...expected, ...(expected.reason === 'no change' ? {} : { reason }) },
      )
    }
  })

  it.each([
    [
      '19',
      'SentencePassed',
      {
        kind: 'SENTENCE_KIND_IMPRISONMENT',
        length: { years: 6 },
        life: false,
        totalLife: true,
        convictedOn: { year: 2025, month: 7, day: 17 },
        findings: [],
      },
    ],
    [
      '20',
      'SentencePassed',
      {
        kind: 'SENTENCE_KIND_SUSPENDED_IMPRISONMENT',
        length: { years: 8 },
        operationalPeriod: { years: 3 },
        totalLength: { years: 6 },
        supervisionPeriod: { years: 2 },
        daysToCount: 45,
        life: false,
        requirements: [{ result: { cjsCode: '3111' }, hours: 5, kind: 'REQUIREMENT_KIND_ATTENDANCE_CENTRE' }],
        findings: [{ code: 'suspended-term-too-long' }],
      },
    ],
    [
      '21',
      'SentencePassed',
      {
        ...line('3b1d3422-7d59-4495-a2cc-e0f496460abc'),
        kind: 'SENTENCE_KIND_COMMUNITY_ORDER',
        endsOn: { year: 2024, month: 12, day: 12 },
        requirements: [{ result: { cjsCode: '3101' }, hours: 80 }],
      },
    ],
    [
      '21',
      'SentencePassed',
      {
        ...line('492075b4-a837-45be-8c4f-e28b71343e5c'),
        kind: 'SENTENCE_KIND_COMMUNITY_ORDER_VARIED',
        endsOn: { year: 2024, month: 11, day: 11 },
        order: { courtName: "Antrim Magistrates' Court", madeOn: { year: 2024, month: 12, day: 11 } },
        requirements: [{ result: { cjsCode: '3101' }, hours: 80, kind: 'REQUIREMENT_KIND_UNPAID_WORK' }],
      },
    ],
    [
      '23',
      'RemandOrdered',
      { ...line('e25f7119-026b-42c3-9ff9-1b2b1cb760ea'), status: 'REMAND_STATUS_WARRANT', nextHearing: undefined },
    ],
    [
      '23',
      'RemandOrdered',
      {
        ...line('af87a19e-a06c-4351-be11-f1c227b9ed72'),
        status: 'REMAND_STATUS_CUSTODY',
        nextHearing: { hearingType: 'Trial - no witnesses', court: { code: 'B01BH' } },
      },
    ],
    [
      '06',
      'ResultRecorded',
      { result: { label: 'Granted', orderedOn: { year: 2021, month: 6, day: 25 } }, known: false },
    ],
    [
      '06',
      'HearingListed',
      {
        hearingType: 'Bail Variation Application',
        court: { code: 'B01OK' },
        caseReference: '90GD1000052',
        applications: [{ type: 'Application to vary conditions of bail', typeCode: 'BA76504', breach: false }],
      },
    ],
    ['07', 'HearingListed', { days: [{ day: { day: 8 } }, { day: { day: 9 } }], jurisdiction: 'JURISDICTION_CROWN' }],
    ['15', 'HearingListed', { court: { code: 'B10JQ' }, days: [{ day: { year: 2020, month: 2, day: 20 } }] }],
    ['24', 'ReportCompleted', { reportId: 'PSR-123' }],
    ['25', 'ReportCompleted', { reportId: '00000000-0000-0000-0000-000000000001' }],
  ])('%s records a %s with %j', (number, type, data) => {
    expect(eventsOf(number, type).map(({ event }) => event.data)).toContainEqual(expect.objectContaining(deep(data)))
  })

  it('23: the next hearing is at 09:00 UTC, 10:00 in London', () => {
    const [remand] = eventsOf('23', 'RemandOrdered').filter(
      ({ event }) => 'nextHearing' in event.data && event.data.nextHearing,
    )
    const { nextHearing } = remand!.event.data as { nextHearing: { startsAt: { seconds: bigint; nanos: number } } }
    expect(formatInstant(nextHearing.startsAt)).toBe('2024-09-30T09:00:00Z')
  })

  it('22 retracts exactly the results that are gone', () => {
    const order = eventsOf('21', 'SentencePassed').find(({ key }) =>
      key.endsWith('3b1d3422-7d59-4495-a2cc-e0f496460abc'),
    )!
    expect(of('22').flatMap(({ events }) => events)).toMatchObject([
      {
        key: order.key,
        retracts: order.id,
        event: {
          type: 'hub.court.v1.FactRetracted',
          data: { retractedType: 'hub.court.v1.SentencePassed', factKey: order.key, reason: 'entered in error' },
        },
      },
    ])
    expect(formatInstant(of('22')[0]!.events[0]!.occurredAt)).toBe('2024-09-25T12:16:38.253Z')
  })

  it('21 after 22 is an older share, and undoes nothing', async () => {
    const third = createHub()
    for (const number of ['21', '22']) await third.take(read(sample(number)))
    expect(wholeOf(await third.take(read(sample('21'))))).toEqual({
      state: 'ignored',
      reason: 'no change: something newer is known',
    })
  })

  it('01 has its repeated defendant once, and an invalid PNC and CRO as absent', () => {
    expect(of('01').map(({ subject }) => subject)).toEqual(['CP_DEFENDANT:ac24a1be-939b-49a4-a524-21a3d228f8bc'])
    expect(eventsOf('01', 'DefendantDetailsRecorded')).toMatchObject([
      { event: { data: { pncToken: '', croToken: '', personal: { pnc: '', cro: '', lastName: 'Klingon' } } } },
    ])
    expect(read(sample('01')).warnings).toContain(
      'hearing.prosecutionCases[0].defendants[1].id stands twice in the hearing and counts as one person',
    )
  })

  it('03 has a valid PNC and CRO in their one form', () => {
    expect(eventsOf('03', 'DefendantDetailsRecorded')).toMatchObject([
      { event: { data: { personal: { pnc: '2002/0073319Z', cro: 'SF05/482703J' } } } },
    ])
  })

  it('16 says what it left out', () => {
    expect(read(sample('16')).warnings.join()).toMatch(/text after the message/)
  })

  it.each([
    ['05', 'hearing.id'],
    ['18', 'caseNo'],
  ])('%s names the field %s', (number, field) => {
    expect(read(sample(number))).toMatchObject({ is: 'rejected', field })
  })

  it.each([
    ['09', 'hearing.prosecutionCases[0].defendants[0].id'],
    ['13', 'hearing.prosecutionCases[0].defendants[0].personDefendant.personDetails.dateOfBirth'],
    ['14', 'hearing.prosecutionCases[0].defendants[0].personDefendant.personDetails.lastName'],
  ])('%s names the field %s of its part', (number, field) => {
    const translation = read(sample(number))
    expect(translation.is === 'parts' && translation.parts[0]).toMatchObject({
      field,
      command: { own: { is: 'rejected' } },
    })
  })
})

/** Every object of the expectation may have more fields than it names; lists are as long as they are. */
function deep(expected: unknown): never {
  if (Array.isArray(expected)) return expected.map(item => asMatcher(item)) as never
  if (typeof expected !== 'object' || expected === null) return expected as never
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, asMatcher(value)])) as never
}

const asMatcher = (value: unknown): unknown =>
  Array.isArray(value) || typeof value !== 'object' || value === null
    ? deep(value)
    : expect.objectContaining(deep(value))
