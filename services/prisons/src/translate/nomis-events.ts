import { ReportedChange } from '@hub/contracts/custody'
import { noContextTakes, readerOf, type Translate } from '@hub/translation'
import type { CustodyCommand } from '../domain/custody'
import { asksAfter } from './asks'
import { changeFact } from './changes'
import { happenedAt, NO_PRISON_NUMBER, prisonerAt } from './envelope'

/** Raw events of NOMIS that the hub takes. Source: hmpps-prisoner-events, OffenderEventsTransformer.kt. */
const CHANGES: Readonly<Record<string, ReportedChange>> = {
  'SENTENCE_DATES-CHANGED': ReportedChange.REPORTED_CHANGE_SENTENCE_DATES,
  'CONFIRMED_RELEASE_DATE-CHANGED': ReportedChange.REPORTED_CHANGE_SENTENCE_DATES,
  KEY_DATE_ADJUSTMENT_UPSERTED: ReportedChange.REPORTED_CHANGE_SENTENCE_DATES,
  KEY_DATE_ADJUSTMENT_DELETED: ReportedChange.REPORTED_CHANGE_SENTENCE_DATES,
  'IMPRISONMENT_STATUS-CHANGED': ReportedChange.REPORTED_CHANGE_STATUS,
  'BOOKING_NUMBER-CHANGED': ReportedChange.REPORTED_CHANGE_BOOKING,
  // What it was tell both families of domain events; the record may not know of it yet, so it is not asked.
  'OFFENDER_MOVEMENT-RECEPTION': ReportedChange.REPORTED_CHANGE_LOCATION,
  'OFFENDER_MOVEMENT-DISCHARGE': ReportedChange.REPORTED_CHANGE_LOCATION,
  'EXTERNAL_MOVEMENT_RECORD-INSERTED': ReportedChange.REPORTED_CHANGE_LOCATION,
}

/**
 * Raw events of the prison system: flat, with London's wall-clock time. They are thin; the same changes mostly come as
 * domain events too, each told once.
 */
export const translateNomisEvent: Translate<CustodyCommand> = ({ body, attributes, receivedAt }, tools) => {
  const warnings: string[] = []
  const event = readerOf(body, warnings)
  const type = event.text('eventType') ?? attributes.eventType?.trim()
  if (!type) return { is: 'rejected', reason: 'no event type', field: 'eventType', warnings }
  if (!Object.hasOwn(CHANGES, type)) return { is: 'ignored', reason: noContextTakes(type), warnings }
  const prisoner = prisonerAt(event, 'offenderIdDisplay')
  if (!prisoner) return { is: 'rejected', reason: NO_PRISON_NUMBER, field: 'offenderIdDisplay', warnings }
  const told = {
    occurredAt: happenedAt(event, 'eventDatetime', receivedAt),
    otherwise: happenedAt(readerOf(attributes, []), 'publishedAt', receivedAt) ?? receivedAt,
  }
  if (!event.has('eventDatetime')) event.warn('eventDatetime', 'is absent and counts as not known')
  const fact = changeFact({ source: type, changes: [CHANGES[type]!], at: event, lookAt: '' }, told, tools)
  const { subject, identity } = prisoner
  const asks = asksAfter([CHANGES[type]!], identity.value, event)
  return {
    is: 'parts',
    parts: [{ is: 'command', subject, identities: [identity], command: { is: 'report', fact, asks } }],
    warnings,
  }
}
