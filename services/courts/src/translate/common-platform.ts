import { compareDates, compareInstants, type Instant, londonDate, parseInstant } from '@hub/calendar'
import { eventOf } from '@hub/contracts'
import { isRecord, type PartnerMessage, type Reader, readerOf, type Tools, type Translate } from '@hub/translation'
import { CANCELLED, type DeleteHearing } from '../domain/hearing'
import { partsOf } from './defendants'
import type { CallRoll, Hearing, HearingMessage } from './hearing'
import { idAt } from './id'
import { courtOf, jurisdictionOf, minutesAt } from './next-hearing'

/**
 * Common Platform hearings: the probation feed's shape, the source's resulted shape, and the hearing on its own.
 * Source: ministryofjustice/court-hearing-event-receiver (model), hmcts/cpp-context-results (resulted),
 * ministryofjustice/laa-court-data-adaptor (schemas).
 */
export const translateCommonPlatform: Translate<HearingMessage | CallRoll | DeleteHearing> = (message, tools) => {
  const warnings: string[] = []
  if (isDeletion(message)) return translateDeletion(deletedHearing(message), message.receivedAt, tools)
  if (isPointer(message.body))
    return {
      is: 'rejected',
      reason: 'the body lies in a store that the hub cannot read; send the hearing itself, up to 10 MB',
      field: '[1].s3Key',
      warnings,
    }
  if (!isRecord(message.body))
    return { is: 'rejected', reason: 'not a hearing: the message is not a JSON object', warnings }
  const body = readerOf(message.body, warnings)
  const reader = body.has('hearing') ? body.at('hearing') : body
  const id = idAt(reader, 'id')?.toLowerCase()
  if (!id) return { is: 'rejected', reason: 'no hearing id', field: reader.field('id'), warnings }
  if (message.pathId && message.pathId.toLowerCase() !== id)
    warnings.push(`${reader.field('id')} differs from the id in the path and counts`)
  const court = courtOf(reader.at('courtCentre'))
  if (court.code.length < 5)
    return {
      is: 'rejected',
      reason: 'court code has fewer than 5 characters',
      field: reader.field('courtCentre.code'),
      warnings,
    }
  const { days: all, isWhole: daysWhole } = sittingDays(reader)
  const [first] = all
  if (!first)
    return {
      is: 'rejected',
      reason: 'no hearing day with a readable date',
      field: reader.field('hearingDays'),
      warnings,
    }

  const sharedTime = sharedTimeOf(body, message.receivedAt)
  const stated = body.date('hearingDay')
  const day = stated ?? first.day
  const dayKnown = stated !== undefined || (daysWhole && !body.has('hearingDay'))
  if (!dayKnown) body.warn('hearingDay', 'cannot be told; no result was taken')
  const hearing: Hearing = {
    reader,
    id,
    kind: kindOf(message.kind, message.attributes.hearingEventType, body.has('sharedTime')),
    court,
    jurisdiction: jurisdictionOf(reader),
    type: reader.at('type').text('description') ?? '',
    days: all.filter(({ cancelled }) => !cancelled),
    daysWhole,
    day,
    dayKnown,
    otherDays: stated ? all.map(({ day: other }) => other).filter(other => compareDates(other, day) !== 0) : [],
    sharedAt: sharedTime ?? message.receivedAt,
    sharedTime,
    tools,
  }
  return { is: 'parts', parts: partsOf(hearing), warnings }
}

/** A large body is announced by a class name and where it lies: `["…", { "s3BucketName": …, "s3Key": … }]`. */
const isPointer = (body: unknown): boolean =>
  Array.isArray(body) && body.some(item => isRecord(item) && Object.hasOwn(item, 's3Key'))

/** The path says it first, then the attribute, then the shape: results are read wherever they occur. */
function kindOf(path: string | undefined, attribute: string | undefined, resulted: boolean): Hearing['kind'] {
  const said = path ?? attribute?.toLowerCase()
  if (said === 'resulted') return 'resulted'
  return said === undefined && resulted ? 'resulted' : 'confirmed'
}

/** How much later than its arrival a share may be made, by another clock (seconds). */
const LATEST_SHARE = 24n * 3_600n

/** When a share was made. A time that has not come yet is wrong, and would make every right share an older one. */
function sharedTimeOf(body: Reader, receivedAt: Instant): Instant | undefined {
  const time = body.instant('sharedTime')
  if (time === undefined || compareInstants(time, { ...receivedAt, seconds: receivedAt.seconds + LATEST_SHARE }) <= 0)
    return time
  body.warn('sharedTime', 'lies more than 24 hours after the message came and counts as not known')
  return undefined
}

/** Days in order, and whether all could be read. A time without a zone is UTC: the receiver cuts the zone off. */
function sittingDays(reader: Reader) {
  const listed = reader.list('hearingDays')
  const days = listed
    .flatMap((day): readonly (Hearing['days'][number] & { readonly cancelled: boolean })[] => {
      const text = day.text('sittingDay')
      const startsAt = text === undefined ? undefined : (parseInstant(text) ?? parseInstant(`${text}Z`))
      if (!startsAt) {
        day.warn('sittingDay', 'is not a date and time; the day was left out')
        return []
      }
      const on = londonDate(startsAt)
      const sitting = { day: on, startsAt, listedMinutes: minutesAt(day, 'listedDurationMinutes') }
      return [{ day: on, sitting, cancelled: day.flag('isCancelled') === true }]
    })
    .sort((a, b) => compareInstants(startOf(a), startOf(b)))
  return { days, isWhole: reader.isWhole('hearingDays') && days.length === listed.length }
}

const startOf = ({ sitting }: Hearing['days'][number]): Instant => sitting.startsAt as Instant

/** The path says it, or the attributes of the topic to which the receiver publishes. */
const isDeletion = ({ kind, attributes }: PartnerMessage): boolean =>
  kind === 'deleted' ||
  (kind === undefined &&
    (attributes.hearingEventType?.toLowerCase() === 'deleted' ||
      attributes.messageType === 'COMMON_PLATFORM_HEARING_DELETED'))

function deletedHearing({ pathId, body }: PartnerMessage): string | undefined {
  if (pathId) return pathId.toLowerCase()
  const reader = readerOf(body, [])
  return (idAt(reader.at('hearing'), 'id') ?? idAt(reader, 'hearingId') ?? idAt(reader, 'id'))?.toLowerCase()
}

function translateDeletion(
  hearingId: string | undefined,
  receivedAt: Instant,
  tools: Tools,
): ReturnType<Translate<DeleteHearing>> {
  if (!hearingId) return { is: 'rejected', reason: 'no hearing id', warnings: [] }
  const event = eventOf('hub.court.v1.HearingCancelled', { hearingId, reason: 'deleted by the court', personal: {} })
  const cancelled = { key: CANCELLED, event, hash: tools.hashOf(event), occurredAt: receivedAt }
  return {
    is: 'parts',
    parts: [
      {
        is: 'command',
        subject: `hearing ${hearingId}`,
        identities: [],
        command: { is: 'delete', hearingId, cancelled },
      },
    ],
    warnings: [],
  }
}
