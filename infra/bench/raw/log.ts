import { kafkaAt, PARTITIONS } from './kafka'

/** How many records a second kafkajs reads a topic from its start, counted from when its partitions were given out. */
export async function readRate(brokers: readonly string[], topic: string, records: number): Promise<number> {
  const kafka = kafkaAt(brokers, 'raw-read')
  const consumer = kafka.consumer({ groupId: `raw.read.${process.hrtime.bigint()}`, maxWaitTimeInMs: 100, minBytes: 1 })
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    let had = 0
    let start = 0n
    consumer.on(consumer.events.GROUP_JOIN, () => {
      start = process.hrtime.bigint()
    })
    const seconds = new Promise<number>(resolve => {
      void consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: PARTITIONS,
        eachBatch: async ({ batch }) => {
          had += batch.messages.length
          if (had >= records) resolve(Number(process.hrtime.bigint() - start) / 1e9)
        },
      })
    })
    return records / (await seconds)
  } finally {
    await consumer.disconnect()
  }
}
