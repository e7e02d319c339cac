import { compareInstants } from '@hub/calendar'
import { HandoverTask, type ParoleReview } from '@hub/contracts/custody'
import { isRecord, type Reader, readerOf, type Translate } from '@hub/translation'
import type { CustodyCommand, RowTold } from '../domain/custody'
import { happenedAt, NO_PRISON_NUMBER, prisonerAt } from './envelope'

/** db/schema.rb, handover_progress_checklists. */
const COLUMNS: readonly (readonly [string, HandoverTask])[] = [
  ['reviewed_oasys', HandoverTask.HANDOVER_TASK_REVIEWED_OASYS],
  ['contacted_com', HandoverTask.HANDOVER_TASK_CONTACTED_COM],
  ['attended_handover_meeting', HandoverTask.HANDOVER_TASK_ATTENDED_HANDOVER_MEETING],
  ['sent_handover_report', HandoverTask.HANDOVER_TASK_SENT_HANDOVER_REPORT],
]

/**
 * Rows of the allocation manager that no event tells of: a review by the Parole Board, known by its id, an override of who
 * is responsible, known by its value, or else the checklist of one person's handover, each whole each time, with the time
 * at which it was changed last (UTC). Source: ministryofjustice/offender-management-allocation-manager (ParoleReview,
 * Responsibility, HandoverProgressChecklist).
 */
export const translateAllocationManager: Translate<CustodyCommand> = ({ body, receivedAt }) => {
  const warnings: string[] = []
  if (!isRecord(body)) return { is: 'rejected', reason: 'not a record: the message is not a JSON object', warnings }
  const reader = readerOf(body, warnings)
  const prisoner = prisonerAt(reader, 'nomis_offender_id')
  if (!prisoner) return { is: 'rejected', reason: NO_PRISON_NUMBER, field: 'nomis_offender_id', warnings }
  const read = readRow(body, reader)
  if ('reason' in read) return { ...read, warnings }
  const { subject, identity } = prisoner
  const changed = happenedAt(reader, 'updated_at', receivedAt)
  // A clock that is ahead would have it count before what is changed after it.
  const updatedAt = changed && compareInstants(changed, receivedAt) > 0 ? receivedAt : changed
  const command: CustodyCommand = { ...read, cameAt: receivedAt, ...(updatedAt ? { updatedAt } : {}) }
  return { is: 'parts', parts: [{ is: 'command', subject, identities: [identity], command }], warnings }
}

function readRow(body: Readonly<Record<string, unknown>>, reader: Reader): Read {
  if (Object.hasOwn(body, 'review_id')) return reviewIn(reader)
  if (!Object.hasOwn(body, 'value')) return checklistIn(reader)
  // The row was deleted: the calculation counts again.
  return body.value === null ? { is: 'override', override: undefined } : overrideIn(reader)
}

type Read =
  | RowTold
  | { readonly is: 'ignored'; readonly reason: string }
  | { readonly is: 'rejected'; readonly reason: string; readonly field: string }

function checklistIn(reader: Reader): Read {
  const told = new Map<HandoverTask, boolean>()
  for (const [column, task] of COLUMNS) {
    const done = reader.flag(column)
    if (done !== undefined) told.set(task, done)
  }
  return told.size === 0 ? { is: 'ignored', reason: 'no task in the checklist' } : { is: 'checklist', told }
}

function overrideIn(reader: Reader): Read {
  const value = reader.text('value')
  if (value !== 'Prison' && value !== 'Probation')
    return { is: 'rejected', reason: 'the value is Prison, Probation or null', field: 'value' }
  const reason = entryAt(reader, 'reason', /^[a-z0-9_]{1,60}$/)
  if (reason !== '' && !OVERRIDE_REASONS.has(reason)) reader.warn('reason', 'is none that the allocation manager has')
  return { is: 'override', override: { value, reason } }
}

/** app/models/responsibility.rb. */
const OVERRIDE_REASONS: ReadonlySet<string> = new Set([
  'less_than_10_months_to_serve',
  'community_team_to_work_with_offender',
  'prisoner_has_been_recalled',
  'other_reason',
  'prisoner_moved_to_open_prison',
])

function reviewIn(reader: Reader): Read {
  const id = reader.whole('review_id')
  if (id === undefined || id <= 0) return { is: 'rejected', reason: 'no usable id of the review', field: 'review_id' }
  const unreadable = REVIEW_DATES.find(field => reader.has(field) && reader.date(field) === undefined)
  if (unreadable) return { is: 'rejected', reason: 'the date cannot be read', field: unreadable }
  const review: ParoleReview = {
    reviewId: String(id),
    targetHearingDate: reader.date('target_hearing_date'),
    custodyReportDue: reader.date('custody_report_due'),
    status: entryAt(reader, 'review_status'),
    outcome: entryAt(reader, 'hearing_outcome'),
    outcomeReceivedOn: reader.date('hearing_outcome_received_on'),
    type: entryAt(reader, 'review_type'),
  }
  return { is: 'parole-review', review }
}

const REVIEW_DATES = ['target_hearing_date', 'custody_report_due', 'hearing_outcome_received_on']

/** `Release [*]`, `Active - REREFERRED`, `other_reason`: an entry of a list, no free text. */
function entryAt(reader: Reader, field: string, entry = /^[A-Za-z0-9 ()/&,.*[\]–-]{1,100}$/): string {
  const text = reader.text(field)
  if (text === undefined || entry.test(text)) return text ?? ''
  reader.warn(field, 'is no entry of a list and counts as not known')
  return ''
}
