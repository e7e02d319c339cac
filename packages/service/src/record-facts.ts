import { formatInstant, type Instant, parseInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { type EventCodec, type EventType, type HubEvent, isEventType } from '@hub/contracts'
import type { Identity } from '@hub/contracts/person'
import { type Decider, type Decision, isNothing, type PastEvent } from '@hub/decider'
import { LARGEST_RECORD_BYTES } from '@hub/messaging'
import type { NewEvent, Recorded, Tx } from '@hub/store'
import type { Tools } from '@hub/translation'
import { HubError } from './errors'
import { EVENT } from './headers'
import { identityTypeName, type ResolvePeople } from './identities'
import type { IntakePart, PartAnswer, Performance } from './intake'
import { uuidFrom } from './tokens'

export type RecordFactsContext<State, Command extends Known, Known = Command> = RecordFactsParts<Command> &
  (
    | {
        /** Decides each command on its stream (`decideOn`). It may know more commands than these. */
        readonly decider: Decider<State, Known, HubEvent>
        readonly decide?: Decide<Command>
      }
    | { readonly decider?: undefined; readonly decide: Decide<Command> }
  )

/** Decides in the work's transaction. */
type Decide<Command> = (tx: Tx, command: Command, about: RecordedOf) => Promise<Decided>

interface RecordFactsParts<Command> {
  /** The stream that a command concerns; it holds no identifier of a person but its token. */
  streamOf(command: Command, identityToken: string): string
  readonly tools: Tools
  readonly codec: EventCodec
  readonly clock: Clock
  readonly people: ResolvePeople
  /** Orders a command below the lane of its message (see `Performance`); by default by its identity's token. */
  readonly lane?: (command: Command, identityToken: string) => string
  /** Documents that deciding will read. */
  readonly gets?: (command: Command) => Performance['gets']
}

/**
 * Performs parts by the rules of a decider: finds the people of all parts in one go, then for each part loads its
 * stream, decides, and records what was decided under the person and the identity it was said of.
 */
export function recordFacts<State, Command extends Known, Known = Command>(
  context: RecordFactsContext<State, Command, Known>,
): (parts: readonly IntakePart<Command>[]) => Promise<readonly Performance[]> {
  const { tools } = context
  const decide = context.decider
    ? (context.decide ?? decideBy({ ...context, decider: context.decider }))
    : context.decide
  return async parts => {
    const people = await context.people(
      parts.map(({ part, receiptId, channel }) => ({ identities: part.identities, receiptId, channel })),
    )
    const performanceOf = (intake: IntakePart<Command>, personId: string | undefined): Performance => {
      const [identity] = intake.part.identities
      if (!identity)
        return { lane: '', run: () => Promise.reject(new Error('a fact about a person needs an identity')) }
      const token = tools.tokenOf(identityTypeName(identity.type), identity.value)
      const { command } = intake.part
      const stream = context.streamOf(command, token)
      const lane = context.lane?.(command, token) ?? token
      if (personId === undefined) return { lane, run: async () => NOT_RESOLVED }
      const gets = context.gets?.(command)
      return {
        lane,
        reads: [stream],
        ...(gets ? { gets } : {}),
        run: async tx => {
          const decided = await decide(tx, command, { intake, stream, personId, identity, token })
          if (decided.is === 'nothing') return { outcome: { is: 'ignored', reason: decided.reason } }
          const { eventIds, others, own } = decided
          const answer: PartAnswer = { eventIds, ...(own ? { own } : { personId }), ...(others ? { others } : {}) }
          return { outcome: { is: 'done' }, answer }
        },
      }
    }
    return parts.map((intake, index): Performance => {
      try {
        return performanceOf(intake, people[index])
      } catch (error) {
        // One part's fault is its own: thrown here it would stop the whole batch.
        return { lane: '', run: () => Promise.reject(error) }
      }
    })
  }
}

const decideBy =
  <State, Command>(context: DecideContext<State, Command>): Decide<Command> =>
  (tx, command, about) =>
    decideOn(tx, context, command, about)

/** What an older message comes to after a newer one of its succession, whatever it says. */
export const NEWER_IS_KNOWN = 'no change: something newer is known'

/** Held for a moment: the context that knows people answered, but not for this one. */
const NOT_RESOLVED = {
  outcome: { is: 'retry', after: 5_000, reason: 'whose record it is could not be told yet; it is tried again' },
} as const

/** Whose stream it is, and which message it is decided for. */
export type RecordedOf = Omit<Recording, 'recordedAt' | 'codec'>

/** What was decided on a stream. */
export type Decided =
  | { readonly is: 'nothing'; readonly reason: string }
  | (Pick<PartAnswer, 'eventIds' | 'others' | 'own'> & {
      readonly is: 'recorded'
      readonly decisions: readonly Decision<HubEvent>[]
    })

export interface DecideContext<State, Command> {
  readonly decider: Decider<State, Command, HubEvent>
  readonly codec: EventCodec
  readonly clock: Clock
}

/** Loads a stream, decides a command on it and records what was decided under the person and identity it is said of. */
export async function decideOn<State, Command>(
  tx: Tx,
  { decider, codec, clock }: DecideContext<State, Command>,
  command: Command,
  about: RecordedOf,
): Promise<Decided> {
  const { version, events } = await tx.load(about.stream)
  const state = events.reduce((folded, event) => decider.evolve(folded, pastOf(event, codec)), decider.initialState)
  const decided = decider.decide(command, state)
  if (isNothing(decided)) return { is: 'nothing', reason: decided.nothing }
  if (decided.length === 0) return { is: 'nothing', reason: 'no change' }
  const recordedAt = clock.now()
  const recorded = decided.map(decision => factEvent(decision, { ...about, recordedAt, codec }))
  tx.append(about.stream, version, recorded)
  return { is: 'recorded', eventIds: recorded.map(({ id }) => id), decisions: decided }
}

/** What stands around a decision when it becomes an event. */
export interface Recording {
  readonly intake: Pick<IntakePart<unknown>, 'receiptId' | 'channel'>
  readonly stream: string
  readonly personId: string
  readonly identity: Identity
  readonly token: string
  readonly recordedAt: Instant
  readonly codec: EventCodec
}

/** Leaves room for the event's lane and headers. */
const LARGEST_EVENT_BYTES = LARGEST_RECORD_BYTES - 16 * 1024

/** A decision as the event to record: stamped with its person, its identity and where it came from. */
export function factEvent(decision: Decision<HubEvent>, recording: Recording): NewEvent {
  const { intake, stream, personId, identity, token, recordedAt, codec } = recording
  const { type, data } = decision.event
  const personal = { ...(data as { personal?: object }).personal, identity }
  const stamped = { ...data, personId, identity: { type: identity.type, token }, personal }
  const value = codec.encode(type, stamped as never)
  // One that the stream does not take would stop every event behind it: it must not be recorded at all.
  if (value.length > LARGEST_EVENT_BYTES)
    throw new HubError('defect', 'HUB_EVENT_TOO_LARGE', `an event of ${value.length} bytes does not fit on the stream`)
  return {
    // The same message, fact and revision always make the same event: repeating it is harmless.
    id: uuidFrom(`${intake.receiptId}|${type}|${stream}|${decision.key}|${decision.revision}`),
    type,
    lane: personId,
    headers: {
      [EVENT.time]: formatInstant(decision.occurredAt),
      [EVENT.recorded]: formatInstant(recordedAt),
      [EVENT.subject]: personId,
      [EVENT.correlation]: intake.receiptId,
      [EVENT.channel]: intake.channel,
      [EVENT.factKey]: decision.key,
      [EVENT.factHash]: decision.hash,
      ...(decision.corrects ? { [EVENT.corrects]: decision.corrects } : {}),
      ...(decision.retracts ? { [EVENT.retracts]: decision.retracts } : {}),
      ...(decision.confirms ? { [EVENT.confirms]: decision.confirms } : {}),
    },
    value,
  }
}

const NEVER: Instant = { seconds: 0n, nanos: 0 }

/** A recorded event as `evolve` sees it; its content is decoded only when asked for. */
export function pastOf(recorded: Recorded, codec: EventCodec): PastEvent<HubEvent> {
  const { type, headers } = recorded
  if (!isEventType(type)) throw new Error(`the stream holds ${type}, which this version does not know`)
  return {
    id: recorded.id,
    key: headers[EVENT.factKey] ?? '',
    hash: headers[EVENT.factHash] ?? '',
    occurredAt: parseInstant(headers[EVENT.time]) ?? NEVER,
    recordedAt: parseInstant(headers[EVENT.recorded]) ?? NEVER,
    ...(headers[EVENT.corrects] ? { corrects: headers[EVENT.corrects] } : {}),
    ...(headers[EVENT.retracts] ? { retracts: headers[EVENT.retracts] } : {}),
    ...(headers[EVENT.confirms] ? { confirms: headers[EVENT.confirms] } : {}),
    event: lazily(type, recorded.value, codec),
  }
}

function lazily(type: EventType, value: Uint8Array, codec: EventCodec): HubEvent {
  let data: object | undefined
  return {
    type,
    get data() {
      data ??= codec.decode(type, value)
      return data
    },
  } as HubEvent
}
