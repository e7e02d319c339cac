import type { Recorded } from '../port'
import type { Database } from './database'
import { recordedOf } from './rows'

/** Whole streams, as this process knows them: a commit that stands on one that has moved since is refused. */
export interface Streams {
  load(streams: readonly string[]): Promise<readonly Recorded[]>
  /** This process's own commit, in order of position. */
  committed(events: readonly Recorded[]): void
  /** Others moved them: the next load asks anew. */
  moved(streams: readonly string[]): void
}

interface Kept {
  readonly events: Recorded[]
  bytes: number
}

const BYTES_BESIDE_VALUE = 600

/**
 * Keeps the streams used last in memory, up to `mostBytes`, so that an aggregate that is busy is not read whole again
 * and again. Nothing is asked about those: whoever has a partition has its streams nearly always to himself, and where
 * others moved one, the commit's own compare-and-set tells.
 */
export function createStreams(database: Database, mostBytes = 32 * 1024 * 1024): Streams {
  const kept = new Map<string, Kept>()
  let bytes = 0

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

  return {
    load: async streams => {
      if (streams.length === 0) return []
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
      for (const stream of missing) drop(stream)
      for (const row of rows) {
        const event = recordedOf(row)
        add(row.stream, event)
        found.push(event)
      }
      evict()
      return found
    },
    committed: events => {
      for (const event of events) {
        const last = kept.get(event.stream)?.events.at(-1)?.version ?? 0
        if (last === event.version - 1) add(event.stream, event)
        else drop(event.stream)
      }
      evict()
    },
    moved: streams => streams.forEach(drop),
  }
}
