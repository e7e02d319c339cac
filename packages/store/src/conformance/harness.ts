import { type Clock, systemClock } from '@hub/clock'
import type { Cursor, Incoming } from '@hub/messaging'
import type { Collections, Json, Move, NewEvent, Outcome, Settled, Store, Tx, Work } from '../port'

export interface OpenSettings {
  /** Names the durable state: opened again under the same name, the store shows what was durable before. */
  readonly context: string
  readonly service: string
  readonly collections: Collections
  readonly clock: Clock
}

/** What an engine offers to its suite. */
export interface ConformanceEngine {
  open(settings: OpenSettings): Promise<Store>
  /** Two processes on one durable state at the same time; absent when the engine belongs to one process. */
  openTwice?(settings: OpenSettings): Promise<readonly [Store, Store]>
  /** Queries and commits sent to the engine so far; absent when they cannot be counted. */
  trips?(): number
  close(): Promise<void>
}

export type Body = (tx: Tx) => Promise<Outcome | { readonly outcome: Outcome; readonly answer?: Json }>

export const DONE: Outcome = { is: 'done' }
export const GROUP = 'hub.courts'
export const TOPIC = 'hub.intake.courts'
export const COLLECTIONS: Collections = {
  hearings: { indexes: [['court', 'day'], ['open'], ['judge.name']] },
  counts: { indexes: [] },
}

const clock = systemClock()

/** A name that no other test or run uses, fit for a file, a database or a collection. */
export const uniqueName = (): string => `t${clock.newId().replaceAll('-', '')}`

export const settingsFor = (context: string, with_: Clock = clock): OpenSettings => ({
  context,
  service: 'courts',
  collections: COLLECTIONS,
  clock: with_,
})

/** Waits for what another part of the store does in its own time. */
export async function eventually(check: () => boolean | Promise<boolean>, deadlineMs = 5000): Promise<void> {
  const end = clock.machine() + deadlineMs
  while (!(await check())) {
    if (clock.machine() > end) throw new Error('it did not become true in time')
    await clock.sleep(2)
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (value: Uint8Array): string => new TextDecoder().decode(value)

export const event = (id: string, value = ''): NewEvent => ({
  id,
  type: 'hub.court.v1.SentencePassed',
  lane: 'person-1',
  headers: { 'ce-id': id },
  value: bytes(value),
})

export const message = (offset: number | bigint, lane: string, partition = 0, position?: bigint): Incoming => ({
  id: `record-${offset}`,
  type: 'raw',
  lane,
  source: 'gateway',
  ...(position === undefined ? {} : { position }),
  headers: { channel: 'common-platform' },
  value: bytes(`record ${offset}`),
  topic: TOPIC,
  partition,
  offset: BigInt(offset),
})

/** A work whose body gives an outcome, alone or with an answer. */
export const work = (lane: string, body: Body, more: Partial<Work> = {}): Work => ({
  lane,
  ...more,
  run: async tx => {
    const result = await body(tx)
    return 'outcome' in result ? result : { outcome: result }
  },
})

/** Appends one event at the end of a stream. */
export const appending =
  (stream: string, id: string, value = ''): Body =>
  async tx => {
    const { version } = await tx.load(stream)
    tx.append(stream, version, [event(id, value)])
    return DONE
  }

/** Counts in a document: two of them running on the same state would lose one. */
export const counting =
  (id: string): Body =>
  async tx => {
    const before = await tx.get<{ n: number }>('counts', id)
    tx.put('counts', id, { n: (before?.n ?? 0) + 1 })
    return DONE
  }

export const both =
  (...bodies: readonly Body[]): Body =>
  async tx => {
    for (const body of bodies) await body(tx)
    return DONE
  }

export async function claimed(store: Store, partition = 0, group = GROUP): Promise<Cursor> {
  const [cursor] = await store.claim(group, [[TOPIC, partition]])
  if (!cursor) throw new Error('claim gave no cursor')
  return cursor
}

export const moveTo = (from: Cursor, next: number | bigint, seen: Cursor['seen'] = from.seen, group = GROUP): Move => ({
  group,
  slices: [{ from, to: { ...from, next: BigInt(next), seen } }],
})

/** A move that only shows ownership, as when a held lane is drained. */
export const owning = (cursor: Cursor, group = GROUP): Move => ({ group, slices: [{ from: cursor, to: cursor }] })

export async function settled(result: Promise<readonly Settled<Json>[] | 'fenced'>): Promise<readonly Settled<Json>[]> {
  const answer = await result
  if (answer === 'fenced') throw new Error('the run was fenced')
  return answer
}

export const outcomes = (all: readonly Settled<Json>[]): string[] => all.map(({ outcome }) => outcome.is)

export async function recorded(store: Store) {
  const all = []
  for await (const page of store.events(0n)) all.push(...page)
  return all
}

/** Everything a test needs; each test has a context of its own. */
export interface Suite {
  readonly engine: () => ConformanceEngine
  /** Opens a store that is closed after the test; without a name, a fresh one. */
  readonly open: (context?: string, clock?: Clock) => Promise<Store>
  readonly two: () => Promise<readonly [Store, Store]>
}
