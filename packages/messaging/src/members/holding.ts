import type { Cursor, Incoming, Limits, Subscription } from '../port'
import { type Room, type Run, skipTo, startRun, takeInto } from '../runs'
import type { Source } from './source'

/** One partition a member owns. A new object for every assignment, so that a late answer can tell it is late. */
export interface Holding {
  readonly source: Source
  /** The last durable cursor; absent until claimed, and after a failure until claimed again. */
  cursor?: Cursor
  /** What is gathered above the cursor. */
  run?: Run
  /** Records read but not yet taken: what is at hand together is often more than the batch has room for. */
  ahead: readonly Incoming[]
  movedAt: number
  behindSince?: number
  /** Number of the last batch that had something of it; the lowest is served first. */
  servedIn: number
}

export const createHolding = (source: Source, movedAt: number): Holding => ({
  source,
  ahead: [],
  movedAt,
  servedIn: 0,
})

/** Sets the durable cursor; gathering starts there again. */
export function standAt(holding: Holding, cursor: Cursor): void {
  holding.cursor = cursor
  holding.run = startRun(cursor)
}

/** Forgets everything that a claim will tell anew. */
export function letGo(holding: Holding): void {
  holding.cursor = undefined
  holding.run = undefined
  holding.ahead = []
  holding.source.letGo()
}

/** Where the next record that is not dealt with stands. */
export const nextOf = ({ source, cursor }: Holding): bigint => cursor?.next ?? source.first()

/** Notes since when the holding is behind, where it is. */
export function noteBehind(holding: Holding, now: number): void {
  if (holding.source.end() > nextOf(holding)) holding.behindSince ??= now
  else holding.behindSince = undefined
}

/** Records that the run has gone over without handing them out and that are not durable yet. */
export const skippedBy = ({ cursor, run }: Holding): number =>
  cursor && run ? Number(run.next - cursor.next) - run.messages.length : 0

export const messagesOf = (holdings: Iterable<Holding>): { messages: number; bytes: number } => {
  let messages = 0
  let bytes = 0
  for (const { run } of holdings) {
    messages += run?.messages.length ?? 0
    bytes += run?.bytes ?? 0
  }
  return { messages, bytes }
}

const hasMore = ({ source, run, ahead }: Holding): boolean =>
  run !== undefined && (ahead.length > 0 || source.hasMore(run.next))

/** At most this is read in one go; then others get their turn. */
const READ_AT_ONCE = { records: 500, bytes: 4 * 1024 * 1024 }

/** Takes what fits the room from what the holding has at hand; returns what it read and whether it came on. */
function advance(holding: Holding, room: Room, accepts: Subscription['accepts']) {
  const run = holding.run!
  const before = run.next
  const had = { messages: run.messages.length, bytes: run.bytes }
  let read = 0
  let bytes = 0
  if (holding.ahead.length === 0) {
    skipTo(run, holding.source.first())
    holding.ahead = holding.source.recordsAt(run.next)
    read = holding.ahead.length
    for (const record of holding.ahead) bytes += record.value.byteLength
  }
  const dealtWith = takeInto(run, holding.ahead, room, accepts)
  holding.ahead = holding.ahead.slice(dealtWith)
  return {
    moved: run.next > before,
    messages: run.messages.length - had.messages,
    bytes: run.bytes - had.bytes,
    read: { records: read, bytes },
  }
}

/**
 * One round of gathering over all holdings, in fair shares of the room that is left: no partition, however full or
 * however large its records, keeps another out of the next batch.
 *
 * 'full': the limits are reached. 'dry': nothing is left to read. 'more': let others have a turn, then call again.
 */
export function gather(
  holdings: Iterable<Holding>,
  limits: Required<Pick<Limits, 'messages' | 'bytes'>>,
  accepts: Subscription['accepts'],
): 'full' | 'dry' | 'more' {
  const all = [...holdings]
  const open = all.filter(hasMore).sort((a, b) => a.servedIn - b.servedIn)
  if (open.length === 0) return 'dry'
  const used = messagesOf(all)
  let { messages } = used
  let bytesLeft = limits.bytes - used.bytes
  const roomLeft = (): Room => ({
    messages: limits.messages - messages,
    bytes: bytesLeft,
    evenIfLarger: messages === 0,
  })
  const share = {
    messages: Math.max(1, Math.floor((limits.messages - messages) / open.length)),
    bytes: Math.floor(bytesLeft / open.length),
  }
  const read = { records: 0, bytes: 0 }
  let moved = false
  const take = (holding: Holding, room: Room): void => {
    const step = advance(holding, room, accepts)
    messages += step.messages
    bytesLeft -= step.bytes
    moved ||= step.moved
    read.records += step.read.records
    read.bytes += step.read.bytes
  }

  for (const holding of open) {
    const left = roomLeft()
    if (left.messages < 1 || (bytesLeft <= 0 && messages > 0)) return 'full'
    take(holding, {
      ...left,
      messages: Math.min(share.messages, left.messages),
      bytes: Math.min(share.bytes, left.bytes),
    })
    if (read.records >= READ_AT_ONCE.records || read.bytes >= READ_AT_ONCE.bytes) return 'more'
  }
  if (!moved) {
    // Every next record is larger than its share; the one that waited longest gets all the room there is.
    take(open[0]!, roomLeft())
    if (!moved) return 'full'
  }
  return 'more'
}
