import { descriptorSet } from '@hub/contracts'
import {
  type CallContext,
  type CompatServiceDefinition,
  createChannel,
  createClientFactory,
  createServer,
  Metadata,
} from 'nice-grpc'
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health'
import { ServerReflection, ServerReflectionService } from 'nice-grpc-server-reflection'
import { HubError } from '../errors'
import { asHubError, asServerError } from './mapping'
import type { Caller, Client, Definition, Served } from './types'

export interface GrpcServer {
  readonly port: number
  stop(): Promise<void>
}

/** What one context serves; several contexts of one process may serve the same definition. */
export interface ServedBy {
  readonly context: string
  readonly served: readonly Served[]
}

/** Names the context that a call is for, where a process holds several that serve the same definition. */
const CONTEXT = 'hub-context'

/** Serves everything given, with grpc.health.v1 and reflection. Port 0 chooses one. */
export async function serveGrpc(
  contexts: readonly ServedBy[],
  address: { host: string; port: number },
): Promise<GrpcServer> {
  const server = createServer({ 'grpc.max_receive_message_length': LARGEST_MESSAGE })
  const health = HealthState()
  server.add(HealthDefinition, HealthServiceImpl(health))
  const byName = new Map<string, { definition: Definition; implementations: Map<string, object> }>()
  for (const { context, served } of contexts)
    for (const { definition, implementation } of served) {
      const known = byName.get(definition.fullName) ?? { definition, implementations: new Map() }
      known.implementations.set(context, implementation)
      byName.set(definition.fullName, known)
    }
  for (const { definition, implementations } of byName.values()) {
    server.add(definition as unknown as CompatServiceDefinition, chosenByCaller(definition, implementations) as never)
    health.setStatus('healthy', definition.fullName)
  }
  server.add(ServerReflectionService, ServerReflection(Buffer.from(descriptorSet, 'base64'), [...byName.keys()]))
  const port = await server.listen(`${address.host}:${address.port}`)
  return { port, stop: () => server.shutdown() }
}

/** A batch of 10,000 messages, one of 10 MB, or a long line in answer, with room for its frame. */
const LARGEST_MESSAGE = 72 * 1024 * 1024

type Handler = (request: unknown, caller: Caller) => Promise<object>

/** Each method goes to the context that the caller names; to the only one when it names none. */
const chosenByCaller = (
  definition: Definition,
  implementations: ReadonlyMap<string, object>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(definition.methods).map(name => [
      name,
      async (request: unknown, context: CallContext) => {
        const authorization = context.metadata.get('authorization')
        try {
          const named = context.metadata.get(CONTEXT)
          const [first] = implementations.values()
          const implementation = named === undefined ? first : implementations.get(named)
          if (!implementation)
            throw new HubError(
              'unavailable',
              'HUB_SERVICE_UNAVAILABLE',
              'this process does not hold the context that was asked for',
            )
          const handler = (implementation as Record<string, Handler>)[name]!
          return await handler(request, authorization === undefined ? {} : { authorization })
        } catch (error) {
          throw asServerError(error)
        }
      },
    ]),
  )

export interface GrpcClients {
  /** A client of what `context` serves at `address` (host:port). */
  client<D extends Definition>(definition: D, context: string, address: string): Client<D>
  close(): void
}

/**
 * Clients that share one channel per address. Every call has a deadline, beyond what it asks to wait itself: what does
 * not answer is unavailable.
 */
export function grpcClients(deadlineMillis: number): GrpcClients {
  const channels = new Map<string, ReturnType<typeof createChannel>>()
  const factory = createClientFactory().use(async function* (call, options) {
    const { waitMillis = 0 } = call.request as { readonly waitMillis?: number }
    const late = AbortSignal.timeout(deadlineMillis + Math.max(0, waitMillis))
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
    client: <D extends Definition>(definition: D, context: string, address: string) => {
      const channel =
        channels.get(address) ??
        createChannel(address, undefined, { 'grpc.max_receive_message_length': LARGEST_MESSAGE })
      channels.set(address, channel)
      const metadata = Metadata({ [CONTEXT]: context })
      return factory.create(definition as unknown as CompatServiceDefinition, channel, {
        '*': { metadata },
      }) as unknown as Client<D>
    },
    close: () => {
      for (const channel of channels.values()) channel.close()
      channels.clear()
    },
  }
}
