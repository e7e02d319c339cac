import { systemClock } from '@hub/clock'
import { enginesConfig } from '@hub/engines'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Admin, ConfigResourceTypes, Kafka, logLevel } from 'kafkajs'
import { kafkaOfThisMachine, whyNoKafka } from '../../test/kafka'
import { type Link, openLink } from '../../test/link'
import { createConsumerStore } from '../conformance/consumer-store'
import { eventually, gate } from '../conformance/eventually'
import { allOf, byLane, createSource, idsOf } from '../conformance/records'
import { startWorker } from '../conformance/worker'
import { wireHeaders } from '../headers'
import type { EventLog, Outgoing } from '../port'
import { openKafkaLog } from '.'
import { createAppender } from './appender'
import { openDirect } from './direct'
import { openSharedReading } from './shared-reading'
import { startSubscription } from './subscription'
import { messageOf } from './wire'

const missing = whyNoKafka()
if (missing !== undefined) process.stderr.write(`SKIPPED, event log on Kafka, when things go wrong: ${missing}\n`)
if (missing !== undefined && enginesConfig().required)
  test('Kafka must be had in CI', () => expect(missing).toBeUndefined())
const clock = systemClock()
const MS = 60_000

const suite = missing === undefined ? describe : describe.skip

suite('Kafka, when things go wrong', () => {
  let engine: Awaited<ReturnType<typeof kafkaOfThisMachine>>
  let admin: Admin
  let log: EventLog
  const links: Link[] = []
  const run = clock.newId().slice(0, 8)
  let topics = 0

  beforeAll(async () => {
    engine = await kafkaOfThisMachine()
    admin = new Kafka({ brokers: [...engine.brokers], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    log = await openKafkaLog({ brokers: engine.brokers, clientId: 'hub-faults', clock })
  }, MS)
  afterAll(async () => {
    await Promise.all(links.map(link => link.close()))
    await log.close()
    await admin.disconnect()
    await engine.stop()
  }, MS)

  const newTopic = async (retentionDays?: number): Promise<string> => {
    const name = `hub.faults.${run}.${++topics}`
    await log.createTopics([{ name, ...(retentionDays === undefined ? {} : { retentionDays }) }])
    return name
  }
  const newLink = async (): Promise<Link> => {
    const link = await openLink(engine.brokers[0]!)
    links.push(link)
    return link
  }
  const messagesOf = (records: readonly Outgoing[]) =>
    records.map(record => messageOf(record, wireHeaders(record), String(Date.now())))
  const removeBefore = async (topic: string, partition: number, offset: bigint) => {
    // This admin client knows only topics that it has been asked about.
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: offset.toString() }] })
  }
  const configOf = async (topic: string) => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    })
    return Object.fromEntries(resources[0]!.configEntries.map(entry => [entry.configName, entry.configValue]))
  }

  test(
    'what is appended after a send that was rejected though it had been written is written too',
    async () => {
      const topic = await newTopic()
      const link = await newLink()
      const appender = createAppender(topic, () => link.kafka(), clock)
      const source = createSource('courts')
      await appender.append(messagesOf(source.next(3, 1)))
      link.set('cut')
      await expect(appender.append(messagesOf(source.next(3, 1)))).rejects.toThrow(/^HUB_LOG_APPEND_FAILED/)
      link.set('open')
      await appender.append(messagesOf(source.next(3, 1)))
      const read = await allOf(log.read(topic, [], 'end'))
      expect(new Set(idsOf(read))).toEqual(new Set(idsOf(source.sent)))
      await appender.close()
    },
    MS,
  )

  test(
    'a member that was away, and fenced, claims nothing until its group has it again',
    async () => {
      const topic = await newTopic()
      const link = await newLink()
      const store = createConsumerStore()
      const source = createSource('courts')
      const direct = openDirect(() => new Kafka({ brokers: [...engine.brokers], logLevel: logLevel.NOTHING }), clock)
      const reading = openSharedReading(() => link.kafka(), direct, clock)
      const away: EventLog = {
        ...log,
        subscribe: async one => startSubscription(one, { kafka: () => link.kafka(), direct, reading, clock }),
      }
      const hold = gate()
      await log.append(topic, source.next(200))
      const frozen = await startWorker(away, store, { group: run, topics: [topic], before: () => hold.passed })
      await eventually(clock, () => expect(frozen.batches.length).toBe(1))
      link.set('frozen')
      const other = await startWorker(log, store, { group: run, topics: [topic] })
      await eventually(clock, () => expect(store.effects(run).length).toBe(200), 30_000)

      const claims = store.claims.length
      hold.open()
      await eventually(clock, () => expect(frozen.outcomes).toEqual(['fenced']))
      await clock.sleep(1_500)
      expect(store.claims.length).toBe(claims)
      expect(frozen.batches[0]!.lost.aborted).toBe(false)

      link.set('open')
      await eventually(clock, () => expect(frozen.progress().length).toBe(24), 30_000)
      for (let call = 0; call < 5; call++) await log.append(topic, source.next(100))
      await eventually(clock, () => expect(store.effects(run).length).toBe(700))
      expect(byLane(store.effects(run))).toEqual(byLane(source.sent))
      expect(frozen.outcomes).toContain('durable')
      await Promise.all([frozen.stop(), other.stop()])
      expect([...frozen.flaws, ...other.flaws]).toEqual([])
      await Promise.all([reading.close(), direct.close()])
    },
    MS,
  )

  test(
    'groups of one process share what they read, and one that is held up or far behind holds up no other',
    async () => {
      const topic = await newTopic()
      const [ahead, behind] = [`${run}.ahead`, `${run}.behind`]
      const store = createConsumerStore()
      const source = createSource('courts', 20_000)
      const hold = gate()
      const first = await startWorker(log, store, { group: ahead, topics: [topic] })
      for (let call = 0; call < 10; call++) await log.append(topic, source.next(50))
      await eventually(clock, () => expect(store.effects(ahead).length).toBe(500))
      // Ten times as much as it queues, and it takes nothing up.
      const second = await startWorker(log, store, { group: behind, topics: [topic], before: () => hold.passed })
      await eventually(clock, () => expect(second.batches.length).toBe(1))
      for (let call = 0; call < 30; call++) await log.append(topic, source.next(50))
      await eventually(clock, () => expect(store.effects(ahead).length).toBe(2_000))
      expect(store.effects(behind)).toEqual([])
      hold.open()
      // It comes on, and meanwhile there is news for the one ahead, which the other must not have yet.
      for (let call = 0; call < 10; call++) await log.append(topic, source.next(50))
      for (const group of [ahead, behind])
        await eventually(clock, () => expect(store.effects(group).length).toBe(2_500))
      for (const group of [ahead, behind]) expect(byLane(store.effects(group))).toEqual(byLane(source.sent))
      await Promise.all([first.stop(), second.stop()])
      expect([...first.flaws, ...second.flaws, ...first.errors, ...second.errors]).toEqual([])
    },
    MS,
  )

  test(
    'records that retention took before a group had read them are reported, and it goes on behind them',
    async () => {
      const [topic, group] = [await newTopic(), `${run}.gone`]
      const store = createConsumerStore()
      const source = createSource('courts')
      const partition = log.partitionOf(source.next(20, 1)[0]!.lane)
      await log.append(topic, source.sent)
      const first = await startWorker(log, store, { group, topics: [topic] })
      await eventually(clock, () => expect(store.effects(group).length).toBe(20))
      await first.stop()
      expect(first.errors).toEqual([])

      await log.append(topic, source.next(30, 1))
      await removeBefore(topic, partition, 40n)
      const second = await startWorker(log, store, { group, topics: [topic] })
      await eventually(clock, () => expect(store.effects(group).length).toBe(30))
      expect(idsOf(store.effects(group)).slice(20)).toEqual(idsOf(source.sent.slice(40)))
      const told = second.errors.filter(error => /^Error: HUB_LOG_RECORDS_GONE/.test(String(error)))
      expect(told.map(String)).toEqual([expect.stringMatching(/up to 20, and the next record there is 40/)])

      // All of it, and nothing after: the cursor moves on all the same.
      await second.stop()
      await log.append(topic, source.next(10, 1))
      await removeBefore(topic, partition, 60n)
      const third = await startWorker(log, store, { group, topics: [topic] })
      await eventually(clock, () => expect(store.cursor(group, topic, partition)?.next).toBe(60n))
      expect(third.errors.map(String)).toEqual([expect.stringMatching(/HUB_LOG_RECORDS_GONE.*up to 50.*is 60/)])
      await third.stop()
    },
    MS,
  )

  test(
    'records that retention takes from under a member at work are reported',
    async () => {
      const [topic, group] = [await newTopic(), `${run}.under`]
      const store = createConsumerStore()
      const source = createSource('courts', 50_000)
      const hold = gate()
      const worker = await startWorker(log, store, { group, topics: [topic], before: () => hold.passed })
      // More than a member queues, so that some of it is still to be fetched.
      for (let call = 0; call < 10; call++) await log.append(topic, source.next(30, 1))
      await eventually(clock, () => expect(worker.batches.length).toBe(1))
      const partition = log.partitionOf(source.sent[0]!.lane)
      await removeBefore(topic, partition, 290n)
      hold.open()
      await eventually(clock, () => expect(store.cursor(group, topic, partition)?.next).toBe(300n))
      const read = idsOf(store.effects(group))
      expect(read.slice(-10)).toEqual(idsOf(source.sent.slice(-10)))
      expect(read.length).toBeLessThan(300)
      expect(worker.errors.map(String)).toContainEqual(expect.stringMatching(/HUB_LOG_RECORDS_GONE.* is 290/))
      await worker.stop()
      expect(worker.flaws).toEqual([])
    },
    MS,
  )

  test(
    'a cursor beyond the end of the log is refused by name, and read neither from there nor from the start',
    async () => {
      const [topic, group] = [await newTopic(), `${run}.beyond`]
      const store = createConsumerStore()
      const source = createSource('courts')
      await log.append(topic, source.next(10, 1))
      const worker = await startWorker(
        {
          ...log,
          subscribe: one =>
            log.subscribe({
              ...one,
              claim: async (...asked) => (await one.claim(...asked)).map(cursor => ({ ...cursor, next: 99n })),
            }),
        },
        store,
        { group, topics: [topic] },
      )
      await eventually(clock, () =>
        expect(worker.errors.map(String)).toContainEqual(expect.stringMatching(/HUB_LOG_CURSOR_BEYOND_END/)),
      )
      await worker.stop()
      expect(worker.batches).toEqual([])
    },
    MS,
  )

  test(
    'a topic gets the retention that was asked for last, and keeps what an operator set',
    async () => {
      const topic = await newTopic()
      expect(await configOf(topic)).toMatchObject({ 'retention.ms': '-1' })
      const configEntries = [
        { name: 'max.message.bytes', value: '2000000' },
        { name: 'retention.ms', value: '-1' },
      ]
      await admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
      })
      await eventually(clock, async () =>
        expect(await configOf(topic)).toMatchObject({ 'max.message.bytes': '2000000' }),
      )
      await log.createTopics([{ name: topic, retentionDays: 28 }])
      await eventually(clock, async () =>
        expect(await configOf(topic)).toMatchObject({
          'retention.ms': String(28 * 86_400_000),
          'max.message.bytes': '2000000',
        }),
      )
    },
    MS,
  )

  test(
    'a topic with another number of partitions is refused by name',
    async () => {
      const topic = `hub.faults.${run}.odd`
      await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] })
      await expect(log.createTopics([{ name: topic }])).rejects.toThrow(/^HUB_LOG_PARTITIONS/)
    },
    MS,
  )
})
