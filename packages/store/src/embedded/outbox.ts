import type { Clock } from '@hub/clock'
import type { Lease, Recorded, Store } from '../port'
import type { Database } from './database'
import type { EmbeddedEngine } from './engine'
import { EVENT_COLUMNS, recordedOf } from './rows'

export interface Outbox {
  readonly outbox: Store['outbox']
  readonly events: Store['events']
  /** Gives the lease back, so that the next process need not wait for it to expire. */
  close(): void
}

const NAME = 'outbox'
const EVENTS_AT_ONCE = 500

export function outboxOf(database: Database, engine: EmbeddedEngine, clock: Clock): Outbox {
  let current: { readonly lease: Lease; readonly lost: AbortController; readonly stopWaiting: () => void } | undefined

  const lose = () => {
    current?.stopWaiting()
    current?.lost.abort()
    current = undefined
  }
  const keep = (lease: Lease, lost: AbortController, ttlMs: number): Lease => {
    current?.stopWaiting()
    current = { lease, lost, stopWaiting: clock.after(ttlMs, () => lose()) }
    return lease
  }
  const watermark = () => database.get("SELECT value FROM counter WHERE name = 'watermark'")?.value as bigint

  const read = (after: bigint, limit: { readonly events: number; readonly bytes: number }): Recorded[] => {
    const events: Recorded[] = []
    let bytes = 0
    const sizes = database.all(
      'SELECT position, length(value) AS bytes FROM event WHERE position > ? ORDER BY position LIMIT ?',
      after,
      limit.events,
    )
    let last = after
    for (const size of sizes) {
      bytes += Number(size.bytes)
      if (bytes > limit.bytes && last !== after) break
      last = size.position as bigint
    }
    for (const row of database.all(
      `SELECT ${EVENT_COLUMNS} FROM event WHERE position > ? AND position <= ? ORDER BY position`,
      after,
      last,
    ))
      events.push(recordedOf(row))
    return events
  }

  return {
    outbox: {
      lease: async (owner, ttlMs) => {
        const now = clock.machine()
        const row = database.get('SELECT owner, epoch, until FROM lease WHERE name = ?', NAME)
        const running = row !== undefined && Number(row.until) > now
        if (running && row.owner !== owner) return undefined
        const renews = running && current?.lease.name === owner && current.lease.epoch === Number(row.epoch)
        const epoch = Number(row?.epoch ?? 0) + (renews ? 0 : 1)
        database.runUnsynced(
          'INSERT OR REPLACE INTO lease (name, owner, epoch, until) VALUES (?, ?, ?, ?)',
          NAME,
          owner,
          epoch,
          now + ttlMs,
        )
        if (renews && current) return keep(current.lease, current.lost, ttlMs)
        lose()
        const lost = new AbortController()
        // The file is this process's alone.
        return keep({ name: owner, epoch, lost: lost.signal, isSought: () => false }, lost, ttlMs)
      },
      watermark: async () => watermark(),
      last: async () => database.get("SELECT value FROM counter WHERE name = 'position'")?.value as bigint,
      read: async (after, limit) => read(after, limit),
      // A watermark that is lost is an older one: what stands above it is published again, and dropped by its readers.
      advance: async (lease, from, to) =>
        database.runUnsynced(
          `UPDATE counter SET value = ? WHERE name = 'watermark' AND value = ? AND ? >= value
             AND ? <= (SELECT value FROM counter WHERE name = 'position')
             AND EXISTS (SELECT 1 FROM lease WHERE name = ? AND owner = ? AND epoch = ? AND until > ?)`,
          to,
          from,
          to,
          to,
          NAME,
          lease.name,
          lease.epoch,
          clock.machine(),
        ) === 1,
      committed: listener => engine.onEvents(listener),
    },
    events: async function* (after) {
      for (let from = after; ; ) {
        const events = read(from, { events: EVENTS_AT_ONCE, bytes: 4 * 1024 * 1024 })
        const last = events.at(-1)
        if (!last) return
        yield events
        from = last.position
      }
    },
    close: () => {
      if (current) database.run('UPDATE lease SET until = 0 WHERE name = ? AND epoch = ?', NAME, current.lease.epoch)
      lose()
    },
  }
}
