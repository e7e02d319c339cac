import { systemClock } from '@hub/clock'
import { type Engines, findEngines } from '@hub/engines'
import { Kafka, logLevel } from 'kafkajs'
import { type Engine, eventLogConformance } from '../conformance'
import type { EventLog } from '../port'
import { openKafkaLog } from '.'

const clock = systemClock()

eventLogConformance('Kafka', async (): Promise<Engine> => {
  const engines: Engines = await findEngines()
  if (engines.kafka.is === 'none') throw new Error(engines.described)
  const brokers = engines.kafka.at
  const logs: EventLog[] = []
  const run = clock.newId().slice(0, 8)
  let topics = 0
  return {
    clock,
    severalProcesses: true,
    open: async () => {
      const log = await openKafkaLog({ brokers, clientId: `hub-test-${logs.length}`, clock })
      logs.push(log)
      return log
    },
    topic: () => `hub.test.${run}.${++topics}`,
    expire: async topic => {
      const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
      await admin.connect()
      const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
        partition,
        offset: high,
      }))
      await admin.deleteTopicRecords({ topic, partitions })
      await admin.disconnect()
    },
    close: async () => {
      await Promise.all(logs.map(log => log.close()))
      await engines.stop()
    },
  }
})
