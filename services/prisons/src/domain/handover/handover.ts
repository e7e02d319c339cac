import { addDays, addMonths, type CalendarDate, compareDates } from '@hub/calendar'
import { am, type HandoverCase, isIndeterminate, type Responsibility } from './case'
import type { RowDates, Situation } from './conditions'
import { earliestRelease, type NamedDate } from './earliest-release'
import { OUTSIDE_POLICY, type ScopeRow } from './policy'
import { openStart } from './prisons'
import { type HandoverRow, handoverRows } from './rows'
import type { HandoverRuleSet } from './rule-sets'

/** Who is responsible on a day, and from when. */
export interface Handover {
  readonly inPolicy: true
  readonly responsibility: Responsibility
  /** The COM begins to support. */
  readonly handoverStartDate: CalendarDate | undefined
  /** The COM becomes responsible. */
  readonly handoverDate: CalendarDate | undefined
  readonly earliestRelease: NamedDate | undefined
  /** The row that decided who is responsible. */
  readonly decidedBy: Pick<HandoverRow, 'reason' | 'source'>
  /** What the calculation says, where a prison manager decided otherwise: the procedure of handover goes by it (1.7). */
  readonly calculated?: Pick<Handover, 'responsibility' | 'decidedBy'>
}

export interface OutsidePolicy {
  readonly inPolicy: false
  readonly decidedBy: ScopeRow
}

/**
 * An override by a prison manager wins over the calculation (1.7): Prison makes the POM responsible with a COM
 * supporting, Probation the COM responsible with the POM supporting. It changes responsibility, roles and reason. The
 * dates and the earliest release stay those of the calculation: they are what is told to probation, with or without an
 * override. Outside the policy there is nothing to override.
 */
export const OVERRIDE = { reason: 'responsibility_override', source: am('app/models/responsibility.rb') } as const
const OVERRIDES: Readonly<Record<'Prison' | 'Probation', Responsibility>> = {
  Prison: 'CustodyWithCom',
  Probation: 'Community',
}

type Role = 'responsible' | 'supporting' | 'not-involved'

/** What both managers are; AM:app/models/calculated_handover_date.rb. */
export const ROLES: Readonly<Record<Responsibility, { readonly pom: Role; readonly com: Role }>> = {
  CustodyOnly: { pom: 'responsible', com: 'not-involved' },
  CustodyWithCom: { pom: 'responsible', com: 'supporting' },
  Community: { pom: 'supporting', com: 'responsible' },
}

/** OMiC responsibility and handover of a person on a day, by a rule set, whether or not it was in force on that day. */
export function handoverOn(facts: HandoverCase, on: CalendarDate, ruleSet: HandoverRuleSet): Handover | OutsidePolicy {
  const outside = OUTSIDE_POLICY.find(row => row.excludes(facts, on))
  if (outside) return { inPolicy: false, decidedBy: outside }

  const situation: Situation = { facts, on, release: earliestRelease(facts, on, ruleSet) }
  const row = handoverRows(ruleSet).find(({ when }) => when.every(holds => holds(situation)))
  // The last row of every set takes whoever is left.
  if (!row) throw new Error(`rule set ${ruleSet.id} has no row for a case`)
  const { start, handover } = withOpenStart(facts, row.dates?.(situation))
  const { responsibilityOverride: override } = facts
  const calculated = {
    responsibility: row.gives === 'by-date' ? byDate(on, start, handover) : row.gives,
    decidedBy: row,
  }
  return {
    inPolicy: true,
    handoverStartDate: start,
    handoverDate: handover,
    earliestRelease: situation.release,
    ...(override ? { responsibility: OVERRIDES[override], decidedBy: OVERRIDE, calculated } : calculated),
  }
}

/** In open conditions the COM of an indeterminate prisoner may begin before the handover date (1.5), never after. */
function withOpenStart(facts: HandoverCase, dates: RowDates | undefined): Partial<RowDates> {
  if (!dates) return {}
  const { start = dates.handover, handover } = dates
  const opens = isIndeterminate(facts) ? openStart(facts) : undefined
  return { start: opens && compareDates(opens, start) < 0 ? opens : start, handover }
}

/** Both days count from their morning (1.3); without a handover date the community is responsible. */
function byDate(on: CalendarDate, start: CalendarDate | undefined, handover: CalendarDate | undefined): Responsibility {
  if (!start || !handover || compareDates(on, handover) >= 0) return 'Community'
  return compareDates(on, start) >= 0 ? 'CustodyWithCom' : 'CustodyOnly'
}

/**
 * The first day after `on` on which the answer is another merely because time passes; undefined when it will never be.
 * It is exact: the answer stays the same, in every part, until the day before, and differs on the day. By
 * `nps_determinate_mappa_2_3` of `omic-2021` that is tomorrow, every day, once the date is reached. That a rule set ends
 * is not time passing: who looks on a day asks with the set of that day.
 */
export function nextChange(facts: HandoverCase, on: CalendarDate, ruleSet: HandoverRuleSet): CalendarDate | undefined {
  const answer = (day: CalendarDate) => JSON.stringify(handoverOn(facts, day, ruleSet))
  const today = handoverOn(facts, on, ruleSet)
  // Time enters the answer only by comparison with these. While the answer is the same, so are its own two dates.
  const { dateOfBirth, tariffDate, targetHearingDate, paroleEligibilityDate } = facts
  const days = [
    addDays(on, 1),
    // Who was born on 29 February comes of age on 1 March.
    ...(dateOfBirth ? [0, 1].map(n => addDays(addMonths(dateOfBirth, 18 * 12), n)) : []),
    tariffDate,
    targetHearingDate,
    paroleEligibilityDate,
    // From here the hearing is less than 12 months away; at the end of February it may be a day later.
    ...(targetHearingDate ? [1, 2].map(n => addDays(addMonths(targetHearingDate, -12), n)) : []),
    ...(today.inPolicy ? [today.handoverStartDate, today.handoverDate] : []),
  ]
  const same = JSON.stringify(today)
  return days
    .filter(day => day !== undefined)
    .filter(day => compareDates(day, on) > 0)
    .sort(compareDates)
    .find(day => answer(day) !== same)
}
