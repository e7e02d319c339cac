import type { Message } from 'kafkajs'
import { kafkaAt, makeTopics, openProducer, PARTITIONS, send } from './kafka'

export interface RawMessaging {
  /** Appends batch after batch, and resolves when a subscriber has had every record. */
  run(batches: readonly (readonly Message[])[]): Promise<void>
  close(): Promise<void>
}

/** kafkajs plainly: an idempotent producer with acks=all, a consumer group that takes whole batches. */
export async function openRawMessaging(brokers: readonly string[], topic: string): Promise<RawMessaging> {
  const kafka = kafkaAt(brokers, topic)
  await makeTopics(kafka, [topic])
  const producer = await openProducer(kafka)
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100, minBytes: 1 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  let had = 0
  let wanted = 0
  let all = () => {}
  const joined = new Promise<void>(resolve => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve())
  })
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatch: async ({ batch }) => {
      had += batch.messages.length
      if (had >= wanted) all()
    },
  })
  await joined
  return {
    run: async batches => {
      had = 0
      wanted = batches.reduce((sum, batch) => sum + batch.length, 0)
      const consumed = new Promise<void>(resolve => {
        all = resolve
      })
      for (const batch of batches) await send(producer, topic, [...batch])
      await consumed
    },
    close: async () => {
      await consumer.disconnect()
      await producer.disconnect()
    },
  }
}
