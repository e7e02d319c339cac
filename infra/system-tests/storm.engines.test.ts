import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, virtualClock } from '@hub/clock'
import { type KafkaEngine, type MongoEngine, startKafka, startMongo } from '@hub/engines'
import {
  CONTEXTS,
  developmentToken,
  environment,
  freePorts,
  openInstallation,
  openRealEngines,
  readConfig,
  startProcess,
  stopProcess,
} from '@hub/runtime'
import type { Store } from '@hub/store'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { eventsOf, gaps, linesOutOfOrder, notConserved, type Traces, withoutOutcome } from './faults/invariants'
import { drawMessages } from './faults/messages'

/** Seconds an engine is away. */
const AWAY = 20_000
/** Longer than the time after which Kafka gives a silent member's partitions to others. */
const FROZEN = 15_000

type Child = Awaited<ReturnType<typeof startProcess>>['child']

describe('the hub in separate processes on Kafka and MongoDB, under load, in a storm', () => {
  const clock = systemClock()
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-storm-'))
  const children = new Map<string, Child>()
  let kafka: KafkaEngine
  let mongo: MongoEngine
  let settings: NodeJS.ProcessEnv
  let ports: readonly number[]
  let url: string
  let token: string
  let traces: Traces
  let closeTraces = async () => {}

  /** Two instances of the deciders, one of the door and of the readers. */
  const processes = (): Readonly<Record<string, NodeJS.ProcessEnv>> => ({
    deciders: { HUB_CONTEXTS: 'people,courts,prisons', HUB_GRPC_PORT: String(ports[0]) },
    'more deciders': { HUB_CONTEXTS: 'people,courts,prisons', HUB_GRPC_PORT: String(ports[1]) },
    readers: { HUB_CONTEXTS: 'journeys,obligations', HUB_GRPC_PORT: String(ports[2]) },
    door: { HUB_CONTEXTS: 'gateway', HUB_GRPC_PORT: String(ports[3]), HUB_HTTP_PORT: String(ports[4]) },
  })
  const start = async (name: string) => {
    const { child } = await startProcess({ ...settings, ...processes()[name] })
    children.set(name, child)
  }
  const killAndStart = async (name: string) => {
    children.get(name)!.kill('SIGKILL')
    await clock.sleep(1_000)
    await start(name)
  }

  beforeAll(async () => {
    ;[kafka, mongo] = await Promise.all([startKafka(), startMongo()])
    ports = await freePorts(5)
    settings = {
      ...environment(),
      HUB_DATA_DIR: dataDir,
      HUB_KAFKA_BROKERS: kafka.brokers.join(','),
      HUB_MONGO_URL: mongo.url,
      HUB_SERVICES: `people=127.0.0.1:${ports[0]},courts=127.0.0.1:${ports[0]},prisons=127.0.0.1:${ports[0]},journeys=127.0.0.1:${ports[2]},obligations=127.0.0.1:${ports[2]}`,
    }
    const config = readConfig(settings)
    await openInstallation(config)
    token = await developmentToken(config)
    for (const name of Object.keys(processes())) await start(name)
    url = `http://127.0.0.1:${ports[4]}`
    const engines = await openRealEngines({ kafkaBrokers: kafka.brokers, mongoUrl: mongo.url, clientId: 'test' }, clock)
    const stores = new Map<string, Store>()
    for (const { definition } of CONTEXTS) stores.set(definition.name, await engines.storeOf(definition))
    traces = { log: engines.log, stores }
    closeTraces = engines.close
  }, 180_000)

  afterAll(async () => {
    await closeTraces()
    for (const child of children.values()) await stopProcess(child)
    await Promise.all([kafka?.stop(), mongo?.stop()])
    rmSync(dataDir, { recursive: true, force: true })
  }, 60_000)

  /** As a partner does: until it is accepted. */
  const send = async (channel: string, body: Buffer): Promise<string> => {
    for (;;) {
      try {
        const answer = await fetch(`${url}/v1/messages/${channel}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: new Uint8Array(body),
          signal: AbortSignal.timeout(10_000),
        })
        if (answer.status === 202) return ((await answer.json()) as { receiptId: string }).receiptId
      } catch {
        // The door is away; partners send again.
      }
      await clock.sleep(200)
    }
  }

  it('keeps every promise', async () => {
    let storming = true
    const receipts: string[] = []
    const messages = drawMessages(virtualClock(7), 20_000, 20)
    const load = async (lane: number) => {
      for (let index = lane; storming; index += 8) {
        const message = messages[index % messages.length]!
        receipts.push(await send(message.channel, message.body))
        await clock.sleep(50)
      }
    }
    const loads = Array.from({ length: 8 }, (_, lane) => load(lane))
    await clock.sleep(3_000)
    for (const name of Object.keys(processes())) {
      await killAndStart(name)
      await clock.sleep(2_000)
    }
    const frozen = children.get('more deciders')!
    frozen.kill('SIGSTOP')
    await clock.sleep(FROZEN)
    frozen.kill('SIGCONT')
    await clock.sleep(2_000)
    await kafka.kill('SIGTERM')
    await clock.sleep(AWAY)
    await kafka.restart()
    await clock.sleep(5_000)
    await mongo.kill('SIGTERM')
    await clock.sleep(AWAY)
    await mongo.restart()
    await clock.sleep(3_000)
    storming = false
    await Promise.all(loads)

    expect(receipts.length).toBeGreaterThan(500)
    await eventually(async () => expect(await withoutOutcome(traces, receipts)).toEqual([]), 90_000)
    await eventually(async () => {
      const events = await eventsOf(traces)
      expect({ gaps: gaps(events), lines: await linesOutOfOrder(traces, events) }).toEqual({ gaps: [], lines: [] })
    }, 60_000)
    expect(await notConserved(traces)).toEqual([])
  }, 300_000)
})
