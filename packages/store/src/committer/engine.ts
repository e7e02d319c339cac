import type { Instant } from '@hub/calendar'
import type { Cursor } from '@hub/messaging'
import type { HeldLane, Marked, Recorded, Tally } from '../port'

export interface DocumentKey {
  readonly collection: string
  readonly id: string
}
export interface MarkKey {
  readonly id: string
  /** Empty when the mark has no part. */
  readonly part: string
}
export interface LaneKey {
  readonly group: string
  readonly lane: string
}

/** What one group asks for, without repeats. */
export interface Wanted {
  readonly streams: readonly string[]
  readonly documents: readonly DocumentKey[]
  readonly marks: readonly MarkKey[]
  readonly timers: readonly string[]
  /** `heads`: how many of the oldest entries' sequence numbers are needed, if that lane is held. */
  readonly lanes: readonly (LaneKey & { readonly heads: number })[]
}

export interface KeptDocument extends DocumentKey {
  /** Number of the commit that last wrote it: never the same for two contents. */
  readonly version: number
  readonly doc: object
}

export interface KeptMark extends Marked {
  /** Number of the commit that last wrote it; 0 before the first. */
  readonly version: number
  /** Where its first arrival stands, so that the same record handed over again is not counted as a repeat. */
  readonly message?: Address
}

export interface Address {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

export interface KeptTimer {
  readonly timer: string
  readonly at: Instant
}

export interface KeptLane extends Pick<HeldLane, 'group' | 'lane' | 'topic' | 'partition' | 'length'> {
  /** Sequence numbers of the oldest entries, oldest first. */
  readonly heads: readonly bigint[]
}

/** Only what exists. Streams are whole and in order of version. */
export interface Loaded {
  readonly events: readonly Recorded[]
  readonly documents: readonly KeptDocument[]
  readonly marks: readonly KeptMark[]
  readonly timers: readonly KeptTimer[]
  readonly lanes: readonly KeptLane[]
}

/** One change to held lanes; the engine applies them in the order given. */
export type LaneChange =
  /** The message joins the end of the lane's queue; the lane is held from then on. */
  | (LaneKey & {
      readonly change: 'queued'
      readonly message: Address
      readonly part?: string
      /** Used only when the lane was open: an existing lane keeps its own. */
      readonly reason: string
      readonly since: Instant
      readonly tryAgain?: number
      /** The entry it continues: a copy kept there is carried over. */
      readonly continues?: bigint
    })
  /**
   * The head of the lane ended and leaves; with it the lane when nothing is left. What is left starts at once
   * (`tryAgain`), its tries counted from 0, and any wish is fulfilled.
   */
  | (LaneKey & { readonly change: 'ended'; readonly sequence: bigint; readonly tryAgain: number })
  /** The head was tried and stays; a wish to drain is fulfilled, a wish to skip stays. */
  | (LaneKey & {
      readonly change: 'failed'
      readonly sequence: bigint
      readonly reason: string
      readonly tryAgain?: number
    })

export type TimerChange =
  | { readonly timer: string; readonly at: Instant; readonly lane: string; readonly command: Uint8Array }
  | { readonly timer: string; readonly at?: undefined }

export interface CursorMove {
  readonly group: string
  readonly from: Cursor
  readonly to: Cursor
  /** 'position': both next and epoch must be those of `from`; 'owner': only the epoch, and nothing moves. */
  readonly check: 'position' | 'owner'
}

/** What one transaction writes, all or nothing. No key occurs twice, except lanes and cursors, which go in order. */
export interface Commit {
  /** In order; the engine gives each the next position of its one counter. */
  readonly events: readonly Omit<Recorded, 'position'>[]
  /** null deletes. */
  readonly documents: readonly (DocumentKey & { readonly doc: object | null })[]
  readonly marks: readonly KeptMark[]
  readonly timers: readonly TimerChange[]
  readonly lanes: readonly LaneChange[]
  readonly cursors: readonly CursorMove[]
  /** What is added to each tally. */
  readonly tallies: ReadonlyMap<string, Tally>
  /** What was read, and must not have moved since: version 0 for what did not exist. */
  readonly expected: {
    readonly streams: readonly { readonly stream: string; readonly version: number }[]
    readonly documents: readonly (DocumentKey & { readonly version: number })[]
    readonly marks: readonly (MarkKey & { readonly version: number })[]
    readonly timers: readonly { readonly timer: string; readonly at?: Instant }[]
  }
}

/** 'conflict' and 'fenced' leave no trace. Cursors are checked first: a fenced caller must not see conflicts. */
export type Committed =
  | { readonly is: 'committed' }
  /** Places in `Commit.cursors`. */
  | { readonly is: 'fenced'; readonly cursors: readonly number[] }
  | {
      readonly is: 'conflict'
      readonly streams: readonly string[]
      readonly documents: readonly DocumentKey[]
      readonly marks: readonly MarkKey[]
      readonly timers: readonly string[]
    }

/**
 * What an engine does for the committer.
 *
 * 1. `load` answers one group with one query per kind and collection, never one per key.
 * 2. `commit` is one transaction, durable when it resolves.
 * 3. An error whose code is HUB_STORE_UNAVAILABLE says that nothing can be read or written now: the callers' `run`
 *    rejects. Any other error is taken for the fault of some work in the group.
 */
export interface Engine {
  load(wanted: Wanted): Promise<Loaded>
  commit(commit: Commit): Promise<Committed>
}
