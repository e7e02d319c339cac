import type { Instant } from '@hub/calendar'
import type { Cursor, Incoming, Slice } from '@hub/messaging'

/** What became of one work. `retry` and `park` hold the work's lane; the others end it. */
export type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'ignored' | 'rejected'; readonly reason: string }
  | { readonly is: 'retry'; readonly after: number; readonly reason: string }
  | { readonly is: 'park'; readonly reason: string }

/** Makes input from outside our own log harmless to repeat. */
export interface Mark {
  /** Receipt id, command id or timer id. */
  readonly id: string
  /** The subject, when one message concerns several people. */
  readonly part?: string
  /** Of the content: the same id with another hash is a conflict. */
  readonly hash: string
  /** When this arrival was received (ISO 8601), kept with the mark and with each conflict. */
  readonly at?: string
  /** What readers of the mark need whatever its outcome (channel, sender …). Plain JSON. */
  readonly about?: Json
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** A mark as it is kept. */
export interface Marked<A = Json> extends Mark {
  readonly outcome: Outcome
  readonly answer?: A
  /** When the mark got its present outcome. */
  readonly since: Instant
  /** How many times the same id and hash came again. */
  readonly repeats: number
  /** Arrivals of the same id with other content. */
  readonly conflicts: readonly { readonly at: string; readonly hash: string }[]
}

export interface Work<A = Json> {
  readonly lane: string
  /** Only for input from outside our own log. */
  readonly mark?: Mark
  /** The record this work comes from: what a held lane refers to, and how far the cursor may move. */
  readonly message?: Incoming
  /** Streams to load with the group (a hint; `tx.load` may ask for others). */
  readonly reads?: readonly string[]
  /** Documents to load with the group (a hint). */
  readonly gets?: readonly { readonly collection: string; readonly id: string }[]
  readonly priority?: 'command' | 'message'
  /** This work tries the held entry with that sequence number again; it runs only while that entry heads its lane. */
  readonly resumes?: bigint
  /** Where what becomes of this work is counted, beside others of that name. */
  readonly tally?: string
  /** This work is that timer firing; the timer ends with the work's commit. */
  readonly fires?: { readonly timer: string; readonly at: Instant }
  /** May run again; must have no effect outside `tx`. What it throws holds the lane, or is the caller's error. */
  run(tx: Tx): Promise<{ readonly outcome: Outcome; readonly answer?: A }>
}

export interface Settled<A = Json> {
  readonly outcome: Outcome
  readonly answer?: A
  /** The mark was there already: nothing ran, outcome and answer are the first ones. */
  readonly repeat: boolean
  /** The mark was there with another hash: nothing ran, the arrival was recorded on the mark. */
  readonly conflict?: boolean
  /** What `run` threw, or the store's own refusal. The outcome is then `park` (with a message) or `rejected`. */
  readonly error?: Error
}

/** An event as it is kept. */
export interface Recorded {
  /** Per service, gapless, in commit order. */
  readonly position: bigint
  readonly stream: string
  /** 1 for a stream's first event. */
  readonly version: number
  /** Recorded once in its stream, whose name is part of it: a work that brings it again gets HUB_STORE_EVENT_EXISTS. */
  readonly id: string
  readonly type: string
  /** The key under which it is published. */
  readonly lane: string
  readonly headers: Readonly<Record<string, string>>
  readonly value: Uint8Array
}
export type NewEvent = Omit<Recorded, 'position' | 'stream' | 'version'>

/** Reads and collects the effects of one work. Nothing of it is visible before the commit. */
export interface Tx {
  load(stream: string): Promise<{ readonly version: number; readonly events: readonly Recorded[] }>
  /** `expected` is the version that `load` gave (plus what this work appended); 0 for a new stream. */
  append(stream: string, expected: number, events: readonly NewEvent[]): void
  get<D extends object>(collection: string, id: string): Promise<D | undefined>
  /** null deletes. Documents are plain JSON. */
  put<D extends object>(collection: string, id: string, doc: D | null): void
  schedule(timer: string, at: Instant, lane: string, command: Uint8Array): void
  cancel(timer: string): void
}

/** What became of the records and marks of one name. */
export interface Tally {
  /** Records whose mark was new, or that left none. */
  readonly receipts: number
  /** Records of a known mark: with the same content, and with other content. */
  readonly repeats: number
  readonly conflicts: number
  /** Works that ended so. */
  readonly done: number
  readonly ignored: number
  readonly rejected: number
  /** What waits in held lanes. */
  readonly held: number
}

export type Wish = { readonly is: 'drain' } | { readonly is: 'skip'; readonly by: string; readonly why: string }

export interface HeldLane {
  readonly group: string
  readonly lane: string
  readonly topic: string
  readonly partition: number
  readonly reason: string
  readonly since: Instant
  readonly length: number
  /**
   * Machine time in milliseconds; absent when only a wish starts it again. When a head ended and others wait, it is that
   * moment: what blocked the lane is gone.
   */
  readonly tryAgain?: number
  /** How many times its head was tried again. */
  readonly tries: number
  /** Gone once the head ended; a wish to drain also once a try failed. */
  readonly wish?: Wish
}

/** One message waiting in a held lane, first in first out. */
export interface HeldMessage {
  readonly sequence: bigint
  readonly part?: string
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** The record itself, once it was copied here because the log will soon forget it. */
  readonly copy?: Incoming
}

export interface Lease {
  readonly name: string
  readonly epoch: number
  readonly lost: AbortSignal
  /** False when no other instance has asked for it for a while: then all commits are this one's, and nudge. */
  isSought(): boolean
}

export interface DueTimer {
  readonly timer: string
  readonly at: Instant
  readonly lane: string
  readonly command: Uint8Array
}

export type Scalar = string | number | boolean
export type Match =
  | Scalar
  | { readonly in: readonly Scalar[] }
  | { readonly from?: Scalar; readonly below?: Scalar }
  | { readonly prefix: string }

/** All conditions must hold. Field names may be dotted paths. */
export interface Query {
  readonly where: Readonly<Record<string, Match>>
  readonly order?: readonly { readonly field: string; readonly descending?: boolean }[]
}
export interface Page {
  readonly limit: number
  readonly skip?: number
}

/** A context's document collections and the indexes its queries need; each index is a list of fields. */
export type Collections = Readonly<Record<string, { readonly indexes: readonly (readonly string[])[] }>>

export interface Move {
  readonly group: string
  readonly slices: readonly Pick<Slice, 'from' | 'to'>[]
}

/**
 * One context's durable state.
 *
 * 1. **Group commit.** Works from all callers share groups (500 works, 4 MB, 5 ms; commands first, but half of a group
 *    is for messages when both wait); one transaction in flight per process and context; `run` resolves after majority +
 *    journal, or fsync.
 * 2. **All or nothing per work** (a message about several people is several works). Events, documents, mark, timers of
 *    a work with `done`, `ignored` or `rejected` are committed together; of one with `retry`, `park` or an error, only
 *    the held lane (and the mark in that state).
 * 3. **One bad message harms nobody.** A group that fails is bisected; at the end, only guilty works are settled as
 *    errors.
 * 4. **In a lane, in order.** A work sees the effects of earlier works of its lane, in its own and earlier groups.
 *    Behind a held message of the same `move.group`, it is not run but joins the queue and settles as `park`. A held
 *    lane holds those below it (`hearing/1` holds `hearing/1/person`): a message whose translation fails holds the
 *    whole source lane, a single person's failure only that person's part.
 * 5. **Across processes.** (stream, version) is unique. A work whose stream or document moved runs again on fresh
 *    state, with the later works of its lane, up to 5 times; then `HUB_STORE_VERSION_CONFLICT`.
 * 6. **Once in effect.** A mark with the same id and hash is not run: the first answer, `repeat: true`. Same id, other
 *    hash: `HUB_STORE_MARK_CONFLICT`, nothing changed, recorded and visible.
 * 7. **Cursor with the effect.** With `move`, the slices' cursors advance from → to in the same commit, by
 *    compare-and-set on offset and epoch; otherwise `fenced` and nothing at all. One call may take several groups:
 *    each moves its slices only as far as its works go.
 * 8. **Positions** are per service, gapless and in commit order. What `outbox.read` returned once, it returns again,
 *    identical.
 * 9. **Relay.** `advance` succeeds only for the current lease from the exact watermark. A lost lease can repeat a run,
 *    never skip one.
 * 10. **Held lanes** outlive processes; only `run` with `move` of the owning partition empties them, in order; `wish`
 *     only asks.
 * 11. **Timers** come from `due` until committed; their mark is (timer id, at), so two firings have one effect; a timer
 *     queues behind its lane's held messages of group `hub.<service>`.
 * 12. **Cost.** A group of n works: 1 load query per collection touched, at most one bulk write per collection, 1
 *     counter, 1 update per moved cursor, 1 commit; never n round trips.
 * 13. **Tallies** are counted in the commit of the effect. Of the works of one record that name a tally the first counts
 *     the arrival, once per record that the cursor passes; each that ends counts its outcome; what joins or leaves a
 *     held lane counts there.
 * 14. `get` and `find` by the same service after `run` resolved see its writes.
 */
export interface Store {
  run<A = Json>(works: readonly Work<A>[], move?: Move): Promise<readonly Settled<A>[] | 'fenced'>
  claim(group: string, partitions: readonly (readonly [string, number])[]): Promise<readonly Cursor[]>
  /** Every part's mark of each id; an id without a mark is absent. */
  marks(ids: readonly string[]): Promise<ReadonlyMap<string, readonly Marked[]>>
  held(
    group: string,
    filter?: { readonly topic: string; readonly partitions: readonly number[] },
  ): Promise<readonly HeldLane[]>
  /** What waits in one held lane, oldest first. */
  queue(group: string, lane: string, limit: number): Promise<readonly HeldMessage[]>
  /** Keeps the records themselves, before the log forgets them. */
  copy(group: string, lane: string, records: ReadonlyMap<bigint, Incoming>): Promise<void>
  wish(group: string, lane: string, wish: Wish): Promise<void>
  /** By name, from the first to the last named, both included; all without a range. */
  tallies(range?: { readonly from: string; readonly to: string }): Promise<ReadonlyMap<string, Tally>>
  /** Where the group's cursors stand, of every partition that was ever claimed. */
  cursors(group: string): Promise<readonly Cursor[]>
  /** By due time, but those behind a held lane last, so that they never keep others from being asked for. */
  due(now: Instant, limit: number): Promise<readonly DueTimer[]>
  readonly outbox: {
    lease(owner: string, ttlMs: number): Promise<Lease | undefined>
    /** The position up to which everything is published. */
    watermark(): Promise<bigint>
    /** The position of the last event recorded. */
    last(): Promise<bigint>
    read(after: bigint, limit: { readonly events: number; readonly bytes: number }): Promise<readonly Recorded[]>
    /** Compare-and-set. */
    advance(lease: Lease, from: bigint, to: bigint): Promise<boolean>
    /** A nudge, never the truth. Returns how to stop listening. */
    committed(listener: () => void): () => void
  }
  get<D extends object>(collection: string, ids: readonly string[]): Promise<ReadonlyMap<string, D>>
  find<D extends object>(collection: string, query: Query, page: Page): Promise<readonly D[]>
  /** Everything ever recorded, in order: rebuild, republish, verify. */
  events(after: bigint): AsyncIterable<readonly Recorded[]>
  close(): Promise<void>
}

export interface Blob {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Bodies that are too large for a record. */
export interface Blobs {
  /** All are durable when it resolves. The same id again, even among them, replaces nothing and succeeds. */
  put(blobs: readonly Blob[]): Promise<void>
  get(id: string): Promise<Uint8Array | undefined>
}
