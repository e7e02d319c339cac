import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '@hub/clock'
import { findEngines } from '@hub/engines'
import { type Counts, openCounts } from '../raw/counts'
import type { SketchSettings } from '../raw/sketch/names'
import { listenerOn } from './cpu'
import { type HubPlace, type HubProcesses, startHubProcesses, THREE } from './hub-processes'
import type { Door, Prepared } from './roles/load-generator'
import { type Role, startRole } from './roles/talk'

/** How much is measured: whole runs, or just enough to see that everything runs. */
export interface Extent {
  readonly smoke: boolean
  readonly people: number
  /** Rounds of hub and raw in turn; the median of their ratios counts. */
  readonly rounds: number
  /** So many messages a round. */
  readonly messages: number
}
export const WHOLE: Extent = { smoke: false, people: 10_000, rounds: 5, messages: 3_000 }
export const SMOKE: Extent = { smoke: true, people: 100, rounds: 1, messages: 100 }

export interface Engines {
  readonly brokers: readonly string[]
  readonly mongoUrl: string
  readonly pids: Readonly<Record<string, number>>
}
export interface Sketch {
  readonly door: Door
  readonly pids: Readonly<Record<string, number>>
}

/** What figures stand on. Everything is started when it is first asked for, and stopped at the end. */
export interface Ground {
  readonly extent: Extent
  readonly clock: Clock
  say(text: string): void
  /** A folder of its own, gone at the end. */
  folder(name: string): string
  engines(): Promise<Engines>
  counts(): Promise<Counts>
  /** The hub's three processes, everybody known to them. */
  hub(): Promise<HubProcesses>
  sketch(): Promise<Sketch>
  load(): Promise<Role>
  /** How many messages and parts were sent to the hub so far; whoever sends more adds them. */
  readonly sent: { messages: number; parts: number }
  /** Stops the hub's three processes for good and starts another layout on the same data; stopped at the end. */
  instead(place: Pick<HubPlace, 'layout' | 'by' | 'elsewhere'>): Promise<HubProcesses>
  stop(): Promise<void>
}

export function openGround(extent: Extent): Ground {
  const clock = systemClock()
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const folders = mkdtempSync(join(tmpdir(), 'hub-bench-'))
  const stops: (() => Promise<void>)[] = []
  const once = <T>(open: () => Promise<T>): (() => Promise<T>) => {
    let opened: Promise<T> | undefined
    return () => {
      opened ??= open()
      return opened
    }
  }
  const sent = { messages: 0, parts: 0 }

  const engines = once(async (): Promise<Engines> => {
    say('Looking for Kafka and MongoDB …')
    const found = await findEngines()
    stops.push(found.stop)
    const { kafka, mongo } = found
    if (kafka.is === 'none' || mongo.is === 'none') throw new Error(`no engines here: ${found.described}`)
    say(found.described)
    const portOf = (address: string): number => Number(/:(\d+)/.exec(address.replace(/^mongodb:\/\//, ''))?.[1])
    const pids = Object.entries({ Kafka: portOf(kafka.at[0]!), MongoDB: portOf(mongo.at) }).flatMap(([name, port]) => {
      const pid = listenerOn(port)
      return pid === undefined ? [] : [[name, pid] as const]
    })
    return { brokers: kafka.at, mongoUrl: mongo.at, pids: Object.fromEntries(pids) }
  })
  const counts = once(async () => {
    const opened = await openCounts((await engines()).mongoUrl)
    stops.push(opened.close)
    return opened
  })
  const started = async (role: string, settings: unknown): Promise<Role> => {
    const process = await startRole(role, settings)
    stops.push(process.stop)
    return process
  }
  const load = once(() => started('load generator', { people: extent.people }))
  const sketch = once(async (): Promise<Sketch> => {
    const { brokers, mongoUrl } = await engines()
    const settings: SketchSettings = { brokers, mongoUrl }
    say('Starting the bare sketch: three processes …')
    const edge = await started('sketch edge', settings)
    const [deciders, readers] = await Promise.all([
      started('sketch deciders', settings),
      started('sketch readers', settings),
    ])
    const pids = { edge: edge.pid, deciders: deciders.pid, readers: readers.pid }
    return { door: { ...(edge.ready as Omit<Door, 'token'>), token: '-' }, pids }
  })
  const dataDir = join(folders, 'hub')
  let running: HubProcesses | undefined
  const hub = once(async () => {
    const { brokers, mongoUrl } = await engines()
    say('Starting the hub: three processes …')
    const processes = await startHubProcesses({ dataDir, engines: { brokers, mongoUrl }, layout: THREE })
    running = processes
    const generator = await load()
    const everybody = await generator.ask<Prepared>('everybody')
    say(`A first message about each of ${everybody.parts} people …`)
    await generator.ask('send', { door: processes.door, by: 'batch' })
    sent.messages += everybody.messages
    sent.parts += everybody.parts
    await untilVisible(await counts(), sent.messages, clock)
    return processes
  })
  const stopHub = async () => {
    await running?.stop()
    running = undefined
  }

  return {
    extent,
    clock,
    say,
    folder: name => join(folders, name),
    engines,
    counts,
    hub,
    sketch,
    load,
    sent,
    instead: async place => {
      await stopHub()
      const { brokers, mongoUrl } = await engines()
      running = await startHubProcesses({ dataDir, engines: { brokers, mongoUrl }, ...place })
      return running
    },
    stop: async () => {
      await stopHub()
      for (const stop of stops.reverse()) await stop()
      rmSync(folders, { recursive: true, force: true })
    },
  }
}

const LOOK_EVERY = 40
const PATIENCE = 120_000

/** Until `is` is true, looked at often enough and no more. */
export async function until(clock: Clock, what: string, is: () => Promise<boolean>, every = LOOK_EVERY): Promise<void> {
  const end = clock.machine() + PATIENCE
  while (!(await is())) {
    if (clock.machine() > end) throw new Error(`${what}: not within ${PATIENCE / 1000} s`)
    await clock.sleep(every)
  }
}

/** Every message has been dealt with, and every event that was recorded is on a person's line. */
export async function untilVisible(counts: Counts, sent: number, clock: Clock): Promise<void> {
  await until(clock, `${sent} messages are dealt with`, async () => (await counts.dealtWith()) >= sent)
  await until(clock, `${sent} messages are visible`, async () => {
    const { recorded, onLines } = await counts.events()
    return onLines >= recorded
  })
}
