import type { Clock } from '@hub/clock'
import type { Consumer, Kafka } from 'kafkajs'
import type { Place } from '../members/source'
import { type Owned, stickyAssigner } from './assigner'
import { RETRY } from './client'

/** What happens to a member of a group, told in the very moment. */
export interface MembershipEvents {
  /** A new assignment; with another member id, nothing of before counts. */
  joined(memberId: string, places: readonly Place[]): void
  /** The group's coordinator still knows us, in this generation. */
  heartbeat(generation: number): void
  /** A consumer is to join. */
  begins(): void
  /** The consumer is at work. */
  alive(): void
}

/** A member's life in its group, over as many consumers as it takes. */
export interface Membership {
  /** A hint to the broker, for tools that show lag. Errors are nobody's business. */
  hint(places: readonly (Place & { readonly next: bigint })[]): Promise<void>
  /** Gives this consumer up and starts another. */
  restart(): void
  stop(): Promise<void>
}

export interface MembershipSettings {
  readonly kafka: (revoked: AbortSignal) => Kafka
  readonly group: string
  readonly topics: readonly string[]
  readonly owned: () => Owned
  readonly clock: Clock
  readonly report: (error: unknown) => void
}

/**
 * Each was measured or is a trap that was walked into: decision 0002. With everything paused, which here it always is,
 * kafkajs sleeps for `maxWaitTimeInMs` between its looks at the clock.
 */
const CONSUMER = {
  sessionTimeout: 10_000,
  rebalanceTimeout: 20_000,
  heartbeatInterval: 1_000,
  maxWaitTimeInMs: 250,
  allowAutoTopicCreation: false,
}
// A crash is ours to mend: kafkajs restarts only after some errors, and nothing can stop a restart of its that is
// under way. Until it crashes it tries again for as long as it takes.
const CONSUMER_RETRY = { ...RETRY, initialRetryTime: 100, retries: 1e9, restartOnFailure: async () => false }
const RESTART = { firstMs: 100, mostMs: 5_000 }
/** A consumer cannot leave while it joins, and joining waits for the others at most this long. */
const LEAVE_WITHIN_MS = 25_000

/**
 * A consumer that is a member of its group, heartbeats, and fetches nothing: what it is assigned is read together with
 * what other groups of this process read (`shared-reading.ts`).
 */
export function startMembership(settings: MembershipSettings, events: MembershipEvents): Membership {
  const { kafka, group, clock, report } = settings
  const topics = [...settings.topics]
  const stopping = new AbortController()
  let current: Consumer | undefined
  let end = (): void => {}

  /** One consumer from connecting to leaving. Resolves when it has crashed, is to be restarted or to stop. */
  async function live(joined: () => void): Promise<void> {
    events.begins()
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
      consumer.pause(
        topics.map(topic => ({
          topic,
          partitions: places.filter(place => place.topic === topic).map(({ partition }) => partition),
        })),
      )
      events.joined(payload.memberId, places)
    })
    consumer.on(consumer.events.HEARTBEAT, ({ payload }) => {
      if (mine()) events.heartbeat(payload.groupGenerationId)
    })
    consumer.on(consumer.events.FETCH_START, () => {
      if (mine()) events.alive()
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
      ran = consumer.run({ autoCommit: false, eachBatch: async () => {} })
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

  const living = liveOn()
  return {
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
