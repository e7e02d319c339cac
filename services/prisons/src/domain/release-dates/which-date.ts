import { type CalendarDate, compareDates } from '@hub/calendar'
import type { HandoverCase } from '../handover/case'
import { earliestRelease, releaseRowOf } from '../handover/earliest-release'
import { ruleSetOn } from '../handover/rule-sets'
import { effectiveDate, type ReleaseDates, type ReleaseDateType, type SentenceType } from './dates'

/** The date that counts, and which one it is. */
export interface CountingDate {
  readonly type: ReleaseDateType | 'confirmed'
  readonly date: CalendarDate
}

// Three readers of the same dates answer differently, and each is right for its purpose: of ARD and CRD the prison
// takes the later, handover the earlier, resettlement the CRD. They are never to be made one.

/** Where the rules of the prison and of resettlement come from; that of handover says it for each rule set. */
export const WHICH_DATE_SOURCES = {
  prisonEffective: 'prison-api: SentenceCalcDates.java (releaseDate), NonDtoReleaseDate.java',
  resettlementDisplayed: 'hmpps-resettlement-passport-api: PrisonerService.kt',
} as const

/**
 * The prison's effective release date: confirmed; else approved parole; else approved curfew; else the latest of ARD,
 * CRD, NPD, PRRD (the date that is not of a detention and training order) and MTD, the first in this order when equal.
 *
 * The source orders each calculated date and override separately, an override before the calculated date of its type
 * and the later one first otherwise. That is no order where an override is earlier than another type's date which in
 * turn is earlier than the calculated one. Here each type stands with the date that counts for it.
 */
export const prisonEffective = (dates: ReleaseDates): CountingDate | undefined =>
  confirmed(dates) ??
  given(dates, 'APD') ??
  given(dates, 'HDCAD') ??
  latest(dates, ['ARD', 'CRD', 'NPD', 'PRRD', 'MTD'])

/**
 * The earliest release for handover (OMiC), by the rule set of the day: the same table that decides on handover. Undefined
 * too before the first set. A sentence of unknown type counts as determinate.
 */
export function handoverEarliest(
  dates: ReleaseDates,
  sentenceType: SentenceType | undefined,
  on: CalendarDate,
): CountingDate | undefined {
  const ruleSet = ruleSetOn(on)
  return ruleSet && (earliestRelease(factsOf(dates, sentenceType), on, ruleSet) as CountingDate | undefined)
}

/** Where the rule of a day comes from; undefined before the first. */
export function handoverEarliestSource(sentenceType: SentenceType | undefined, on: CalendarDate): string | undefined {
  const ruleSet = ruleSetOn(on)
  return ruleSet && releaseRowOf(factsOf({ byType: {} }, sentenceType), ruleSet).source
}

function factsOf(dates: ReleaseDates, sentenceType: SentenceType = 'determinate'): HandoverCase {
  const day = (fact: keyof HandoverCase, type: ReleaseDateType) => {
    const date = effectiveDate(dates, type)
    return date ? { [fact]: date } : {}
  }
  return {
    sentenceType,
    ...day('automaticReleaseDate', 'ARD'),
    ...day('conditionalReleaseDate', 'CRD'),
    ...day('paroleEligibilityDate', 'PED'),
    ...day('tariffDate', 'TED'),
    ...day('targetHearingDate', 'THD'),
  }
}

/** The date that resettlement shows: confirmed, approved parole, approved curfew, CRD, ARD; never PRRD or SED. */
export const resettlementDisplayed = (dates: ReleaseDates): CountingDate | undefined =>
  confirmed(dates) ?? given(dates, 'APD') ?? given(dates, 'HDCAD') ?? given(dates, 'CRD') ?? given(dates, 'ARD')

const confirmed = ({ confirmed: date }: ReleaseDates): CountingDate | undefined => date && { type: 'confirmed', date }

function given(dates: ReleaseDates, type: ReleaseDateType): CountingDate | undefined {
  const date = effectiveDate(dates, type)
  return date && { type, date }
}

/** The latest of the dates that are given; of equal ones the first named. */
const latest = (dates: ReleaseDates, types: readonly ReleaseDateType[]): CountingDate | undefined =>
  types
    .map(type => given(dates, type))
    .reduce((best, each) => (each && (!best || compareDates(each.date, best.date) > 0) ? each : best), undefined)
