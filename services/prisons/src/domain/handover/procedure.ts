import {
  addDays,
  type CalendarDate,
  compareDates,
  type DatedRow,
  datedTable,
  daysBetween,
  isSameDate,
  rowOn,
} from '@hub/calendar'
import { HandoverStep, HandoverTask, HandoverType } from '@hub/contracts/custody'
import { am, type Responsibility } from './case'

/** What the working procedure of handover (1.7) asks about a case that is calculated. */
export interface CalculatedCase {
  readonly responsibility: Responsibility
  readonly handoverStartDate?: CalendarDate
  readonly handoverDate?: CalendarDate
  /** Reason code of the calculation. */
  readonly reason: string
}

/** Days before the handover date from which a case stands on the list of upcoming handovers. */
export const UPCOMING_HANDOVER_DAYS = 56
/** Days after the handover date from which a missing COM is overdue. */
export const COM_ALLOCATION_OVERDUE_DAYS = 2

/** On the list of upcoming handovers: 56 days before the handover date until the day before it, while CustodyOnly. */
export function isUpcoming({ responsibility, handoverDate }: CalculatedCase, on: CalendarDate): boolean {
  const left = handoverDate && daysBetween(on, handoverDate)
  return responsibility === 'CustodyOnly' && left !== undefined && left > 0 && left <= UPCOMING_HANDOVER_DAYS
}

/** On the list of handovers in progress, until release: the COM is responsible, and by a handover date. */
export const isInProgress = ({ responsibility, handoverDate }: CalculatedCase): boolean =>
  responsibility === 'Community' && handoverDate !== undefined

/** A handover in progress without a COM, by neither name nor e-mail, 2 days after the handover date. */
export const isComAllocationOverdue = (facts: CalculatedCase, hasCom: boolean, on: CalendarDate): boolean =>
  isInProgress(facts) && !hasCom && daysBetween(facts.handoverDate!, on) >= COM_ALLOCATION_OVERDUE_DAYS

/** A step of the procedure: who is to be told, and when. */
export type Step = {
  readonly step: HandoverStep
  readonly tells: 'prison offender manager' | 'local delivery unit'
  /** Only where this is so; absent: either way. Who is not known to be named counts as not named. */
  readonly hasCom?: boolean
  readonly source: string
} & (OnDay | WhileReason)

/** Days from a date; negative before it. */
interface OnDay {
  readonly from: 'handoverDate' | 'handoverStartDate'
  readonly days: number
}

/** At once when the case has a reason code, and again so many days later while it has; absent: once. */
interface WhileReason {
  readonly reason: string
  readonly every?: number
}

const EMAILS = am('app/lib/handover/handover_email_batch_run.rb')
const RECALCULATION = am('app/jobs/recalculate_handover_date_job.rb')

const UPCOMING = HandoverStep.HANDOVER_STEP_UPCOMING_HANDOVER

const STEPS: readonly Step[] = [
  {
    step: UPCOMING,
    tells: 'prison offender manager',
    from: 'handoverDate',
    days: -UPCOMING_HANDOVER_DAYS,
    source: EMAILS,
  },
  {
    step: HandoverStep.HANDOVER_STEP_HANDOVER_DATE,
    tells: 'prison offender manager',
    from: 'handoverDate',
    days: 0,
    hasCom: true,
    source: EMAILS,
  },
  {
    step: HandoverStep.HANDOVER_STEP_COMMUNITY_MANAGER_OVERDUE,
    tells: 'prison offender manager',
    from: 'handoverDate',
    days: 14,
    hasCom: false,
    source: EMAILS,
  },
  {
    step: HandoverStep.HANDOVER_STEP_FOLLOW_UP,
    tells: 'local delivery unit',
    from: 'handoverStartDate',
    days: 7,
    hasCom: false,
    source: am('app/models/mpc_offender.rb'),
  },
  {
    step: HandoverStep.HANDOVER_STEP_SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER,
    tells: 'local delivery unit',
    hasCom: false,
    reason: 'determinate_short',
    every: 2,
    source: RECALCULATION,
  },
  {
    step: HandoverStep.HANDOVER_STEP_OPEN_CONDITIONS_WITHOUT_COMMUNITY_MANAGER,
    tells: 'local delivery unit',
    hasCom: false,
    reason: 'indeterminate_open',
    source: RECALCULATION,
  },
]

/**
 * Steps that begin anew when a case has their reason again: those that are said once, as soon as it has another, and those
 * that are said again and again, as soon as the community is not responsible any more.
 */
export const stepsOver = (
  facts: Pick<CalculatedCase, 'reason' | 'responsibility'> | undefined,
): readonly HandoverStep[] =>
  STEPS.flatMap(step => {
    if (!('reason' in step)) return []
    const goesOn = step.every === undefined ? facts?.reason === step.reason : facts?.responsibility === 'Community'
    return goesOn ? [] : [step.step]
  })

/** Steps of a handover's dates: other dates, other steps. */
export const DATED_STEPS: readonly HandoverStep[] = STEPS.flatMap(step => ('from' in step ? [step.step] : []))

/** When a step was said, and for which day. */
export interface Said {
  readonly dueOn: CalendarDate
  readonly saidOn: CalendarDate
}

/** What the steps of a case rest on. */
export interface Procedure {
  readonly facts: CalculatedCase
  /** Whether a COM is named; undefined while nobody told. */
  readonly hasCom: boolean | undefined
  /** The day on which the handover dates were said: what was due before it is not made up for. */
  readonly datesSaidOn: CalendarDate | undefined
  /** What was said of the steps, the last of each. */
  readonly said: ReadonlyMap<HandoverStep, Said>
  /** Something is to be prepared, and was not asked for. */
  readonly unasked?: boolean
}

/**
 * The steps that are due on a day and were not said, each with the day it is due. A handover that becomes known when it is
 * less than 56 days away is upcoming at once, and once more where what it asks for becomes known after that.
 */
export const stepsDue = (
  procedure: Procedure,
  on: CalendarDate,
): readonly (Step & { readonly dueOn: CalendarDate })[] =>
  STEPS.flatMap(step => {
    const dueOn = dayOf(step, procedure, on)
    const isAgain = procedure.unasked && step.step === UPCOMING && isUpcoming(procedure.facts, on)
    return dueOn && compareDates(dueOn, on) <= 0 && (isAgain || counts(step, dueOn, procedure, on))
      ? [{ ...step, dueOn }]
      : []
  })

/** The next day after this one on which a step is due, as things stand. */
export const nextStep = (procedure: Procedure, on: CalendarDate): CalendarDate | undefined =>
  STEPS.flatMap(step => {
    const dueOn = dayOf(step, procedure, on)
    return dueOn && compareDates(dueOn, on) > 0 && counts(step, dueOn, procedure, dueOn) ? [dueOn] : []
  }).sort(compareDates)[0]

function dayOf(step: Step, { facts, said, hasCom }: Procedure, on: CalendarDate) {
  if ('from' in step) return facts[step.from] && addDays(facts[step.from]!, step.days)
  const last = said.get(step.step)
  if (!last) return on
  // Whether anybody is named may be told by nobody: then it is said once.
  return step.every === undefined || hasCom === undefined ? undefined : addDays(last.saidOn, step.every)
}

function counts(step: Step, dueOn: CalendarDate, { facts, hasCom, datesSaidOn, said }: Procedure, on: CalendarDate) {
  if (step.hasCom !== undefined && step.hasCom !== (hasCom === true)) return false
  if ('reason' in step) return step.reason === facts.reason
  const last = said.get(step.step)
  if (last && isSameDate(last.dueOn, dueOn)) return false
  // Who is named or not any more after the day is told of nothing that was for that day.
  const isItsDay = isSameDate(dueOn, on) && datesSaidOn !== undefined && compareDates(dueOn, datesSaidOn) >= 0
  return isItsDay || (step.step === UPCOMING && isUpcoming(facts, on))
}

const {
  HANDOVER_TYPE_UNSPECIFIED: MISSING,
  HANDOVER_TYPE_NONE: NONE,
  HANDOVER_TYPE_STANDARD: STANDARD,
  HANDOVER_TYPE_ENHANCED: ENHANCED,
} = HandoverType

/**
 * How much a handover asks for; AM:app/models/offender.rb. `enhancedResourcing` not known counts as yes. Unspecified (the
 * source calls it missing) without a probation record or a calculation, which has the `reason`.
 */
export function handoverType(facts: {
  readonly hasProbationRecord: boolean
  readonly reason?: string
  readonly enhancedResourcing?: boolean
}): HandoverType {
  if (!facts.hasProbationRecord || facts.reason === undefined) return MISSING
  if (facts.reason === 'determinate_short') return NONE
  return facts.enhancedResourcing === false ? STANDARD : ENHANCED
}

/** What a handover of a type asks of the POM, for handover dates from one day to another. */
interface ChecklistRow extends DatedRow {
  readonly type: HandoverType
  readonly tasks: readonly HandoverTask[]
}

const {
  HANDOVER_TASK_CONTACTED_COM: CONTACTED_COM,
  HANDOVER_TASK_SENT_HANDOVER_REPORT: SENT_REPORT,
  HANDOVER_TASK_REVIEWED_OASYS: REVIEWED_OASYS,
  HANDOVER_TASK_ATTENDED_HANDOVER_MEETING: ATTENDED_MEETING,
} = HandoverTask

const CHECKLIST = am('app/models/handover_progress_checklist.rb')
const EVER = '1900-01-01'

/** The day is the handover date, not the day asked about. */
const CHECKLISTS = datedTable<ChecklistRow>(
  'handover checklist',
  [
    { type: NONE, tasks: [], from: EVER, source: CHECKLIST },
    { type: STANDARD, tasks: [CONTACTED_COM, SENT_REPORT], from: EVER, source: CHECKLIST },
    {
      type: ENHANCED,
      tasks: [REVIEWED_OASYS, CONTACTED_COM, ATTENDED_MEETING],
      from: EVER,
      to: '2026-08-31',
      source: CHECKLIST,
    },
    {
      type: ENHANCED,
      tasks: [REVIEWED_OASYS, CONTACTED_COM],
      // First built as after that day; moved to on or after in July 2026. Behind a feature flag in the source.
      from: '2026-09-01',
      source: am('app/models/handover_progress_checklist.rb', '6fa64886, 7e1e1c5c'),
    },
  ],
  ({ type }) => type,
)

/** The tasks of a handover, by its type and handover date. */
export const checklistOf = (type: HandoverType, handoverDate: CalendarDate): readonly HandoverTask[] =>
  rowOn(CHECKLISTS, handoverDate, type)?.tasks ?? []
