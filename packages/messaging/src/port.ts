/** One record as a caller appends it. */
export interface Outgoing {
  readonly id: string
  readonly type: string
  /** The record's key: records of one lane stand in one order. */
  readonly lane: string
  /** Who appended it: the context's name. */
  readonly source: string
  /** The source's own position, from its outbox; absent on the intake. */
  readonly position?: bigint
  /**
   * The writer's own headers. Readers also find the CloudEvents attributes of the fields above among them, in every
   * engine: `ce_specversion`, `ce_id`, `ce_type`, `ce_source`, `ce_position`. The fields win over headers so named.
   */
  readonly headers: Readonly<Record<string, string>>
  readonly value: Uint8Array
}

/** One record as a reader receives it. */
export interface Incoming extends Outgoing {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** How far one group has come on one partition. Durable in the CONSUMER's store, never in the log. */
export interface Cursor {
  readonly topic: string
  readonly partition: number
  /** Offset of the next record to hand over. */
  readonly next: bigint
  /** Raised by every claim; only the highest may commit. */
  readonly epoch: number
  /** Highest position seen per source. */
  readonly seen: Readonly<Record<string, bigint>>
}

/** One partition's part of a batch. */
export interface Slice {
  /** Ascending by offset; repeats and records that were not accepted are left out. */
  readonly messages: readonly Incoming[]
  /** The compare-and-set pair for the commit. `to` also covers what was left out. */
  readonly from: Cursor
  readonly to: Cursor
}

export interface Batch {
  readonly slices: readonly Slice[]
  /** Aborted when one of the batch's partitions is taken away; what is committed afterwards is fenced. */
  readonly lost: AbortSignal
}

export interface Limits {
  /** Most records of one batch; 500. */
  readonly messages?: number
  /** Most bytes of values of one batch, at least one record; 4 MB. */
  readonly bytes?: number
  /** How long a batch waits to fill, from the one before it, in milliseconds; 5. */
  readonly waitMs?: number
}

export interface Subscription {
  readonly group: string
  readonly topics: readonly string[]
  /** Decides by type and headers alone, so that what a reader does not want is never decoded. */
  readonly accepts?: (type: string, headers: Outgoing['headers']) => boolean
  readonly limits?: Limits
  /** Takes ownership in the consumer's store: raises the epoch, returns the cursors. */
  readonly claim: (group: string, partitions: readonly (readonly [string, number])[]) => Promise<readonly Cursor[]>
  /** Resolves when effects AND cursors are durable; 'fenced' when the compare-and-set failed. */
  readonly handle: (batch: Batch) => Promise<'durable' | 'fenced'>
  /** Told about every failed attempt, before the subscription tries again; being fenced after `lost` is no failure. */
  readonly onError?: (error: unknown) => void
}

export interface Progress {
  readonly topic: string
  readonly partition: number
  readonly next: bigint
  readonly end: bigint
  /** Machine time in milliseconds when `next` last moved, or when the partition was assigned: trying again is no move. */
  readonly movedAt: number
  /**
   * Machine time in milliseconds since when `next` stands before `end` without moving; absent where it does not. An idle
   * partition may have moved last long ago, and is behind only from when something came.
   */
  readonly behindSince?: number
}

export interface Running {
  /** No new batch is started; resolves when the current one has ended. */
  stop(): Promise<void>
  /** One row for each partition this member owns. */
  progress(): readonly Progress[]
}

export interface TopicSettings {
  readonly name: string
  /** Records older than this may vanish; absent: kept for ever. */
  readonly retentionDays?: number
}

/** Every topic has this many partitions, for ever: repartitioning would break the order of a lane. */
export const PARTITIONS = 48

/** No record on a topic, with its lane and headers, is larger than this; bigger bodies go through the blob store. */
export const LARGEST_RECORD_BYTES = 512 * 1024

/**
 * The event log.
 *
 * 1. `append` resolves only when every record is durable (acks=all; fsync when embedded). It may have written any
 *    part when it rejects; the caller repeats the whole batch in the same order.
 * 2. Records of one lane, appended by one caller one call after another, have that order in the log. Two calls are
 *    never in flight at once for one topic and caller.
 * 3. Same lane, same partition, in every engine, for ever.
 * 4. A batch holds every assigned partition that has something, within the limits by count and by bytes. Each slice is
 *    a contiguous run; records not accepted or already seen are left out, but `to` covers them.
 * 5. One batch in flight per subscription and process. A handler never delays fetching or heartbeats.
 * 6. After `durable` the next batch starts at `to`. After a rejection or a crash it starts at the last durable cursor:
 *    nothing skipped, nothing twice in effect.
 * 7. Only one claimant's epoch is current. A stale owner's `handle` ends `fenced`, and none of its effects exist.
 * 8. Records below the cursor, and positions at or below `seen[source]`, are never handed over. A jump in a source's
 *    positions cannot be told on one partition alone; the topic-wide check is a tool.
 * 9. The log never parks, retries or orders lanes. It hands over runs; lanes belong to `service`, their durable state
 *    to the store.
 * 10. `progress` without movement while `end` grows is unhealthy within 30 s.
 * 11. `read` needs no group and leaves no trace; it reads at no less than 0.4 of the raw rate.
 */
export interface EventLog {
  /** Makes each topic that does not exist yet, with `PARTITIONS` partitions; gives each the retention stated here. */
  createTopics(topics: readonly TopicSettings[]): Promise<void>
  append(topic: string, batch: readonly Outgoing[]): Promise<void>
  subscribe(subscription: Subscription): Promise<Running>
  /** From the given cursors (absent partitions from their start); with 'end' it stops at the ends seen at the call. */
  read(
    topic: string,
    from: readonly Pick<Cursor, 'partition' | 'next'>[],
    until?: 'end',
  ): AsyncIterable<readonly Incoming[]>
  /** Where each partition ends now: reading from there on gives what comes later. */
  ends(topic: string): Promise<readonly Pick<Cursor, 'partition' | 'next'>[]>
  /** One record by its address, or undefined when retention took it. */
  fetch(topic: string, partition: number, offset: bigint): Promise<Incoming | undefined>
  partitionOf(lane: string): number
  /** Stops what still runs and lets go of the engine. */
  close(): Promise<void>
}
