import type { Cursor, Incoming } from '@hub/messaging'
import type { Address, KeptMark } from '../committer'
import type { HeldLane, HeldMessage, Json, Marked, Outcome, Recorded, Tally, Wish } from '../port'

/** What the collections hold. 64-bit numbers are bigint; keys made of several parts are joined by NUL. */
export interface EventRow {
  /** The position. */
  _id: bigint
  stream: string
  version: number
  id: string
  type: string
  lane: string
  /** As JSON text, which is read and written several times faster than a document in a document. */
  headers: string
  value: Uint8Array
}
interface Moment {
  readonly seconds: bigint
  readonly nanos: number
}
export interface MarkRow {
  _id: string
  /** Only of a mark with a part, to find all parts of one id. */
  id?: string
  part?: string
  version: number
  hash: string
  at?: string
  about?: Json
  outcome: Outcome
  answer?: Json
  since: Moment
  repeats?: number
  conflicts?: Marked['conflicts']
  message?: Address
}
export interface DocumentRow {
  _id: string
  version: number
  doc: object
}
export interface CursorRow {
  _id: string
  group: string
  topic: string
  partition: number
  next: bigint
  epoch: number
  seen: Readonly<Record<string, bigint>>
  /** Raised by whoever only shows that the epoch is his: a write, so that a claim at the same moment collides. */
  shown?: bigint
}
export interface LaneRow {
  _id: string
  group: string
  lane: string
  topic: string
  partition: number
  reason: string
  since: Moment
  length: number
  tries: number
  tryAgain?: number
  wish?: Wish
}
export interface WaitingRow {
  /** The sequence number. */
  _id: bigint
  /** The held lane's key. */
  in: string
  part?: string
  topic: string
  partition: number
  offset: bigint
  copy?: Incoming
}
export interface TimerRow extends Moment {
  _id: string
  lane: string
  command: Uint8Array
}
export interface TallyRow extends Tally {
  _id: string
}
export interface CounterRow {
  _id: string
  position: bigint
  sequence: bigint
}
export interface LeaseRow {
  _id: string
  owner: string
  epoch: number
  until: number
  watermark: bigint
  /** How often somebody asked for it in vain. */
  readonly sought?: number
}

export const joined = (...parts: readonly (string | number)[]): string => parts.join('\u0000')

/** A plain view on the same bytes: the driver gives Buffers. */
export const bytesOf = (value: Uint8Array): Uint8Array =>
  new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength)

export const recordedOf = ({ _id, stream, version, id, type, lane, headers, value }: EventRow): Recorded => ({
  position: _id,
  stream,
  version,
  id,
  type,
  lane,
  headers: JSON.parse(headers) as Record<string, string>,
  value: bytesOf(value),
})

export const markRowOf = (mark: KeptMark, version: number): MarkRow => {
  const { id, part } = mark
  const row: MarkRow = {
    _id: joined(id, part ?? ''),
    version,
    hash: mark.hash,
    outcome: mark.outcome,
    since: mark.since,
  }
  if (part !== undefined) {
    row.id = id
    row.part = part
  }
  if (mark.at !== undefined) row.at = mark.at
  if (mark.about !== undefined) row.about = mark.about
  if (mark.answer !== undefined) row.answer = mark.answer
  if (mark.repeats > 0) row.repeats = mark.repeats
  if (mark.conflicts.length > 0) row.conflicts = mark.conflicts
  if (mark.message) row.message = mark.message
  return row
}

export const markOf = (row: MarkRow): KeptMark => ({
  id: row.id ?? row._id.slice(0, -1),
  ...(row.part === undefined ? {} : { part: row.part }),
  version: row.version,
  hash: row.hash,
  ...(row.at === undefined ? {} : { at: row.at }),
  ...(row.about === undefined ? {} : { about: row.about }),
  outcome: row.outcome,
  ...(row.answer === undefined ? {} : { answer: row.answer }),
  since: row.since,
  repeats: row.repeats ?? 0,
  conflicts: row.conflicts ?? [],
  ...(row.message === undefined ? {} : { message: row.message }),
})

export const cursorOf = ({ topic, partition, next, epoch, seen }: CursorRow): Cursor => ({
  topic,
  partition,
  next,
  epoch,
  seen,
})

export const heldOf = ({ _id: _, ...row }: LaneRow): HeldLane => row

export const waitingOf = ({ _id, in: _, copy, ...row }: WaitingRow): HeldMessage => ({
  sequence: _id,
  ...row,
  ...(copy ? { copy: { ...copy, value: bytesOf(copy.value) } } : {}),
})
