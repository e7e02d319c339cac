import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'libsql'

export interface EmbeddedCounts {
  /** Parts whose outcome stands, events recorded, rows on lines; what the hub commits meanwhile is not held up. */
  counts(): { readonly marks: number; readonly events: number; readonly lines: number; readonly notDone: number }
  close(): void
}

/** Looks into the files of an embedded hub while it works. */
export function lookInto(dataDir: string): EmbeddedCounts {
  const open = (name: string) => {
    const database = new Sqlite(join(dataDir, `${name}.db`))
    database.exec('PRAGMA query_only = ON')
    return database
  }
  const [courts, prisons, people, journeys] = ['courts', 'prisons', 'people', 'journeys'].map(open) as [
    Sqlite.Database,
    Sqlite.Database,
    Sqlite.Database,
    Sqlite.Database,
  ]
  const number = (database: Sqlite.Database, sql: string): number =>
    Number((database.prepare(sql).raw().get() as unknown[])[0])
  const marks = (database: Sqlite.Database) => number(database, 'SELECT count(*) FROM mark')
  const events = (database: Sqlite.Database) => number(database, "SELECT value FROM counter WHERE name = 'position'")
  const notDone = (database: Sqlite.Database) =>
    number(database, `SELECT count(*) FROM mark WHERE outcome NOT LIKE '%"done"%'`)
  return {
    counts: () => ({
      marks: marks(courts) + marks(prisons),
      events: events(courts) + events(prisons) + events(people),
      lines: number(journeys, `SELECT coalesce(sum(json_array_length(doc, '$.rows')), 0) FROM "documents lines"`),
      notDone: notDone(courts) + notDone(prisons),
    }),
    close: () => {
      for (const database of [courts, prisons, people, journeys]) database.close()
    },
  }
}

const filesIn = (folder: string): string[] => readdirSync(folder).filter(name => name.endsWith('.db'))

/**
 * Seconds that it takes to write what `after` has and `before` has not, as rows, into a copy of `before`: in groups, a
 * synced commit for each file, and two for the log, which every message goes through twice.
 */
export function writeAgain(before: string, after: string, copy: string, groups: number): number {
  cpSync(before, copy, { recursive: true })
  const writers = filesIn(after).flatMap(name =>
    writersOf(join(before, name), join(after, name), join(copy, name), groups),
  )
  const start = process.hrtime.bigint()
  for (let group = 0; group < groups; group++) for (const { write } of writers) write(group)
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  for (const { close } of writers) close()
  return seconds
}

interface Writer {
  write(group: number): void
  close(): void
}

function writersOf(before: string, after: string, copy: string, groups: number): readonly Writer[] {
  const commits = after.endsWith('/log.db') ? 2 : 1
  const source = new Sqlite(after)
  if (existsSync(before)) source.exec(`ATTACH '${before}' AS earlier`)
  const tables = (source.prepare("SELECT name FROM main.sqlite_master WHERE type = 'table'").raw().all() as [string][])
    .map(([name]) => name)
    .filter(name => !name.startsWith('sqlite_'))
  source.defaultSafeIntegers(true)
  const rows = tables.map(table => ({
    table,
    rows: source
      .prepare(`SELECT * FROM main."${table}" EXCEPT SELECT * FROM earlier."${table}"`)
      .raw()
      .all() as unknown[][],
  }))
  source.close()
  const changed = rows.filter(each => each.rows.length > 0)
  if (changed.length === 0) return []
  const target = new Sqlite(copy)
  target.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000')
  const inserts = changed.map(({ table, rows: [first] }) =>
    target.prepare(`INSERT OR REPLACE INTO "${table}" VALUES (${first!.map(() => '?').join(', ')})`),
  )
  const parts = groups * commits
  return [
    {
      write: group => {
        for (let part = group * commits; part < (group + 1) * commits; part++) {
          target.exec('BEGIN IMMEDIATE')
          changed.forEach(({ rows: all }, index) => {
            const from = Math.floor((all.length * part) / parts)
            const to = Math.floor((all.length * (part + 1)) / parts)
            for (let row = from; row < to; row++) inserts[index]!.run(all[row]!)
          })
          target.exec('COMMIT')
        }
      },
      close: () => target.close(),
    },
  ]
}
