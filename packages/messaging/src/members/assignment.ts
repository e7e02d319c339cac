import { PARTITIONS } from '../port'
import type { Place } from './source'

/** What the sharing out needs to know of a member. */
export interface Candidate {
  readonly topics: readonly string[]
  owns(topic: string, partition: number): boolean
}

/**
 * Shares every topic's partitions among the members that read it: numbers differ by one at most, and a partition stays
 * where it is if that is possible, because every move costs a claim and may fence a batch in flight.
 */
export function assign<M extends Candidate>(members: readonly M[]): Map<M, Place[]> {
  const shares = new Map<M, Place[]>(members.map(member => [member, []]))
  for (const topic of new Set(members.flatMap(member => member.topics))) {
    const readers = members.filter(member => member.topics.includes(topic))
    const fair = Math.floor(PARTITIONS / readers.length)
    let withOneMore = PARTITIONS % readers.length
    const kept = new Map<M, number[]>()
    const free = new Set(Array.from({ length: PARTITIONS }, (_, partition) => partition))

    for (const reader of readers) {
      const owned = [...free].filter(partition => reader.owns(topic, partition))
      const oneMore = owned.length > fair && withOneMore > 0
      if (oneMore) withOneMore -= 1
      const keeps = owned.slice(0, fair + (oneMore ? 1 : 0))
      for (const partition of keeps) free.delete(partition)
      kept.set(reader, keeps)
    }
    for (const reader of readers) {
      const share = kept.get(reader)!
      let most = Math.max(fair, share.length)
      if (share.length <= fair && withOneMore > 0) {
        most = fair + 1
        withOneMore -= 1
      }
      for (const partition of free) {
        if (share.length >= most) break
        share.push(partition)
        free.delete(partition)
      }
      shares.get(reader)!.push(...share.map(partition => ({ topic, partition })))
    }
  }
  return shares
}
