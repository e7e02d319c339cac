import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKafka, startMongo } from '@hub/engines'
import {
  developmentToken,
  environment,
  freePorts,
  openInstallation,
  readConfig,
  startProcess,
  stopProcess,
} from '@hub/runtime'
import { sampleMessages } from '@hub/simulator'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { pathsOf, startCollector } from './collector'

type Stop = () => Promise<unknown>
type Settings = Record<string, string>

/** What a hub's processes are told, and how to end what was started for them. */
const HUBS: Readonly<Record<string, () => Promise<{ processes: readonly Settings[]; stop: Stop }>>> = {
  'in one process on the embedded engines': async () => ({ processes: [{}], stop: async () => {} }),
  'in three processes on Kafka and MongoDB': async () => {
    const [kafka, mongo] = await Promise.all([startKafka(), startMongo()])
    const ports = await freePorts(2)
    const engines = {
      HUB_KAFKA_BROKERS: kafka.brokers.join(','),
      HUB_MONGO_URL: mongo.url,
      HUB_SERVICES: [
        ...['people', 'courts', 'prisons'].map(name => `${name}=127.0.0.1:${ports[0]}`),
        ...['journeys', 'obligations'].map(name => `${name}=127.0.0.1:${ports[1]}`),
      ].join(','),
    }
    return {
      processes: [
        { ...engines, HUB_CONTEXTS: 'people,courts,prisons', HUB_GRPC_PORT: String(ports[0]) },
        { ...engines, HUB_CONTEXTS: 'journeys,obligations', HUB_GRPC_PORT: String(ports[1]) },
        { ...engines, HUB_CONTEXTS: 'gateway' },
      ],
      stop: () => Promise.all([kafka.stop(), mongo.stop()]),
    }
  },
}

describe.each(Object.entries(HUBS))('traces of a hub %s', (_, makeHub) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-traces-'))
  const sample = sampleMessages().find(({ name }) => name.includes('08-received-recall'))!
  const stops: Stop[] = []
  let collector: Awaited<ReturnType<typeof startCollector>>
  let send: (traceparent: string) => Promise<string>

  beforeAll(async () => {
    collector = await startCollector()
    stops.push(collector.stop)
    const hub = await makeHub()
    stops.push(hub.stop)
    const settings = {
      ...environment(),
      HUB_DATA_DIR: dataDir,
      HUB_TRACES_URL: collector.url,
      HUB_HTTP_PORT: '0',
      HUB_CONSOLE_PORT: '0',
      HUB_GRPC_PORT: '0',
    }
    const config = readConfig(settings)
    await openInstallation(config)
    const token = await developmentToken(config)
    let port: number | undefined
    for (const each of hub.processes) {
      const { child, ready } = await startProcess({ ...settings, ...each })
      stops.push(() => stopProcess(child))
      port = ready.httpPort ?? port
    }
    send = async traceparent => {
      const sent = await fetch(`http://127.0.0.1:${port}/v1/messages/${sample.channel}`, {
        method: 'POST',
        body: new Uint8Array(sample.body),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', traceparent },
      })
      expect(sent.status).toBe(202)
      return ((await sent.json()) as { receiptId: string }).receiptId
    }
  }, 180_000)
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop()
    rmSync(dataDir, { recursive: true, force: true })
  }, 60_000)

  it("one trace joins the sender's own, HTTP, intake, translation, event and line", async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const receiptId = await send(`00-${traceId}-00f067aa0ba902b7-01`)
    await eventually(async () => {
      const http = 'gateway POST /v1/messages/:channel'
      const translation = `${http} → gateway intake → prisons translation`
      expect(pathsOf(collector.spans(), traceId)).toEqual([
        http,
        `${http} → gateway intake`,
        translation,
        `${translation} → journeys line`,
        `${translation} → prisons event`,
      ])
    }, 20_000)
    const spans = collector.spans().filter(span => span.traceId === traceId)
    expect(spans.find(({ name }) => name.startsWith('POST'))!.parentSpanId).toBe('00f067aa0ba902b7')
    expect(spans.find(({ name }) => name === 'translation')!.attributes).toEqual({
      receiptId,
      channel: sample.channel,
      outcome: 'done',
    })
    expect(JSON.stringify(spans)).not.toContain('A1008BC')
  }, 30_000)

  it('a sender that does not sample is not traced, and what is no traceparent begins a trace', async () => {
    await send('00-11111111111111111111111111111111-1111111111111111-00')
    await send('my name is Ann')
    await eventually(async () => expect(new Set(collector.spans().map(({ traceId }) => traceId)).size).toBe(2), 20_000)
    const text = JSON.stringify(collector.spans())
    expect(text).not.toContain('11111111111111111111111111111111')
    expect(text).not.toContain('Ann')
  }, 30_000)
})
