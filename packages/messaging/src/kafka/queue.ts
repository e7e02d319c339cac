import type { Source } from '../members/source'
import type { Incoming } from '../port'
import type { FetchedPartition } from './answer'
import type { Bounds } from './direct'

/** A chunk is no larger than one wants to take up in one go. */
const CHUNK = { records: 100, bytes: 256 * 1024 }
/** What a record weighs beside its value. */
const OVERHEAD = 500

/** What was fetched of one partition and not yet taken up. */
export interface Queue extends Source {
  /** Offset of the next record to come; undefined while no claim has told where to start. */
  readonly fetched: bigint | undefined
  add(fetched: Pick<FetchedPartition, 'records' | 'next' | 'highWatermark'>): void
  /** Learns how far the partition goes, from whoever has looked. */
  learn(bounds: Bounds): void
}

export interface QueueEvents {
  /** It wants records now. */
  started(): void
  /** Bytes queued (positive) or taken up (negative). */
  weighs(bytes: number): void
  /** Records that the group had not read are gone. */
  gone(queue: Queue, from: bigint, to: bigint): void
}

interface Chunk {
  readonly records: readonly Incoming[]
  readonly bytes: number
}

export function createQueue(topic: string, partition: number, events: QueueEvents): Queue {
  let chunks: Chunk[] = []
  let fetched: bigint | undefined
  let known: Bounds = { first: 0n, end: 0n }

  /** Goes on behind what retention took. */
  const jump = (to: bigint): void => {
    events.gone(queue, fetched!, to)
    fetched = to
  }
  const empty = (): void => {
    for (const { bytes } of chunks) events.weighs(-bytes)
    chunks = []
  }

  const queue: Queue = {
    topic,
    partition,
    get fetched() {
      return fetched
    },
    // While something is at hand, nothing before it may be passed over.
    first: () => (chunks.length > 0 || fetched === undefined ? 0n : fetched),
    end: () => known.end,
    hasMore: next => chunks.length > 0 || (fetched !== undefined && next < fetched),
    recordsAt: () => {
      const chunk = chunks.shift()
      if (!chunk) return []
      events.weighs(-chunk.bytes)
      return chunk.records
    },
    startAt: next => {
      empty()
      fetched = next
      if (next < known.first) jump(known.first)
      events.started()
    },
    letGo: () => {
      empty()
      fetched = undefined
    },
    learn: ({ first, end }) => {
      known = { first, end }
      if (fetched !== undefined && fetched < first) jump(first)
    },
    add: ({ records, next, highWatermark }) => {
      if (highWatermark > known.end) known = { ...known, end: highWatermark }
      if (fetched === undefined || next === undefined || next <= fetched) return
      const from = fetched
      const [first] = records
      const fresh = !first || first.offset >= from ? records : records.filter(({ offset }) => offset >= from)
      if (fresh[0] && fresh[0].offset > from) jump(fresh[0].offset)
      for (const chunk of chunksOf(fresh)) {
        chunks.push(chunk)
        events.weighs(chunk.bytes)
      }
      fetched = next
    },
  }
  return queue
}

function* chunksOf(records: readonly Incoming[]): Generator<Chunk> {
  let from = 0
  let bytes = 0
  for (let to = 0; to < records.length; to++) {
    const size = records[to]!.value.byteLength + OVERHEAD
    if (to > from && (to - from === CHUNK.records || bytes + size > CHUNK.bytes)) {
      yield { records: records.slice(from, to), bytes }
      from = to
      bytes = 0
    }
    bytes += size
  }
  if (records.length > from) yield { records: records.slice(from), bytes }
}
