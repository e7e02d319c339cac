import type { Clock } from '@hub/clock'
import { BSON } from 'mongodb'
import type { Commit } from '../committer'
import { documentsName } from './database'
import { byCollection } from './load'
import { type DocumentRow, type EventRow, joined, type MarkRow, markRowOf, type TimerRow } from './rows'

export interface Update<Row> {
  readonly q: { readonly _id: string; readonly version?: number }
  readonly u: Omit<Row, '_id'>
  readonly upsert?: true
}
/** One collection's writes: what is new, what replaces the version that was read (or anything), what goes. */
export interface Writes<Row> {
  readonly name: string
  readonly inserts: Row[]
  readonly updates: Update<Row>[]
  readonly deletes: { readonly q: Update<Row>['q']; readonly limit: 1 }[]
}

/** One commit as rows, made once however often its transaction is tried. */
export interface Plan {
  readonly commit: Commit
  readonly collections: readonly (Writes<MarkRow> | Writes<DocumentRow> | Writes<TimerRow>)[]
  /** Without their positions. */
  readonly events: readonly EventRow[]
  /** What was read and is not written: nothing but a look inside the transaction can tell that it stands. */
  readonly looks: Commit['expected']
}

const writesTo = <Row>(name: string): Writes<Row> => ({ name, inserts: [], updates: [], deletes: [] })

/** Never the same for two contents of one document; from 48 random bits, so that it needs no counter. */
const versionFrom = (clock: Clock): number => Number.parseInt(clock.newId().replaceAll('-', '').slice(0, 12), 16) + 1

export function planOf(commit: Commit, clock: Clock): Plan {
  const version = versionFrom(clock)
  const { expected } = commit
  const marks = writesTo<MarkRow>('marks')
  const markLooks = new Map(expected.marks.map(mark => [joined(mark.id, mark.part), mark]))
  for (const mark of commit.marks) {
    const row = markRowOf(mark, version)
    place(marks, row, row._id, markLooks.get(row._id)?.version)
    markLooks.delete(row._id)
  }

  const documentLooks = new Map(expected.documents.map(one => [joined(one.collection, one.id), one]))
  const documents = [...byCollection(commit.documents)].map(([collection, changes]) => {
    const writes = writesTo<DocumentRow>(documentsName(collection))
    for (const { id, doc } of changes) {
      const key = joined(collection, id)
      const before = documentLooks.get(key)?.version
      // Deleting what is not there writes nothing, so the look stays.
      if (doc !== null || before !== 0) documentLooks.delete(key)
      if (doc !== null) place(writes, { _id: id, version, doc }, id, before)
      else if (before !== 0)
        writes.deletes.push({ q: before === undefined ? { _id: id } : { _id: id, version: before }, limit: 1 })
    }
    return writes
  })

  const timers = writesTo<TimerRow>('timers')
  for (const change of commit.timers) {
    const { timer, at } = change
    if (at === undefined) timers.deletes.push({ q: { _id: timer }, limit: 1 })
    else {
      const u = { seconds: at.seconds, nanos: at.nanos, lane: change.lane, command: change.command }
      timers.updates.push({ q: { _id: timer }, u, upsert: true })
    }
  }

  const appended = new Map<string, number>()
  for (const { stream, version: at } of commit.events) if (!appended.has(stream)) appended.set(stream, at)
  return {
    commit,
    collections: [inOne(marks), ...documents.map(inOne), timers].filter(
      ({ inserts, updates, deletes }) => inserts.length + updates.length + deletes.length > 0,
    ),
    events: commit.events.map(event => ({ _id: 0n, ...event, headers: JSON.stringify(event.headers) })),
    looks: {
      // A stream that moved already has an event of the version that is appended next.
      streams: expected.streams.filter(({ stream, version: at }) => appended.get(stream) !== at + 1),
      documents: [...documentLooks.values()],
      marks: [...markLooks.values()],
      timers: expected.timers,
    },
  }
}

function place<Row extends { _id: string }>(
  writes: Writes<Row>,
  row: Row,
  id: string,
  before: number | undefined,
): void {
  if (before === 0) {
    writes.inserts.push(row)
    return
  }
  const { _id, ...u } = row
  if (before === undefined) writes.updates.push({ q: { _id: id }, u, upsert: true })
  else writes.updates.push({ q: { _id: id, version: before }, u })
}

/** No content has it. */
const NO_VERSION = 0

/** A collection that has both inserts and updates takes one command: an insert is an upsert that must find nothing. */
function inOne<Row extends { _id: string }>(writes: Writes<Row>): Writes<Row> {
  if (writes.inserts.length === 0 || writes.updates.length === 0) return writes
  const upserts = writes.inserts.map(({ _id, ...u }) => ({ q: { _id, version: NO_VERSION }, u, upsert: true as const }))
  return { ...writes, inserts: [], updates: [...upserts, ...writes.updates] }
}

export const isLooking = ({ streams, documents, marks, timers }: Commit['expected']): boolean =>
  streams.length + documents.length + marks.length + timers.length > 0

// A command is one BSON document of at most 16 MB.
const LARGEST_COMMAND = 12 * 1024 * 1024

const sizeOf = (row: object): number => BSON.calculateObjectSize(row, { ignoreUndefined: true })
/** At most: a letter takes three bytes. */
export const sizeOfEvent = ({ value, headers, stream, id, type, lane }: EventRow): number =>
  value.length + 3 * (headers.length + stream.length + id.length + type.length + lane.length) + 200

/** Cuts rows into parts that fit a command each; nearly always there is one. */
export function partsOf<Row extends object>(
  rows: readonly Row[],
  size: (row: Row) => number = sizeOf,
): readonly (readonly Row[])[] {
  const parts: Row[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const row of rows) {
    const more = size(row)
    if (bytes + more > LARGEST_COMMAND) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(row)
    bytes += more
  }
  return parts
}
