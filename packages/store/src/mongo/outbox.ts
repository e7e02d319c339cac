import type { Clock } from '@hub/clock'
import type { Lease, Recorded, Store } from '../port'
import { COUNTER, type Database, OUTBOX } from './database'
import type { MongoEngine } from './engine'
import { type LeaseRow, recordedOf } from './rows'
import { createTail } from './tail'

export interface Outbox {
  readonly outbox: Store['outbox']
  readonly events: Store['events']
  /** Gives the lease back, so that the next process need not wait for it to expire. */
  close(): Promise<void>
}

const EVENTS_AT_ONCE = 500
const BYTES_AT_ONCE = 4 * 1024 * 1024

/**
 * The lease runs by the holder's machine, whose clock may differ from the others': an early successor costs a repeated
 * run and never a skipped one, since the watermark moves only under the current epoch.
 */
export function outboxOf(database: Database, engine: MongoEngine, clock: Clock): Outbox {
  const { leases, counters, events } = database
  let current: { readonly lease: Lease; readonly lost: AbortController; readonly stopWaiting: () => void } | undefined
  // How often others had asked for the lease when this was last seen to change, and until when they count as there.
  let sought = { times: -1, until: 0 }
  const tail = createTail()
  engine.onEvents(tail.committed)
  // No position above it has been seen yet.
  let highest = 0n

  const lose = () => {
    current?.stopWaiting()
    current?.lost.abort()
    current = undefined
  }
  const keep = (lease: Lease, lost: AbortController, until: number): Lease => {
    current?.stopWaiting()
    current = { lease, lost, stopWaiting: clock.after(until - clock.machine(), lose) }
    return lease
  }
  const seen = ({ sought: times = 0 }: LeaseRow, until: number) => {
    if (times !== sought.times) sought = { times, until }
  }
  const lend = async (owner: string, ttlMs: number): Promise<Lease | undefined> => {
    const now = clock.machine()
    const until = now + ttlMs
    const mine = current?.lease.name === owner ? current : undefined
    if (mine) {
      const { epoch } = mine.lease
      const renewed = await leases.findOneAndUpdate(
        { _id: OUTBOX, owner, epoch, until: { $gt: now } },
        { $set: { until } },
      )
      if (renewed) seen(renewed, until)
      if (renewed && current === mine) return keep(mine.lease, mine.lost, until)
    }
    const row = await leases.findOne({ _id: OUTBOX })
    if (!row) return undefined
    if (row.until > now && row.owner !== owner) {
      await leases.updateOne({ _id: OUTBOX }, { $inc: { sought: 1 } })
      return undefined
    }
    seen(row, until)
    const epoch = row.epoch + 1
    const taken = await leases.updateOne(
      { _id: OUTBOX, epoch: row.epoch, until: row.until },
      { $set: { owner, epoch, until } },
    )
    if (taken.matchedCount === 0) return undefined
    lose()
    const lost = new AbortController()
    return keep({ name: owner, epoch, lost: lost.signal, isSought: () => clock.machine() < sought.until }, lost, until)
  }

  const read = async (after: bigint, limit: { readonly events: number; readonly bytes: number }) => {
    if (limit.events < 1) return []
    const own = tail.after(after, limit)
    if (own) {
      const last = own.at(-1)?.position ?? 0n
      if (last > highest) highest = last
      return own
    }
    const found: Recorded[] = []
    let bytes = 0
    const cursor = events
      .find({ _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(limit.events)
      .batchSize(limit.events)
    try {
      for await (const row of cursor) {
        const event = recordedOf(row)
        bytes += event.value.length
        if (bytes > limit.bytes && found.length > 0) break
        found.push(event)
      }
    } finally {
      await cursor.close()
    }
    const last = found.at(-1)?.position ?? 0n
    if (last > highest) highest = last
    return found
  }
  const exists = async (position: bigint): Promise<boolean> => {
    if (position > highest) highest = (await counters.findOne({ _id: COUNTER }))?.position ?? highest
    return position <= highest
  }

  return {
    outbox: {
      lease: (owner, ttlMs) => database.guarded(() => lend(owner, ttlMs)),
      watermark: () => database.guarded(async () => (await leases.findOne({ _id: OUTBOX }))?.watermark ?? 0n),
      last: () => database.guarded(async () => (await counters.findOne({ _id: COUNTER }))?.position ?? 0n),
      read: (after, limit) => database.guarded(() => read(after, limit)),
      advance: (lease, from, to) =>
        database.guarded(async () => {
          if (to < from || !(await exists(to))) return false
          const moved = await leases.updateOne(
            { _id: OUTBOX, owner: lease.name, epoch: lease.epoch, watermark: from, until: { $gt: clock.machine() } },
            { $set: { watermark: to } },
          )
          return moved.matchedCount === 1
        }),
      committed: listener => engine.onEvents(() => listener()),
    },
    events: async function* (after) {
      for (let from = after; ; ) {
        const page = await database.guarded(() => read(from, { events: EVENTS_AT_ONCE, bytes: BYTES_AT_ONCE }))
        const last = page.at(-1)
        if (!last) return
        yield page
        from = last.position
      }
    },
    close: async () => {
      const held = current?.lease
      lose()
      if (held) await leases.updateOne({ _id: OUTBOX, epoch: held.epoch }, { $set: { until: 0 } })
    },
  }
}
