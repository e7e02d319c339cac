import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { systemClock } from '@hub/clock'
import type { Admin, Consumer, Kafka as KafkaClient, Message, Producer } from 'kafkajs'

export const PARTITIONS = 48
const LEADERS_WITHIN_MS = 30_000
const clock = systemClock()

/**
 * kafkajs as it comes. The hub's adapter, in the same process, puts its own reading and writing of records into the one
 * that everybody shares; a baseline that profited from it would be none.
 */
const { Kafka, logLevel, Partitioners } = untouched()

function untouched(): typeof import('kafkajs') {
  const load = createRequire(__filename)
  const shared = Object.entries(load.cache).filter(([file]) => file.includes('/node_modules/kafkajs/'))
  for (const [file] of shared) delete load.cache[file]
  const fresh = load('kafkajs') as typeof import('kafkajs')
  for (const [file, module] of shared) load.cache[file] = module
  return fresh
}

/** A client as one would use it plainly. It says nothing: what goes wrong shows in the counts. */
export const kafkaAt = (brokers: readonly string[], clientId: string): KafkaClient =>
  new Kafka({
    brokers: [...brokers],
    clientId,
    logLevel: logLevel.NOTHING,
    // As the hub's own connections are: without it small requests may wait for an acknowledgement of TCP.
    socketFactory: ({ host, port, onConnect }) => connect({ host, port }, onConnect).setNoDelay(true),
  })

export async function makeTopics(kafka: KafkaClient, names: readonly string[]): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    await admin.createTopics({
      topics: names.map(topic => ({ topic, numPartitions: PARTITIONS, replicationFactor: 1 })),
      waitForLeaders: false,
    })
    // A topic that was just made is not known everywhere yet; kafkajs' own waiting gives up when it is told so.
    const end = clock.machine() + LEADERS_WITHIN_MS
    while (!(await areLed(admin, names))) {
      if (clock.machine() > end) throw new Error(`${names}: no leaders`)
      await clock.sleep(50)
    }
  } finally {
    await admin.disconnect()
  }
}

async function areLed(admin: Admin, names: readonly string[]): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...names] })
    return topics.every(
      ({ partitions }) => partitions.length === PARTITIONS && partitions.every(({ leader }) => leader >= 0),
    )
  } catch {
    return false
  }
}

/** Idempotent, one send in flight: what order and durability ask for, as the hub's appender is. */
export async function openProducer(kafka: KafkaClient): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  return producer
}

export interface RawRecord {
  readonly partition: number
  readonly offset: string
  readonly value: Buffer
}

/** Hands over what comes, partition by partition; each waits until `take` has resolved for what it gave. */
export async function consume(
  kafka: KafkaClient,
  groupId: string,
  topic: string,
  take: (records: readonly RawRecord[]) => Promise<void>,
): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, minBytes: 1, maxBytesPerPartition: 1024 * 1024 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const joined = new Promise<void>(resolve => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve())
  })
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatchAutoResolve: true,
    eachBatch: async ({ batch }) => {
      await take(
        batch.messages.map(({ offset, value }) => ({
          partition: batch.partition,
          offset,
          value: value ?? Buffer.alloc(0),
        })),
      )
    },
  })
  await joined
  return consumer
}

export const send = (producer: Producer, topic: string, messages: Message[]) =>
  producer.send({ topic, acks: -1, messages })
