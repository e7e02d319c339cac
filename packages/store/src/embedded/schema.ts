import { checkedCollection, checkedField } from '../names'
import type { Collections } from '../port'
import type { Database } from './database'

const TABLES = `
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (
  position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
  lane TEXT NOT NULL, headers TEXT NOT NULL, value BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS event_by_stream ON event (stream, version);
CREATE TABLE IF NOT EXISTS mark (
  id TEXT NOT NULL, part TEXT NOT NULL, has_part INTEGER NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL,
  at TEXT, about TEXT, outcome TEXT NOT NULL, answer TEXT, seconds INTEGER NOT NULL, nanos INTEGER NOT NULL,
  repeats INTEGER NOT NULL, conflicts TEXT NOT NULL, topic TEXT, "partition" INTEGER, "offset" INTEGER,
  PRIMARY KEY (id, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cursor (
  "group" TEXT NOT NULL, topic TEXT NOT NULL, "partition" INTEGER NOT NULL, next INTEGER NOT NULL,
  epoch INTEGER NOT NULL, seen TEXT NOT NULL, PRIMARY KEY ("group", topic, "partition")) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (
  "group" TEXT NOT NULL, lane TEXT NOT NULL, topic TEXT NOT NULL, "partition" INTEGER NOT NULL, reason TEXT NOT NULL,
  seconds INTEGER NOT NULL, nanos INTEGER NOT NULL, try_again REAL, tries INTEGER NOT NULL, wish TEXT,
  PRIMARY KEY ("group", lane)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
  sequence INTEGER PRIMARY KEY, "group" TEXT NOT NULL, lane TEXT NOT NULL, part TEXT, topic TEXT NOT NULL,
  "partition" INTEGER NOT NULL, "offset" INTEGER NOT NULL, copy TEXT, copy_value BLOB);
CREATE INDEX IF NOT EXISTS waiting_by_lane ON waiting ("group", lane, sequence);
CREATE TABLE IF NOT EXISTS timer (
  timer TEXT PRIMARY KEY, seconds INTEGER NOT NULL, nanos INTEGER NOT NULL, lane TEXT NOT NULL,
  command BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS timer_by_due ON timer (seconds, nanos);
CREATE TABLE IF NOT EXISTS tally (
  name TEXT PRIMARY KEY, receipts INTEGER NOT NULL, repeats INTEGER NOT NULL, conflicts INTEGER NOT NULL,
  done INTEGER NOT NULL, ignored INTEGER NOT NULL, rejected INTEGER NOT NULL, held INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lease (
  name TEXT PRIMARY KEY, owner TEXT NOT NULL, epoch INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO counter (name, value) VALUES ('position', 0), ('commit', 0), ('sequence', 0), ('watermark', 0);
`

/** Makes what is missing; what is there stays as it is. */
export function createTables(database: Database, collections: Collections): void {
  database.transaction(() => {
    database.exec(TABLES)
    for (const [collection, { indexes }] of Object.entries(collections)) {
      const table = tableOf(collection)
      database.exec(
        `CREATE TABLE IF NOT EXISTS ${table} (id TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL)`,
      )
      for (const fields of indexes) {
        const name = `"by ${collection}: ${fields.join(', ')}"`
        database.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${table} (${fields.map(fieldOf).join(', ')})`)
      }
    }
  })
}

/** The collection's table. Names are checked, because they stand in SQL as they are. */
export const tableOf = (collection: string): string => `"documents ${checkedCollection(collection)}"`

/** A field as an expression; written the same in indexes and queries, or SQLite would not use the index. */
export const fieldOf = (field: string): string => `json_extract(doc, '${pathOf(checkedField(field))}')`

export const pathOf = (field: string): string =>
  `$.${field
    .split('.')
    .map(name => `"${name}"`)
    .join('.')}`
