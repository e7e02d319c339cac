import { compareInstants, type Instant, londonDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import type { Custody, CustodyPersonal } from '@hub/contracts/custody'
import type { Decision, Fact, Known, Moment } from '@hub/decider'
import { record, retraction } from './facts'
import { heldOf } from './held'
import { contentOf, differences, inPlace, type MovementContent, movementEvent, refines } from './movement-event'
import { movementsOf, placeOf, type Report } from './reports'
import type { CustodyState } from './state'

/** Two reports further apart are two movements: the hub's rule. */
const ONE_MOVEMENT_NANOS = 24n * 3_600n * 1_000_000_000n

/**
 * A report of a movement. With the same direction, at most 24 hours apart and no opposite movement between, the first told
 * of two families is the fact and the second confirms it.
 */
export function decideMovement(fact: Fact<HubEvent>, state: CustodyState): readonly Decision<HubEvent>[] {
  const place = placeOf(fact.key)
  const content = place && contentOf(fact.event, place.direction, londonDate(fact.occurredAt))
  const known = state.facts.get(fact.key)
  if (!content) return record(fact, state.facts)
  const told = () => record(standing(fact, content, heldBefore(fact, state)), state.facts)
  if (known && !known.retracted) return known.hash === fact.hash ? [] : told()
  const before = state.confirmations.get(fact.key)
  if (before?.hash === fact.hash) return []
  const first = before
    ? state.movements.find(({ key }) => key === before.of)
    : firstReport({ ...place, occurredAt: fact.occurredAt }, state)
  if (!first) return told()
  const own = state.reports.find(({ key }) => key === first.key) ?? first
  const about = { own, stands: first, before: heldBefore(own, state), known: state.facts.get(first.key)! }
  return confirm(fact, content, about, (before?.revision ?? -1) + 1)
}

/** The fact as it stands behind what was before. */
function standing(fact: Fact<HubEvent>, content: MovementContent, before: Custody | undefined): Fact<HubEvent> {
  const stands = inPlace(content, before)
  return stands === content ? fact : { ...fact, event: movementEvent(stands, personalOf(fact)) }
}

const personalOf = ({ event }: Fact<HubEvent>): CustodyPersonal =>
  (event.data as { personal: CustodyPersonal }).personal

/** Where the person was held as a movement happened, by all the others. */
const heldBefore = (
  { key, occurredAt: at }: { readonly key: string; readonly occurredAt: Moment },
  { reports }: CustodyState,
): Custody | undefined =>
  heldOf(
    movementsOf(reports).filter(
      ({ first, second, occurredAt }) =>
        first.key !== key && second?.key !== key && compareInstants(occurredAt, at) <= 0,
    ),
  )

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
  /** Where the person was held before it. */
  readonly before: Custody | undefined
  readonly known: Known
}

/**
 * The second report confirms the first. Where it brings the reason code that shows what the movement really was, the
 * fact is corrected as well, and once more where it says otherwise later; its hash stays what its own source last said,
 * so that a repeat of the first is no change.
 */
function confirm(
  fact: Fact<HubEvent>,
  content: MovementContent,
  { own, stands, before, known }: First,
  revision: number,
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
  const [was, is] = [inPlace(own, before), inPlace(content, before)]
  const isRefined = refines(was, is)
  const better = isRefined ? { ...is, prisonId: is.prisonId || own.prisonId } : was
  if (isSameMeaning(better, stands)) return [confirmation]
  const event = movementEvent(better, isRefined ? personalOf(fact) : {})
  const { key, occurredAt } = own
  const corrected = { key, occurredAt, hash: known.hash, event }
  if (known.type === event.type)
    return [confirmation, { ...corrected, revision: known.revision + 1, corrects: known.id }]
  return [
    confirmation,
    { ...retraction(key, known, occurredAt), revision: known.revision + 1, retracts: known.id },
    { ...corrected, revision: known.revision + 2 },
  ]
}

const isSameMeaning = (a: MovementContent, b: MovementContent): boolean =>
  JSON.stringify([a.meaning, a.reasonCode]) === JSON.stringify([b.meaning, b.reasonCode])
