import type { Clock } from '@hub/clock'
import type { Kafka } from 'kafkajs'
import { startMember } from '../members/member'
import { createNudge } from '../members/nudge'
import type { Place } from '../members/source'
import type { Running, Subscription } from '../port'
import type { Direct } from './direct'
import { startFetching } from './fetching'
import { createQueue, type Queue, type QueueEvents } from './queue'
import { watchOver } from './watchdog'

const MEGABYTE = 1024 * 1024
/**
 * Fetching is held back above, goes on below. It first waits a little, and pauses only behind a slow consumer: with
 * everything paused kafkajs sleeps 100 ms, in which a fast one has long taken up what is queued.
 */
const QUEUED = { most: 4 * MEGABYTE, enough: 2 * MEGABYTE, waitMs: 200 }
const HINT_MS = 5_000
/** A heartbeat this young shows that no other can own what we own: a session lasts twice as long. */
const PROOF_MS = 5_000

const keyOf = ({ topic, partition }: Place): string => `${topic}/${partition}`

export interface SubscribeSettings {
  readonly kafka: (report: (error: unknown) => void, revoked: AbortSignal) => Kafka
  readonly direct: Direct
  readonly clock: Clock
}

/**
 * A member of a group: kafkajs fetches into queues, and what a member does with them is the same as everywhere.
 *
 * Ownership begins with a claim in the consumer's store, never with what Kafka believes; Kafka only says when to claim.
 */
export function startSubscription(subscription: Subscription, settings: SubscribeSettings): Running {
  const { group, topics } = subscription
  const { clock, direct } = settings
  const queues = new Map<string, Queue>()
  const listeners = new Set<() => void>()
  const stopping = new AbortController()
  const proof = createNudge(clock)
  let assigned: readonly Place[] = []
  let member = ''
  let generation = -1
  let provenAt = Number.NEGATIVE_INFINITY
  let queued = 0
  let full = false
  let paused = false
  const room = createNudge(clock)

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
  const startedQueues = (): Queue[] => [...queues.values()].filter(({ fetched }) => fetched !== undefined)

  const queueEvents: QueueEvents = {
    start: (queue, from) => {
      // A claim may end when the partition is no longer, or anew, ours.
      if (queues.get(keyOf(queue)) !== queue) return
      fetching.seek(queue, from)
      if (!paused) fetching.resume([queue])
    },
    halt: queue => {
      if (queues.get(keyOf(queue)) === queue) fetching.pause([queue])
    },
    weighs: bytes => {
      queued += bytes
      if (queued > QUEUED.most) full = true
      else if (full && queued < QUEUED.enough) {
        full = false
        room.ring()
        if (paused) fetching.resume(startedQueues())
        paused = false
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
    for (const [key, queue] of queues)
      if (!kept.has(key)) {
        queues.delete(key)
        queue.letGo()
      }
    assigned = places
  }

  const fetching = startFetching(
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
        // kafkajs forgets at each join where it was.
        for (const queue of startedQueues()) fetching.seek(queue, queue.fetched!)
        if (!paused) fetching.resume(startedQueues())
        prove()
        members.takeOn(places)
      },
      heartbeat: now => {
        generation = now
        prove()
      },
      fetched: async ({ topic, partition, messages, highWatermark }) => {
        queues.get(keyOf({ topic, partition }))?.add(messages, highWatermark)
        if (!full || paused) return
        tell()
        await room.wait(QUEUED.waitMs, stopping.signal)
        if (!full || paused) return
        paused = true
        fetching.pause(startedQueues())
      },
      round: () => {
        watchdog.alive()
        tell()
      },
    },
  )
  const watchdog = watchOver({
    group,
    topics,
    direct,
    clock,
    report,
    queues: () => queues.values(),
    held: () => full,
    restart: fetching.restart,
    stopped: stopping.signal,
  })

  const members = startMember(
    subscription,
    {
      of: (topic, partition) => {
        const queue = createQueue(topic, partition, queueEvents)
        queues.set(keyOf(queue), queue)
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
            if (place.topic === topic) queues.get(keyOf(place))?.learn(bounds[place.partition]!)
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
        if (told.get(key) === row.next || queues.get(key)?.fetched === undefined) return false
        told.set(key, row.next)
        return true
      })
    for (;;) {
      await clock.sleep(HINT_MS, stopping.signal)
      if (stopping.signal.aborted) return
      // Never awaited: kafkajs tries until it works, and a member may have to join in between.
      if (!idle) continue
      idle = false
      fetching.hint(news()).finally(() => {
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
      await fetching.stop()
      await Promise.all([hinting, watchdog.ended])
    },
  }
}
