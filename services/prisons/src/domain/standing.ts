import {
  addDays,
  addMonths,
  type CalendarDate,
  compareDates,
  compareInstants,
  isSameDate,
  londonDate,
  parseCalendarDate,
} from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import {
  type ChangeReason,
  CommunityManager,
  type HandoverDatesSet,
  type HandoverStanding,
  Responsibility,
} from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { nextWord } from './facts'
import type { HandoverCase } from './handover/case'
import { handoverOn, nextChange } from './handover/handover'
import { lastParoleOutcome } from './handover/parole'
import { COM_ALLOCATION_OVERDUE_DAYS, nextStep } from './handover/procedure'
import { procedureOf } from './handover/progress'
import { RULE_SETS, ruleSetOn } from './handover/rule-sets'
import { effectiveDate, type ReleaseDateType } from './release-dates/dates'
import { prisonEffective } from './release-dates/which-date'
import { movementsOf } from './reports'
import { windowOf } from './resettlement/window'
import { type CustodyState, heldNow } from './state'
import { comNow, endOfStay, isDecidedInStay, isOfStay, overrideNow, probationNow, stayOf } from './stay'

const RESPONSIBILITIES = {
  CustodyOnly: Responsibility.RESPONSIBILITY_CUSTODY_ONLY,
  CustodyWithCom: Responsibility.RESPONSIBILITY_CUSTODY_WITH_COM,
  Community: Responsibility.RESPONSIBILITY_COMMUNITY,
} as const

/**
 * Legal statuses of those whom the allocation manager loads (1.2: offender_api.rb). One that is not known excludes nobody:
 * it comes and goes within seconds (process_prisoner_status_job.rb).
 */
const LOADED: ReadonlySet<string> = new Set([
  'SENTENCED',
  'INDETERMINATE_SENTENCE',
  'RECALL',
  'IMMIGRATION_DETAINEE',
  'UNKNOWN',
  '',
])

/**
 * Who is responsible on a day and from when it passes on, by the rule set of that day; undefined while the hub knows no
 * record of this stay. What was known of an earlier stay ends with it (offender_released_service.rb).
 */
export function standingNow(state: CustodyState, on: CalendarDate): HandoverStanding | undefined {
  const facts = caseOn(state, on)
  const ruleSet = ruleSetOn(on)
  if (!facts || !ruleSet) return undefined
  if (!LOADED.has(state.record!.says.legalStatus)) return outside('legal_status', ruleSet.id)
  const answer = handoverOn(facts, on, ruleSet)
  if (!answer.inPolicy) return outside(answer.decidedBy.reason, ruleSet.id)
  return {
    responsibility: RESPONSIBILITIES[answer.responsibility],
    start: answer.handoverStartDate,
    handover: answer.handoverDate,
    reason: answer.decidedBy.reason,
    ruleSet: ruleSet.id,
    calculated: answer.calculated
      ? RESPONSIBILITIES[answer.calculated.responsibility]
      : Responsibility.RESPONSIBILITY_UNSPECIFIED,
    calculatedReason: answer.calculated?.decidedBy.reason ?? '',
  }
}

/** What stands by the calculation, or is said by others. */
export const NOT_OVERRIDDEN = {
  calculated: Responsibility.RESPONSIBILITY_UNSPECIFIED,
  calculatedReason: '',
} as const

const outside = (reason: string, ruleSet = ''): HandoverStanding => ({
  responsibility: Responsibility.RESPONSIBILITY_NOBODY,
  start: undefined,
  handover: undefined,
  reason,
  ruleSet,
  ...NOT_OVERRIDDEN,
})

/** The next day on which the answer can be another though nobody tells anything; undefined when there is none. */
export function nextLook(state: CustodyState, on: CalendarDate): CalendarDate | undefined {
  const facts = caseOn(state, on)
  const ruleSet = ruleSetOn(on)
  if (!facts) return undefined
  const licenceExpiry = facts.earlyAllocation ? effectiveDate(state.dates, 'LED') : undefined
  const days = [
    licenceExpiry && addDays(licenceExpiry, 1),
    ruleSet && nextChange(facts, on, ruleSet),
    windowOf(state.dates)?.opensOn,
    stepAfter(state, on),
    // Rules that come into force later may decide otherwise.
    ...RULE_SETS.map(({ from }) => parseCalendarDate(from)),
  ]
  return days.filter(day => day !== undefined && compareDates(day, on) > 0).sort((a, b) => compareDates(a!, b!))[0]
}

function stepAfter(state: CustodyState, on: CalendarDate): CalendarDate | undefined {
  const procedure = procedureOf(state)
  return procedure && nextStep(procedure, on)
}

/** What counts on a day of what is known: no early allocation when the licence has expired (1.6: mpc_offender.rb). */
export function caseOn(state: CustodyState, on: CalendarDate): HandoverCase | undefined {
  const facts = caseOf(state)
  const licenceExpiry = effectiveDate(state.dates, 'LED')
  if (!facts || !licenceExpiry || compareDates(licenceExpiry, on) >= 0) return facts
  const { earlyAllocation: _, ...others } = facts
  return others
}

/** What is known of the person for handover; undefined without a record of this stay in custody. */
export function caseOf(state: CustodyState): HandoverCase | undefined {
  const { record, dates } = state
  const held = heldNow(state)
  if (!record || endOfStay(state) || !isOfStay(state, record.readAt)) return undefined
  const { arrived } = stayOf(state)
  const { says } = record
  const day = (type: ReleaseDateType) => effectiveDate(dates, type)
  const prisonId = says.restrictedPatient ? says.supportingPrisonId : held?.prisonId || says.prisonId
  return known({
    sentenceType: says.indeterminate ? 'indeterminate' : 'determinate',
    sentenceStartDate: says.sentenceStart,
    conditionalReleaseDate: dates.byType.CRD?.calculated,
    conditionalReleaseOverrideDate: dates.byType.CRD?.override,
    automaticReleaseDate: dates.byType.ARD?.calculated,
    automaticReleaseOverrideDate: dates.byType.ARD?.override,
    paroleEligibilityDate: day('PED'),
    postRecallReleaseDate: day('PRRD'),
    homeDetentionCurfewEligibilityDate: day('HDCED'),
    homeDetentionCurfewActualDate: day('HDCAD'),
    prisonReleaseDate: prisonEffective(dates)?.date,
    tariffDate: day('TED'),
    targetHearingDate: day('THD'),
    lastParoleOutcome: lastParoleOutcome(state),
    mappaLevel: probationNow(state)?.mappaLevel,
    recalled: says.recall === true || says.legalStatus === 'RECALL' || isRecalledByMovement(state),
    earlyAllocation: earlyAllocationOf(state, says.sentenceStart),
    responsibilityOverride: overrideNow(state)?.value,
    imprisonmentStatus: says.imprisonmentStatus || undefined,
    prisonId: prisonId || undefined,
    prisonArrivalDate: arrived && londonDate(arrived),
    categoryCode: says.category || undefined,
    dateOfBirth: says.ofAgeOn && addMonths(says.ofAgeOn, -18 * 12),
  })
}

/** One that was told before the sentence, or an earlier stay, is of another case (1.6: mpc_offender.rb). */
function earlyAllocationOf(state: CustodyState, sentenceStart: CalendarDate | undefined): boolean | undefined {
  const { earlyAllocation: told } = state
  if (!told || !isDecidedInStay(state, told.changedAt)) return undefined
  return sentenceStart && compareDates(londonDate(told.changedAt), sentenceStart) < 0 ? undefined : told.eligible
}

/**
 * The reason of the admission says that somebody is recalled: the record lags behind it, and for some days its flag was
 * wrong for new codes. A record that changed after it was told is believed.
 */
function isRecalledByMovement(state: CustodyState): boolean {
  if (heldNow(state)?.recall !== true) return false
  const recall = movementsOf(state.reports).findLast(({ meaning }) => meaning?.is === 'received' && meaning.recall)
  if (!recall || isFlagWrongOn(londonDate(recall.occurredAt))) return true
  const told = [recall.first, recall.second].flatMap(report => (report ? [report.toldAt] : []))
  return told.some(toldAt => compareInstants(state.record!.readAt, toldAt) <= 0)
}

/** commits 455ab8df and 6b4a8538 of the allocation manager. */
const isFlagWrongOn = (day: CalendarDate): boolean =>
  compareDates(day, { year: 2026, month: 5, day: 14 }) >= 0 && compareDates(day, { year: 2026, month: 5, day: 19 }) <= 0

/** Without what is not known. */
const known = (facts: { readonly [K in keyof HandoverCase]: HandoverCase[K] | undefined }): HandoverCase =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))

interface Deciding {
  readonly now: Moment
  readonly because: ChangeReason
  readonly hashOf: (event: HubEvent) => string
}

/** Why nobody is known to be responsible for somebody of whom no record of this stay in custody is known. */
export const RECORD_NOT_KNOWN = 'record_not_known'

/** What changed in who is responsible and from when, since it was last said. */
export function decideStanding(state: CustodyState, deciding: Deciding): readonly Decision<HubEvent>[] {
  const { standing: before, facts } = state
  const ended = endOfStay(state)
  const now = ended ? outside(ended) : (standingNow(state, londonDate(deciding.now)) ?? outside(RECORD_NOT_KNOWN))
  // Who was never within the policy is not told of.
  if (!before && now.responsibility === Responsibility.RESPONSIBILITY_NOBODY) return []
  const { because } = deciding
  const say = (key: string, event: HubEvent): Decision<HubEvent> =>
    nextWord({ key, event, hash: deciding.hashOf(event), occurredAt: deciding.now }, facts)
  const isSame =
    before?.responsibility === now.responsibility &&
    before.reason === now.reason &&
    before.calculated === now.calculated &&
    before.calculatedReason === now.calculatedReason
  const today = londonDate(deciding.now)
  const dates = datesEvent(before, now, because, state.procedure.setOn, {
    saidOn: today,
    comAllocationDue: now.handover && addDays(now.handover, COM_ALLOCATION_OVERDUE_DAYS),
    com: comNow(state) ?? CommunityManager.COMMUNITY_MANAGER_UNSPECIFIED,
  })
  return [
    ...(isSame
      ? []
      : [
          say(
            'responsibility',
            eventOf('hub.custody.v1.ResponsibilityChanged', {
              ...(before ? { before } : {}),
              after: now,
              because,
              personal: {},
            }),
          ),
        ]),
    ...(dates ? [say('handover', dates)] : []),
  ]
}

function datesEvent(
  before: HandoverStanding | undefined,
  standing: HandoverStanding,
  because: ChangeReason,
  setOn: CalendarDate | undefined,
  procedure: Pick<HandoverDatesSet, 'saidOn' | 'comAllocationDue' | 'com'>,
): HubEvent | undefined {
  const had = before?.handover ?? before?.start
  const has = standing.handover ?? standing.start
  if (before && had && has)
    return isSameDate(before.start, standing.start) && isSameDate(before.handover, standing.handover)
      ? undefined
      : eventOf('hub.custody.v1.HandoverDatesChanged', { standing, before, because, setOn, ...procedure, personal: {} })
  if (has) return eventOf('hub.custody.v1.HandoverDatesSet', { standing, because, ...procedure, personal: {} })
  if (before && had) return eventOf('hub.custody.v1.HandoverDatesCleared', { standing, before, because, personal: {} })
  return undefined
}
