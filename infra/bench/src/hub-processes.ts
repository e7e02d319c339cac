import type { ChildProcess } from 'node:child_process'
import {
  developmentToken,
  environment,
  freePorts,
  openInstallation,
  readConfig,
  startProcess,
  stopProcess,
} from '@hub/runtime'
import type { Door } from './roles/load-generator'

/** Which contexts share a process. */
export type Layout = Readonly<Record<string, readonly string[]>>

/** As `npm run start:engines` does. */
export const THREE: Layout = {
  readers: ['journeys', 'obligations'],
  deciders: ['people', 'courts', 'prisons'],
  edge: ['gateway', 'console'],
}

/** The hub in processes of its own, built as it is run. */
export interface HubProcesses {
  readonly door: Door
  /** By what the layout calls them. */
  readonly pids: Readonly<Record<string, number>>
  stopOne(name: string): Promise<void>
  startOne(name: string): Promise<void>
  stop(): Promise<void>
}

export interface HubPlace {
  readonly dataDir: string
  /** Absent: the embedded engines. */
  readonly engines?: { readonly brokers: readonly string[]; readonly mongoUrl: string }
  readonly layout: Layout
  /** Contexts that no process holds here, but that others must know an address of. */
  readonly elsewhere?: readonly string[]
  /** Another address for a context than its own. */
  readonly by?: (context: string, address: string) => Promise<string>
}

export async function startHubProcesses({
  dataDir,
  engines,
  layout,
  elsewhere = [],
  by,
}: HubPlace): Promise<HubProcesses> {
  const names = Object.keys(layout)
  const ports = await freePorts(names.length + 1)
  const NOBODY = '127.0.0.1:1'
  const addresses = elsewhere.map(context => `${context}=${NOBODY}`)
  for (const [index, name] of names.entries())
    for (const context of layout[name]!.filter(each => each !== 'gateway' && each !== 'console')) {
      const address = `127.0.0.1:${ports[index]}`
      addresses.push(`${context}=${by ? await by(context, address) : address}`)
    }
  const settings: NodeJS.ProcessEnv = {
    ...environment(),
    HUB_DATA_DIR: dataDir,
    HUB_HOST: '127.0.0.1',
    HUB_HTTP_PORT: String(ports.at(-1)),
    HUB_CONSOLE_PORT: '0',
    // One partner sends everything: its rate is not what is measured.
    HUB_GATEWAY_RATE: '1000000',
    ...(addresses.length > 0 ? { HUB_SERVICES: addresses.join(',') } : {}),
    ...(engines ? { HUB_KAFKA_BROKERS: engines.brokers.join(','), HUB_MONGO_URL: engines.mongoUrl } : {}),
  }
  const config = readConfig(settings)
  await openInstallation(config)
  const running = new Map<string, ChildProcess>()
  const pids: Record<string, number> = {}
  const startOne = async (name: string) => {
    const { child } = await startProcess({
      ...settings,
      HUB_CONTEXTS: layout[name]!.join(','),
      HUB_GRPC_PORT: String(ports[names.indexOf(name)]),
    })
    running.set(name, child)
    pids[name] = child.pid!
  }
  const stopOne = async (name: string) => {
    const child = running.get(name)
    if (child) await stopProcess(child)
  }
  const stop = async () => {
    for (const name of [...names].reverse()) await stopOne(name)
  }
  try {
    await Promise.all(names.map(startOne))
  } catch (error) {
    await stop()
    throw error
  }
  const edge = names.findIndex(name => layout[name]!.includes('gateway'))
  return {
    door: { httpPort: ports.at(-1)!, grpcPort: ports[edge]!, token: await developmentToken(config) },
    pids,
    startOne,
    stopOne,
    stop,
  }
}
