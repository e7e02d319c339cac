import type { Cursor, Incoming, Slice, Subscription } from './port'

/**
 * One partition's part of a batch while it is being gathered.
 *
 * Grows by contiguous records only, so that `next` covers everything before it: what was handed over, what the
 * reader did not accept and what it has seen before.
 */
export interface Run {
  readonly from: Cursor
  next: bigint
  seen: Readonly<Record<string, bigint>>
  messages: Incoming[]
  bytes: number
}

export interface Room {
  readonly messages: number
  readonly bytes: number
  /** Lets one record in whatever its size: a batch holds at least one. */
  readonly evenIfLarger?: boolean
}

export const startRun = (from: Cursor): Run => ({ from, next: from.next, seen: from.seen, messages: [], bytes: 0 })

/**
 * Takes records into the run until one does not fit the room; returns how many were dealt with.
 *
 * Records below `next` and positions at or below `seen` are dropped (guarantee 8), records that are not accepted are
 * left out, and all of them move `next` and `seen` (guarantee 4): a repeat of a record that was not accepted is a
 * repeat all the same.
 */
export function takeInto(
  run: Run,
  records: readonly Incoming[],
  room: Room = { messages: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
  accepts?: Subscription['accepts'],
): number {
  let dealtWith = 0
  let { messages, bytes } = room
  let evenIfLarger = room.evenIfLarger ?? false
  const seen: Record<string, bigint> = { ...run.seen }
  for (const record of records) {
    if (record.offset >= run.next) {
      const { source, position } = record
      const last = Object.hasOwn(seen, source) ? seen[source] : undefined
      const repeat = position !== undefined && last !== undefined && position <= last
      if (!repeat && (!accepts || accepts(record.type, record.headers))) {
        const size = record.value.byteLength
        if (messages < 1 || (size > bytes && !evenIfLarger)) break
        messages -= 1
        bytes -= size
        evenIfLarger = false
        run.messages.push(record)
        run.bytes += size
      }
      if (position !== undefined && !repeat) seen[source] = position
      run.next = record.offset + 1n
    }
    dealtWith += 1
  }
  run.seen = seen
  return dealtWith
}

/** Moves over records that no longer exist. */
export function skipTo(run: Run, first: bigint): void {
  if (run.next < first) run.next = first
}

export const sliceOf = ({ from, next, seen, messages }: Run): Slice => ({
  messages,
  from,
  to: { topic: from.topic, partition: from.partition, next, epoch: from.epoch, seen },
})
