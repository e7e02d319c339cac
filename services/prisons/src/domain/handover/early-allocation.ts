import { type CalendarDate, compareDates } from '@hub/calendar'
import { am } from './case'

/** An assessment for early allocation to probation (1.6). A question that is not answered counts as answered no. */
export interface EarlyAllocationAssessment {
  readonly convictedUnderTerrorismAct?: boolean
  readonly highProfile?: boolean
  readonly seriousCrimePreventionOrder?: boolean
  readonly mappaLevel3?: boolean
  readonly criticalPublicProtectionCase?: boolean
  readonly highRiskOfSeriousHarm?: boolean
  readonly mappaLevel2?: boolean
  readonly pathfinder?: boolean
  readonly otherReason?: boolean
  readonly extremismSeparation?: boolean
  readonly dueForReleaseInLessThan24Months?: boolean
  readonly assessmentDate?: CalendarDate
  readonly sentenceStartDate?: CalendarDate
  readonly createdWithinReferralWindow?: boolean
  /** Yes or no of the community; absent while it has not answered. */
  readonly communityDecision?: boolean
  /** Not known: not expired. */
  readonly licenceExpiryDate?: CalendarDate
}

export interface EarlyAllocationRow {
  readonly row: string
  readonly outcome: 'eligible' | 'discretionary' | 'ineligible'
  readonly source: string
  when(assessment: EarlyAllocationAssessment): boolean
}

const MODEL = am('app/models/early_allocation.rb')

/** What an assessment comes to; the first match decides. */
export const EARLY_ALLOCATION_ROWS: readonly EarlyAllocationRow[] = [
  {
    row: 'automatic',
    outcome: 'eligible',
    source: MODEL,
    when: a =>
      [
        a.convictedUnderTerrorismAct,
        a.highProfile,
        a.seriousCrimePreventionOrder,
        a.mappaLevel3,
        a.criticalPublicProtectionCase,
      ].includes(true),
  },
  {
    // Even where another discretionary question is answered yes.
    row: 'extremism_separation_over_24_months',
    outcome: 'ineligible',
    source: MODEL,
    when: a => a.extremismSeparation === true && a.dueForReleaseInLessThan24Months !== true,
  },
  {
    row: 'discretionary',
    outcome: 'discretionary',
    source: MODEL,
    when: a =>
      [a.highRiskOfSeriousHarm, a.mappaLevel2, a.pathfinder, a.otherReason, a.extremismSeparation].includes(true),
  },
  { row: 'no_criterion', outcome: 'ineligible', source: MODEL, when: () => true },
]

/** The row that decides on an assessment, and with it the outcome. */
export const earlyAllocationOf = (assessment: EarlyAllocationAssessment): EarlyAllocationRow =>
  EARLY_ALLOCATION_ROWS.find(({ when }) => when(assessment))!

/**
 * Why an assessment does not make the case one of early allocation on a day; undefined when it does (1.6): it was made by
 * then and on or after the start of the sentence, inside the referral window, came out eligible or, being discretionary,
 * was approved by the community, and the licence has not expired before the day. What has to be known for that and is not
 * says no.
 */
export function whyNotApplied(assessment: EarlyAllocationAssessment, on: CalendarDate): string | undefined {
  const { assessmentDate, sentenceStartDate, createdWithinReferralWindow, communityDecision } = assessment
  const { outcome } = earlyAllocationOf(assessment)
  const { licenceExpiryDate } = assessment
  if (!assessmentDate) return 'assessment_date_not_known'
  if (compareDates(assessmentDate, on) > 0) return 'not_assessed_yet'
  if (!sentenceStartDate) return 'sentence_start_date_not_known'
  if (compareDates(assessmentDate, sentenceStartDate) < 0) return 'assessed_before_this_sentence'
  if (!createdWithinReferralWindow) return 'not_known_to_be_within_referral_window'
  if (outcome === 'ineligible') return 'ineligible'
  if (outcome === 'discretionary' && !communityDecision) return 'not_approved_by_the_community'
  if (licenceExpiryDate && compareDates(licenceExpiryDate, on) < 0) return 'licence_expired'
  return undefined
}
