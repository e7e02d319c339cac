import type { Clock } from '@hub/clock'
import type { Cluster, Kafka } from 'kafkajs'
import type { FetchedPartition } from './answer'
import { openCluster } from './cluster'
import { FETCH_ERROR, fetchFrom } from './fetch'

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
  fetch(topic: string, from: ReadonlyMap<number, bigint>, limits: FetchLimits): Promise<readonly FetchedPartition[]>
  close(): Promise<void>
}

export interface FetchLimits {
  readonly maxWaitMs: number
  readonly bytes: number
  readonly bytesPerPartition: number
}

const ATTEMPTS = 12
const RETRY_MS = 100

export function openDirect(kafka: () => Kafka, clock: Clock): Direct {
  const connection = openCluster(kafka)
  let turn = 0

  /** Tries again with fresh metadata: a leader may have moved, a connection may be gone. */
  async function retried<A>(topic: string, attempt: (cluster: Cluster) => Promise<A>): Promise<A> {
    for (let failures = 1; ; failures++) {
      try {
        const cluster = await connection.use()
        await cluster.addTargetTopic(topic)
        await cluster.refreshMetadataIfNecessary()
        return await attempt(cluster)
      } catch (error) {
        if (failures === ATTEMPTS || isOutOfRange(error) || isUnknownTopic(error)) throw error
        await clock.sleep(RETRY_MS * failures)
        await connection
          .use()
          .then(cluster => cluster.refreshMetadata())
          .catch(() => {})
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
        const answers = await Promise.all(
          Object.entries(cluster.findLeaderForPartitions(topic, [...from.keys()])).map(async ([nodeId, partitions]) =>
            fetchFrom(await cluster.findBroker({ nodeId }), {
              maxWaitTime: maxWaitMs,
              maxBytes: bytes,
              topics: [
                {
                  topic,
                  // In another order each time: what does not fit an answer is cut off its end.
                  partitions: rotated(partitions).map(partition => ({
                    partition,
                    fetchOffset: from.get(partition)!.toString(),
                    maxBytes: bytesPerPartition,
                  })),
                },
              ],
            }),
          ),
        )
        const fetched = answers.flatMap(({ partitions }) => partitions)
        const failed = fetched.find(({ errorCode }) => errorCode !== 0)
        if (failed) throw new FetchFailed(failed)
        return fetched
      }),
    close: connection.renew,
  }

  function rotated(partitions: readonly number[]): readonly number[] {
    const by = turn++ % partitions.length
    return [...partitions.slice(by), ...partitions.slice(0, by)]
  }
}

class FetchFailed extends Error {
  readonly type: string | undefined
  constructor({ topic, partition, errorCode }: FetchedPartition) {
    super(`Kafka answers ${errorCode} for ${topic}/${partition}`)
    this.type = errorCode === FETCH_ERROR.offsetOutOfRange ? OUT_OF_RANGE : undefined
  }
}

const OUT_OF_RANGE = 'OFFSET_OUT_OF_RANGE'
const typed = (error: unknown, type: string): boolean =>
  (error as { readonly type?: unknown } | undefined)?.type === type

/** The offset asked for is not there: retention took it, or it has not been written. */
export const isOutOfRange = (error: unknown): boolean => typed(error, OUT_OF_RANGE)
export const isUnknownTopic = (error: unknown): boolean => typed(error, 'UNKNOWN_TOPIC_OR_PARTITION')
