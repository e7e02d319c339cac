import type { Clock } from '@hub/clock'
import { wireHeaders } from '../headers'
import { refuseTooLarge } from '../largest'
import { partitionOf } from '../partitioner'
import type { EventLog, Incoming, Running } from '../port'
import { type Appender, createAppender } from './appender'
import { type ClientSettings, createClient } from './client'
import { type Direct, isUnknownTopic, openDirect } from './direct'
import { fetchOne, readBetween } from './reader'
import { openSharedReading } from './shared-reading'
import { startSubscription } from './subscription'
import { openTopics } from './topics'
import { messageOf } from './wire'

/** How long a broker may take to serve a topic that it has named. */
const TOPIC_WITHIN_MS = 30_000

export interface KafkaLogSettings extends ClientSettings {
  readonly clock: Clock
  /** Copies of each new topic; 1, which is for development. Production wants 3, and min.insync.replicas 2. */
  readonly replicationFactor?: number
  /** Told what goes wrong outside subscriptions; those have an `onError` of their own. */
  readonly onError?: (error: unknown) => void
}

/**
 * The event log on Kafka.
 *
 * What `append` resolved for is on every in-sync replica. Groups are Kafka's, who owns what is the consumer's store's:
 * Kafka's committed offsets are written as hints for tools and never read. Rejects when no broker answers.
 */
export async function openKafkaLog(settings: KafkaLogSettings): Promise<EventLog> {
  const { clock, replicationFactor = 1 } = settings
  const report = (error: unknown): void => {
    try {
      settings.onError?.(error)
    } catch {
      // There is nobody else to tell.
    }
  }
  const ours = () => createClient(settings, report)
  const topics = openTopics(ours, replicationFactor, clock)
  const direct = openDirect(ours, clock)
  const reading = openSharedReading(ours, direct, clock)
  const appenders = new Map<string, Appender>()
  const running = new Set<Running>()
  const closing = new AbortController()
  let closed = false

  const mustBeOpen = (is: boolean): void => {
    if (!is) throw new Error(`HUB_LOG_CLOSED: the log of ${settings.clientId} is closed`)
  }
  const appenderOf = (topic: string): Appender => {
    const known = appenders.get(topic)
    if (known) return known
    const made = createAppender(topic, revoked => createClient(settings, report, revoked), clock)
    appenders.set(topic, made)
    return made
  }

  async function* following(topic: string, from: Parameters<EventLog['read']>[1]): AsyncGenerator<readonly Incoming[]> {
    // A connection of its own: requests of one connection wait for each other, and a follower's lie at the broker.
    const own: Direct = openDirect(ours, clock)
    try {
      yield* readBetween(own, topic, from, own.bounds(topic), undefined, closing.signal)
    } finally {
      await own.close()
    }
  }

  /** Metadata name a leader a moment before it knows of itself: it is asked something until it answers. */
  const answers = async (topic: string): Promise<void> => {
    for (const end = clock.machine() + TOPIC_WITHIN_MS; ; await clock.sleep(100))
      try {
        await direct.bounds(topic)
        return
      } catch (error) {
        if (!isUnknownTopic(error) || clock.machine() > end) throw error
      }
  }

  await topics.connect()

  return {
    createTopics: async wanted => {
      mustBeOpen(!closed)
      await topics.create(wanted)
      await Promise.all(wanted.map(({ name }) => answers(name)))
    },
    append: async (topic, batch) => {
      mustBeOpen(!closed)
      await topics.known(topic)
      if (batch.length === 0) return
      const records = batch.map(record => ({ record, headers: wireHeaders(record) }))
      refuseTooLarge(records)
      const now = String(clock.machine())
      await appenderOf(topic).append(records.map(({ record, headers }) => messageOf(record, headers, now)))
    },
    subscribe: async subscription => {
      mustBeOpen(!closing.signal.aborted)
      for (const topic of subscription.topics) await topics.known(topic)
      mustBeOpen(!closing.signal.aborted)
      const member = startSubscription(subscription, {
        kafka: (told, revoked) => createClient(settings, told, revoked),
        direct,
        reading,
        clock,
      })
      let stopped: Promise<void> | undefined
      const self: Running = {
        progress: member.progress,
        stop: () => {
          stopped ??= member.stop().then(() => {
            running.delete(self)
          })
          return stopped
        },
      }
      running.add(self)
      return self
    },
    read: (topic, from, until) => {
      mustBeOpen(!closed)
      const known = topics.known(topic)
      if (!until)
        return (async function* () {
          await known
          yield* following(topic, from)
        })()
      // Asked for now, not when the caller begins to read.
      const bounds = known.then(() => direct.bounds(topic))
      bounds.catch(() => {})
      return readBetween(direct, topic, from, bounds, until, closing.signal)
    },
    ends: async topic => {
      mustBeOpen(!closed)
      await topics.known(topic)
      return (await direct.bounds(topic)).map(({ end }, partition) => ({ partition, next: end }))
    },
    fetch: async (topic, partition, offset) => {
      mustBeOpen(!closed)
      await topics.known(topic)
      return fetchOne(direct, topic, partition, offset)
    },
    partitionOf,
    close: async () => {
      if (closing.signal.aborted) return
      closing.abort()
      // A handler that is still at work may append.
      await Promise.all([...running].map(one => one.stop()))
      closed = true
      await Promise.all([...appenders.values()].map(appender => appender.close()))
      await Promise.all([reading.close(), direct.close(), topics.close()])
    },
  }
}
