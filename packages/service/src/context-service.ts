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
import { type IntakeContext, intakePipeline } from './intake'
import type { Logger } from './logger'
import { operationsService } from './operations'
import { logOutcome } from './outcomes'
import { receiptService } from './receipts'
import { startRelay } from './relay'
import { replayService } from './replay'
import type { Sources } from './sources'
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
  /** Partners' systems that can be asked; absent: none is. */
  readonly sources?: Sources
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

export interface ServiceParts<Command = never> {
  readonly context: Pick<ContextDefinition, 'name' | 'channels'>
  /** How it takes messages; absent for a context that none come in for. */
  readonly takes?: IntakeContext<Command>
  /** What else it reads. */
  readonly consumptions: readonly Consumption[]
  /** What it answers, beside what every context does. */
  readonly grpc: readonly Served[]
  /** How many things wait for somebody to look at, by name. */
  readonly attention?: () => Promise<Readonly<Record<string, number>>>
  /** What its due timers do; absent for a context that schedules none. */
  readonly fire?: Fire
}

/**
 * Puts a context's parts behind one start and stop: its intake, its other consumers, its timers and the relay that
 * publishes its events; and answers what every context answers: receipts and replays of what it takes, operations.
 */
export function createContextService<Command>(
  ports: Omit<ServicePorts, 'people'>,
  parts: ServiceParts<Command>,
): Service {
  const { name, channels } = parts.context
  const { takes } = parts
  const intake: readonly Consumption[] = takes ? [{ ...intakePipeline(takes), settled: logOutcome(ports.logger) }] : []
  const answers = takes ? [receiptService(ports.store, ports.clock), replayService(takes, ports)] : []
  const consumers = new Map<string, Consumer>()
  let timers: Timers | undefined
  let relay: { stop(): Promise<void> } | undefined
  const operations = operationsService({
    ...ports,
    context: name,
    takesMessages: channels.length > 0,
    consumers: () => consumers,
    timers: () => timers,
    ...(parts.attention ? { attention: parts.attention } : {}),
  })
  return {
    name,
    grpc: [...answers, ...parts.grpc, operations],
    start: async () => {
      relay = startRelay({ service: name, ...ports })
      timers = parts.fire && startTimers(ports, parts.fire)
      for (const consumption of [...intake, ...parts.consumptions])
        consumers.set(consumption.group, await consume(ports, consumption))
    },
    stop: async () => {
      await Promise.all([...consumers.values()].map(each => each.stop()))
      await timers?.stop()
      await relay?.stop()
      consumers.clear()
    },
  }
}
