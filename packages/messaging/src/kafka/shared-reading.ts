import type { Clock } from '@hub/clock'
import type { Kafka } from 'kafkajs'
import { createNudge, type Nudge } from '../members/nudge'
import type { Place } from '../members/source'
import { PARTITIONS } from '../port'
import type { FetchAnswer, FetchedPartition } from './answer'
import { openCluster } from './cluster'
import type { Direct } from './direct'
import { FETCH_ERROR, fetchFrom } from './fetch'
import { createFetchSession, type Wanted } from './fetch-session'
import type { Queue } from './queue'

/** One partition as one group of this process reads it. */
export interface Listener {
  readonly queue: Queue
  /** False while enough is queued. */
  hasRoom(): boolean
  /** An answer brought something. */
  arrived(): void
  /** Told of an error that is no part of how Kafka works. */
  report(error: unknown): void
}

/**
 * Reads for all groups of the process: what several of them want is fetched and decoded once. To each broker that leads
 * something there is one request, which lies there until it has something to answer.
 */
export interface SharedReading {
  listen(listener: Listener): void
  leave(listener: Listener): void
  /** Somebody wants more than before: a start, or room again. */
  wake(): void
  /** Drops its connections and reads on by new ones. */
  renew(): void
  close(): Promise<void>
}

const MEGABYTE = 1024 * 1024
const MOST = { bytes: 4 * MEGABYTE, ofPartition: MEGABYTE }
/** How long a request may lie at the broker: who starts or has room again meanwhile waits as long. */
const LIE_MS = { whenAllListen: 100, whenSomeoneIsFull: 5 }
const RETRY_MS = 100

/** A partition, always the same object, and who reads it. */
interface Spot extends Place {
  readonly listeners: Set<Listener>
}

export function openSharedReading(kafka: () => Kafka, direct: Direct, clock: Clock): SharedReading {
  const access = openCluster(kafka)
  const spots = new Map<string, Spot[]>()
  const closing = new AbortController()
  const loops = new Map<string, Promise<void>>()
  const waiting = new Set<Nudge>()
  /** What each broker leads of the topics that are read, by the broker's id. */
  let leaders: ReadonlyMap<string, readonly Spot[]> = new Map()
  let looking: Promise<void> | undefined

  const spotsOf = (topic: string): Spot[] => {
    const known = spots.get(topic)
    if (known) return known
    const made = Array.from({ length: PARTITIONS }, (_, partition) => ({
      topic,
      partition,
      listeners: new Set<Listener>(),
    }))
    spots.set(topic, made)
    return made
  }
  /** Some group of the process; which does not matter. */
  const report = (error: unknown): void => {
    const [listener] = [...spots.values()].flat().flatMap(({ listeners }) => [...listeners])
    listener?.report(error)
  }
  const wake = (): void => {
    for (const nudge of waiting) nudge.ring()
  }

  /** What is wanted now, and whether somebody has no room. */
  const wishes = (led: readonly Spot[], turn: number): { readonly wanted: Wanted; readonly isSomeoneFull: boolean } => {
    const wanted = new Map<Place, bigint>()
    let isSomeoneFull = false
    for (const spot of led) {
      let offset: bigint | undefined
      let others: bigint[] | undefined
      for (const { queue, hasRoom } of spot.listeners) {
        const { fetched } = queue
        if (fetched === undefined) continue
        if (!hasRoom()) isSomeoneFull = true
        else if (offset === undefined) offset = fetched
        else if (fetched !== offset) {
          others ??= [offset]
          others.push(fetched)
        }
      }
      // Groups that stand at different places have their turn one after the other, and meet where the last catches up.
      if (offset !== undefined) wanted.set(spot, others ? others[turn % others.length]! : offset)
    }
    return { wanted, isSomeoneFull }
  }

  const deliver = ({ partitions }: FetchAnswer, wanted: Wanted): void => {
    const told = new Set<Listener['arrived']>()
    for (const fetched of partitions) {
      const spot = spotsOf(fetched.topic)[fetched.partition]!
      const from = wanted.get(spot)
      if (fetched.errorCode !== 0 || from === undefined) continue
      for (const { queue, hasRoom, arrived } of spot.listeners) {
        // Whoever stands before it would miss what is between.
        if (queue.fetched === undefined || queue.fetched < from || !hasRoom()) continue
        queue.add(fetched)
        told.add(arrived)
      }
    }
    for (const arrived of told) arrived()
  }

  /** Retention went by while somebody read. */
  async function learn(failed: readonly FetchedPartition[]): Promise<void> {
    const gone = failed.filter(({ errorCode }) => errorCode === FETCH_ERROR.offsetOutOfRange)
    for (const topic of new Set(gone.map(each => each.topic))) {
      const bounds = await direct.bounds(topic)
      for (const { partition, listeners } of spotsOf(topic))
        for (const { queue } of listeners) queue.learn(bounds[partition]!)
    }
  }

  /** Learns who leads what, and sees to it that each of them is read from. */
  const look = (): Promise<void> => {
    looking ??= lookNow().finally(() => {
      looking = undefined
    })
    return looking
  }
  async function lookNow(): Promise<void> {
    while (!closing.signal.aborted) {
      const topics = [...spots.keys()]
      try {
        const cluster = await access.use()
        await cluster.addMultipleTargetTopics(topics)
        await cluster.refreshMetadata()
        const found = new Map<string, Spot[]>()
        for (const topic of topics) {
          const all = spotsOf(topic)
          const led = cluster.findLeaderForPartitions(topic, [...all.keys()])
          for (const [nodeId, partitions] of Object.entries(led))
            found.set(nodeId, [...(found.get(nodeId) ?? []), ...partitions.map(partition => all[partition]!)])
        }
        leaders = found
        for (const nodeId of leaders.keys()) if (!loops.has(nodeId)) loops.set(nodeId, readFrom(nodeId))
        wake()
        if (topics.length === spots.size) return
      } catch (error) {
        await again(error)
      }
    }
  }

  /** kafkajs says itself what is wrong with its connections. */
  async function again(error: unknown): Promise<void> {
    if (closing.signal.aborted) return
    if (!(error instanceof Error && error.name.startsWith('KafkaJS'))) report(error)
    await clock.sleep(RETRY_MS, closing.signal)
  }

  /** Reads what one broker leads, for as long as it leads something. */
  async function readFrom(nodeId: string): Promise<void> {
    const nudge = createNudge(clock)
    waiting.add(nudge)
    let session = createFetchSession(MOST.ofPartition)
    for (let turn = 0; !closing.signal.aborted; turn++) {
      const led = leaders.get(nodeId)
      if (!led) break
      const { wanted, isSomeoneFull } = wishes(led, turn)
      if (wanted.size === 0) {
        await nudge.wait(undefined, closing.signal)
        continue
      }
      try {
        const broker = await (await access.use()).findBroker({ nodeId })
        const answer = await session.ask(wanted, asked =>
          fetchFrom(broker, {
            ...asked,
            maxWaitTime: isSomeoneFull ? LIE_MS.whenSomeoneIsFull : LIE_MS.whenAllListen,
            maxBytes: MOST.bytes,
          }),
        )
        deliver(answer, wanted)
        const failed = answer.partitions.filter(({ errorCode }) => errorCode !== 0)
        if (failed.length === 0) continue
        await learn(failed)
        await clock.sleep(RETRY_MS, closing.signal)
        await look()
      } catch (error) {
        session = createFetchSession(MOST.ofPartition)
        await again(error)
        await look()
      }
    }
    waiting.delete(nudge)
    loops.delete(nodeId)
  }

  return {
    listen: listener => {
      const { topic, partition } = listener.queue
      const isKnown = spots.has(topic)
      spotsOf(topic)[partition]!.listeners.add(listener)
      if (!isKnown) void look()
    },
    leave: listener => {
      const { topic, partition } = listener.queue
      spotsOf(topic)[partition]!.listeners.delete(listener)
    },
    wake,
    renew: () => void access.renew(),
    close: async () => {
      closing.abort()
      await access.renew()
      await looking
      await Promise.all(loops.values())
      await access.renew()
    },
  }
}
