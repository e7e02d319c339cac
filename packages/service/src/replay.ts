import { compareInstants, compareInstantTexts, formatInstant, type Instant, parseInstant } from '@hub/calendar'
import { type ReplayChange, ReplayServiceDefinition } from '@hub/contracts/operations'
import type { EventLog, Incoming } from '@hub/messaging'
import type { Marked, NewEvent, Outcome, Recorded, Store, Tx, Work } from '@hub/store'
import { type Served, serve } from './grpc/types'
import { EVENT, INTAKE, intakeTopic } from './headers'
import { identityTypeName } from './identities'
import {
  eventsOf,
  type IntakeContext,
  type IntakePart,
  ownOutcome,
  type PartAnswer,
  type Performance,
  subjectOf,
  translateOne,
} from './intake'
import { NEWER_IS_KNOWN } from './record-facts'

export interface ReplayPorts {
  readonly log: EventLog
  readonly store: Store
}

const MOST_CHANGES = 1_000

/** Shows what a replay would do, without doing it: nothing is recorded, and nobody is created. */
export function replayService<Command>(context: IntakeContext<Command>, ports: ReplayPorts): Served {
  return serve(ReplayServiceDefinition, {
    previewReplay: async request => {
      const { receiptIds } = request
      const wanted = new Set(receiptIds)
      const missing = new Set(receiptIds)
      const seen = new Set<string>()
      const changes: ReplayChange[] = []
      const counts = new Map<string, bigint>()
      let same = 0n
      for await (const batch of ports.log.read(intakeTopic(context.name), [], 'end')) {
        const records = batch.filter(record => isWanted(record, request, wanted))
        for (const { record, found } of await compared(context, ports.store, records)) {
          // A repeat says nothing that the first arrival did not.
          if (!found || seen.has(record.id)) continue
          seen.add(record.id)
          missing.delete(record.id)
          if (found.length === 0) same++
          for (const change of found) {
            counts.set(change.kind, (counts.get(change.kind) ?? 0n) + 1n)
            if (changes.length < MOST_CHANGES) changes.push(change)
          }
        }
      }
      return {
        messages: BigInt(seen.size),
        same,
        gone: [...missing],
        changes,
        counts: Object.fromEntries(counts),
      }
    },
  })
}

function isWanted(
  { id, headers }: Incoming,
  { channel, from, to }: { channel: string; from?: Instant | undefined; to?: Instant | undefined },
  wanted: ReadonlySet<string>,
): boolean {
  if (wanted.size > 0 && !wanted.has(id)) return false
  if (channel !== '' && headers[INTAKE.channel] !== channel) return false
  const received = parseInstant(headers[INTAKE.received])
  if (!received) return !from && !to
  return (!from || compareInstants(received, from) >= 0) && (!to || compareInstants(received, to) < 0)
}

interface Compared {
  readonly record: Incoming
  /** What would change; undefined when its bytes are gone, it waits, or it is a conflict: it has no outcome of its own. */
  readonly found: readonly ReplayChange[] | undefined
}

async function compared<Command>(
  context: IntakeContext<Command>,
  store: Store,
  records: readonly Incoming[],
): Promise<readonly Compared[]> {
  if (records.length === 0) return []
  const marks = await store.marks(records.map(({ id }) => id))
  return Promise.all(
    records.map(async record => {
      const theirs = (marks.get(record.id) ?? []).filter(
        mark => isFinal(mark) && mark.hash === record.headers[INTAKE.hash],
      )
      return { record, found: theirs.length === 0 ? undefined : await compareOne(context, store, record, theirs) }
    }),
  )
}

const isFinal = ({ outcome }: Marked): boolean => outcome.is !== 'park' && outcome.is !== 'retry'

/** How a message, or its part about one person, ends. */
interface Ending {
  readonly part: string
  readonly outcome: Outcome
}

const wordsOf = (outcome: Outcome): string => ('reason' in outcome ? `${outcome.is}: ${outcome.reason}` : outcome.is)

async function compareOne<Command>(
  context: IntakeContext<Command>,
  store: Store,
  record: Incoming,
  marks: readonly Marked[],
): Promise<readonly ReplayChange[] | undefined> {
  let read: Awaited<ReturnType<typeof translateOne>>
  try {
    read = await translateOne(context, record)
  } catch (error) {
    if (isGone(error)) return undefined
    // A translator that throws would hold the message.
    return marks.map(mark => outcomeChange(record.id, subjectOf(mark), wordsOf(ownOutcome(mark)), 'held'))
  }
  const { translation, receivedAt } = read
  if (translation.is !== 'parts') {
    const outcome: Outcome = { is: translation.is, reason: translation.reason }
    return [...outcomeChanges(record.id, marks, [{ part: '', outcome }]), ...withdrawn(record.id, marks)]
  }
  const changes: ReplayChange[] = []
  const endings: Ending[] = []
  for (const part of translation.parts) {
    if (part.is !== 'command') {
      endings.push({ part: part.subject, outcome: { is: part.is, reason: part.reason } })
      continue
    }
    const intake = { receiptId: record.id, channel: record.headers[INTAKE.channel] ?? '', receivedAt, part }
    const mark = marks.find(each => subjectOf(each) === part.subject)
    const { outcome, said, recorded } = await rehearse(context, store, intake as IntakePart<Command>, mark)
    endings.push({ part: part.subject, outcome })
    changes.push(...factChanges(record.id, part.subject, said, recorded))
  }
  const commands = new Set(translation.parts.flatMap(({ is, subject }) => (is === 'command' ? [subject] : [])))
  return [
    ...outcomeChanges(record.id, marks, endings),
    ...changes,
    ...withdrawn(
      record.id,
      marks.filter(mark => !commands.has(subjectOf(mark))),
    ),
  ]
}

const isGone = (error: unknown): boolean => error instanceof Error && error.message.startsWith('the body is gone')

const outcomeChange = (receiptId: string, part: string, was: string, now: string): ReplayChange => ({
  receiptId,
  kind: 'outcome',
  part,
  type: '',
  factKey: '',
  was,
  now,
})

function outcomeChanges(receiptId: string, marks: readonly Marked[], endings: readonly Ending[]): ReplayChange[] {
  const then = new Map(marks.map(mark => [subjectOf(mark), wordsOf(ownOutcome(mark))]))
  const now = new Map(endings.map(({ part, outcome }) => [part, wordsOf(outcome)]))
  return [...new Set([...then.keys(), ...now.keys()])].flatMap(part => {
    const [was = '', is = ''] = [then.get(part), now.get(part)]
    return was === is ? [] : [outcomeChange(receiptId, part, was, is)]
  })
}

/** Events of parts that the message does not have any more. */
const withdrawn = (receiptId: string, marks: readonly Marked[]): ReplayChange[] =>
  marks.flatMap(mark =>
    eventsOf(mark.answer as PartAnswer | undefined).map(was => ({
      receiptId,
      kind: 'gone',
      part: subjectOf(mark),
      type: '',
      factKey: '',
      was,
      now: '',
    })),
  )

/** What a part says now beside what it recorded then, by key and hash. */
function factChanges(
  receiptId: string,
  part: string,
  said: readonly NewEvent[],
  recorded: readonly Recorded[],
): ReplayChange[] {
  const keyOf = ({ type, headers }: NewEvent): string => `${type} ${headers[EVENT.factKey]}`
  const before = new Map(recorded.map(event => [keyOf(event), event]))
  const change = (kind: string, { type, headers }: NewEvent, was: string): ReplayChange => ({
    receiptId,
    kind,
    part,
    type,
    factKey: headers[EVENT.factKey] ?? '',
    was,
    now: '',
  })
  const changes = said.flatMap(event => {
    const known = before.get(keyOf(event))
    before.delete(keyOf(event))
    if (!known) return [change('new', event, '')]
    return known.headers[EVENT.factHash] === event.headers[EVENT.factHash] ? [] : [change('changed', event, known.id)]
  })
  return [...changes, ...[...before.values()].map(event => change('gone', event, event.id))]
}

interface Rehearsed {
  readonly outcome: Outcome
  readonly said: readonly NewEvent[]
  /** What the part recorded then. */
  readonly recorded: readonly Recorded[]
}

/** Performs a part on the state that its message found, in a transaction that keeps nothing. */
async function rehearse<Command>(
  context: IntakeContext<Command>,
  store: Store,
  intake: IntakePart<Command>,
  mark: Marked | undefined,
): Promise<Rehearsed> {
  const nothing = { said: [], recorded: [] }
  const then = mark ? ownOutcome(mark) : DONE
  // What was older than something known stays so, whatever it says.
  if (then.is === 'ignored' && then.reason === NEWER_IS_KNOWN) return { ...nothing, outcome: then }
  if (!(await isKnown(context, store, intake))) return { ...nothing, outcome: then }
  const [performance] = await context.perform([intake])
  // Only what is decided on a stream can be decided again as it was then: a document shows the present alone.
  if (!performance!.reads) return { ...nothing, outcome: then }
  const said: NewEvent[] = []
  const recorded = new Map<string, Recorded>()
  let outcome = DONE
  const work: Work = {
    lane: `replay/${intake.receiptId}`,
    priority: 'command',
    ...(performance!.reads ? { reads: performance!.reads } : {}),
    ...(performance!.gets ? { gets: performance!.gets } : {}),
    run: async tx => {
      said.length = 0
      recorded.clear()
      outcome = await outcomeOf(performance!, rehearsalOf(tx, intake.receiptId, mark?.since, said, recorded))
      return { outcome: { is: 'ignored', reason: 'a rehearsal' } }
    },
  }
  await store.run([work])
  return { outcome, said, recorded: [...recorded.values()] }
}

const DONE: Outcome = { is: 'done' }

async function outcomeOf(performance: Performance, tx: Tx): Promise<Outcome> {
  try {
    return (await performance.run(tx)).outcome
  } catch (error) {
    return { is: 'park', reason: error instanceof Error ? error.name : 'an error' }
  }
}

/** Asking whose a message is would create whoever is not known: nobody is created by looking. */
async function isKnown<Command>(
  { tools }: IntakeContext<Command>,
  store: Store,
  { part }: IntakePart<Command>,
): Promise<boolean> {
  const tokens = part.identities.map(({ type, value }) => tools.tokenOf(identityTypeName(type), value))
  const copies = await store.get<{ personId: string }>('identities', tokens)
  return new Set(tokens.map(token => copies.get(token)?.personId)).size <= 1 && copies.size === new Set(tokens).size
}

/** Streams as the message found them, and nothing kept of what is written. */
function rehearsalOf(
  tx: Tx,
  receiptId: string,
  since: Instant | undefined,
  said: NewEvent[],
  recorded: Map<string, Recorded>,
): Tx {
  const until = since && formatInstant(since)
  const isOwn = ({ headers }: Recorded) => headers[EVENT.correlation] === receiptId
  const isLater = ({ headers }: Recorded) =>
    until !== undefined && compareInstantTexts(headers[EVENT.recorded] ?? '', until) > 0
  return {
    load: async stream => {
      const { events } = await tx.load(stream)
      for (const event of events) if (isOwn(event)) recorded.set(event.id, event)
      const before = events.filter(event => !isOwn(event) && !isLater(event))
      return { version: before.length, events: before }
    },
    append: (_, __, events) => void said.push(...events),
    // A document shows the present alone, and the message found another.
    get: async () => undefined,
    put: () => {},
    schedule: () => {},
    cancel: () => {},
  }
}
