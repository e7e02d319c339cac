import type { ChildProcess } from 'node:child_process'
import { findEngines } from '@hub/engines'
import { startSampleSources } from '@hub/simulator'
import { freePorts, startProcess, stopProcess } from './child-process'
import { environment, readConfig } from './config'
import { ALL_CONTEXTS, CONSOLE, CONTEXTS, DOOR, OWNERS } from './contexts'
import { fail } from './explain'
import { openInstallation } from './installation'
import { openClock } from './open-clock'
import { showSamples } from './show-samples'
import { stopOnSignal } from './stop-on-signal'

const say = (text: string) => process.stdout.write(`${text}\n`)

const DECIDERS = OWNERS.map(({ name }) => name)
const READERS = CONTEXTS.map(({ definition }) => definition.name).filter(name => !DECIDERS.includes(name))
/** Which contexts share a process: on one small machine three hold them all. */
const THREE = [[DOOR, CONSOLE], DECIDERS, READERS]

/** The whole hub on real Kafka and MongoDB, started for the user: three processes, or with `--each` one per context. */
async function main(): Promise<void> {
  const config = readConfig()
  const groups = process.argv.includes('--each') ? ALL_CONTEXTS.map(context => [context]) : THREE
  say('Looking for Kafka and MongoDB; the first time they are downloaded, which takes a minute …')
  const engines = await findEngines()
  const { kafka, mongo } = engines
  if (kafka.is === 'none' || mongo.is === 'none') throw new Error(`no engines here: ${engines.described}`)
  say(engines.described)
  await openInstallation(config)
  const { clock } = openClock(config)

  const withSamples = !process.argv.includes('--no-samples')
  // Who plays the samples has the systems that they point at as well.
  const simulated = withSamples && !config.HUB_SOURCES ? await startSampleSources() : undefined

  const others = groups.filter(contexts => !contexts.includes(DOOR))
  const ports = await freePorts(others.length)
  const addresses = others.flatMap((contexts, index) => contexts.map(context => `${context}=127.0.0.1:${ports[index]}`))
  const environmentOf = (contexts: readonly string[], grpcPort: number) => ({
    ...environment(),
    HUB_CONTEXTS: contexts.join(','),
    HUB_SERVICES: addresses.join(','),
    HUB_GRPC_PORT: String(grpcPort),
    HUB_KAFKA_BROKERS: kafka.at.join(','),
    HUB_MONGO_URL: mongo.at,
    ...(simulated ? { HUB_SOURCES: JSON.stringify(simulated.sources) } : {}),
  })
  const processes: ChildProcess[] = []
  let consolePort: number | undefined
  const start = async (contexts: readonly string[], grpcPort: number) => {
    const { child, ready } = await startProcess(environmentOf(contexts, grpcPort))
    processes.push(child)
    consolePort ??= ready.consolePort
    return ready
  }
  for (const [index, contexts] of others.entries()) await start(contexts, ports[index]!)
  const door = await start(groups.find(contexts => contexts.includes(DOOR))!, config.HUB_GRPC_PORT)
  stopOnSignal(
    async () => {
      for (const child of processes.reverse()) await stopProcess(child)
      await simulated?.stop()
      await engines.stop()
    },
    clock,
    'Stopped, and with them the engines that were started here.',
  )

  const url = `http://${config.HUB_HOST}:${door.httpPort}`
  if (withSamples) await showSamples(config, url, clock)
  say(`API    ${url}/v1        gRPC  ${config.HUB_HOST}:${door.grpcPort}        ${processes.length} processes`)
  say(`Console http://127.0.0.1:${consolePort}`)
  say('Ctrl-C stops them; these engines keep their data only while they run.')
}

main().catch(fail)
