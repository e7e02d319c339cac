import type { Clock } from '@hub/clock'
import type { Broker, Cluster, Consumer, Kafka, KafkaMessage } from 'kafkajs'

/** One partition's part of an answer. */
export interface Fetched {
  readonly partition: number
  readonly messages: readonly (KafkaMessage & { readonly isControlRecord?: boolean })[]
}

export interface Bounds {
  /** Offset of the first record that exists. */
  readonly first: bigint
  readonly end: bigint
}

/** The brokers asked directly: no group, nothing left behind. */
export interface Direct {
  /** One row for each partition. */
  bounds(topic: string): Promise<readonly Bounds[]>
  /** What stands at these offsets, by partition, as much as one answer holds. */
  fetch(topic: string, from: ReadonlyMap<number, bigint>, limits: FetchLimits): Promise<readonly Fetched[]>
  close(): Promise<void>
}

export interface FetchLimits {
  readonly maxWaitMs: number
  readonly bytes: number
  readonly bytesPerPartition: number
}

const READ_COMMITTED = 1
const ATTEMPTS = 12
const RETRY_MS = 100

interface Connection {
  readonly consumer: Consumer
  readonly cluster: Cluster
}

/**
 * kafkajs hands its `Cluster` to assigners, and only there. The consumer around it never joins a group; it is what
 * connects and disconnects the cluster.
 */
export function openDirect(kafka: () => Kafka, clock: Clock): Direct {
  let connection: Promise<Connection> | undefined

  const connect = async (): Promise<Connection> => {
    let cluster: Cluster | undefined
    const consumer = kafka().consumer({
      groupId: 'hub-direct-never-joined',
      allowAutoTopicCreation: false,
      partitionAssigners: [
        given => {
          cluster = given.cluster
          return {
            name: 'none',
            version: 0,
            assign: async () => [],
            protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
          }
        },
      ],
    })
    await consumer.connect()
    return { consumer, cluster: cluster! }
  }
  const connected = (): Promise<Connection> => {
    if (connection) return connection
    const trying = connect()
    trying.catch(() => {
      if (connection === trying) connection = undefined
    })
    connection = trying
    return trying
  }

  /** Tries again with fresh metadata: a leader may have moved, a connection may be gone. */
  async function retried<A>(topic: string, attempt: (cluster: Cluster) => Promise<A>): Promise<A> {
    for (let failures = 1; ; failures++) {
      try {
        const { cluster } = await connected()
        await cluster.addTargetTopic(topic)
        await cluster.refreshMetadataIfNecessary()
        return await attempt(cluster)
      } catch (error) {
        if (failures === ATTEMPTS || isOutOfRange(error) || isUnknownTopic(error)) throw error
        await clock.sleep(RETRY_MS * failures)
        await connection?.then(({ cluster }) => cluster.refreshMetadata()).catch(() => {})
      }
    }
  }

  return {
    bounds: topic =>
      retried(topic, async cluster => {
        const partitions = cluster
          .findTopicPartitionMetadata(topic)
          .map(({ partitionId: partition }) => ({ partition }))
        const [low, high] = await Promise.all([
          cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning: true }]),
          cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning: false }]),
        ])
        const bounds = partitions.map((): Bounds => ({ first: 0n, end: 0n }))
        for (const { partition, offset } of low[0]!.partitions)
          bounds[partition] = { ...bounds[partition]!, first: BigInt(offset) }
        for (const { partition, offset } of high[0]!.partitions)
          bounds[partition] = { ...bounds[partition]!, end: BigInt(offset) }
        return bounds
      }),
    fetch: (topic, from, { maxWaitMs, bytes, bytesPerPartition }) =>
      retried(topic, async cluster => {
        const leaders = cluster.findLeaderForPartitions(topic, [...from.keys()])
        const answers = await Promise.all(
          Object.entries(leaders).map(async ([nodeId, led]) => {
            const broker: Broker = await cluster.findBroker({ nodeId })
            const partitions = led.map(partition => ({
              partition,
              fetchOffset: from.get(partition)!.toString(),
              maxBytes: bytesPerPartition,
            }))
            const { responses } = await broker.fetch({
              replicaId: -1,
              isolationLevel: READ_COMMITTED,
              maxWaitTime: maxWaitMs,
              minBytes: 1,
              maxBytes: bytes,
              topics: [{ topic, partitions }],
            })
            return responses as readonly { readonly partitions: readonly Fetched[] }[]
          }),
        )
        return answers.flat().flatMap(answer => answer.partitions)
      }),
    close: async () => {
      const last = connection
      connection = undefined
      await last?.then(({ consumer }) => consumer.disconnect()).catch(() => {})
    },
  }
}

const typed = (error: unknown, type: string): boolean =>
  (error as { readonly type?: unknown } | undefined)?.type === type

/** The offset asked for is not there: retention took it, or it has not been written. */
export const isOutOfRange = (error: unknown): boolean => typed(error, 'OFFSET_OUT_OF_RANGE')
export const isUnknownTopic = (error: unknown): boolean => typed(error, 'UNKNOWN_TOPIC_OR_PARTITION')
