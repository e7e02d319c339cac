import type { Instant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { createEventCodec } from '@hub/contracts'
import { CustodyServiceDefinition } from '@hub/contracts/custody'
import { ReceiptServiceDefinition } from '@hub/contracts/intake'
import { JourneyServiceDefinition } from '@hub/contracts/journey'
import { ObligationServiceDefinition } from '@hub/contracts/obligation'
import { OperationsServiceDefinition, ReplayServiceDefinition } from '@hub/contracts/operations'
import { MatchServiceDefinition } from '@hub/contracts/person'
import { RulesServiceDefinition } from '@hub/contracts/rules'
import { createGateway, type Gateway } from '@hub/gateway'
import { journeys } from '@hub/journeys'
import { obligations } from '@hub/obligations'
import { people } from '@hub/people'
import { prisons } from '@hub/prisons'
import {
  type Client,
  createTokens,
  createTracer,
  type Definition,
  EVENTS_TOPIC,
  grpcClients,
  httpSources,
  type Implementation,
  inProcessClient,
  intakeTopic,
  type Logger,
  type Service,
  type SourceSettings,
  serveGrpc,
  type Tracer,
  type TraceSettings,
} from '@hub/service'
import { type ClientTo, CONSOLE, CONTEXTS, DOOR, OWNERS } from './contexts'
import { type EngineSettings, openEngines } from './engines'
import type { Installation } from './installation'
import { openConsole } from './open-console'

export interface HubSettings {
  readonly engines: EngineSettings
  /** The contexts that this process holds. */
  readonly contexts: readonly string[]
  /** Where the contexts that it does not hold are served: context → host:port. */
  readonly elsewhere: Readonly<Record<string, string>>
  readonly host: string
  readonly httpPort: number
  readonly consolePort: number
  /** The door's gRPC where this process holds it, else what its contexts serve each other. */
  readonly grpcPort: number
  /** Partners' systems that can be asked, by name; absent: none is. */
  readonly sources?: Readonly<Record<string, SourceSettings>>
  readonly messagesPerSecond: number
  readonly intakeRetentionDays: number
  /** Absent: nothing is traced. */
  readonly traces?: TraceSettings
}

export interface HubPorts {
  readonly clock: Clock
  /** Moves the clock's domain time; absent where time is the machine's. */
  readonly moveClock?: (to: Instant) => void
  readonly loggerOf: (service: string) => Logger
  readonly installation: Installation
}

/** A running process of the hub. */
export interface Hub {
  /** Absent where the door is elsewhere. */
  readonly httpPort?: number
  /** Absent where the console is elsewhere. */
  readonly consolePort?: number
  readonly grpcPort: number
  /** Finishes what is in hand. */
  stop(): Promise<void>
}

/** How long a context waits for another's answer, in milliseconds. */
const DEADLINE = 5_000

/** Starts the contexts of one process on its engines. Which contexts share a process is a choice: they meet by ports. */
export async function startHub(settings: HubSettings, ports: HubPorts): Promise<Hub> {
  const { clock, loggerOf, installation } = ports
  const engines = await openEngines(settings.engines, settings.contexts.join('-'), clock)
  const { log, blobs } = engines
  await log.createTopics([
    { name: EVENTS_TOPIC },
    ...OWNERS.map(({ name }) => ({ name: intakeTopic(name), retentionDays: settings.intakeRetentionDays })),
  ])
  const shared = {
    log,
    blobs,
    clock,
    ...(ports.moveClock ? { moveClock: ports.moveClock } : {}),
    ...(settings.sources ? { sources: httpSources(settings.sources, clock) } : {}),
    tokens: createTokens(installation.tokenKey),
    codec: createEventCodec(),
  }
  const tracers: Tracer[] = []
  const tracing = (name: string): { tracer?: Tracer } => {
    if (!settings.traces) return {}
    const tracer = createTracer(name, settings.traces)
    tracers.push(tracer)
    return { tracer }
  }
  const network = grpcClients(DEADLINE)
  const services = new Map<string, Service>()

  // One client of each definition and context: whoever asks all of them asks each once.
  const clients = new Map<string, unknown>()
  const clientTo: ClientTo = <D extends Definition>(definition: D, context: string): Client<D> => {
    const name = `${context} ${definition.fullName}`
    const client = (clients.get(name) as Client<D> | undefined) ?? newClientTo(definition, context)
    clients.set(name, client)
    return client
  }
  const newClientTo: ClientTo = (definition, context) => {
    const service = services.get(context)
    if (service) return inProcessTo(definition, service)
    const address = settings.elsewhere[context]
    if (!address) throw new Error(`this process does not hold ${context} and does not know where it is`)
    return network.client(definition, context, address)
  }

  // In the order of the list: whoever others ask stands before them.
  for (const { definition, create } of CONTEXTS.filter(({ definition: { name } }) =>
    settings.contexts.includes(name),
  )) {
    const { name } = definition
    const own = { ...shared, store: await engines.storeOf(definition), logger: loggerOf(name), ...tracing(name) }
    services.set(name, create(own, clientTo))
  }
  const door = settings.contexts.includes(DOOR)
    ? openDoor(settings, { ...shared, ...ports, ...tracing(DOOR) }, clientTo)
    : undefined
  const pages = settings.contexts.includes(CONSOLE)
    ? openConsole(settings.consolePort, { ...shared, logger: loggerOf(CONSOLE) }, clientTo)
    : undefined

  await Promise.all([...services.values()].map(service => service.start()))
  // Partners reach the door's gRPC alone: what contexts ask of each other never leaves a process that holds it.
  const grpc = await serveGrpc(
    door
      ? [{ context: DOOR, served: door.grpc }]
      : [...services].map(([context, { grpc: served }]) => ({ context, served })),
    { host: settings.host, port: settings.grpcPort },
  )
  const consolePort = await pages?.start()
  const httpPort = await door?.start()
  return {
    ...(httpPort === undefined ? {} : { httpPort }),
    ...(consolePort === undefined ? {} : { consolePort }),
    grpcPort: grpc.port,
    // The door first: what it took is durable before its readers stop.
    stop: async () => {
      await door?.stop()
      await pages?.stop()
      await grpc.stop()
      await Promise.all([...services.values()].map(service => service.stop()))
      await Promise.all(tracers.map(tracer => tracer.close()))
      network.close()
      await engines.close()
    },
  }
}

function openDoor(
  settings: HubSettings,
  ports: HubPorts & Pick<Parameters<typeof createGateway>[1], 'log' | 'blobs' | 'tokens' | 'codec' | 'tracer'>,
  clientTo: ClientTo,
): Gateway {
  const each = <D extends Definition>(
    definition: D,
    names: readonly (readonly [string, string])[],
  ): Record<string, Client<D>> =>
    Object.fromEntries(names.map(([name, context]) => [name, clientTo(definition, context)]))
  return createGateway(
    { host: settings.host, port: settings.httpPort, messagesPerSecond: settings.messagesPerSecond },
    {
      ...ports,
      logger: ports.loggerOf(DOOR),
      partners: ports.installation.partners,
      contexts: OWNERS,
      receipts: each(
        ReceiptServiceDefinition,
        OWNERS.map(({ name }) => [name, name]),
      ),
      journeys: clientTo(JourneyServiceDefinition, journeys.name),
      matches: clientTo(MatchServiceDefinition, people.name),
      promises: clientTo(ObligationServiceDefinition, obligations.name),
      custody: clientTo(CustodyServiceDefinition, prisons.name),
      replays: each(
        ReplayServiceDefinition,
        OWNERS.map(({ name }) => [name, name]),
      ),
      operations: each(
        OperationsServiceDefinition,
        CONTEXTS.map(({ definition: { name } }) => [name, name]),
      ),
      rules: each(
        RulesServiceDefinition,
        CONTEXTS.flatMap(({ definition }) => definition.rules.map(rule => [rule, definition.name] as const)),
      ),
    },
  )
}

/** A client in the same process, by the definition that the service serves. */
function inProcessTo<D extends Definition>(definition: D, service: Service): Client<D> {
  const served = service.grpc.find(candidate => candidate.definition === (definition as Definition))
  if (!served) throw new Error(`${service.name} does not serve ${definition.fullName}`)
  return inProcessClient(definition, served.implementation as Implementation<D>)
}
