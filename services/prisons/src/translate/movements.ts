import { formatInstant, type Instant, londonDate } from '@hub/calendar'
import { ReleaseKind, ReportedChange } from '@hub/contracts/custody'
import { isRecord, type Part, type Reader, type Tools } from '@hub/translation'
import type { CustodyCommand } from '../domain/custody'
import { type MovementContent, movementEvent } from '../domain/movement-event'
import { type Direction, type MovementMeaning, meaningOf } from '../domain/movements'
import { type Family, movementKey } from '../domain/reports'
import { asksAfter } from './asks'
import { codeAt, type Prisoner, prisonIdAt } from './envelope'

/** Event types that tell of a movement. Source: hmpps-domain-events, spec/schemas of both families. */
export const MOVEMENT_EVENTS: Readonly<Record<string, { readonly family: Family; readonly direction: Direction }>> = {
  'prison-offender-events.prisoner.received': { family: 'prison-offender-events', direction: 'IN' },
  'prison-offender-events.prisoner.released': { family: 'prison-offender-events', direction: 'OUT' },
  'prisoner-offender-search.prisoner.received': { family: 'prisoner-offender-search', direction: 'IN' },
  'prisoner-offender-search.prisoner.released': { family: 'prisoner-offender-search', direction: 'OUT' },
}

/** When a message says that something happened, and when it came. */
export interface Told {
  /** Undefined when it does not say so readably. */
  readonly occurredAt: Instant | undefined
  /** The best there is besides: when it was published, else when it came. */
  readonly otherwise: Instant
}

const STATUS = [ReportedChange.REPORTED_CHANGE_STATUS]

/** After an admission, a transfer or a release to hospital the prison's record says who manages the person, and how. */
const changesStanding = (meaning: MovementMeaning | undefined, direction: Direction): boolean =>
  meaning?.is === 'received' ||
  (meaning?.is === 'transferred' && direction === 'IN') ||
  (meaning?.is === 'released' && meaning.kind === ReleaseKind.RELEASE_KIND_HOSPITAL)

/** A movement of either family. */
export function movementPart(
  event: Reader,
  { family, direction }: { readonly family: Family; readonly direction: Direction },
  { subject, identity }: Prisoner,
  { occurredAt, otherwise }: Told,
  tools: Tools,
): Part<CustodyCommand> {
  const information = event.at('additionalInformation')
  const reason = codeAt(information, 'reason')
  const code = codeAt(information, 'nomisMovementReasonCode')
  const at = occurredAt ?? otherwise
  const found = meaningOf({ direction, reason, code, on: londonDate(at) })
  // The search family never has codes; the other names the cause of some recalls beside the code.
  const recalled = information.text('probableCause')?.toUpperCase() === 'RECALL'
  const meaning = found?.is === 'received' && recalled ? { ...found, recall: true } : found
  if (!meaning) information.warn('reason', 'is not a movement that the hub knows; it is recorded as it is')

  const content: MovementContent = {
    direction,
    meaning,
    prisonId: prisonIdAt(information, 'prisonId'),
    reasonCode: code,
    sourceReason: reason,
  }
  const recorded = movementEvent(content, { lookAt: event.text('detailUrl') ?? '' })
  const hash = tools.hashOf(recorded)
  // Without its time a movement is recognised by its content alone.
  const key = movementKey(family, direction, occurredAt ? formatInstant(occurredAt) : `unknown-${hash}`)
  // What says neither why nor where takes nothing back of what was said of the same moment.
  const partial = isRecord(information.value) ? {} : { partial: true as const }
  const fact = { key, event: recorded, hash, occurredAt: at, ...partial }
  const asks = changesStanding(meaning, direction) ? asksAfter(STATUS, identity.value, information) : []
  return { is: 'command', subject, identities: [identity], command: { is: 'movement', fact, asks } }
}
