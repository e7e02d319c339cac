import { HubError, type Span } from '@hub/service'
import fastify, { type FastifyInstance } from 'fastify'
import type { Caller } from '../door/authenticate'
import { clockRoutes } from './clock'
import { custodyRoutes } from './custody'
import { eventRoutes } from './events'
import { messageRoutes } from './messages'
import { metricRoutes } from './metrics'
import { operationRoutes } from './operations'
import { peopleRoutes } from './people'
import type { HttpPorts } from './ports'
import { sendProblem } from './problems'
import { receiptRoutes } from './receipts'
import { replayRoutes } from './replay'
import { reportRoutes } from './reports'
import { ruleRoutes } from './rules'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before any route under /v1 and /hearing runs. */
    caller: Caller
    /** This request's step of a trace; absent when it is not traced. */
    step: Span | undefined
  }
}

/** A single message above its limit is refused by the door; this bounds what is read from the wire at all. */
const LARGEST_BODY = 10 * 1024 * 1024 + 1

export function createHttpServer(ports: HttpPorts): FastifyInstance {
  const server = fastify({
    bodyLimit: LARGEST_BODY,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    forceCloseConnections: 'idle',
    // A path that cannot be decoded never comes to a route, nor to the error handler.
    frameworkErrors: (_, __, reply) =>
      void sendProblem(reply, new HubError('invalid', 'HUB_REQUEST_INVALID', 'the path cannot be read')),
  })
  server.decorateRequest('caller', null as unknown as Caller)
  server.decorateRequest('step', undefined)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))

  server.addHook('onRequest', async request => {
    if (request.url.startsWith('/health/') || request.url === '/metrics') return
    request.caller = await ports.authenticate(request.headers.authorization)
  })
  server.setErrorHandler((error: Error & { code?: string }, _, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
      return sendProblem(
        reply,
        new HubError('invalid', 'HUB_GATEWAY_TOO_LARGE', 'a message has at most 10 MB, a batch 64 MB'),
      )
    if (error.code?.startsWith('FST_ERR_'))
      return sendProblem(reply, new HubError('invalid', 'HUB_REQUEST_INVALID', 'the request could not be read'))
    const problem = sendProblem(reply, error)
    if (reply.statusCode >= 500) ports.logger.error('a request failed', error)
    return problem
  })
  server.setNotFoundHandler((_, reply) =>
    sendProblem(
      reply,
      new HubError(
        'not-found',
        'HUB_REQUEST_UNKNOWN_PATH',
        'there is nothing at this path; see the README for what there is',
      ),
    ),
  )

  server.get('/health/live', async () => ({ status: 'live' }))
  server.get('/health/ready', async (_, reply) =>
    ports.ready() ? { status: 'ready' } : reply.status(503).send({ status: 'not ready' }),
  )
  messageRoutes(server, ports)
  receiptRoutes(server, ports)
  peopleRoutes(server, ports)
  reportRoutes(server, ports)
  custodyRoutes(server, ports)
  ruleRoutes(server, ports)
  operationRoutes(server, ports)
  clockRoutes(server, ports)
  eventRoutes(server, ports)
  replayRoutes(server, ports)
  metricRoutes(server, ports)
  return server
}
