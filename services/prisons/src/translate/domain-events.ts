import { formatInstant } from '@hub/calendar'
import { eventOf } from '@hub/contracts'
import { ReportedChange } from '@hub/contracts/custody'
import { noContextTakes, type Part, type Reader, readerOf, type Tools, type Translate } from '@hub/translation'
import type { CustodyCommand } from '../domain/custody'
import { asksAfter } from './asks'
import { CHANGE_EVENTS, type ChangeReport, categoriesOf, changeFact, PRISONER_UPDATED } from './changes'
import { codeAt, happenedAt, NO_PRISON_NUMBER, type Prisoner, prisonerAt, prisonerOfEvent } from './envelope'
import { MOVEMENT_EVENTS, movementPart, type Told } from './movements'

const MERGED = 'prison-offender-events.prisoner.merged'
const BOOKING_MOVED = 'prison-offender-events.prisoner.booking.moved'

/** The event of the early-allocation service is flat, with the rest of the envelope in the attributes. */
const detailUrl = (event: Reader, attributes: Readonly<Record<string, string>>): string =>
  event.text('detailUrl') ?? attributes.detailURL ?? attributes.detailUrl ?? ''

/**
 * Events of the prisons' families in the common envelope. Source: ministryofjustice/hmpps-domain-events
 * (schema/hmpps-domain-event.json, spec/schemas).
 */
export const translateDomainEvent: Translate<CustodyCommand> = ({ body, attributes, receivedAt }, tools) => {
  const warnings: string[] = []
  const event = readerOf(body, warnings)
  const type = event.text('eventType') ?? attributes.eventType?.trim()
  if (!type) return { is: 'rejected', reason: 'no event type', field: 'eventType', warnings }
  const translate = translatorOf(type)
  if (!translate) return { is: 'ignored', reason: noContextTakes(type), warnings }
  const prisoner = prisonerOfEvent(event)
  if (!prisoner) return { is: 'rejected', reason: NO_PRISON_NUMBER, field: 'personReference.identifiers', warnings }
  const told = {
    occurredAt:
      happenedAt(event, 'occurredAt', receivedAt) ?? happenedAt(readerOf(attributes, []), 'occurredAt', receivedAt),
    otherwise: happenedAt(event, 'publishedAt', receivedAt) ?? receivedAt,
  }
  if (!told.occurredAt && !event.has('occurredAt')) event.warn('occurredAt', 'is absent and counts as not known')
  return {
    is: 'parts',
    parts: translate({ event, prisoner, told, lookAt: detailUrl(event, attributes), tools }),
    warnings,
  }
}

interface DomainEvent {
  readonly event: Reader
  readonly prisoner: Prisoner
  readonly told: Told
  readonly lookAt: string
  readonly tools: Tools
}

type TranslateEvent = (about: DomainEvent) => readonly Part<CustodyCommand>[]

function translatorOf(type: string): TranslateEvent | undefined {
  if (type === MERGED) return mergePart
  if (type === PRISONER_UPDATED)
    return about => changePart(about, { source: type, ...categoriesOf(about.event.at('additionalInformation')) })
  if (Object.hasOwn(MOVEMENT_EVENTS, type))
    return ({ event, prisoner, told, tools }) => [movementPart(event, MOVEMENT_EVENTS[type]!, prisoner, told, tools)]
  if (type === BOOKING_MOVED) return movedParts
  if (Object.hasOwn(CHANGE_EVENTS, type))
    return about => changePart(about, { source: type, changes: [CHANGE_EVENTS[type]!] })
  return undefined
}

function changePart(
  { event, prisoner, told, lookAt, tools }: DomainEvent,
  report: Pick<ChangeReport, 'source' | 'changes' | 'categories' | 'moved'>,
  askedAbout = report.changes,
): readonly Part<CustodyCommand>[] {
  const at = event.at('additionalInformation')
  const { subject, identity } = prisoner
  const fact = changeFact({ ...report, at, flat: event, lookAt }, told, tools)
  const asks = asksAfter(askedAbout, identity.value, at)
  return [{ is: 'command', subject, identities: [identity], command: { is: 'report', fact, asks } }]
}

/** A booking that moved left one record and came to another: both changed, and its movements go with it. */
const movedParts: TranslateEvent = about => {
  const { prisoner, told, tools } = about
  const information = about.event.at('additionalInformation')
  const report = { source: BOOKING_MOVED, changes: [CHANGE_EVENTS[BOOKING_MOVED]!] }
  const former = prisonerAt(information, 'movedFromNomsNumber')
  if (!former || former.subject === prisoner.subject) return changePart(about, report)
  const bookingStart = happenedAt(information, 'bookingStartDateTime', told.otherwise)
  if (!bookingStart) information.warn('bookingStartDateTime', 'is not known, nor which movements went with the booking')
  const tokenOf = ({ identity: { type, value } }: Prisoner) => ({ type, token: tools.tokenOf('NOMS', value) })
  return [
    ...changePart(about, { ...report, moved: { movedFrom: tokenOf(former), bookingStart } }),
    // The booking's dates are another person's now; what is left says the record.
    ...changePart({ ...about, prisoner: former }, { ...report, moved: { movedTo: tokenOf(prisoner), bookingStart } }, [
      ReportedChange.REPORTED_CHANGE_STATUS,
    ]),
  ]
}

/**
 * Two prison numbers proved to be one person; told of the kept one. The description names both in either order, only
 * the fields are right (HMPPSDomainEventsEmitter.kt).
 */
const mergePart: TranslateEvent = ({ event, prisoner: { subject, identity }, told, tools }) => {
  const information = event.at('additionalInformation')
  const removed = prisonerAt(information, 'removedNomsNumber')
  const field = information.field('removedNomsNumber')
  if (!removed) return [{ is: 'rejected', subject, reason: 'no usable removed prison number', field }]
  if (removed.subject === subject)
    return [{ is: 'rejected', subject, reason: 'the removed prison number is the kept one', field }]
  const { type, value } = removed.identity
  const token = tools.tokenOf('NOMS', value)
  const merged = eventOf('hub.custody.v1.PrisonNumbersMerged', {
    removed: { type, token },
    bookingId: codeAt(information, 'bookingId'),
    sourceReason: codeAt(information, 'reason'),
    personal: { removed: removed.identity },
  })
  const hash = tools.hashOf(merged)
  const when = told.occurredAt ? formatInstant(told.occurredAt) : `unknown-${hash}`
  const fact = { key: `merged/${token}/${when}`, event: merged, hash, occurredAt: told.occurredAt ?? told.otherwise }
  const asks = asksAfter([ReportedChange.REPORTED_CHANGE_BOOKING], identity.value, information)
  const command: CustodyCommand = { is: 'merge', fact, removed: removed.identity, asks }
  return [{ is: 'command', subject, identities: [identity], command }]
}
