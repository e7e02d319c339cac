import type { Recorded } from '../port'
import { COUNTER, type Database } from './database'
import { recordedOf } from './rows'

/** Whole streams, as a majority has them. */
export interface Streams {
  load(streams: readonly string[]): Promise<readonly Recorded[]>
  /** This process's own commit, in order of position. */
  committed(events: readonly Recorded[]): void
}

interface Kept {
  readonly events: Recorded[]
  bytes: number
}

const LARGEST_TAIL = 1_000
const BYTES_BESIDE_VALUE = 600

/**
 * Keeps the streams used last in memory, up to `mostBytes`, so that an aggregate that is busy is not read whole again
 * and again. Positions are gapless and in commit order, so one look at what stands above `asOf` tells which of them
 * other processes moved since: every kept stream is complete up to `asOf` at least.
 */
export function createStreams(database: Database, mostBytes = 32 * 1024 * 1024): Streams {
  const kept = new Map<string, Kept>()
  let bytes = 0
  let asOf: bigint | undefined

  const drop = (stream: string) => {
    bytes -= kept.get(stream)?.bytes ?? 0
    kept.delete(stream)
  }
  const add = (stream: string, event: Recorded) => {
    // A copy: what came in an answer is a view that would keep the whole answer alive.
    const size = event.value.length + BYTES_BESIDE_VALUE
    const own = { ...event, value: new Uint8Array(event.value) }
    const entry = kept.get(stream)
    if (entry) {
      entry.events.push(own)
      entry.bytes += size
    } else kept.set(stream, { events: [own], bytes: size })
    bytes += size
  }
  const evict = () => {
    for (const stream of kept.keys()) {
      if (bytes <= mostBytes) return
      drop(stream)
    }
  }

  /** Drops what others moved; returns the position up to which every kept stream is complete now. */
  const lookAbove = async (): Promise<bigint> => {
    if (asOf !== undefined) {
      const tail = await database.events
        .find({ _id: { $gt: asOf } }, { projection: { stream: 1, version: 1 } })
        .sort({ _id: 1 })
        .limit(LARGEST_TAIL)
        .batchSize(LARGEST_TAIL)
        .toArray()
      if (tail.length < LARGEST_TAIL) {
        for (const { stream, version } of tail) {
          const last = kept.get(stream)?.events.at(-1)
          if (last && last.version < version) drop(stream)
        }
        const last = tail.at(-1)?._id ?? asOf
        if (last > asOf) asOf = last
        return asOf
      }
    }
    // Nothing is known yet, or too much has happened: from here on.
    const position = (await database.counters.findOne({ _id: COUNTER }))?.position ?? 0n
    kept.clear()
    bytes = 0
    asOf = position
    return position
  }

  return {
    load: async streams => {
      if (streams.length === 0) return []
      const upTo = await lookAbove()
      const found: Recorded[] = []
      const missing: string[] = []
      for (const stream of streams) {
        const entry = kept.get(stream)
        if (!entry) {
          missing.push(stream)
          continue
        }
        // Used last, dropped last.
        kept.delete(stream)
        kept.set(stream, entry)
        found.push(...entry.events)
      }
      if (missing.length === 0) return found
      const rows = await database.events
        .find({ stream: { $in: missing } }, { batchSize: 100_000 })
        .sort({ stream: 1, version: 1 })
        .toArray()
      // Asked after the look, so complete up to it; but not up to what another load may have seen meanwhile.
      const keep = asOf === upTo
      for (const stream of missing) drop(stream)
      for (const row of rows) {
        const event = recordedOf(row)
        if (keep) add(row.stream, event)
        found.push(event)
      }
      evict()
      return found
    },
    committed: events => {
      const first = events[0]?.position
      if (asOf === undefined || first === undefined) return
      for (const event of events) {
        const last = kept.get(event.stream)?.events.at(-1)?.version ?? 0
        if (last === event.version - 1) add(event.stream, event)
        else drop(event.stream)
      }
      // What others committed between stays to be looked at.
      if (asOf === first - 1n) asOf = events.at(-1)?.position
      evict()
    },
  }
}
