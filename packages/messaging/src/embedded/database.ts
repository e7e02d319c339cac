import Database from 'libsql'
import { PARTITIONS } from '../port'
import type { Segment } from './segments'

/** Everything the embedded log asks of its file. Every call is synchronous and short. */
export interface LogFile {
  topics(): { readonly id: number; readonly name: string; readonly retentionDays?: number }[]
  /** Makes the topic, or gives an existing one this retention. */
  putTopic(name: string, retentionDays: number | undefined): void
  /** The offsets a partition still has: from `first`, below `end`. Never go back, whatever was pruned. */
  bounds(topic: number, partition: number): { first: number; end: number }
  /** All in one transaction; durable when it returns, nothing written when it throws. */
  append(topic: number, appendedAt: number, parts: readonly { partition: number; segment: Segment }[]): void
  /** The segment that holds the offset, or the next one above it. */
  segmentAt(topic: number, partition: number, offset: number): Segment | undefined
  /** Drops a few of the oldest segments appended before this second; returns the new first offset, if it moved. */
  dropBefore(topic: number, partition: number, second: number): number | undefined
  close(): void
}

// A segment's key: topic, partition and last offset in one integer, the fastest key SQLite has. 2^40 offsets a
// partition are 10^12 records, 2^16 topics.
const OFFSET_BITS = 40n
const PARTITION_BITS = 6n
const LAST_OFFSET = 2 ** Number(OFFSET_BITS) - 1
const keyOf = (topic: number, partition: number, offset: number): bigint =>
  (((BigInt(topic) << PARTITION_BITS) | BigInt(partition)) << OFFSET_BITS) | BigInt(offset)

/** Segments dropped in one transaction: pruning must not hold up appending. */
const DROPPED_AT_ONCE = 100

// secure_delete: what retention takes away is personal data and must not linger in free pages.
const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
`
// libsql closes a connection only when its prepared statements have been collected, so closing alone would keep the lock
// for as long as that takes. In WAL an exclusive lock ends only with WAL itself; the read makes the change take effect.
const LETTING_GO = `
  PRAGMA journal_mode = DELETE;
  PRAGMA locking_mode = NORMAL;
  SELECT count(*) FROM topics;
`
const SCHEMA = `
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, retention_days REAL);
  CREATE TABLE IF NOT EXISTS segments (
    key INTEGER PRIMARY KEY, appended_at INTEGER NOT NULL, records INTEGER NOT NULL, body BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS pruned (key INTEGER PRIMARY KEY, first INTEGER NOT NULL);
  COMMIT;
`

/**
 * Opens the file for this process alone. The lock belongs to the connection, so it ends with the process however that
 * ends; a second opener gets `HUB_LOG_IN_USE`.
 */
export function openLogFile(file: string): LogFile {
  const database = lock(file)
  const selectTopics = database.prepare('SELECT id, name, retention_days FROM topics ORDER BY id').raw()
  const putTopic = database.prepare(
    `INSERT INTO topics (name, retention_days) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET retention_days = excluded.retention_days`,
  )
  const selectLast = database
    .prepare(`SELECT key & ${LAST_OFFSET} FROM segments WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1`)
    .raw()
  const selectPruned = database.prepare('SELECT first FROM pruned WHERE key = ?').raw()
  const insertSegment = database.prepare('INSERT INTO segments (key, appended_at, records, body) VALUES (?, ?, ?, ?)')
  const selectSegment = database
    .prepare(`SELECT key & ${LAST_OFFSET}, records, body FROM segments WHERE key BETWEEN ? AND ? ORDER BY key LIMIT 1`)
    .raw()
  const selectOldest = database
    .prepare(
      `SELECT key & ${LAST_OFFSET}, appended_at FROM segments WHERE key BETWEEN ? AND ? ORDER BY key
       LIMIT ${DROPPED_AT_ONCE}`,
    )
    .raw()
  const deleteSegments = database.prepare('DELETE FROM segments WHERE key BETWEEN ? AND ?')
  const putPruned = database.prepare(
    'INSERT INTO pruned (key, first) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET first = excluded.first',
  )

  const inTransaction = (write: () => void): void => {
    database.exec('BEGIN IMMEDIATE')
    try {
      write()
      database.exec('COMMIT')
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    topics: () =>
      (selectTopics.all() as [number, string, number | null][]).map(([id, name, days]) => ({
        id,
        name,
        retentionDays: days ?? undefined,
      })),
    putTopic: (name, retentionDays) => {
      putTopic.run(name, retentionDays ?? null)
    },
    bounds: (topic, partition) => {
      const range = [keyOf(topic, partition, 0), keyOf(topic, partition, LAST_OFFSET)]
      const [first = 0] = (selectPruned.get(range[0]) as [number] | undefined) ?? []
      const [last] = (selectLast.get(range) as [number] | undefined) ?? []
      return { first, end: last === undefined ? first : last + 1 }
    },
    append: (topic, appendedAt, parts) =>
      inTransaction(() => {
        for (const { partition, segment } of parts)
          insertSegment.run(
            keyOf(topic, partition, segment.last),
            appendedAt,
            segment.last - segment.first + 1,
            segment.body,
          )
      }),
    segmentAt: (topic, partition, offset) => {
      const row = selectSegment.get(keyOf(topic, partition, offset), keyOf(topic, partition, LAST_OFFSET))
      if (!row) return undefined
      const [last, records, body] = row as [number, number, Uint8Array]
      return { first: last - records + 1, last, body }
    },
    dropBefore: (topic, partition, second) => {
      const start = keyOf(topic, partition, 0)
      const oldest = selectOldest.all(start, keyOf(topic, partition, LAST_OFFSET)) as [number, number][]
      let last: number | undefined
      for (const [offset, appendedAt] of oldest) {
        if (appendedAt >= second) break
        last = offset
      }
      if (last === undefined) return undefined
      const first = last + 1
      inTransaction(() => {
        deleteSegments.run(start, keyOf(topic, partition, first - 1))
        putPruned.run(start, first)
      })
      return first
    },
    close: () => {
      database.exec(LETTING_GO)
      database.close()
    },
  }
}

function lock(file: string): Database.Database {
  const database = new Database(file)
  try {
    database.exec(SETTINGS)
    database.exec(SCHEMA)
    return database
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY'))
      throw new Error(`HUB_LOG_IN_USE: another process, or another opening in this one, holds the log ${file}`, {
        cause: error,
      })
    throw error
  }
}

/** Partitions must fit their bits of the key. */
if (PARTITIONS > 2 ** Number(PARTITION_BITS)) throw new Error('HUB_LOG_KEY: too many partitions for a segment key')
