import type { CalendarDate } from '@hub/calendar'
import { type DeepPartial, eventOf, type HubEvent } from '@hub/contracts'
import { type Custody, type CustodyPersonal, CustodyStatus, ReleaseKind } from '@hub/contracts/custody'
import { type Direction, type MovementMeaning, meaningOf } from './movements'

/** What an event of a movement says, whatever its type. */
export interface MovementContent {
  readonly direction: Direction
  /** Undefined when the tables of movements do not have it. */
  readonly meaning: MovementMeaning | undefined
  /** Received: the prison reached. Released: the prison left. Empty when not known. */
  readonly prisonId: string
  readonly reasonCode: string
  readonly sourceReason: string
}

/** The event of a movement. */
export function movementEvent(movement: MovementContent, personal: DeepPartial<CustodyPersonal>): HubEvent {
  const { direction, meaning, prisonId, reasonCode, sourceReason } = movement
  const told = { reasonCode, sourceReason, personal }
  const unnamed = () =>
    eventOf('hub.custody.v1.MovementRecorded', { ...told, prisonId, direction, known: meaning !== undefined })
  if (!meaning) return unnamed()
  switch (meaning.is) {
    case 'received':
      return eventOf('hub.custody.v1.ReceivedIntoPrison', { ...told, prisonId, recall: meaning.recall })
    case 'released':
      return eventOf('hub.custody.v1.ReleasedFromPrison', { ...told, prisonId, kind: meaning.kind })
    case 'transferred':
      return eventOf('hub.custody.v1.TransferredBetweenPrisons', {
        ...told,
        ...(direction === 'IN' ? { toPrisonId: prisonId } : { fromPrisonId: prisonId }),
      })
    case 'absence-started':
      return eventOf('hub.custody.v1.TemporaryAbsenceStarted', { ...told, prisonId })
    case 'absence-ended':
      return eventOf('hub.custody.v1.TemporaryAbsenceEnded', { ...told, prisonId })
    case 'died':
      return eventOf('hub.custody.v1.DiedInCustody', { ...told, prisonId })
    case 'to-court':
    case 'from-court':
    case 'administrative':
      return unnamed()
    default:
      return meaning satisfies never
  }
}

/** What an event of a movement of a day says, read back without `personal`; undefined when it is not one. */
export function contentOf(
  { type, data }: HubEvent,
  direction: Direction,
  on: CalendarDate,
): MovementContent | undefined {
  const of = (
    meaning: MovementMeaning | undefined,
    told: Pick<MovementContent, 'reasonCode' | 'sourceReason'>,
    prisonId: string,
  ) => ({
    direction,
    meaning,
    prisonId,
    reasonCode: told.reasonCode,
    sourceReason: told.sourceReason,
  })
  switch (type) {
    case 'hub.custody.v1.ReceivedIntoPrison':
      return of({ is: 'received', recall: data.recall }, data, data.prisonId)
    case 'hub.custody.v1.ReleasedFromPrison':
      return of({ is: 'released', kind: data.kind }, data, data.prisonId)
    case 'hub.custody.v1.TransferredBetweenPrisons':
      return of({ is: 'transferred' }, data, direction === 'IN' ? data.toPrisonId : data.fromPrisonId)
    case 'hub.custody.v1.TemporaryAbsenceStarted':
      return of({ is: 'absence-started' }, data, data.prisonId)
    case 'hub.custody.v1.TemporaryAbsenceEnded':
      return of({ is: 'absence-ended' }, data, data.prisonId)
    case 'hub.custody.v1.DiedInCustody':
      return of({ is: 'died' }, data, data.prisonId)
    case 'hub.custody.v1.MovementRecorded':
      return of(data.known ? meaningIn(data, direction, on) : undefined, data, data.prisonId)
    default:
      return undefined
  }
}

const meaningIn = (
  { sourceReason: reason, reasonCode: code }: Pick<MovementContent, 'sourceReason' | 'reasonCode'>,
  direction: Direction,
  on: CalendarDate,
): MovementMeaning | undefined => meaningOf({ direction, reason, code, on })

/**
 * A movement as it stands behind what was before: who comes back from a temporary absence is not received anew, nor
 * recalled, whatever the reason (RecallAction.kt).
 */
export const inPlace = (content: MovementContent, before: Custody | undefined): MovementContent =>
  content.meaning?.is === 'received' && before?.status === CustodyStatus.CUSTODY_STATUS_TEMPORARILY_ABSENT
    ? { ...content, meaning: { is: 'absence-ended' } }
    : content

/** What its source told of a movement that stands as the end of a temporary absence. */
export function asTold(content: MovementContent, on: CalendarDate): MovementContent {
  if (content.meaning?.is !== 'absence-ended') return content
  const meaning = meaningIn(content, content.direction, on)
  return meaning?.is === 'received' ? { ...content, meaning } : content
}

/**
 * Fields in which a second report of a movement differs from the first, as the events name them. What the second does
 * not state does not differ.
 */
export function differences(first: MovementContent, second: MovementContent): readonly string[] {
  const differs = (['prisonId', 'reasonCode', 'sourceReason'] as const).filter(
    field => second[field] !== '' && second[field] !== first[field],
  )
  const [was, is] = [first.meaning, second.meaning]
  if (!is) return differs
  if (was?.is !== is.is) return [...differs, 'type']
  if (was.is === 'received' && is.is === 'received' && was.recall !== is.recall) return [...differs, 'recall']
  const known = is.is === 'released' && is.kind !== ReleaseKind.RELEASE_KIND_NOT_KNOWN
  if (known && was.is === 'released' && was.kind !== is.kind) return [...differs, 'kind']
  return differs
}

/**
 * True when the second report brings the reason code that the first lacked, and with it the movement proves to be other
 * than a plain release or admission: a death, a recall, a hospital, a matter of administration. Search reports first and
 * never has the code.
 */
export function refines(first: MovementContent, second: MovementContent): boolean {
  if (first.reasonCode !== '' || second.reasonCode === '' || !first.meaning || !second.meaning) return false
  const [was, is] = [first.meaning, second.meaning]
  if (was.is === 'received') return !was.recall && is.is === 'received' && is.recall
  if (was.is !== 'released' || was.kind !== ReleaseKind.RELEASE_KIND_NOT_KNOWN) return false
  return (
    is.is === 'died' ||
    is.is === 'administrative' ||
    (is.is === 'released' && is.kind !== ReleaseKind.RELEASE_KIND_ON_LICENCE)
  )
}
