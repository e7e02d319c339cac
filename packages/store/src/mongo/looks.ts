import type { ClientSession } from 'mongodb'
import type { Commit, Committed } from '../committer'
import type { Database } from './database'
import { byCollection } from './load'
import { joined } from './rows'

type Conflict = Extract<Committed, { is: 'conflict' }>

/**
 * Which of what was read has moved since, by one query per collection; one after the other, as a session must. Inside
 * a transaction that raised the counter the answer stands until the commit.
 */
export async function movedSince(
  database: Database,
  expected: Commit['expected'],
  session?: ClientSession,
): Promise<Conflict | undefined> {
  const options = session ? { session, batchSize: 100_000 } : { batchSize: 100_000 }
  const versions = { ...options, projection: { version: 1 } }
  const conflict = { is: 'conflict' as const, streams: [] as string[], documents: [], marks: [], timers: [] } as {
    is: 'conflict'
    streams: string[]
    documents: Conflict['documents'][number][]
    marks: Conflict['marks'][number][]
    timers: string[]
  }
  const { streams, documents, marks, timers } = expected

  if (streams.length > 0) {
    const rows = await database.events
      .aggregate<{ _id: string; version: number }>(
        [
          { $match: { stream: { $in: streams.map(({ stream }) => stream) } } },
          { $group: { _id: '$stream', version: { $max: '$version' } } },
        ],
        options,
      )
      .toArray()
    const now = new Map(rows.map(row => [row._id, row.version]))
    for (const { stream, version } of streams) if ((now.get(stream) ?? 0) !== version) conflict.streams.push(stream)
  }
  for (const [collection, keys] of byCollection(documents)) {
    const rows = await database
      .documents(collection)
      .find({ _id: { $in: keys.map(({ id }) => id) } }, versions)
      .toArray()
    const now = new Map(rows.map(row => [row._id, row.version]))
    for (const { id, version } of keys) if ((now.get(id) ?? 0) !== version) conflict.documents.push({ collection, id })
  }
  if (marks.length > 0) {
    const ids = marks.map(({ id, part }) => joined(id, part))
    const rows = await database.marks.find({ _id: { $in: ids } }, versions).toArray()
    const now = new Map(rows.map(row => [row._id, row.version]))
    for (const { id, part, version } of marks)
      if ((now.get(joined(id, part)) ?? 0) !== version) conflict.marks.push({ id, part })
  }
  if (timers.length > 0) {
    const rows = await database.timers
      .find({ _id: { $in: timers.map(({ timer }) => timer) } }, { ...options, projection: { seconds: 1, nanos: 1 } })
      .toArray()
    const now = new Map(rows.map(row => [row._id, row]))
    for (const { timer, at } of timers) {
      const row = now.get(timer)
      if (row?.seconds !== at?.seconds || row?.nanos !== at?.nanos) conflict.timers.push(timer)
    }
  }
  const moved = conflict.streams.length + conflict.documents.length + conflict.marks.length + conflict.timers.length
  return moved > 0 ? conflict : undefined
}
