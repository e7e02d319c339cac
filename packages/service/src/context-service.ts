import type { Instant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import type { PersonServiceDefinition } from '@hub/contracts/person'
import type { EventLog } from '@hub/messaging'
import type { Blobs, Store } from '@hub/store'
import { type Consumer, consume } from './consume'
import type { Consumption } from './consumption'
import type { ContextDefinition } from './context'
import type { Client, Served } from './grpc/types'
import type { Logger } from './logger'
import { operationsService } from './operations'
import { startRelay } from './relay'
import { type Fire, startTimers, type Timers } from './timers'
import type { Tokens } from './tokens'
import type { Tracer } from './tracing'

/** What a context gets from the process it runs in. */
export interface ServicePorts {
  readonly log: EventLog
  readonly store: Store
  readonly blobs: Blobs
  readonly clock: Clock
  readonly logger: Logger
  readonly tokens: Tokens
  readonly codec: EventCodec
  /** Absent: nothing is traced. */
  readonly tracer?: Tracer
  /** Moves the process's simulated clock; absent where time is the machine's. */
  readonly moveClock?: (to: Instant) => void
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
}

export interface ServiceParts {
  readonly context: Pick<ContextDefinition, 'name' | 'channels'>
  readonly consumptions: readonly Consumption[]
  readonly grpc: readonly Served[]
  /** What its due timers do; absent for a context that schedules none. */
  readonly fire?: Fire
}

/**
 * Puts a context's parts behind one start and stop: its consumers, its timers and the relay that publishes its events;
 * and lets operators see and do what every context offers them.
 */
export function createContextService(ports: Omit<ServicePorts, 'people'>, parts: ServiceParts): Service {
  const { name, channels } = parts.context
  const consumers = new Map<string, Consumer>()
  let timers: Timers | undefined
  let relay: { stop(): Promise<void> } | undefined
  const operations = operationsService({
    ...ports,
    context: name,
    takesMessages: channels.length > 0,
    consumers: () => consumers,
    timers: () => timers,
  })
  return {
    name,
    grpc: [...parts.grpc, operations],
    start: async () => {
      relay = startRelay({ service: name, ...ports })
      timers = parts.fire && startTimers(ports, parts.fire)
      for (const consumption of parts.consumptions) consumers.set(consumption.group, await consume(ports, consumption))
    },
    stop: async () => {
      await Promise.all([...consumers.values()].map(each => each.stop()))
      await timers?.stop()
      await relay?.stop()
      consumers.clear()
    },
  }
}
