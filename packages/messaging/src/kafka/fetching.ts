import type { Clock } from '@hub/clock'
import type { Batch, Consumer, Kafka } from 'kafkajs'
import type { Place } from '../members/source'
import { type Owned, stickyAssigner } from './assigner'
import { RETRY } from './client'

/** What happens to a member of a group. All of it is told in the very moment, before the next fetch. */
export interface FetchingEvents {
  /** A new assignment; with another member id, nothing of before counts. Nothing is fetched until told so. */
  joined(memberId: string, places: readonly Place[]): void
  /** The group's coordinator still knows us, in this generation. */
  heartbeat(generation: number): void
  /** Resolves when more may come; a wait is short, because heartbeats wait with it. */
  fetched(batch: Batch): Promise<void>
  /** Everything of the last answer has been told; the next request goes out. */
  round(): void
}

/** A member's life in its group, over as many consumers as it takes. */
export interface Fetching {
  seek(place: Place, offset: bigint): void
  pause(places: readonly Place[]): void
  resume(places: readonly Place[]): void
  /** A hint to the broker, for tools that show lag. Errors are nobody's business. */
  hint(places: readonly (Place & { readonly next: bigint })[]): Promise<void>
  /** Gives this consumer up and starts another. */
  restart(): void
  stop(): Promise<void>
}

export interface FetchingSettings {
  readonly kafka: (revoked: AbortSignal) => Kafka
  readonly group: string
  readonly topics: readonly string[]
  readonly owned: () => Owned
  readonly clock: Clock
  readonly report: (error: unknown) => void
}

const MEGABYTE = 1024 * 1024
/** Each was measured or is a trap that was walked into: decision 0002. */
const CONSUMER = {
  sessionTimeout: 10_000,
  rebalanceTimeout: 20_000,
  heartbeatInterval: 1_000,
  maxWaitTimeInMs: 100,
  minBytes: 1,
  maxBytes: 4 * MEGABYTE,
  maxBytesPerPartition: MEGABYTE,
  allowAutoTopicCreation: false,
}
// A crash is ours to mend: kafkajs restarts only after some errors, and nothing can stop a restart of its that is
// under way. Until it crashes it tries again for as long as it takes.
const CONSUMER_RETRY = { ...RETRY, initialRetryTime: 100, retries: 1e9, restartOnFailure: async () => false }
const RESTART = { firstMs: 100, mostMs: 5_000 }
/** A consumer cannot leave while it joins, and joining waits for the others at most this long. */
const LEAVE_WITHIN_MS = 25_000

export function startFetching(settings: FetchingSettings, events: FetchingEvents): Fetching {
  const { kafka, group, clock, report } = settings
  const topics = [...settings.topics]
  const stopping = new AbortController()
  let current: Consumer | undefined
  let end = (): void => {}

  /** One consumer from connecting to leaving. Resolves when it has crashed, is to be restarted or to stop. */
  async function live(joined: () => void): Promise<void> {
    const revoke = new AbortController()
    const consumer = kafka(revoke.signal).consumer({
      ...CONSUMER,
      groupId: group,
      retry: CONSUMER_RETRY,
      partitionAssigners: [stickyAssigner(settings.owned)],
    })
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    const mine = (): boolean => current === consumer
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (!mine()) return
      joined()
      const places = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition): Place => ({ topic, partition })),
      )
      pause(places)
      events.joined(payload.memberId, places)
    })
    consumer.on(consumer.events.HEARTBEAT, ({ payload }) => {
      if (mine()) events.heartbeat(payload.groupGenerationId)
    })
    consumer.on(consumer.events.FETCH_START, () => {
      if (mine()) events.round()
    })
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!mine()) return
      report(new Error(`HUB_LOG_CONSUMER_CRASHED: ${group}: ${payload.error.message}`, { cause: payload.error }))
      end()
    })
    current = consumer
    let ran: Promise<void> = Promise.resolve()
    try {
      await consumer.connect()
      await consumer.subscribe({ topics, fromBeginning: true })
      ran = consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: 1,
        eachBatch: async ({ batch, isStale }) => {
          if (mine() && !isStale()) await events.fetched(batch)
        },
      })
      await Promise.race([ran.then(() => ended), ended])
    } finally {
      if (mine()) current = undefined
      const gone = new AbortController()
      leave(consumer, ran).finally(() => {
        revoke.abort()
        gone.abort()
      })
      if (stopping.signal.aborted) await clock.sleep(LEAVE_WITHIN_MS, gone.signal)
    }
  }

  async function liveOn(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        await live(() => {
          failures = 0
        })
      } catch (error) {
        report(error)
      }
      await clock.sleep(Math.min(RESTART.firstMs * 2 ** failures++, RESTART.mostMs), stopping.signal)
    }
  }

  const perTopic = (places: readonly Place[]): { topic: string; partitions: number[] }[] =>
    topics.flatMap(topic => {
      const partitions = places.filter(place => place.topic === topic).map(({ partition }) => partition)
      return partitions.length > 0 ? [{ topic, partitions }] : []
    })
  // kafkajs refuses these while it is not running; whatever they were for is done again at the next join.
  const whileRunning = (act: (consumer: Consumer) => void): void => {
    try {
      if (current) act(current)
    } catch {}
  }
  const pause = (places: readonly Place[]): void => whileRunning(consumer => consumer.pause(perTopic(places)))

  const living = liveOn()
  return {
    seek: ({ topic, partition }, offset) =>
      whileRunning(consumer => consumer.seek({ topic, partition, offset: offset.toString() })),
    pause,
    resume: places => whileRunning(consumer => consumer.resume(perTopic(places))),
    hint: async places => {
      const offsets = places.map(({ topic, partition, next }) => ({ topic, partition, offset: next.toString() }))
      if (offsets.length > 0) await current?.commitOffsets(offsets).catch(() => {})
    },
    restart: () => end(),
    stop: async () => {
      stopping.abort()
      end()
      await living
    },
  }
}

/** Leaves the group. A consumer that is told to while it joins would join all the same, and stay. */
async function leave(consumer: Consumer, ran: Promise<void>): Promise<void> {
  await ran.catch(() => {})
  await consumer.disconnect().catch(() => {})
}
