import { systemClock } from '@hub/clock'
import { enginesConfig } from '@hub/engines'
import { describe, expect, test } from '@jest/globals'
import { Kafka, logLevel } from 'kafkajs'
import { kafkaOfThisMachine, whyNoKafka } from '../../test/kafka'
import { type Engine, eventLogConformance } from '../conformance'
import type { EventLog } from '../port'
import { openKafkaLog } from '.'

const missing = whyNoKafka()
const clock = systemClock()

if (missing !== undefined) {
  process.stderr.write(`SKIPPED, event log on Kafka: ${missing}\n`)
  if (enginesConfig().required) test('Kafka must be had in CI', () => expect(missing).toBeUndefined())
  else describe.skip(`event log on Kafka: ${missing}`, () => test('is not proved here', () => undefined))
} else {
  eventLogConformance('Kafka', async (): Promise<Engine> => {
    const engine = await kafkaOfThisMachine()
    process.stderr.write(`event log on Kafka: ${engine.described}\n`)
    const logs: EventLog[] = []
    const run = clock.newId().slice(0, 8)
    let topics = 0
    return {
      clock,
      severalProcesses: true,
      open: async () => {
        const log = await openKafkaLog({ brokers: engine.brokers, clientId: `hub-test-${logs.length}`, clock })
        logs.push(log)
        return log
      },
      topic: () => `hub.test.${run}.${++topics}`,
      // Retention itself runs every five minutes; this is what it does.
      expire: async topic => {
        const admin = new Kafka({ brokers: [...engine.brokers], logLevel: logLevel.NOTHING }).admin()
        await admin.connect()
        const ends = await admin.fetchTopicOffsets(topic)
        await admin.deleteTopicRecords({
          topic,
          partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
        })
        await admin.disconnect()
      },
      close: async () => {
        await Promise.all(logs.map(log => log.close()))
        await engine.stop()
      },
    }
  })
}
