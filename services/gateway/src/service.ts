import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import { parseIdentifier } from '@hub/identifiers'
import type { EventLog } from '@hub/messaging'
import type { ContextDefinition, Logger, Served, Tokens } from '@hub/service'
import type { Blobs } from '@hub/store'
import { appendTogether } from './door/append-together'
import { createAuthenticate, type Partner } from './door/authenticate'
import { createChannels } from './door/channels'
import { limitRate } from './door/limit-rate'
import { storeTogether } from './door/store-together'
import { createTake, refuseUnspoken } from './door/take'
import { intakeService } from './grpc/intake'
import type { HttpPorts } from './http/ports'
import { createHttpServer } from './http/server'

export interface GatewaySettings {
  readonly host: string
  /** 0 chooses one. */
  readonly port: number
  /** Messages a second that one partner may send. */
  readonly messagesPerSecond: number
}

export interface GatewayPorts
  extends Pick<
    HttpPorts,
    | 'receipts'
    | 'journeys'
    | 'matches'
    | 'promises'
    | 'custody'
    | 'rules'
    | 'operations'
    | 'replays'
    | 'moveClock'
    | 'tracer'
  > {
  readonly log: EventLog
  readonly blobs: Blobs
  readonly clock: Clock
  readonly logger: Logger
  readonly tokens: Tokens
  readonly codec: EventCodec
  readonly partners: readonly Partner[]
  /** Every context whose messages come in here. */
  readonly contexts: readonly Pick<ContextDefinition, 'name' | 'channels'>[]
}

export interface Gateway {
  readonly grpc: readonly Served[]
  /** Resolves with the port it listens on. */
  start(): Promise<number>
  /** Takes no more; resolves when everything taken is durable. */
  stop(): Promise<void>
}

export function createGateway(settings: GatewaySettings, ports: GatewayPorts): Gateway {
  const { log, clock, logger, tokens } = ports
  const token = (type: string, value: string) => {
    const parsed = parseIdentifier(type, value)
    return tokens.tokenOf(type, parsed.valid ? parsed.canonical : value)
  }
  const { append, idle } = appendTogether(log, clock, logger)
  const store = storeTogether(ports.blobs, clock, logger)
  const authenticate = createAuthenticate(ports.partners, clock.machine)
  const channels = createChannels(ports.contexts, token)
  const take = createTake({ ...ports, channels, store, append })
  const refuseBatch = (arrival: Parameters<typeof refuseUnspoken>[1]) => refuseUnspoken(channels, arrival)
  const rate = limitRate(settings.messagesPerSecond, clock)
  let open = false
  const server = createHttpServer({ ...ports, authenticate, take, refuseBatch, rate, ready: () => open })
  return {
    grpc: [intakeService({ authenticate, take, rate })],
    start: async () => {
      await server.listen({ host: settings.host, port: settings.port })
      open = true
      const address = server.server.address()
      return typeof address === 'object' && address ? address.port : settings.port
    },
    stop: async () => {
      open = false
      await server.close()
      await idle()
    },
  }
}
