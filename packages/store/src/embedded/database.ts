import Sqlite from 'libsql'
import { StoreError } from '../errors'

export type Row = Readonly<Record<string, unknown>>
export type Bound = string | number | bigint | Uint8Array | null

/** One SQLite file, held by this process alone until `close`. */
export interface Database {
  /** Whole numbers come back as bigint. */
  all(sql: string, ...bound: readonly Bound[]): readonly Row[]
  get(sql: string, ...bound: readonly Bound[]): Row | undefined
  /** How many rows it changed. */
  run(sql: string, ...bound: readonly Bound[]): number
  /** The same, durable only with the next transaction: for what may be lost with the machine's power. */
  runUnsynced(sql: string, ...bound: readonly Bound[]): number
  exec(sql: string): void
  /** Commits what `work` wrote, synced to disk; rolls back when it throws or answers `undo`. */
  transaction<T>(work: (undo: <U>(answer: U) => U) => T): T
  close(): void
}

/**
 * The lock is an open transaction on a file beside the database: the operating system lets go of it with the process,
 * however that ends, and `close` does at once, which closing the database does not while a statement waits to be
 * collected. Tools may still open the database itself to read it.
 */
function lock(file: string): () => void {
  const beside = new Sqlite(`${file}.lock`)
  try {
    beside.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    beside.close()
    throw isBusy(error)
      ? new StoreError('HUB_STORE_IN_USE', `another process has ${file} open`, { cause: error })
      : unavailable(error)
  }
  return () => {
    beside.exec('ROLLBACK')
    beside.close()
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')
const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY')

// The disk or the file, never what a work wrote.
const OUTAGES = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|CORRUPT|NOTADB|READONLY|NOMEM|PROTOCOL)/

const unavailable = (error: unknown): StoreError =>
  new StoreError('HUB_STORE_UNAVAILABLE', `the database refuses to work: ${codeOf(error)}`, { cause: error })

const translated = (error: unknown): unknown => (OUTAGES.test(codeOf(error)) ? unavailable(error) : error)

export function openDatabase(file: string): Database {
  const unlock = lock(file)
  let open = true
  const raw = new Sqlite(file)
  const statements = new Map<string, Sqlite.Statement>()

  const prepared = (sql: string): Sqlite.Statement => {
    if (!open) throw new StoreError('HUB_STORE_CLOSED', 'the database is closed')
    const known = statements.get(sql)
    if (known) return known
    const statement = raw.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const attempt = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw translated(error)
    }
  }
  const exec = (sql: string): void => attempt(() => void raw.exec(sql))
  const run = (sql: string, ...bound: readonly Bound[]): number => attempt(() => prepared(sql).run(bound).changes)

  try {
    raw.defaultSafeIntegers(true)
    exec('PRAGMA journal_mode = WAL')
    exec('PRAGMA synchronous = FULL')
    exec('PRAGMA foreign_keys = OFF')
    // Pages of the log that are in the file already are written over, not appended to, once it is this long.
    exec('PRAGMA wal_autocheckpoint = 4000')
    exec('PRAGMA cache_size = -32000')
  } catch (error) {
    unlock()
    throw error
  }

  return {
    all: (sql, ...bound) => attempt(() => prepared(sql).all(bound) as Row[]),
    get: (sql, ...bound) => attempt(() => prepared(sql).get(bound) as Row | undefined),
    run,
    runUnsynced: (sql, ...bound) => {
      exec('PRAGMA synchronous = NORMAL')
      try {
        return run(sql, ...bound)
      } finally {
        exec('PRAGMA synchronous = FULL')
      }
    },
    exec,
    transaction: work => {
      exec('BEGIN IMMEDIATE')
      let undone = false
      try {
        const answer = work(given => {
          undone = true
          return given
        })
        exec(undone ? 'ROLLBACK' : 'COMMIT')
        return answer
      } catch (error) {
        // A failed COMMIT may have ended the transaction already.
        if (raw.inTransaction) raw.exec('ROLLBACK')
        throw error
      }
    },
    close: () => {
      if (!open) return
      open = false
      statements.clear()
      // What is committed moves into the file itself: then the file alone is a whole copy.
      raw.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      raw.close()
      unlock()
    },
  }
}

export const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array(value as ArrayBuffer)

export const textOrNull = (value: unknown): string | undefined => (value === null ? undefined : (value as string))
export const numberOrNull = (value: unknown): number | undefined => (value === null ? undefined : Number(value))
