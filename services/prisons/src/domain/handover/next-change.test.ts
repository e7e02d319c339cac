import { addDays, type CalendarDate, compareDates, formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { HandoverCase } from './case'
import { handoverOn, nextChange } from './handover'
import { RULE_SETS, type RuleSetId } from './rule-sets'

const date = (text: string): CalendarDate => parseCalendarDate(text)!
const ruleSet = (id: RuleSetId) => RULE_SETS.find(set => set.id === id)!
const NOW = ruleSet('omic-2025-05')
const next = (facts: HandoverCase, on: string, set = NOW) => {
  const day = nextChange(facts, date(on), set)
  return day && formatCalendarDate(day)
}

const START = { sentenceStartDate: date('2020-01-06') }
const LIFE = { ...START, sentenceType: 'indeterminate' } as const
const OPEN = { ...LIFE, tariffDate: date('2028-06-30'), prisonId: 'SPI', prisonArrivalDate: date('2026-05-05') }

describe('the next change', () => {
  it.each<[string, HandoverCase, string, string | undefined]>([
    ['is the handover date', { ...START, conditionalReleaseDate: date('2027-10-31') }, '2026-01-01', '2027-02-14'],
    [
      '… also from the day before',
      { ...START, conditionalReleaseDate: date('2027-10-31') },
      '2027-02-13',
      '2027-02-14',
    ],
    ['… and on it there is no more', { ...START, conditionalReleaseDate: date('2027-10-31') }, '2027-02-14', undefined],
    ['is the arrival in open conditions', OPEN, '2026-01-01', '2026-05-05'],
    ['… then the handover date', OPEN, '2026-05-05', '2027-06-30'],
    [
      '… then that the tariff has passed',
      { ...OPEN, targetHearingDate: date('2029-01-01') },
      '2027-06-30',
      '2028-06-30',
    ],
    ['… which changes nothing without a hearing', OPEN, '2027-06-30', undefined],
    [
      'is a hearing that comes within 12 months',
      { ...LIFE, targetHearingDate: date('2027-01-10'), lastParoleOutcome: 'Refused [*]' },
      '2025-01-01',
      '2026-01-11',
    ],
    [
      '… at the end of February a day later',
      { ...LIFE, targetHearingDate: date('2025-02-28'), recalled: true },
      '2024-01-01',
      '2024-03-01',
    ],
    [
      'is coming of age',
      { ...START, recalled: true, dateOfBirth: date('2008-02-29'), tariffDate: date('2027-01-01') },
      '2026-02-01',
      '2026-03-01',
    ],
    [
      'is never for a recalled grown person',
      { ...START, recalled: true, conditionalReleaseDate: date('2027-10-31') },
      '2026-01-01',
      undefined,
    ],
    ['is never for who stays outside', { imprisonmentStatus: 'CIVIL' }, '2026-01-01', undefined],
    [
      'is of the calculation behind an override',
      { ...START, conditionalReleaseDate: date('2027-10-31'), responsibilityOverride: 'Prison' },
      '2026-01-01',
      '2027-02-14',
    ],
  ])('%s', (_, facts, on, expected) => {
    expect(next(facts, on)).toBe(expected)
  })

  it('is every day where the handover date is never before today', () => {
    const facts: HandoverCase = { ...START, conditionalReleaseDate: date('2022-10-31'), mappaLevel: 3 }
    const set = ruleSet('omic-2021')
    expect(next(facts, '2022-01-01', set)).toBe('2022-03-16')
    expect(next(facts, '2022-03-16', set)).toBe('2022-03-17')
    expect(next(facts, '2022-03-17', set)).toBe('2022-03-18')
  })

  const ON = date('2024-02-20')
  // Two years about the day, and what is that many months before and after: the rules reach 18 months and 18 years.
  const day = fc.integer({ min: -900, max: 900 }).map(n => addDays(ON, n))
  const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
  const person: fc.Arbitrary<HandoverCase> = fc.record({
    sentenceType: fc.constantFrom('determinate', 'indeterminate', 'indeterminate'),
    sentenceStartDate: maybe(fc.integer({ min: -1500, max: 30 }).map(n => addDays(ON, n))),
    conditionalReleaseDate: maybe(day),
    automaticReleaseOverrideDate: maybe(day),
    paroleEligibilityDate: maybe(day),
    homeDetentionCurfewEligibilityDate: maybe(day),
    homeDetentionCurfewActualDate: maybe(day),
    tariffDate: maybe(day),
    targetHearingDate: maybe(day),
    indeterminateSentenceStartDates: maybe(fc.array(day, { maxLength: 2 })),
    recalled: fc.boolean(),
    immigrationCase: maybe(fc.constant(false)),
    earlyAllocation: fc.boolean(),
    mappaLevel: maybe(fc.integer({ min: 0, max: 3 })),
    lastParoleOutcome: maybe(fc.constantFrom('Release [*]', 'Refused [*]')),
    prisonId: fc.constantFrom('MDI', 'SPI', 'UPI', 'ESI'),
    prisonArrivalDate: maybe(day),
    categoryCode: maybe(fc.constant('T')),
    categoryActiveSince: maybe(day),
    welsh: maybe(fc.boolean()),
    provider: maybe(fc.constantFrom('NPS', 'CRC')),
    responsibilityOverride: maybe(fc.constantFrom('Prison', 'Probation')),
    dateOfBirth: maybe(fc.integer({ min: -900, max: 900 }).map(n => addDays(date('2006-02-28'), n))),
  })

  it('skips no change, and on its day there is one', () => {
    const horizon = addDays(ON, 950)
    fc.assert(
      fc.property(person, fc.constantFrom(...RULE_SETS), (facts, set) => {
        const answer = (on: CalendarDate) => JSON.stringify(handoverOn(facts, on, set))
        const today = answer(ON)
        let first = addDays(ON, 1)
        while (compareDates(first, horizon) < 0 && answer(first) === today) first = addDays(first, 1)
        expect(nextChange(facts, ON, set)).toEqual(compareDates(first, horizon) < 0 ? first : undefined)
      }),
      { numRuns: 400 },
    )
  })

  it('starts never after handover, and says who is responsible by both dates', () => {
    fc.assert(
      fc.property(person, fc.constantFrom(...RULE_SETS), (facts, set) => {
        const handover = handoverOn({ ...facts, responsibilityOverride: undefined, recalled: false }, ON, set)
        if (!handover.inPolicy || !handover.handoverDate) return
        const { handoverStartDate: start, handoverDate, responsibility } = handover
        expect(compareDates(start!, handoverDate)).toBeLessThanOrEqual(0)
        const passed = (on: CalendarDate) => compareDates(ON, on) >= 0
        expect(responsibility).toBe(
          passed(handoverDate) ? 'Community' : passed(start!) ? 'CustodyWithCom' : 'CustodyOnly',
        )
      }),
      { numRuns: 1_000 },
    )
  })
})
