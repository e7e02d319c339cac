import { asHubError } from '@hub/service'
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { ConsolePorts } from '../ports'
import { assetRoutes } from './assets'
import { guard, HEADERS } from './guard'
import { laneRoutes } from './lanes'
import { createPages } from './pages'
import { peopleRoutes } from './people'
import { prisonRoutes } from './prisons'
import {
  foreign,
  notHeld,
  nothingHere,
  type Problem,
  problemOf,
  unknownPerson,
  unknownReceipt,
  unknownReview,
} from './problems'
import { receiptRoutes } from './receipts'
import { resultRoutes } from './results'
import { reviewRoutes } from './reviews'
import { todayRoutes } from './today'

/** What a form of ours may hold. */
const LARGEST_FORM = 16 * 1024

const KNOWN: Readonly<Record<string, Problem>> = {
  HUB_LANE_UNKNOWN: notHeld,
  HUB_RECEIPT_UNKNOWN: unknownReceipt,
  HUB_PERSON_UNKNOWN: unknownPerson,
  HUB_REVIEW_UNKNOWN: unknownReview,
}

export function createHttpServer(ports: ConsolePorts): FastifyInstance {
  const server = fastify({
    bodyLimit: LARGEST_FORM,
    routerOptions: {
      ignoreTrailingSlash: true,
      maxParamLength: 300,
      // One value for each name: what is asked twice is asked as it was written last.
      querystringParser: text => Object.fromEntries(new URLSearchParams(text)),
    },
    forceCloseConnections: 'idle',
    // A path that cannot be read comes to no hook, route or handler.
    frameworkErrors: (_, __, reply) => void sendProblem(reply.headers(HEADERS), nothingHere),
  })
  const sendPage = createPages(assetRoutes(server))
  const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply =>
    sendPage(reply, 'problem', { problem }, problem.status)
  guard(server, reply => sendProblem(reply, foreign))

  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  server.setNotFoundHandler((_, reply) => sendProblem(reply, nothingHere))
  server.setErrorHandler((error: Error & { code?: string; statusCode?: number }, _, reply) => {
    if (error.code?.startsWith('FST_ERR_')) return sendProblem(reply, { ...foreign, status: error.statusCode ?? 400 })
    const problem = KNOWN[asHubError(error).code] ?? problemOf(error)
    if (problem.status === 500) ports.logger.error('a page of the console failed', error)
    return sendProblem(reply, problem)
  })

  todayRoutes(server, ports, sendPage)
  peopleRoutes(server, ports, sendPage)
  receiptRoutes(server, ports, sendPage)
  laneRoutes(server, ports, sendPage)
  prisonRoutes(server, ports, sendPage)
  resultRoutes(server, ports, sendPage)
  reviewRoutes(server, ports, sendPage)
  return server
}
