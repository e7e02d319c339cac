import { addDays, type CalendarDate, compareDates, type DatedRow, datedTable, daysBetween, rowOn } from '@hub/calendar'
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

/** A message of the procedure: who gets it, and when. */
export interface Chaser {
  readonly code: string
  readonly to: 'pom' | 'local-delivery-unit'
  /** Days from which date; negative before it. `last`: from the message of this code before, at once where there is none. */
  readonly from: 'handoverDate' | 'handoverStartDate' | 'last'
  readonly days: number
  /** Sent only where this is so; absent: either way. */
  readonly hasCom?: boolean
  /** Only for cases with this reason code. */
  readonly reason?: string
  readonly source: string
}

const EMAILS = am('app/lib/handover/handover_email_batch_run.rb')
const JOB = am('app/jobs/recalculate_handover_date_job.rb')

export const CHASERS: readonly Chaser[] = [
  {
    code: 'upcoming_handover',
    to: 'pom',
    from: 'handoverDate',
    days: -UPCOMING_HANDOVER_DAYS,
    source: EMAILS,
  },
  { code: 'handover_date', to: 'pom', from: 'handoverDate', days: 0, hasCom: true, source: EMAILS },
  { code: 'com_allocation_overdue', to: 'pom', from: 'handoverDate', days: 14, hasCom: false, source: EMAILS },
  {
    code: 'follow_up',
    to: 'local-delivery-unit',
    from: 'handoverStartDate',
    days: 7,
    hasCom: false,
    source: am('app/models/mpc_offender.rb'),
  },
  {
    code: 'determinate_short_without_com',
    to: 'local-delivery-unit',
    from: 'last',
    days: 2,
    hasCom: false,
    reason: 'determinate_short',
    source: JOB,
  },
]

/**
 * The messages that are to go out on a day. Those with a date go on that day only; the one that repeats goes when the
 * last is two days old or older, at once where none is known (`lastSent`).
 */
export function chasersOn(
  facts: CalculatedCase,
  hasCom: boolean,
  on: CalendarDate,
  lastSent?: CalendarDate,
): readonly Chaser[] {
  return CHASERS.filter(chaser => {
    if (chaser.hasCom !== undefined && chaser.hasCom !== hasCom) return false
    if (chaser.reason !== undefined && chaser.reason !== facts.reason) return false
    if (chaser.from === 'last') return !lastSent || daysBetween(lastSent, on) >= chaser.days
    const from = facts[chaser.from]
    return from !== undefined && compareDates(addDays(from, chaser.days), on) === 0
  })
}

export type HandoverType = 'none' | 'standard' | 'enhanced'

/**
 * How much a handover asks for; AM:app/models/offender.rb. `enhancedResourcing` not known counts as yes. Undefined (the
 * source calls it missing) without a probation record or a calculation, which has the `reason`.
 */
export function handoverType(facts: {
  readonly hasProbationRecord: boolean
  readonly reason?: string
  readonly enhancedResourcing?: boolean
}): HandoverType | undefined {
  if (!facts.hasProbationRecord || facts.reason === undefined) return undefined
  if (facts.reason === 'determinate_short') return 'none'
  return facts.enhancedResourcing === false ? 'standard' : 'enhanced'
}

/** What a handover of a type asks of the POM, for handover dates from one day to another. */
interface ChecklistRow extends DatedRow {
  readonly type: HandoverType
  readonly tasks: readonly string[]
}

const CHECKLIST = am('app/models/handover_progress_checklist.rb')
const EVER = '1900-01-01'

/** The day is the handover date, not the day asked about. */
const CHECKLISTS = datedTable<ChecklistRow>(
  'handover checklist',
  [
    { type: 'none', tasks: [], from: EVER, source: CHECKLIST },
    { type: 'standard', tasks: ['contacted_com', 'sent_handover_report'], from: EVER, source: CHECKLIST },
    {
      type: 'enhanced',
      tasks: ['reviewed_oasys', 'contacted_com', 'attended_handover_meeting'],
      from: EVER,
      to: '2026-08-31',
      source: CHECKLIST,
    },
    {
      type: 'enhanced',
      tasks: ['reviewed_oasys', 'contacted_com'],
      // First built as after that day; moved to on or after in July 2026. Behind a feature flag in the source.
      from: '2026-09-01',
      source: am('app/models/handover_progress_checklist.rb', '6fa64886, 7e1e1c5c'),
    },
  ],
  ({ type }) => type,
)

/** The tasks of a handover, by its type and handover date. */
export const checklistOf = (type: HandoverType, handoverDate: CalendarDate): readonly string[] =>
  rowOn(CHECKLISTS, handoverDate, type)?.tasks ?? []
