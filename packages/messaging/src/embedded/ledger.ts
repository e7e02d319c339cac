import { wireHeaders } from '../headers'
import { refuseTooLarge } from '../largest'
import { partitionOf } from '../partitioner'
import { type Incoming, type Outgoing, PARTITIONS } from '../port'
import type { LogFile } from './database'
import { recordsOf, type Segment, type Stored, segmentsOf } from './segments'
import type { Tail } from './tail'

/** One topic: its partitions' records and where they begin and end. */
export interface Ledger {
  readonly topic: string
  first(partition: number): number
  end(partition: number): number
  append(batch: readonly Outgoing[], appendedAt: number): void
  /** The records of the segment that holds the offset, or of the next one above; none at the end. */
  recordsAt(partition: number, offset: number): readonly Incoming[]
  /** Drops a few records appended before this second; false when none is left to drop. */
  dropBefore(partition: number, second: number): boolean
  /** Calls back after every append, until the returned function is called. */
  watch(listener: () => void): () => void
}

export function openLedger(file: LogFile, id: number, topic: string, tail: Tail): Ledger {
  const bounds = Array.from({ length: PARTITIONS }, (_, partition) => file.bounds(id, partition))
  const listeners = new Set<() => void>()

  return {
    topic,
    first: partition => bounds[partition]!.first,
    end: partition => bounds[partition]!.end,
    append: (batch, appendedAt) => {
      const records = batch.map(record => ({ record, headers: wireHeaders(record) }))
      refuseTooLarge(records)
      const byPartition = new Map<number, Stored[]>()
      for (const { record, headers } of records) {
        const partition = partitionOf(record.lane)
        const stored = { lane: record.lane, headers, value: record.value }
        const others = byPartition.get(partition)
        if (others) others.push(stored)
        else byPartition.set(partition, [stored])
      }
      const parts: { partition: number; segment: Segment }[] = []
      for (const [partition, stored] of byPartition)
        for (const segment of segmentsOf(bounds[partition]!.end, stored)) parts.push({ partition, segment })
      file.append(id, appendedAt, parts)

      for (const { partition, segment } of parts) {
        bounds[partition]!.end = segment.last + 1
        if (listeners.size > 0) tail.add(topic, partition, segment.first, recordsOf(topic, partition, segment))
      }
      for (const listener of listeners) listener()
    },
    recordsAt: (partition, offset) => {
      if (offset >= bounds[partition]!.end) return []
      const recent = tail.at(topic, partition, offset)
      if (recent) return recent
      const segment = file.segmentAt(id, partition, offset)
      return segment ? recordsOf(topic, partition, segment) : []
    },
    dropBefore: (partition, second) => {
      const first = file.dropBefore(id, partition, second)
      if (first === undefined) return false
      bounds[partition]!.first = first
      return true
    },
    watch: listener => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
