import { addDays, addMonths, type CalendarDate, compareDates } from '@hub/calendar'
import { type HandoverCase, isImmigrationCase, isIndeterminate } from './case'
import type { NamedDate } from './earliest-release'
import { preOmic } from './policy'
import { inOpenConditions } from './prisons'

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

// What a row asks.

export const recalled = ({ facts }: Situation) => facts.recalled === true
export const immigration = ({ facts }: Situation) => isImmigrationCase(facts)
export const indeterminate = ({ facts }: Situation) => isIndeterminate(facts)
export const determinate = ({ facts }: Situation) => !isIndeterminate(facts)
export const crc = ({ facts }: Situation) => !isIndeterminate(facts) && facts.provider === 'CRC'
export const openConditions = ({ facts }: Situation) => inOpenConditions(facts)
export const earlyAllocation = ({ facts }: Situation) => facts.earlyAllocation === true
export const parole = ({ facts }: Situation) => !isIndeterminate(facts) && facts.paroleEligibilityDate !== undefined
export const releaseUnknown = ({ release }: Situation) => !release
export const beforeOmic = ({ facts, release }: Situation) => release !== undefined && preOmic(facts, release.date)

/** Not known is undefined, a level like others. */
export const mappa =
  (...levels: readonly (number | undefined)[]) =>
  ({ facts }: Situation) =>
    levels.includes(facts.mappaLevel)

/** By the calendar: the target hearing is on or after the same day twelve months on, whatever the time of day. */
export const hearingDistant = ({ facts, on }: Situation) =>
  facts.targetHearingDate !== undefined && compareDates(facts.targetHearingDate, addMonths(on, 12)) >= 0

/** A review of this sentence is completed, with any outcome but this one; an empty text is no outcome. */
export const notReleased = ({ facts: { lastParoleOutcome: outcome = '' } }: Situation) =>
  outcome !== '' && outcome !== 'Release [*]'

export const secondIndeterminate = ({ facts }: Situation) => (facts.indeterminateSentenceStartDates?.length ?? 0) > 1
export const laterIndeterminate = ({ facts }: Situation) => {
  const [first, ...further] = [...(facts.indeterminateSentenceStartDates ?? [])].sort(compareDates)
  return first !== undefined && further.some(date => compareDates(date, first) > 0)
}

/** The whole sentence from its start to release, not what is left of it; exactly ten months are short. */
export const short = ({ facts, release }: Situation) =>
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
export const before =
  (months: number, days = 0) =>
  ({ release }: Situation): RowDates | undefined =>
    release && { handover: minus(release.date, months, days) }

/** The window of NPS determinate cases: opens 7 months 15 days before release, ends as `handover` says, never earlier. */
export const window =
  (handover: (released: CalendarDate, situation: Situation) => CalendarDate) =>
  (situation: Situation): RowDates | undefined => {
    if (!situation.release) return undefined
    const start = minus(situation.release.date, 7, 15)
    return { start, handover: later(start, handover(situation.release.date, situation)) }
  }

/** 4 months 15 days; the actual curfew date replaces it, the eligibility date may bring it forward. */
export const lowRiskWindow = window((released, { facts }) => {
  const date = minus(released, 4, 15)
  const { homeDetentionCurfewActualDate: actual, homeDetentionCurfewEligibilityDate: eligible } = facts
  return actual ?? (eligible ? earlier(date, eligible) : date)
})
