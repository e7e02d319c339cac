import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import { type EventLog, type Outgoing, PARTITIONS, type TopicSettings } from '../port'
import { type ConsumerStore, createConsumerStore } from './consumer-store'
import type { Engine } from './engine'
import { eventually } from './eventually'
import { byLane } from './records'
import { startWorker, type Worker, type WorkerSettings } from './worker'

/** What every test of the suite works with: one engine, two logs, workers that are stopped after each test. */
export interface Scene {
  engine(): Engine
  /** Two "processes", where the engine can tell them apart. */
  log(which?: 0 | 1): EventLog
  topic(settings?: Omit<TopicSettings, 'name'>): Promise<string>
  group(): string
  store(): ConsumerStore
  worker(settings: WorkerSettings, which?: 0 | 1): Promise<Worker>
  eventually(check: () => void | Promise<void>, withinMs?: number): Promise<void>
  /** How many records the group still has before it. */
  behind(group: string, topic: string): Promise<number>
  /** Waits until the group's cursors stand at every end, and then compares: a doubled record cannot come later. */
  takesEffectOnce(group: string, topics: readonly string[], sent: readonly Outgoing[]): Promise<void>
}

/** A test on a real engine waits for rebalances that take seconds. */
export const TEST_MS = 60_000

export function setScene(makeEngine: () => Promise<Engine>): Scene {
  let engine: Engine
  let logs: EventLog[] = []
  let workers: Worker[] = []
  let store = createConsumerStore()
  let groups = 0

  beforeAll(async () => {
    engine = await makeEngine()
    logs = [await engine.open(), await engine.open()]
  }, TEST_MS)
  afterEach(async () => {
    const ended = workers
    workers = []
    store = createConsumerStore()
    await Promise.all(ended.map(worker => worker.stop()))
    // Whatever a test was about, no batch of it may have been wrong.
    expect(ended.flatMap(worker => worker.flaws)).toEqual([])
  }, TEST_MS)
  afterAll(() => engine.close(), TEST_MS)

  const behind: Scene['behind'] = async (group, topic) => {
    const from = Array.from({ length: PARTITIONS }, (_, partition) => ({
      partition,
      next: store.cursor(group, topic, partition)?.next ?? 0n,
    }))
    let count = 0
    for await (const chunk of logs[0]!.read(topic, from, 'end')) count += chunk.length
    return count
  }

  return {
    engine: () => engine,
    log: (which = 0) => logs[which]!,
    topic: async settings => {
      const name = engine.topic()
      await logs[0]!.createTopics([{ name, ...settings }])
      return name
    },
    group: () => {
      groups += 1
      return `${engine.topic()}.group-${groups}`
    },
    store: () => store,
    worker: async (settings, which = 0) => {
      const worker = await startWorker(logs[which]!, store, settings)
      workers.push(worker)
      return worker
    },
    eventually: (check, withinMs) => eventually(engine.clock, check, withinMs),
    behind,
    takesEffectOnce: async (group, topics, sent) => {
      await eventually(
        engine.clock,
        async () => {
          for (const topic of topics) expect(await behind(group, topic)).toBe(0)
        },
        40_000,
      )
      expect(byLane(store.effects(group))).toEqual(byLane(sent))
    },
  }
}
