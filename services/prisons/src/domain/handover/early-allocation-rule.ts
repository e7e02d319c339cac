import { type CalendarDate, parseCalendarDate } from '@hub/calendar'
import { type EarlyAllocationAssessment, earlyAllocationOf, whyNotApplied } from './early-allocation'

const date = { type: 'date' } as const
const boolean = { type: 'boolean' } as const

const FACTS = {
  convictedUnderTerrorismAct: boolean,
  highProfile: boolean,
  seriousCrimePreventionOrder: boolean,
  mappaLevel3: boolean,
  criticalPublicProtectionCase: boolean,
  highRiskOfSeriousHarm: boolean,
  mappaLevel2: boolean,
  pathfinder: boolean,
  otherReason: boolean,
  extremismSeparation: boolean,
  dueForReleaseInLessThan24Months: boolean,
  assessmentDate: date,
  sentenceStartDate: date,
  createdWithinReferralWindow: boolean,
  communityDecision: boolean,
  licenceExpiryDate: date,
} as const satisfies Readonly<Record<keyof EarlyAllocationAssessment, { readonly type: 'date' | 'boolean' }>>

/** Eligibility for early allocation as the rule `early-allocation`; `on` is today for the licence. */
export const earlyAllocationRule = {
  name: 'early-allocation',
  facts: FACTS,
  // No source dates the questions; the set begins with the earliest rules of handover that the hub knows.
  ruleSets: [{ id: 'early-allocation', from: '2021-03-31', to: null }],
  evaluate(facts: Readonly<Record<string, unknown>>, on: CalendarDate) {
    const assessment = assessmentOf(facts)
    const { outcome, row, source } = earlyAllocationOf(assessment)
    const appliesNot = whyNotApplied(assessment, on)
    return { result: { outcome, applies: !appliesNot, appliesNot: appliesNot ?? null }, decidedBy: { row, source } }
  },
}

const assessmentOf = (facts: Readonly<Record<string, unknown>>): EarlyAllocationAssessment =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      FACTS[name as keyof typeof FACTS].type === 'date' ? parseCalendarDate(value) : value,
    ]),
  )
