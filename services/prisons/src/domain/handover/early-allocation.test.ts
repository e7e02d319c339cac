import { parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { earlyAllocationRule } from './early-allocation-rule'

const date = (text: string) => parseCalendarDate(text)!
const ON = date('2026-05-05')
const ask = (facts: Readonly<Record<string, unknown>>, on = ON) => earlyAllocationRule.evaluate(facts, on)

const AUTOMATIC = [
  'convictedUnderTerrorismAct',
  'highProfile',
  'seriousCrimePreventionOrder',
  'mappaLevel3',
  'criticalPublicProtectionCase',
]
const DISCRETIONARY = ['highRiskOfSeriousHarm', 'mappaLevel2', 'pathfinder', 'otherReason']

describe('what an assessment comes to', () => {
  it.each(AUTOMATIC)('%s is eligible, whatever else is said', answer => {
    const facts = { [answer]: true, extremismSeparation: true, dueForReleaseInLessThan24Months: false }
    expect(ask(facts).result.outcome).toBe('eligible')
    expect(ask(facts).decidedBy.row).toBe('automatic')
    expect(ask({ [answer]: false }).result.outcome).toBe('ineligible')
  })

  it.each(DISCRETIONARY)('%s is discretionary', answer => {
    expect(ask({ [answer]: true }).result.outcome).toBe('discretionary')
    expect(ask({ [answer]: false }).result.outcome).toBe('ineligible')
  })

  it.each([
    [
      'extremism separation, release within 24 months',
      { dueForReleaseInLessThan24Months: true },
      'discretionary',
      'discretionary',
    ],
    [
      'extremism separation, release later',
      { dueForReleaseInLessThan24Months: false },
      'ineligible',
      'extremism_separation_over_24_months',
    ],
    ['extremism separation, release not known', {}, 'ineligible', 'extremism_separation_over_24_months'],
    ['… even where another answer is yes', { pathfinder: true }, 'ineligible', 'extremism_separation_over_24_months'],
    ['no extremism separation', { extremismSeparation: false, pathfinder: true }, 'discretionary', 'discretionary'],
    [
      'release within 24 months alone',
      { extremismSeparation: false, dueForReleaseInLessThan24Months: true },
      'ineligible',
      'no_criterion',
    ],
  ])('%s', (_, facts, outcome, row) => {
    const answer = ask({ extremismSeparation: true, ...facts })
    expect(answer.result.outcome).toBe(outcome)
    expect(answer.decidedBy).toEqual({
      row,
      source: 'offender-management-allocation-manager: app/models/early_allocation.rb',
    })
  })

  it('is ineligible where nothing is known', () => {
    expect(ask({})).toMatchObject({
      result: { outcome: 'ineligible', applies: false },
      decidedBy: { row: 'no_criterion' },
    })
  })
})

describe('whether it applies', () => {
  const COUNTS = {
    mappaLevel3: true,
    assessmentDate: '2026-01-10',
    sentenceStartDate: '2026-01-10',
    createdWithinReferralWindow: true,
  }
  const DISCRETION = { mappaLevel3: false, mappaLevel2: true }
  it.each<[string, object, string | null]>([
    ['on the day the sentence starts', {}, null],
    ['after it', { assessmentDate: '2026-01-11' }, null],
    ['before it', { assessmentDate: '2026-01-09' }, 'assessed_before_this_sentence'],
    ['on a day to come', { assessmentDate: '2026-05-06' }, 'not_assessed_yet'],
    ['on an unknown day', { assessmentDate: undefined }, 'assessment_date_not_known'],
    ['for an unknown sentence', { sentenceStartDate: undefined }, 'sentence_start_date_not_known'],
    ['outside the referral window', { createdWithinReferralWindow: false }, 'not_known_to_be_within_referral_window'],
    ['who knows in which window', { createdWithinReferralWindow: undefined }, 'not_known_to_be_within_referral_window'],
    ['eligible, whatever the community says', { communityDecision: false }, null],
    ['discretionary, approved', { ...DISCRETION, communityDecision: true }, null],
    ['discretionary, refused', { ...DISCRETION, communityDecision: false }, 'not_approved_by_the_community'],
    ['discretionary, not yet answered', DISCRETION, 'not_approved_by_the_community'],
    ['ineligible, approved all the same', { mappaLevel3: false, communityDecision: true }, 'ineligible'],
    ['the licence expires today', { licenceExpiryDate: '2026-05-05' }, null],
    ['the licence expired yesterday', { licenceExpiryDate: '2026-05-04' }, 'licence_expired'],
    ['the licence expires tomorrow', { licenceExpiryDate: '2026-05-06' }, null],
  ])('%s', (_, facts, appliesNot) => {
    const known = Object.entries({ ...COUNTS, ...facts }).filter(([, value]) => value !== undefined)
    expect(ask(Object.fromEntries(known)).result).toMatchObject({ applies: appliesNot === null, appliesNot })
  })
})
