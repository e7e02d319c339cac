import { asHubError, type HubError, KINDS } from '@hub/service'
import type { FastifyReply } from 'fastify'

/** Codes whose HTTP status is not their kind's. */
const STATUS: Readonly<Partial<Record<HubError['code'], number>>> = {
  HUB_GATEWAY_TOO_LARGE: 413,
  HUB_GATEWAY_CONTENT_TYPE: 415,
}

/** RFC 9457 problem details. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly field?: string
}

const TITLES: Readonly<Record<HubError['kind'], string>> = {
  invalid: 'The request is not valid',
  'not-found': 'Not found',
  conflict: 'In conflict with what is there',
  forbidden: 'Not allowed',
  unauthenticated: 'Not authenticated',
  exhausted: 'Too many requests',
  unavailable: 'Not available just now',
  defect: 'The hub failed',
}

export function problemOf(error: unknown): Problem {
  const known = asHubError(error)
  return {
    type: 'about:blank',
    title: TITLES[known.kind],
    status: STATUS[known.code] ?? KINDS[known.kind].http,
    detail: known.message,
    code: known.code,
    ...(known.field ? { field: known.field } : {}),
  }
}

export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemOf(error)
  if (problem.status === 429 || problem.status === 503) void reply.header('retry-after', '1')
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="throughline"')
  return sendAs(reply, problem)
}

/** As bytes: to a text the server would add a charset, which the media type does not have. */
export const sendAs = (reply: FastifyReply, problem: Pick<Problem, 'status'>): FastifyReply =>
  reply
    .status(problem.status)
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(problem)))
