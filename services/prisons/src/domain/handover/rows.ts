import { addDays, addMonths, type CalendarDate, compareDates } from '@hub/calendar'
import { am, type HandoverCase, isImmigrationCase, isIndeterminate, type Responsibility } from './case'
import type { NamedDate } from './earliest-release'
import { preOmic } from './policy'
import { inOpenConditions } from './prisons'
import { type InRuleSets, perRuleSet } from './rule-sets'

/** A person on a day, with the earliest release date for handover. */
export interface Situation {
  readonly facts: HandoverCase
  readonly on: CalendarDate
  readonly release: NamedDate | undefined
}

export interface RowDates {
  /** Where it differs from the handover date. */
  readonly start?: CalendarDate
  readonly handover: CalendarDate
}

export interface HandoverRow extends InRuleSets {
  readonly reason: string
  /** All of them hold. */
  readonly when: readonly ((situation: Situation) => boolean)[]
  /** `by-date`: as the dates stand to the day; where there are none, Community. */
  readonly gives: Responsibility | 'by-date'
  /** Without it, or where it says nothing, there are no dates. */
  readonly dates?: (situation: Situation) => RowDates | undefined
}

// What a row asks.

const recalled = ({ facts }: Situation) => facts.recalled === true
const immigration = ({ facts }: Situation) => isImmigrationCase(facts)
const indeterminate = ({ facts }: Situation) => isIndeterminate(facts)
const determinate = ({ facts }: Situation) => !isIndeterminate(facts)
const crc = ({ facts }: Situation) => !isIndeterminate(facts) && facts.provider === 'CRC'
const openConditions = ({ facts }: Situation) => inOpenConditions(facts)
const earlyAllocation = ({ facts }: Situation) => facts.earlyAllocation === true
const parole = ({ facts }: Situation) => !isIndeterminate(facts) && facts.paroleEligibilityDate !== undefined
const releaseUnknown = ({ release }: Situation) => !release
const beforeOmic = ({ facts, release }: Situation) => release !== undefined && preOmic(facts, release.date)

/** Not known is undefined, a level like others. */
const mappa =
  (...levels: readonly (number | undefined)[]) =>
  ({ facts }: Situation) =>
    levels.includes(facts.mappaLevel)

/** By the calendar: the target hearing is on or after the same day twelve months on, whatever the time of day. */
const hearingDistant = ({ facts, on }: Situation) =>
  facts.targetHearingDate !== undefined && compareDates(facts.targetHearingDate, addMonths(on, 12)) >= 0

/** A review of this sentence is completed, with any outcome but this one; an empty text is no outcome. */
const notReleased = ({ facts: { lastParoleOutcome: outcome = '' } }: Situation) =>
  outcome !== '' && outcome !== 'Release [*]'

const secondIndeterminate = ({ facts }: Situation) => (facts.indeterminateSentenceStartDates?.length ?? 0) > 1
const laterIndeterminate = ({ facts }: Situation) => {
  const [first, ...further] = [...(facts.indeterminateSentenceStartDates ?? [])].sort(compareDates)
  return first !== undefined && further.some(date => compareDates(date, first) > 0)
}

/** The whole sentence from its start to release, not what is left of it; exactly ten months are short. */
const short = ({ facts, release }: Situation) =>
  !isIndeterminate(facts) &&
  facts.sentenceStartDate !== undefined &&
  release !== undefined &&
  compareDates(addMonths(facts.sentenceStartDate, 10), release.date) >= 0

// What a row counts.

/** Months are calendar months and are taken off before the days. */
const minus = (date: CalendarDate, months: number, days = 0): CalendarDate => addDays(addMonths(date, -months), -days)
const later = (a: CalendarDate, b: CalendarDate): CalendarDate => (compareDates(a, b) >= 0 ? a : b)
const earlier = (a: CalendarDate, b: CalendarDate): CalendarDate => (compareDates(a, b) <= 0 ? a : b)

/** So long before the earliest release. */
const before =
  (months: number, days = 0) =>
  ({ release }: Situation): RowDates | undefined =>
    release && { handover: minus(release.date, months, days) }

/** The window of NPS determinate cases: opens 7 months 15 days before release, ends as `handover` says, never earlier. */
const window =
  (handover: (released: CalendarDate, situation: Situation) => CalendarDate) =>
  (situation: Situation): RowDates | undefined => {
    if (!situation.release) return undefined
    const start = minus(situation.release.date, 7, 15)
    return { start, handover: later(start, handover(situation.release.date, situation)) }
  }

/** 4 months 15 days; the actual curfew date replaces it, the eligibility date may bring it forward. */
const lowRiskWindow = window((released, { facts }) => {
  const date = minus(released, 4, 15)
  const { homeDetentionCurfewActualDate: actual, homeDetentionCurfewEligibilityDate: eligible } = facts
  return actual ?? (eligible ? earlier(date, eligible) : date)
})

const HANDOVER = 'app/domains/offender_handover.rb'
const CALCULATION = 'app/lib/handover/handover_calculation.rb'
const SERVICE = 'app/services/handover_date_service.rb'

/**
 * OMiC handover, in row order: of the rows that a rule set has, the first whose conditions all hold decides. Where the
 * order changed, a row stands twice. From `omic-2025-05` on these are the twelve rows of the
 * domain notes (1.3), the ninth as two.
 */
export const handoverRows = perRuleSet<HandoverRow>([
  {
    reason: 'additional_isp',
    from: 'omic-2024-10',
    source: am(HANDOVER, '2344f95c'),
    when: [indeterminate, laterIndeterminate],
    gives: 'CustodyOnly',
  },
  {
    reason: 'recall_thd_over_12_months',
    from: 'omic-2024-10',
    source: am(HANDOVER, '2344f95c'),
    when: [indeterminate, recalled, hearingDistant, mappa(undefined, 0, 1)],
    gives: 'CustodyWithCom',
  },
  {
    reason: 'parole_mappa_2_3',
    from: 'omic-2024-05',
    source: am(HANDOVER, '19a839e6'),
    when: [indeterminate, hearingDistant, notReleased, mappa(2, 3)],
    gives: 'Community',
  },
  {
    reason: 'thd_over_12_months',
    from: 'omic-2024-05',
    to: 'omic-2024-08',
    source: am(HANDOVER, '19a839e6'),
    when: [indeterminate, hearingDistant, notReleased, mappa(undefined, 1)],
    gives: 'CustodyWithCom',
  },
  {
    reason: 'thd_over_12_months',
    from: 'omic-2024-10',
    source: am(HANDOVER, '2344f95c'),
    when: [indeterminate, hearingDistant, notReleased],
    gives: 'CustodyWithCom',
  },
  {
    reason: 'additional_isp',
    from: 'omic-2024-05',
    to: 'omic-2024-07',
    source: am(HANDOVER, '19a839e6'),
    when: [indeterminate, secondIndeterminate],
    gives: 'CustodyOnly',
  },
  {
    reason: 'additional_isp',
    from: 'omic-2024-08',
    to: 'omic-2024-08',
    source: am('app/domains/offenders/sentences.rb', 'a07f5040'),
    when: [indeterminate, laterIndeterminate],
    gives: 'CustodyOnly',
  },
  {
    reason: 'recall_case',
    from: 'omic-2024-05',
    to: 'omic-2024-05',
    source: am(HANDOVER, '0c3691cb'),
    when: [indeterminate, recalled],
    gives: 'Community',
    // The dates that the rows below would give.
    dates: situation => before(earlyAllocation(situation) ? 15 : 12)(situation),
  },
  { reason: 'recall_case', from: 'omic-2021', source: am(HANDOVER), when: [recalled], gives: 'Community' },
  { reason: 'immigration_case', from: 'omic-2021', source: am(HANDOVER), when: [immigration], gives: 'Community' },
  {
    reason: 'release_date_unknown',
    from: 'omic-2021',
    source: am(HANDOVER),
    when: [releaseUnknown],
    gives: 'CustodyOnly',
  },
  {
    reason: 'crc_case',
    from: 'omic-2021',
    to: 'omic-2022-10',
    source: am(SERVICE, '2bc3ea25'),
    when: [crc],
    gives: 'by-date',
    dates: ({ release }) => release && { handover: addDays(release.date, -12 * 7) },
  },
  {
    reason: 'less_than_10_months_left_to_serve',
    from: 'omic-2021',
    to: 'omic-2022-10',
    source: am(SERVICE, '2bc3ea25'),
    when: [short],
    gives: 'Community',
  },
  {
    reason: 'pre_omic_rules',
    from: 'omic-2021',
    to: 'omic-2024-08',
    source: am('app/domains/offenders/prison_policies.rb'),
    when: [beforeOmic],
    gives: 'Community',
  },
  {
    reason: 'nps_early_allocation',
    from: 'omic-2021',
    to: 'omic-2022-10',
    source: am(SERVICE, '2bc3ea25'),
    when: [earlyAllocation],
    gives: 'by-date',
    dates: before(15),
  },
  {
    reason: 'early_allocation',
    from: 'omic-2023-11-08',
    source: am(CALCULATION, 'd1d78160'),
    when: [earlyAllocation],
    gives: 'by-date',
    dates: before(15),
  },
  {
    reason: 'nps_indeterminate_open',
    from: 'omic-2021',
    to: 'omic-2022-10',
    source: am(SERVICE, '2bc3ea25'),
    when: [indeterminate, openConditions],
    gives: 'by-date',
    dates: before(8),
  },
  {
    reason: 'nps_indeterminate',
    from: 'omic-2021',
    to: 'omic-2022-10',
    source: am(SERVICE, '2bc3ea25'),
    when: [indeterminate],
    gives: 'by-date',
    dates: before(8),
  },
  {
    reason: 'indeterminate_open',
    from: 'omic-2023-04',
    to: 'omic-2023-04',
    source: am(CALCULATION, '9222ddb2'),
    when: [indeterminate, openConditions],
    gives: 'by-date',
    dates: before(8),
  },
  {
    reason: 'indeterminate',
    from: 'omic-2023-04',
    to: 'omic-2023-04',
    source: am(CALCULATION, '9222ddb2'),
    when: [indeterminate],
    gives: 'by-date',
    dates: before(8),
  },
  {
    reason: 'indeterminate_open',
    from: 'omic-2023-11-02',
    source: am(CALCULATION, 'b9427708'),
    when: [indeterminate, openConditions],
    gives: 'by-date',
    dates: before(12),
  },
  {
    reason: 'indeterminate',
    from: 'omic-2023-11-02',
    source: am(CALCULATION, 'b9427708'),
    when: [indeterminate],
    gives: 'by-date',
    dates: before(12),
  },
  {
    reason: 'determinate_parole',
    from: 'omic-2023-04',
    to: 'omic-2023-04',
    source: am(CALCULATION, '9222ddb2'),
    when: [parole],
    gives: 'by-date',
    dates: before(8),
  },
  {
    reason: 'determinate_parole',
    from: 'omic-2023-11-02',
    to: 'omic-2023-11-02',
    source: am(CALCULATION, 'b9427708'),
    when: [parole],
    gives: 'by-date',
    dates: before(12),
  },
  {
    reason: 'determinate_short',
    from: 'omic-2023-04',
    source: am(CALCULATION, '9222ddb2'),
    when: [short],
    gives: 'Community',
  },
  {
    reason: 'early_allocation',
    from: 'omic-2023-04',
    to: 'omic-2023-11-02',
    source: am(CALCULATION, '9222ddb2'),
    when: [earlyAllocation],
    gives: 'by-date',
    dates: before(15),
  },
  {
    reason: 'determinate_parole',
    from: 'omic-2023-11-08',
    source: am(CALCULATION, 'd1d78160'),
    when: [parole],
    gives: 'by-date',
    dates: before(12),
  },
  {
    reason: 'nps_determinate_parole_case',
    from: 'omic-2021',
    to: 'omic-2022-10',
    source: am(SERVICE, '2bc3ea25'),
    when: [parole],
    gives: 'by-date',
    dates: before(8),
  },
  {
    reason: 'nps_mappa_unknown',
    from: 'omic-2021',
    to: 'omic-2021',
    source: am(SERVICE, '2bc3ea25'),
    when: [determinate, mappa(undefined)],
    gives: 'by-date',
    dates: lowRiskWindow,
  },
  {
    reason: 'nps_determinate_mappa_1_n',
    from: 'omic-2021',
    to: 'omic-2021',
    source: am(SERVICE, '2bc3ea25'),
    when: [determinate, mappa(0, 1)],
    gives: 'by-date',
    dates: lowRiskWindow,
  },
  {
    reason: 'nps_determinate_mappa_2_3',
    from: 'omic-2021',
    to: 'omic-2021',
    source: am(SERVICE, '2bc3ea25'),
    when: [determinate],
    gives: 'by-date',
    // Never before today: once the window is open, every day is the handover date anew.
    dates: window((_, { on }) => on),
  },
  {
    reason: 'nps_determinate',
    from: 'omic-2022-10',
    to: 'omic-2022-10',
    source: am(SERVICE, 'eb60fa9c'),
    when: [determinate],
    gives: 'by-date',
    // Not before the sentence, says the source: nor can it be, for sentences so short are decided above.
    dates: before(7, 15),
  },
  {
    reason: 'determinate',
    from: 'omic-2023-04',
    source: am(CALCULATION, '9222ddb2'),
    when: [determinate],
    gives: 'by-date',
    dates: before(8, 14),
  },
])
