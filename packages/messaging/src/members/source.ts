import type { Incoming } from '../port'

export interface Place {
  readonly topic: string
  readonly partition: number
}

/** One partition of the log as a member reads it. */
export interface Source extends Place {
  /** Offset of the first record that reading on can give. */
  first(): bigint
  /** Offset after the last record that is known of. */
  end(): bigint
  /** Whether reading on from here gives something, or leads somewhere, at once. */
  hasMore(next: bigint): boolean
  /** The records that are at hand together from here on; some may stand below. Each is given once per start. */
  recordsAt(next: bigint): readonly Incoming[]
  /** A claim told where to start. */
  startAt(next: bigint): void
  /** What was read is void until a claim tells where to start again. */
  letGo(): void
}

/** What a member asks of its engine. */
export interface Sources {
  of(topic: string, partition: number): Source
  /** Calls back when there may be more to read, until the returned function is called. */
  watch(listener: () => void): () => void
  /**
   * Resolves when the engine shows that these are still the member's and knows their ends; a claim follows.
   * `doubtedAt`: machine time when the store last refused this member: an older proof of ownership is none.
   */
  ready(places: readonly Place[], doubtedAt: number | undefined, stopped: AbortSignal): Promise<void>
}
