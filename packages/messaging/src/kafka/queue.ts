import type { KafkaMessage } from 'kafkajs'
import type { Source } from '../members/source'
import type { Incoming } from '../port'
import type { Bounds } from './direct'
import { recordOf } from './wire'

/** A chunk is no larger than one wants to take up in one go. */
const CHUNK = { records: 100, bytes: 256 * 1024 }
/** What a record weighs beside its value. */
const OVERHEAD = 500

/** What was fetched of one partition and not yet taken up. */
export interface Queue extends Source {
  /** Offset of the next record to come; undefined while no claim has told where to start. */
  readonly fetched: bigint | undefined
  add(messages: readonly KafkaMessage[], highWatermark: string): void
  /** Learns how far the partition goes, from whoever has looked. */
  learn(bounds: Bounds): void
}

export interface QueueEvents {
  /** Fetching is to start here. */
  start(queue: Queue, from: bigint): void
  /** Fetching is to stop until the next start. */
  halt(queue: Queue): void
  /** Bytes queued (positive) or taken up (negative). */
  weighs(bytes: number): void
  /** Records that the group had not read are gone. */
  gone(queue: Queue, from: bigint, to: bigint): void
}

interface Chunk {
  readonly messages: readonly KafkaMessage[]
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
      return chunk.messages.map((message): Incoming => recordOf(topic, partition, message))
    },
    startAt: next => {
      empty()
      fetched = next
      if (next < known.first) jump(known.first)
      events.start(queue, fetched)
    },
    letGo: () => {
      empty()
      fetched = undefined
      events.halt(queue)
    },
    learn: ({ first, end }) => {
      known = { first, end }
      if (fetched === undefined || fetched >= first) return
      jump(first)
      events.start(queue, fetched)
    },
    add: (messages, highWatermark) => {
      const end = BigInt(highWatermark)
      if (end > known.end) known = { ...known, end }
      if (fetched === undefined || messages.length === 0) return
      const from = fetched
      const fresh =
        BigInt(messages[0]!.offset) >= from ? messages : messages.filter(({ offset }) => BigInt(offset) >= from)
      if (fresh.length === 0) return
      const first = BigInt(fresh[0]!.offset)
      if (first > from) jump(first)
      for (const chunk of chunksOf(fresh)) {
        chunks.push(chunk)
        events.weighs(chunk.bytes)
      }
      fetched = BigInt(fresh.at(-1)!.offset) + 1n
    },
  }
  return queue
}

function* chunksOf(messages: readonly KafkaMessage[]): Generator<Chunk> {
  let from = 0
  let bytes = 0
  for (let to = 0; to < messages.length; to++) {
    const size = (messages[to]!.value?.length ?? 0) + OVERHEAD
    if (to > from && (to - from === CHUNK.records || bytes + size > CHUNK.bytes)) {
      yield { messages: messages.slice(from, to), bytes }
      from = to
      bytes = 0
    }
    bytes += size
  }
  yield { messages: messages.slice(from), bytes }
}
