import type { Incoming } from '../port'

/** The newest records in memory, decoded once for every group that follows, so that following costs no reading. */
export interface Tail {
  add(topic: string, partition: number, first: number, records: readonly Incoming[]): void
  /** The kept segment that holds the offset. */
  at(topic: string, partition: number, offset: number): readonly Incoming[] | undefined
}

interface Kept {
  readonly first: number
  readonly records: readonly Incoming[]
  readonly bytes: number
  readonly of: Kept[]
}

/** Keeps about this many bytes of values over all topics, the newest. */
export function createTail(mostBytes: number): Tail {
  const partitions = new Map<string, Kept[]>()
  const oldestFirst = new Set<Kept>()
  let bytes = 0

  const forget = (kept: Kept): void => {
    oldestFirst.delete(kept)
    bytes -= kept.bytes
    // Segments are forgotten in the order they came, so this is the first of its partition.
    kept.of.shift()
  }

  return {
    add: (topic, partition, first, records) => {
      const key = `${topic}/${partition}`
      let of = partitions.get(key)
      if (!of) {
        of = []
        partitions.set(key, of)
      }
      const size = records.reduce((sum, record) => sum + record.value.byteLength + 500, 0)
      const kept = { first, records, bytes: size, of }
      of.push(kept)
      oldestFirst.add(kept)
      bytes += size
      for (const oldest of oldestFirst) {
        if (bytes <= mostBytes) break
        forget(oldest)
      }
    },
    at: (topic, partition, offset) => {
      const of = partitions.get(`${topic}/${partition}`)
      if (!of) return undefined
      // The reader is nearly always at the end.
      for (let index = of.length - 1; index >= 0; index--) {
        const { first, records } = of[index]!
        if (offset >= first + records.length) return undefined
        if (offset >= first) return records
      }
      return undefined
    },
  }
}
