import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@hub/clock'
import { createEventCodec } from '@hub/contracts'
import { ReceiptServiceDefinition } from '@hub/contracts/intake'
import { JourneyServiceDefinition } from '@hub/contracts/journey'
import { PersonServiceDefinition } from '@hub/contracts/person'
import { RulesServiceDefinition } from '@hub/contracts/rules'
import { courts, createCourts } from '@hub/courts'
import { createGateway, gateway as gatewayContext } from '@hub/gateway'
import { createJourneys, journeys } from '@hub/journeys'
import type { EventLog } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import { createPeople, people } from '@hub/people'
import { createPrisons, prisons } from '@hub/prisons'
import {
  type Client,
  type ContextDefinition,
  createTokens,
  type Definition,
  EVENTS_TOPIC,
  type Implementation,
  inProcessClient,
  intakeTopic,
  type Logger,
  type Service,
  serveGrpc,
} from '@hub/service'
import type { Store } from '@hub/store'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import type { Installation } from './installation'

export interface HubSettings {
  readonly dataDir: string
  readonly host: string
  readonly httpPort: number
  readonly grpcPort: number
  readonly messagesPerSecond: number
  readonly intakeRetentionDays: number
}

export interface HubPorts {
  readonly clock: Clock
  readonly loggerOf: (service: string) => Logger
  readonly installation: Installation
}

export interface Hub {
  readonly httpPort: number
  readonly grpcPort: number
  stop(): Promise<void>
}

/** Contexts that messages come in for. */
const OWNERS = [courts, prisons, people] as const

/** The whole hub in one process on the embedded engines: one database file per context and one for the log. */
export async function startEmbeddedHub(settings: HubSettings, ports: HubPorts): Promise<Hub> {
  const { clock, loggerOf, installation } = ports
  const tokens = createTokens(installation.tokenKey)
  const codec = createEventCodec()
  mkdirSync(settings.dataDir, { recursive: true })
  const file = (name: string) => join(settings.dataDir, `${name}.db`)

  const log = await openEmbeddedLog({ file: file('log'), clock })
  await createTopics(log, settings.intakeRetentionDays)
  const blobs = await openEmbeddedBlobs({ file: file('blobs') })
  const stores: Store[] = []
  const portsOf = async ({ name, collections }: ContextDefinition) => {
    const store = await openEmbeddedStore({ file: file(name), service: name, collections, clock })
    stores.push(store)
    return { log, store, blobs, clock, logger: loggerOf(name), tokens, codec }
  }

  const peopleService = createPeople(await portsOf(people))
  const resolving = { people: clientOf(PersonServiceDefinition, peopleService) }
  const courtsService = createCourts({ ...(await portsOf(courts)), ...resolving })
  const prisonsService = createPrisons({ ...(await portsOf(prisons)), ...resolving })
  const journeysService = createJourneys(await portsOf(journeys))
  const services = [peopleService, courtsService, prisonsService, journeysService]

  const gateway = createGateway(
    { host: settings.host, port: settings.httpPort, messagesPerSecond: settings.messagesPerSecond },
    {
      log,
      blobs,
      clock,
      logger: loggerOf(gatewayContext.name),
      tokens,
      codec,
      partners: installation.partners,
      contexts: OWNERS,
      receipts: Object.fromEntries(
        [peopleService, courtsService, prisonsService].map(service => [
          service.name,
          clientOf(ReceiptServiceDefinition, service),
        ]),
      ),
      journeys: clientOf(JourneyServiceDefinition, journeysService),
      rules: Object.fromEntries(people.rules.map(rule => [rule, clientOf(RulesServiceDefinition, peopleService)])),
    },
  )
  await Promise.all(services.map(service => service.start()))
  const grpc = await serveGrpc(
    [
      ...gateway.grpc,
      ...new Map(
        services.flatMap(service => service.grpc).map(served => [served.definition.fullName, served]),
      ).values(),
    ],
    {
      host: settings.host,
      port: settings.grpcPort,
    },
  )
  const httpPort = await gateway.start()
  return {
    httpPort,
    grpcPort: grpc.port,
    // Downstream last: what the door still takes in is durable before its readers stop.
    stop: async () => {
      await gateway.stop()
      await grpc.stop()
      await Promise.all(services.map(service => service.stop()))
      await log.close()
      await Promise.all([...stores, blobs].map(each => each.close()))
    },
  }
}

const createTopics = (log: EventLog, retentionDays: number): Promise<void> =>
  log.createTopics([{ name: EVENTS_TOPIC }, ...OWNERS.map(({ name }) => ({ name: intakeTopic(name), retentionDays }))])

/** A client in the same process, by the definition that the service serves. */
function clientOf<D extends Definition>(definition: D, service: Service): Client<D> {
  const served = service.grpc.find(candidate => candidate.definition === (definition as Definition))
  if (!served) throw new Error(`${service.name} does not serve ${definition.fullName}`)
  return inProcessClient(definition, served.implementation as Implementation<D>)
}
