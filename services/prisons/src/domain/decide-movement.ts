import { compareInstants, type Instant } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import type { Decision, Fact, Known } from '@hub/decider'
import { record, retraction } from './facts'
import { contentOf, differences, type MovementContent, movementEvent, refines } from './movement-event'
import { placeOf, type Report } from './reports'
import type { CustodyState } from './state'

/** Two reports further apart are two movements: the hub's rule. */
const ONE_MOVEMENT_NANOS = 24n * 3_600n * 1_000_000_000n

/**
 * A report of a movement. With the same direction, at most 24 hours apart and no opposite movement between, the first told
 * of two families is the fact and the second confirms it.
 */
export function decideMovement(fact: Fact<HubEvent>, state: CustodyState): readonly Decision<HubEvent>[] {
  const place = placeOf(fact.key)
  const content = place && contentOf(fact.event, place.direction)
  const known = state.facts.get(fact.key)
  if (!content) return record(fact, state.facts)
  if (known && !known.retracted) return known.hash === fact.hash ? [] : record(fact, state.facts)
  const before = state.confirmations.get(fact.key)
  if (before?.hash === fact.hash) return []
  const first = before
    ? state.movements.find(({ key }) => key === before.of)
    : firstReport({ ...place, occurredAt: fact.occurredAt }, state)
  if (!first) return record(fact, state.facts)
  const own = state.reports.find(({ key }) => key === first.key) ?? first
  return confirm(fact, content, { own, stands: first }, (before?.revision ?? -1) + 1, state.facts.get(first.key)!)
}

/** The movement that another family told of first, and this one not yet; the nearest in time. */
function firstReport(
  told: Pick<Report, 'direction' | 'family' | 'occurredAt'>,
  { movements, confirmations }: CustodyState,
): Report | undefined {
  // A family tells of a movement once: what it has confirmed already is another movement.
  const confirmed = new Set(
    [...confirmations].filter(([key]) => placeOf(key)?.family === told.family).map(([, { of }]) => of),
  )
  const [nearest] = movements
    .filter(
      movement =>
        movement.direction === told.direction &&
        movement.family !== told.family &&
        !confirmed.has(movement.key) &&
        distance(movement.occurredAt, told.occurredAt) <= ONE_MOVEMENT_NANOS &&
        !movements.some(
          other =>
            other.direction !== told.direction && isBetween(other.occurredAt, movement.occurredAt, told.occurredAt),
        ),
    )
    .map(movement => ({ movement, away: distance(movement.occurredAt, told.occurredAt) }))
    .sort((a, b) => (a.away < b.away ? -1 : a.away > b.away ? 1 : 0))
  return nearest?.movement
}

const nanosOf = ({ seconds, nanos }: Instant): bigint => seconds * 1_000_000_000n + BigInt(nanos)

const distance = (a: Instant, b: Instant): bigint => {
  const apart = nanosOf(a) - nanosOf(b)
  return apart < 0n ? -apart : apart
}

const isBetween = (moment: Instant, a: Instant, b: Instant): boolean => {
  const [earlier, later] = compareInstants(a, b) <= 0 ? [a, b] : [b, a]
  return compareInstants(earlier, moment) < 0 && compareInstants(moment, later) < 0
}

/** The first report of a movement as its own family told it, and as it stands with what the second brought to it. */
interface First {
  readonly own: Report
  readonly stands: Report
}

/**
 * The second report confirms the first. Where it brings the reason code that shows what the movement really was, the
 * fact is corrected as well, and once more where it says otherwise later; its hash stays what its own source last said,
 * so that a repeat of the first is no change.
 */
function confirm(
  fact: Fact<HubEvent>,
  content: MovementContent,
  { own, stands }: First,
  revision: number,
  known: Known,
): readonly Decision<HubEvent>[] {
  const differs = [...differences(own, content)]
  if (compareInstants(own.occurredAt, fact.occurredAt) !== 0) differs.push('occurredAt')
  const confirmed = eventOf('hub.custody.v1.FactConfirmed', {
    confirmedType: known.type,
    differs,
    factKey: own.key,
    prisonId: content.prisonId,
    reasonCode: content.reasonCode,
    sourceReason: content.sourceReason,
    recall: content.meaning?.is === 'received' && content.meaning.recall,
    personal: {},
  })
  const confirmation: Decision<HubEvent> = { ...fact, event: confirmed, revision, confirms: known.id }
  const isRefined = refines(own, content)
  if (isSameMeaning(isRefined ? content : own, stands)) return [confirmation]
  const event = isRefined ? withPrison(fact.event, own.prisonId) : movementEvent(own, {})
  const { key, occurredAt } = own
  const better = { key, occurredAt, hash: known.hash, event }
  if (known.type === event.type) return [confirmation, { ...better, revision: known.revision + 1, corrects: known.id }]
  return [
    confirmation,
    { ...retraction(key, known, occurredAt), revision: known.revision + 1, retracts: known.id },
    { ...better, revision: known.revision + 2 },
  ]
}

const isSameMeaning = (a: MovementContent, b: MovementContent): boolean =>
  JSON.stringify([a.meaning, a.reasonCode]) === JSON.stringify([b.meaning, b.reasonCode])

/** The event with the prison that the first report knew, where the second does not. */
const withPrison = (event: HubEvent, prisonId: string): HubEvent =>
  'prisonId' in event.data && event.data.prisonId === ''
    ? ({ ...event, data: { ...event.data, prisonId } } as HubEvent)
    : event
