import type { Clock } from '@hub/clock'
import { type Admin, ConfigResourceTypes, ConfigSource, type Kafka } from 'kafkajs'
import { PARTITIONS, type TopicSettings } from '../port'

const DAY_MS = 86_400_000
const RETENTION = 'retention.ms'
const retentionOf = ({ retentionDays }: TopicSettings): string =>
  retentionDays === undefined ? '-1' : String(Math.round(retentionDays * DAY_MS))

const LEADERS_WITHIN_MS = 30_000
const LEADERS_EVERY_MS = 50

/** The topics of one cluster: made, given their retention, known. */
export interface Topics {
  /** Rejects when no broker answers. */
  connect(): Promise<void>
  create(topics: readonly TopicSettings[]): Promise<void>
  /** Rejects when the topic has not been created. */
  known(topic: string): Promise<void>
  close(): Promise<void>
}

export function openTopics(kafka: () => Kafka, replicationFactor: number, clock: Clock): Topics {
  const seen = new Set<string>()
  let admin: Promise<Admin> | undefined

  const connected = (): Promise<Admin> => {
    if (admin) return admin
    const trying = (async () => {
      const made = kafka().admin()
      await made.connect()
      return made
    })()
    trying.catch(() => {
      if (admin === trying) admin = undefined
    })
    admin = trying
    return trying
  }

  async function make(client: Admin, topics: readonly TopicSettings[]): Promise<void> {
    if (topics.length === 0) return
    try {
      await client.createTopics({
        waitForLeaders: false,
        topics: topics.map(topic => ({
          topic: topic.name,
          numPartitions: PARTITIONS,
          replicationFactor,
          configEntries: [{ name: RETENTION, value: retentionOf(topic) }],
        })),
      })
    } catch (error) {
      // Another process made it a moment ago; whatever else went wrong with it shows below.
      const there = await client.listTopics()
      if (!topics.every(({ name }) => there.includes(name))) throw error
    }
  }

  /** Kafka replaces all settings of a topic at once: those that an operator gave it are given again. */
  async function retain(client: Admin, topics: readonly TopicSettings[]): Promise<void> {
    if (topics.length === 0) return
    const { resources } = await client.describeConfigs({
      includeSynonyms: false,
      resources: topics.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name })),
    })
    const changed = topics.flatMap(topic => {
      const entries = resources.find(({ resourceName }) => resourceName === topic.name)?.configEntries ?? []
      const own = entries.filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG)
      if (own.some(({ configName, configValue }) => configName === RETENTION && configValue === retentionOf(topic)))
        return []
      const others = own.filter(({ configName }) => configName !== RETENTION)
      const configEntries = [
        ...others.map(({ configName: name, configValue: value }) => ({ name, value })),
        { name: RETENTION, value: retentionOf(topic) },
      ]
      return [{ type: ConfigResourceTypes.TOPIC, name: topic.name, configEntries }]
    })
    if (changed.length > 0) await client.alterConfigs({ validateOnly: false, resources: changed })
  }

  /** A partition without a leader would make the first appends wait and repeat. */
  async function led(client: Admin, names: string[]): Promise<void> {
    const deadline = clock.machine() + LEADERS_WITHIN_MS
    for (;;) {
      const wrong = await client.fetchTopicMetadata({ topics: names }).then(
        ({ topics }) => {
          for (const { name, partitions } of topics)
            if (partitions.length !== PARTITIONS && partitions.length > 0)
              throw new Error(
                `HUB_LOG_PARTITIONS: ${name} has ${partitions.length} partitions, not ${PARTITIONS}: ` +
                  'lanes would stand elsewhere than everybody expects',
              )
          const led = topics.every(
            ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
          )
          return led && topics.length === names.length ? undefined : new Error('no leader yet')
        },
        (error: unknown) => error,
      )
      if (wrong === undefined) return
      const message = wrong instanceof Error ? wrong.message : String(wrong)
      if (message.startsWith('HUB_LOG_PARTITIONS')) throw wrong
      if (clock.machine() >= deadline)
        throw new Error(`HUB_LOG_TOPIC_WITHOUT_LEADER: of ${names.join(', ')}: ${message}`, { cause: wrong })
      await clock.sleep(LEADERS_EVERY_MS)
    }
  }

  return {
    connect: async () => {
      await connected()
    },
    create: async topics => {
      if (topics.length === 0) return
      const client = await connected()
      const there = new Set(await client.listTopics())
      await make(
        client,
        topics.filter(({ name }) => !there.has(name)),
      )
      await led(
        client,
        topics.map(({ name }) => name),
      )
      await retain(client, topics)
      for (const { name } of topics) seen.add(name)
    },
    known: async topic => {
      if (seen.has(topic)) return
      for (const name of await (await connected()).listTopics()) seen.add(name)
      if (!seen.has(topic)) throw new Error(`HUB_LOG_UNKNOWN_TOPIC: ${topic} has not been created`)
    },
    close: async () => {
      await admin?.then(client => client.disconnect()).catch(() => {})
    },
  }
}
