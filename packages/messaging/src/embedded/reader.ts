import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '@hub/clock'
import { createNudge } from '../members/nudge'
import { type EventLog, type Incoming, PARTITIONS } from '../port'
import type { Ledger } from './ledger'

/** Handed over in one go; more would hold up everybody else in the process. */
const AT_ONCE = { records: 500, bytes: 2 * 1024 * 1024 }

/**
 * Reads a topic from the given offsets, partition by partition in turn, each in its order. Without `until` it follows
 * the topic until the caller ends it or `closed` is aborted.
 */
export function readLedger(
  ledger: Ledger,
  from: Parameters<EventLog['read']>[1],
  until: 'end' | undefined,
  clock: Clock,
  closed: AbortSignal,
): AsyncIterable<readonly Incoming[]> {
  const start = Array.from({ length: PARTITIONS }, () => 0)
  for (const { partition, next } of from) start[partition] = Number(next)
  const ends = until && Array.from({ length: PARTITIONS }, (_, partition) => ledger.end(partition))
  const endOf = (partition: number): number => ends?.[partition] ?? ledger.end(partition)

  return {
    [Symbol.asyncIterator]: () => {
      const next = [...start]
      const done = new AbortController()
      const nudge = createNudge(clock)
      const unwatch = until ? () => {} : ledger.watch(nudge.ring)
      const end = (): void => {
        unwatch()
        done.abort()
      }
      closed.addEventListener('abort', end, { once: true })
      let partition = 0

      const some = (): Incoming[] => {
        const found: Incoming[] = []
        let bytes = 0
        for (let idle = 0; idle < PARTITIONS && found.length < AT_ONCE.records && bytes < AT_ONCE.bytes; ) {
          next[partition] = Math.max(next[partition]!, ledger.first(partition))
          const records = next[partition]! < endOf(partition) ? ledger.recordsAt(partition, next[partition]!) : []
          for (const record of records) {
            const offset = Number(record.offset)
            if (offset < next[partition]! || offset >= endOf(partition)) continue
            found.push(record)
            bytes += record.value.byteLength
            next[partition] = offset + 1
          }
          // A partition is read on while it has more: neighbouring segments are neighbours on disk.
          if (records.length > 0 && next[partition]! < endOf(partition)) idle = 0
          else {
            partition = (partition + 1) % PARTITIONS
            idle += 1
          }
        }
        return found
      }

      const finished = { done: true, value: undefined } as const
      return {
        next: async () => {
          await turn()
          while (!done.signal.aborted) {
            const value = some()
            if (value.length > 0) return { done: false, value }
            if (until) break
            await nudge.wait(undefined, done.signal)
          }
          closed.removeEventListener('abort', end)
          end()
          return finished
        },
        return: async () => {
          closed.removeEventListener('abort', end)
          end()
          return finished
        },
      }
    },
  }
}
