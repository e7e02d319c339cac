import {
  type CallContext,
  type CompatServiceDefinition,
  createChannel,
  createClientFactory,
  createServer,
} from 'nice-grpc'
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health'
import { HubError } from '../errors'
import { asHubError, asServerError } from './mapping'
import type { Caller, Client, Definition, Served } from './types'

export interface GrpcServer {
  readonly port: number
  stop(): Promise<void>
}

/** Serves everything given, with grpc.health.v1. Port 0 chooses one. */
export async function serveGrpc(
  served: readonly Served[],
  address: { host: string; port: number },
): Promise<GrpcServer> {
  const server = createServer({ 'grpc.max_receive_message_length': LARGEST_MESSAGE })
  const health = HealthState()
  server.add(HealthDefinition, HealthServiceImpl(health))
  for (const { definition, implementation } of served) {
    server.add(definition as unknown as CompatServiceDefinition, withCaller(implementation) as never)
    health.setStatus('healthy', definition.fullName)
  }
  const port = await server.listen(`${address.host}:${address.port}`)
  return { port, stop: () => server.shutdown() }
}

/** A batch of 10,000 messages or one of 10 MB, with room for its frame. */
const LARGEST_MESSAGE = 72 * 1024 * 1024

type Handler = (request: unknown, caller: Caller) => Promise<object>

const withCaller = (implementation: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(implementation as Record<string, Handler>).map(([name, handler]) => [
      name,
      async (request: unknown, context: CallContext) => {
        const authorization = context.metadata.get('authorization')
        try {
          return await handler(request, authorization === undefined ? {} : { authorization })
        } catch (error) {
          throw asServerError(error)
        }
      },
    ]),
  )

export interface GrpcClients {
  client<D extends Definition>(definition: D, address: string): Client<D>
  close(): void
}

/** Clients that share one channel per address. Every call has a deadline: what does not answer is unavailable. */
export function grpcClients(deadlineMillis: number): GrpcClients {
  const channels = new Map<string, ReturnType<typeof createChannel>>()
  const factory = createClientFactory().use(async function* (call, options) {
    const late = AbortSignal.timeout(deadlineMillis)
    try {
      return yield* call.next(call.request, {
        ...options,
        signal: options.signal ? AbortSignal.any([options.signal, late]) : late,
      })
    } catch (error) {
      if (!late.aborted) throw asHubError(error)
      throw new HubError(
        'unavailable',
        'HUB_SERVICE_UNAVAILABLE',
        `${call.method.path} does not answer; it is tried again`,
        {
          cause: error,
        },
      )
    }
  })
  return {
    client: <D extends Definition>(definition: D, address: string) => {
      const channel = channels.get(address) ?? createChannel(address)
      channels.set(address, channel)
      return factory.create(definition as unknown as CompatServiceDefinition, channel) as unknown as Client<D>
    },
    close: () => {
      for (const channel of channels.values()) channel.close()
      channels.clear()
    },
  }
}
