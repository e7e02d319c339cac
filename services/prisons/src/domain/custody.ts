import { compareInstants, type Instant, londonDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import type { Custody, FactConfirmed } from '@hub/contracts/custody'
import {
  compareFacts,
  type Decider,
  type Decision,
  evolveFacts,
  type Fact,
  type Known,
  type KnownFacts,
  type Moment,
  type PastEvent,
} from '@hub/decider'
import { heldOf, isHeldAlike, isSameStay } from './held'
import { contentOf, differences, type MovementContent, refines } from './movement-event'
import { type Direction, meaningOf } from './movements'
import { movementsOf, placeOf, type Report } from './reports'

/** A second report of a movement, by its own key. */
interface Confirmation {
  readonly of: string
  readonly hash: string
  readonly revision: number
}

/** What prison systems said about one prison number. */
export interface CustodyState {
  readonly facts: KnownFacts
  /** Every report of a movement as its own family tells it, in the order of telling: where the person is rests on them. */
  readonly reports: readonly Report[]
  /** Those that count as a fact, as they were published. */
  readonly movements: readonly Report[]
  readonly confirmations: ReadonlyMap<string, Confirmation>
}

export type CustodyCommand =
  | { readonly is: 'movement'; readonly fact: Fact<HubEvent> }
  /** Anything else that is said: a reported change, a merge. */
  | { readonly is: 'report'; readonly fact: Fact<HubEvent> }

/** Two reports further apart are two movements: the hub's rule. */
const ONE_MOVEMENT_NANOS = 24n * 3_600n * 1_000_000_000n

/**
 * Movements, reported changes and merges of one prison number. Two families tell of the same movement: with the same
 * direction, at most 24 hours apart and no opposite movement between, the first is the fact and the second confirms
 * it. Movements stand by when they happened, so that one told late changes nothing about the present.
 */
export const custodyDecider: Decider<CustodyState, CustodyCommand, HubEvent> = {
  initialState: { facts: new Map(), reports: [], movements: [], confirmations: new Map() },

  evolve: (state, past) => {
    if (past.confirms) return evolveConfirmation(state, past)
    const facts = evolveFacts(state.facts, past)
    const place = placeOf(past.key)
    if (!place) return { ...state, facts }
    const others = state.movements.filter(({ key }) => key !== past.key)
    const content = past.retracts ? undefined : contentOf(past.event, place.direction)
    if (!content) return { ...state, facts, movements: others }
    const report = { ...content, ...place, key: past.key, hash: past.hash, occurredAt: past.occurredAt }
    return { ...state, facts, reports: withReport(state.reports, report), movements: [...others, report] }
  },

  decide: (command, state) => {
    switch (command.is) {
      case 'movement':
        return withChange(decideMovement(command.fact, state), state)
      case 'report':
        return record(command.fact, state)
      default:
        return command satisfies never
    }
  },
}

/** Where the person is held now; undefined before the first movement that says so. */
export const heldNow = ({ reports }: CustodyState): Custody | undefined => heldOf(movementsOf(reports))

/** What the other family brought to a fact leaves the hash, and is not what this family says. */
const withReport = (reports: readonly Report[], report: Report): readonly Report[] => {
  const before = reports.find(({ key }) => key === report.key)
  if (!before) return [...reports, report]
  return before.hash === report.hash ? reports : reports.map(each => (each === before ? report : each))
}

/** The last of what is decided says what all of it changed of the present. */
function withChange(decisions: readonly Decision<HubEvent>[], state: CustodyState): readonly Decision<HubEvent>[] {
  const last = decisions.at(-1)
  if (!last) return decisions
  const before = heldNow(state)
  const after = heldNow(
    decisions.reduce(
      (folded, decision) => custodyDecider.evolve(folded, { ...decision, id: '', recordedAt: decision.occurredAt }),
      state,
    ),
  )
  // Two families seldom agree on the second: that is no news.
  const isSame = last.confirms ? isHeldAlike : isSameStay
  if (isSame(before, after)) return decisions
  const event = { ...last.event, data: { ...last.event.data, change: { before, after } } } as HubEvent
  return [...decisions.slice(0, -1), { ...last, event }]
}

function evolveConfirmation(state: CustodyState, past: PastEvent<HubEvent>): CustodyState {
  if (past.event.type !== 'hub.custody.v1.FactConfirmed') return state
  const revision = (state.confirmations.get(past.key)?.revision ?? -1) + 1
  const confirmation = { of: past.event.data.factKey, hash: past.hash, revision }
  const confirmations = new Map(state.confirmations).set(past.key, confirmation)
  const place = placeOf(past.key)
  if (!place) return { ...state, confirmations }
  const { occurredAt, key, hash } = past
  const report = { ...confirmedContent(past.event.data, place.direction, occurredAt), ...place, key, hash, occurredAt }
  return { ...state, confirmations, reports: withReport(state.reports, report) }
}

/** What a second report says, read back. */
function confirmedContent(
  { prisonId, reasonCode, sourceReason, recall }: FactConfirmed,
  direction: Direction,
  occurredAt: Moment,
): MovementContent {
  const meaning = meaningOf({ direction, reason: sourceReason, code: reasonCode, on: londonDate(occurredAt) })
  const told = meaning?.is === 'received' ? { ...meaning, recall } : meaning
  return { direction, meaning: told, prisonId, reasonCode, sourceReason }
}

const record = (fact: Fact<HubEvent>, { facts }: CustodyState): readonly Decision<HubEvent>[] =>
  compareFacts(
    facts,
    [fact],
    () => false,
    (key, known) => retraction(key, known, fact.occurredAt),
  )

const retraction = (key: string, known: Known, occurredAt: Moment): Fact<HubEvent> => ({
  key,
  hash: known.hash,
  occurredAt,
  event: eventOf('hub.custody.v1.FactRetracted', {
    retractedType: known.type,
    reason: 'the prison system now tells of another kind of movement',
    factKey: key,
  }),
})

function decideMovement(fact: Fact<HubEvent>, state: CustodyState): readonly Decision<HubEvent>[] {
  const place = placeOf(fact.key)
  const content = place && contentOf(fact.event, place.direction)
  const known = state.facts.get(fact.key)
  if (!content) return record(fact, state)
  if (known && !known.retracted) return known.hash === fact.hash ? [] : record(fact, state)
  const before = state.confirmations.get(fact.key)
  if (before?.hash === fact.hash) return []
  const first = before
    ? state.movements.find(({ key }) => key === before.of)
    : firstReport({ ...place, occurredAt: fact.occurredAt }, state)
  if (!first) return record(fact, state)
  return confirm(fact, content, first, (before?.revision ?? -1) + 1, state.facts.get(first.key)!)
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

/**
 * The second report confirms the first. Where it brings the reason code that shows what the movement really was, the
 * fact is corrected as well; its hash stays what its own source last said, so that a repeat of the first is no change.
 */
function confirm(
  fact: Fact<HubEvent>,
  content: MovementContent,
  first: Report,
  revision: number,
  known: Known,
): readonly Decision<HubEvent>[] {
  const differs = [...differences(first, content)]
  if (compareInstants(first.occurredAt, fact.occurredAt) !== 0) differs.push('occurredAt')
  const confirmed = eventOf('hub.custody.v1.FactConfirmed', {
    confirmedType: known.type,
    differs,
    factKey: first.key,
    prisonId: content.prisonId,
    reasonCode: content.reasonCode,
    sourceReason: content.sourceReason,
    recall: content.meaning?.is === 'received' && content.meaning.recall,
    personal: {},
  })
  const confirmation: Decision<HubEvent> = { ...fact, event: confirmed, revision, confirms: known.id }
  if (!refines(first, content)) return [confirmation]
  const event = withPrison(fact.event, first.prisonId)
  const { key, occurredAt } = first
  const better = { key, occurredAt, hash: known.hash, event }
  if (known.type === event.type) return [confirmation, { ...better, revision: known.revision + 1, corrects: known.id }]
  return [
    confirmation,
    { ...retraction(key, known, occurredAt), revision: known.revision + 1, retracts: known.id },
    { ...better, revision: known.revision + 2 },
  ]
}

/** The event with the prison that the first report knew, where the second does not. */
const withPrison = (event: HubEvent, prisonId: string): HubEvent =>
  'prisonId' in event.data && event.data.prisonId === ''
    ? ({ ...event, data: { ...event.data, prisonId } } as HubEvent)
    : event
