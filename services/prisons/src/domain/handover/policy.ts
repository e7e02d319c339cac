import { ageOn, type CalendarDate, compareDates } from '@hub/calendar'
import { am, type HandoverCase, isImmigrationCase, isIndeterminate } from './case'
import { ENGLISH_PRIVATE_OR_HUB_PRISONS, inWomensPrison } from './prisons'

/** AM:app/models/sentence_type.rb. */
export const CIVIL_STATUSES: readonly string[] =
  'A/FINE A_FINE A_CFINE CIVIL CIVIL_CON CIVIL_DT CIV_RMD YOC_CONT YO_CFINE'.split(' ')

/** Why somebody is outside OMiC policy. */
export interface ScopeRow {
  readonly reason: 'under_18' | 'not_sentenced' | 'civil_sentence'
  readonly source: string
  excludes(facts: HandoverCase, on: CalendarDate): boolean
}

/**
 * Who is outside OMiC policy (1.2); the first match names the reason. A date of birth or an imprisonment status that is
 * not known excludes nobody. To be sentenced is to have a start date and a date or a sentence that ends some day: who
 * has none of which the hub knows is not known to be sentenced, and is outside. Legal status is no fact of this rule.
 */
export const OUTSIDE_POLICY: readonly ScopeRow[] = [
  {
    reason: 'under_18',
    source: am('app/models/hmpps_api/offender.rb'),
    excludes: ({ dateOfBirth }, on) => dateOfBirth !== undefined && ageOn(dateOfBirth, on) < 18,
  },
  {
    reason: 'not_sentenced',
    source: am('app/models/hmpps_api/offender.rb'),
    excludes: facts => !sentenced(facts) && !isImmigrationCase(facts),
  },
  {
    reason: 'civil_sentence',
    source: am('app/models/sentence_type.rb'),
    excludes: ({ imprisonmentStatus }) => CIVIL_STATUSES.includes(imprisonmentStatus ?? ''),
  },
]

/** Any of the dates from which the prison's effective release date comes stands for that date. */
const sentenced = (facts: HandoverCase): boolean =>
  facts.sentenceStartDate !== undefined &&
  (isIndeterminate(facts) ||
    [
      facts.conditionalReleaseDate,
      facts.conditionalReleaseOverrideDate,
      facts.automaticReleaseDate,
      facts.automaticReleaseOverrideDate,
      facts.postRecallReleaseDate,
      facts.homeDetentionCurfewActualDate,
      facts.prisonReleaseDate,
      facts.paroleEligibilityDate,
      facts.homeDetentionCurfewEligibilityDate,
      facts.tariffDate,
    ].some(date => date !== undefined))

/** Since when OMiC applied to whom: to sentences from one day on, or to releases from another on. First match wins. */
const OMIC_STARTS = [
  {
    who: "women's prisons",
    has: inWomensPrison,
    sentencedFrom: { year: 2021, month: 4, day: 30 },
    releasedFrom: { year: 2022, month: 9, day: 30 },
  },
  {
    who: 'Wales',
    has: ({ welsh }: HandoverCase) => welsh === true,
    sentencedFrom: { year: 2019, month: 2, day: 4 },
    releasedFrom: { year: 2020, month: 5, day: 4 },
  },
  {
    who: 'England, hub and private prisons',
    has: ({ prisonId }: HandoverCase) => ENGLISH_PRIVATE_OR_HUB_PRISONS.includes(prisonId ?? ''),
    sentencedFrom: { year: 2019, month: 10, day: 1 },
    releasedFrom: { year: 2021, month: 6, day: 1 },
  },
  {
    who: 'England, public prisons',
    has: () => true,
    sentencedFrom: { year: 2019, month: 10, day: 1 },
    releasedFrom: { year: 2021, month: 2, day: 15 },
  },
] as const

/** Sentenced before OMiC began and released before its cut-off; AM:app/domains/offenders/prison_policies.rb. */
export function preOmic(facts: HandoverCase, released: CalendarDate): boolean {
  const { sentencedFrom, releasedFrom } = OMIC_STARTS.find(({ has }) => has(facts))!
  const { sentenceStartDate } = facts
  return (
    !(sentenceStartDate && compareDates(sentenceStartDate, sentencedFrom) >= 0) &&
    compareDates(released, releasedFrom) < 0
  )
}
