import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import type { PersonServiceDefinition } from '@hub/contracts/person'
import type { EventLog, Progress, Running } from '@hub/messaging'
import type { Blobs, Store } from '@hub/store'
import { consume } from './consume'
import type { Consumption } from './consumption'
import type { Client, Served } from './grpc/types'
import type { Logger } from './logger'
import { startRelay } from './relay'
import type { Tokens } from './tokens'

/** What a context gets from the process it runs in. */
export interface ServicePorts {
  readonly log: EventLog
  readonly store: Store
  readonly blobs: Blobs
  readonly clock: Clock
  readonly logger: Logger
  readonly tokens: Tokens
  readonly codec: EventCodec
  /** Who is who. */
  readonly people: Client<typeof PersonServiceDefinition>
}

/** A context that can be started in any process. */
export interface Service {
  readonly name: string
  readonly grpc: readonly Served[]
  start(): Promise<void>
  /** Finishes what is in hand; nothing is lost either way. */
  stop(): Promise<void>
  /** How far each consumer group has come. */
  progress(): Readonly<Record<string, readonly Progress[]>>
}

export interface ServiceParts {
  readonly name: string
  readonly consumptions: readonly Consumption[]
  readonly grpc: readonly Served[]
}

/** Puts a context's parts behind one start and stop: its consumers and the relay that publishes its events. */
export function createContextService(ports: Omit<ServicePorts, 'people'>, parts: ServiceParts): Service {
  const running = new Map<string, Running>()
  let relay: { stop(): Promise<void> } | undefined
  return {
    name: parts.name,
    grpc: parts.grpc,
    start: async () => {
      relay = startRelay({ service: parts.name, ...ports })
      for (const consumption of parts.consumptions) running.set(consumption.group, await consume(ports, consumption))
    },
    stop: async () => {
      await Promise.all([...running.values()].map(each => each.stop()))
      await relay?.stop()
      running.clear()
    },
    progress: () => Object.fromEntries([...running].map(([group, each]) => [group, each.progress()])),
  }
}
