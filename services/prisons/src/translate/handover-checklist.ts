import { HandoverTask } from '@hub/contracts/custody'
import { isRecord, readerOf, type Translate } from '@hub/translation'
import type { CustodyCommand } from '../domain/custody'
import { NO_PRISON_NUMBER, prisonerAt } from './envelope'

/** db/schema.rb, handover_progress_checklists. */
const COLUMNS: readonly (readonly [string, HandoverTask])[] = [
  ['reviewed_oasys', HandoverTask.HANDOVER_TASK_REVIEWED_OASYS],
  ['contacted_com', HandoverTask.HANDOVER_TASK_CONTACTED_COM],
  ['attended_handover_meeting', HandoverTask.HANDOVER_TASK_ATTENDED_HANDOVER_MEETING],
  ['sent_handover_report', HandoverTask.HANDOVER_TASK_SENT_HANDOVER_REPORT],
]

/**
 * The checklist of one person's handover, whole each time, as the allocation manager keeps it. Source:
 * ministryofjustice/offender-management-allocation-manager (HandoverProgressChecklist).
 */
export const translateHandoverChecklist: Translate<CustodyCommand> = ({ body }) => {
  const warnings: string[] = []
  if (!isRecord(body)) return { is: 'rejected', reason: 'not a record: the message is not a JSON object', warnings }
  const reader = readerOf(body, warnings)
  const prisoner = prisonerAt(reader, 'nomis_offender_id')
  if (!prisoner) return { is: 'rejected', reason: NO_PRISON_NUMBER, field: 'nomis_offender_id', warnings }
  const told = new Map<HandoverTask, boolean>()
  for (const [column, task] of COLUMNS) {
    const done = reader.flag(column)
    if (done !== undefined) told.set(task, done)
  }
  if (told.size === 0) return { is: 'ignored', reason: 'no task in the checklist', warnings }
  const { subject, identity } = prisoner
  const command: CustodyCommand = { is: 'checklist', told }
  return { is: 'parts', parts: [{ is: 'command', subject, identities: [identity], command }], warnings }
}
