import type { Clock } from '@hub/clock'
import { type Kafka, Partitioners, type Producer } from 'kafkajs'
import { RETRY } from './client'
import type { Written } from './produce'

/**
 * One send carries this much at most, always one record. What a send has for one partition is one batch to the broker,
 * which takes 1 MB of it (message.max.bytes) with its overhead.
 */
const MOST = { records: 1_000, bytes: 4_000_000, bytesOfPartition: 900_000 }
/** After this a send is given up; kafkajs itself might try for minutes. */
const GIVE_UP_MS = 60_000

/** What appends to one topic: one idempotent producer, one send in flight, later calls behind earlier ones. */
export interface Appender {
  append(messages: readonly Written[]): Promise<void>
  close(): Promise<void>
}

interface Current {
  readonly producer: Producer
  readonly revoke: AbortController
}

export function createAppender(topic: string, kafka: (revoked: AbortSignal) => Kafka, clock: Clock): Appender {
  let last: Promise<unknown> = Promise.resolve()
  let current: Current | undefined

  async function connected(): Promise<Current> {
    if (current) return current
    const revoke = new AbortController()
    const producer = kafka(revoke.signal).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: RETRY,
    })
    const made = { producer, revoke }
    try {
      await withinLimit(producer.connect())
    } catch (error) {
      giveUp(made)
      throw error
    }
    current = made
    return made
  }

  /**
   * kafkajs takes its sequence numbers back when a send is rejected, though the broker may have written it; the next
   * records would get the same numbers, and be acknowledged as repeats and never written. A new producer has new ones.
   */
  function giveUp(failed: Current): void {
    if (current === failed) current = undefined
    failed.revoke.abort()
    failed.producer.disconnect().catch(() => {})
  }

  async function withinLimit(sending: Promise<unknown>): Promise<void> {
    let cancel = (): void => {}
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(GIVE_UP_MS, () => reject(new Error(`no answer within ${GIVE_UP_MS} ms`)))
    })
    try {
      await Promise.race([sending, late])
    } finally {
      cancel()
    }
  }

  async function send(messages: readonly Written[]): Promise<void> {
    for (const part of partsOf(messages)) {
      const into = await connected()
      try {
        await withinLimit(into.producer.send({ topic, acks: -1, messages: part }))
      } catch (error) {
        giveUp(into)
        throw error
      }
    }
  }

  return {
    append: messages => {
      const sending = last.then(() => send(messages))
      last = sending.catch(() => {})
      return sending.catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        throw new Error(`HUB_LOG_APPEND_FAILED: to ${topic}: ${why}; any part of it may have been written`, {
          cause: error,
        })
      })
    },
    close: async () => {
      await last
      const ended = current
      current = undefined
      await ended?.producer.disconnect().catch(() => {})
    },
  }
}

// Twice a string's length stands for its bytes, and 100 for what surrounds a record: an estimate does.
function sizeOf({ value, key, headers }: Written): number {
  let bytes = 100 + value.length + 2 * key.length
  for (const name in headers) bytes += 2 * (name.length + headers[name]!.length)
  return bytes
}

function* partsOf(messages: readonly Written[]): Generator<Written[]> {
  let part: Written[] = []
  let bytes = 0
  let ofPartition = new Map<number, number>()
  for (const message of messages) {
    const size = sizeOf(message)
    const before = ofPartition.get(message.partition) ?? 0
    if (
      part.length === MOST.records ||
      (part.length > 0 && bytes + size > MOST.bytes) ||
      (before > 0 && before + size > MOST.bytesOfPartition)
    ) {
      yield part
      part = []
      bytes = 0
      ofPartition = new Map()
    }
    part.push(message)
    bytes += size
    ofPartition.set(message.partition, (ofPartition.get(message.partition) ?? 0) + size)
  }
  if (part.length > 0) yield part
}
