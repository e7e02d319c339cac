import type { Clock } from '@hub/clock'
import type { Kafka } from 'kafkajs'
import { startMember } from '../members/member'
import { createNudge } from '../members/nudge'
import type { Place } from '../members/source'
import type { Running, Subscription } from '../port'
import type { Direct } from './direct'
import { startMembership } from './membership'
import { createQueue, type QueueEvents } from './queue'
import type { Listener, SharedReading } from './shared-reading'
import { watchOver } from './watchdog'

const MEGABYTE = 1024 * 1024
/** Reading is held back above, goes on below. */
const QUEUED = { most: 4 * MEGABYTE, enough: 2 * MEGABYTE }
const HINT_MS = 5_000
/** A heartbeat this young shows that no other can own what we own: a session lasts twice as long. */
const PROOF_MS = 5_000

const keyOf = ({ topic, partition }: Place): string => `${topic}/${partition}`

export interface SubscribeSettings {
  readonly kafka: (report: (error: unknown) => void, revoked: AbortSignal) => Kafka
  readonly direct: Direct
  readonly reading: SharedReading
  readonly clock: Clock
}

/**
 * A member of a group: what is read goes into queues, and what a member does with them is the same as everywhere.
 *
 * Ownership begins with a claim in the consumer's store, never with what Kafka believes; Kafka only says when to claim.
 */
export function startSubscription(subscription: Subscription, settings: SubscribeSettings): Running {
  const { group, topics } = subscription
  const { clock, direct, reading } = settings
  const readers = new Map<string, Listener>()
  const listeners = new Set<() => void>()
  const stopping = new AbortController()
  const proof = createNudge(clock)
  let assigned: readonly Place[] = []
  let member = ''
  let generation = -1
  let provenAt = Number.NEGATIVE_INFINITY
  let queued = 0
  let full = false

  const report = (error: unknown): void => {
    if (stopping.signal.aborted) return
    try {
      subscription.onError?.(error)
    } catch {
      // A listener that throws must not stop the subscription; there is nobody else to tell.
    }
  }
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const prove = (): void => {
    provenAt = clock.machine()
    proof.ring()
  }
  const queueEvents: QueueEvents = {
    started: reading.wake,
    weighs: bytes => {
      queued += bytes
      if (queued > QUEUED.most) full = true
      else if (full && queued < QUEUED.enough) {
        full = false
        reading.wake()
      }
    },
    gone: ({ topic, partition }, from, to) =>
      report(
        new Error(
          `HUB_LOG_RECORDS_GONE: ${group} has read ${topic}/${partition} up to ${from}, and the next record there is ` +
            `${to}: what stood between was never read, and reading goes on behind it`,
        ),
      ),
  }

  /** Keeps what stays, forgets what went; what is new is claimed in the background and starts when that is done. */
  const assign = (places: readonly Place[]): void => {
    const kept = new Set(places.map(keyOf))
    members.keepOnly(places)
    for (const [key, reader] of readers)
      if (!kept.has(key)) {
        readers.delete(key)
        reading.leave(reader)
        reader.queue.letGo()
      }
    assigned = places
  }

  const watchdog = watchOver({
    group,
    topics,
    direct,
    clock,
    report,
    queues: () => [...readers.values()].map(({ queue }) => queue),
    held: () => full,
    restart: () => {
      membership.restart()
      reading.renew()
    },
    stopped: stopping.signal,
  })
  const membership = startMembership(
    {
      kafka: revoked => settings.kafka(report, revoked),
      group,
      topics,
      owned: () => ({ generation, places: assigned }),
      clock,
      report,
    },
    {
      joined: (memberId, places) => {
        // Expelled and back: whatever we had has been somebody else's in between.
        if (memberId !== member) assign([])
        member = memberId
        assign(places)
        prove()
        members.takeOn(places)
      },
      heartbeat: now => {
        generation = now
        prove()
      },
      begins: () => watchdog.begins(),
      alive: () => watchdog.alive(),
    },
  )

  const members = startMember(
    subscription,
    {
      of: (topic, partition) => {
        const queue = createQueue(topic, partition, queueEvents)
        const reader: Listener = { queue, hasRoom: () => !full, arrived: tell, report }
        readers.set(keyOf(queue), reader)
        reading.listen(reader)
        return queue
      },
      watch: listener => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      ready: async (places, doubtedAt, stopped) => {
        const since = Math.max(doubtedAt ?? Number.NEGATIVE_INFINITY, clock.machine() - PROOF_MS)
        while (provenAt <= since && !stopped.aborted) await proof.wait(undefined, stopped)
        for (const topic of new Set(places.map(place => place.topic))) {
          const bounds = await direct.bounds(topic)
          for (const place of places)
            if (place.topic === topic) readers.get(keyOf(place))?.queue.learn(bounds[place.partition]!)
        }
      },
    },
    clock,
  )

  async function hintOn(): Promise<void> {
    const told = new Map<string, bigint>()
    let idle = true
    const news = () =>
      members.progress().filter(row => {
        const key = keyOf(row)
        if (told.get(key) === row.next || readers.get(key)?.queue.fetched === undefined) return false
        told.set(key, row.next)
        return true
      })
    for (;;) {
      await clock.sleep(HINT_MS, stopping.signal)
      if (stopping.signal.aborted) return
      // Never awaited: the client tries until it works, and a member may have to join in between.
      if (!idle) continue
      idle = false
      membership.hint(news()).finally(() => {
        idle = true
      })
    }
  }
  const hinting = hintOn()

  return {
    progress: members.progress,
    stop: async () => {
      await members.finish()
      stopping.abort()
      for (const reader of readers.values()) reading.leave(reader)
      await membership.stop()
      await Promise.all([hinting, watchdog.ended])
    },
  }
}
