import type { Clock } from '@hub/clock'
import { createCommitter } from '../committer'
import type { Collections, Marked, Store } from '../port'
import { bytesOf, type Database, openDatabase, type Row } from './database'
import { documentsOf } from './documents'
import { createEmbeddedEngine } from './engine'
import { heldLanesOf } from './lanes'
import { outboxOf } from './outbox'
import { cursorOf, markOf } from './rows'
import { createTables } from './schema'
import { talliesOf } from './tallies'

export interface EmbeddedStoreSettings {
  /** One database file per context; its folder must exist. */
  readonly file: string
  /** The context's name: its timers queue behind held lanes of the group `hub.<service>`. */
  readonly service: string
  readonly collections: Collections
  readonly clock: Clock
}

/** One context's store in one SQLite file, owned by one process. Rejects HUB_STORE_IN_USE when another one has it. */
export async function openEmbeddedStore(settings: EmbeddedStoreSettings): Promise<Store> {
  const database = openDatabase(settings.file)
  try {
    createTables(database, settings.collections)
    // The file is this process's alone: whoever had the outbox's lease is gone, and nobody waits for it to expire.
    database.run('UPDATE lease SET until = 0')
  } catch (error) {
    database.close()
    throw error
  }
  return storeOn(database, settings, () => database.close())
}

/** A store with a committer of its own on a database that others may use too. */
export function storeOn(database: Database, settings: Omit<EmbeddedStoreSettings, 'file'>, release: () => void): Store {
  const { service, collections, clock } = settings
  const engine = createEmbeddedEngine(database)
  const committer = createCommitter({ engine, service, collections, clock })
  const { outbox, events, close } = outboxOf(database, engine, clock)
  let closing: Promise<void> | undefined

  return {
    run: committer.run,
    ...documentsOf(database, collections),
    ...heldLanesOf(database),
    outbox,
    events,
    claim: async (group, partitions) =>
      database.transaction(() =>
        partitions.map(([topic, partition]) => {
          const row = database.get(
            `INSERT INTO cursor ("group", topic, "partition", next, epoch, seen) VALUES (?, ?, ?, 0, 1, '{}')
             ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING *`,
            group,
            topic,
            partition,
          ) as Row
          return cursorOf(row)
        }),
      ),
    cursors: async group =>
      database.all('SELECT * FROM cursor WHERE "group" = ? ORDER BY topic, "partition"', group).map(cursorOf),
    tallies: talliesOf(database),
    marks: async ids => {
      const marks = new Map<string, Marked[]>()
      const rows = database.all(
        'SELECT * FROM mark WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id, part',
        JSON.stringify(ids),
      )
      for (const { version: _, message: __, ...mark } of rows.map(markOf))
        if (!marks.get(mark.id)?.push(mark)) marks.set(mark.id, [mark])
      return marks
    },
    due: async (now, limit) => {
      // A timer behind a held lane comes last, lest many of them keep the others from ever being asked for.
      const rows = database.all(
        `SELECT timer.*, EXISTS (SELECT 1 FROM held WHERE held."group" = ? AND (held.lane = timer.lane
           OR substr(timer.lane, 1, length(held.lane) + 1) = held.lane || '/')) AS behind
         FROM timer WHERE seconds < ? OR (seconds = ? AND nanos <= ?)
         ORDER BY behind, seconds, nanos, timer LIMIT ?`,
        `hub.${service}`,
        now.seconds,
        now.seconds,
        now.nanos,
        limit,
      )
      return rows.map(row => ({
        timer: row.timer as string,
        at: { seconds: row.seconds as bigint, nanos: Number(row.nanos) },
        lane: row.lane as string,
        command: bytesOf(row.command),
      }))
    },
    close: () => {
      closing ??= committer.close().then(() => {
        close()
        release()
      })
      return closing
    },
  }
}
