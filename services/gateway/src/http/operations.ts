import { formatCalendarDate, formatInstant, londonDate, parseCalendarDate } from '@hub/calendar'
import type { ContextStatus, HeldLane, IntakeCount } from '@hub/contracts/operations'
import { asHubError, HubError } from '@hub/service'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { demand } from '../door/authenticate'
import { objectOf } from './body'
import type { HttpPorts, Operations } from './ports'

const MOST_LANES = 1_000

/** What operators see and do, of all contexts. */
export function operationRoutes(server: FastifyInstance, { operations, clock }: HttpPorts): void {
  const contextOf = (name: unknown): Operations[string] => {
    const client = typeof name === 'string' && Object.hasOwn(operations, name) ? operations[name] : undefined
    if (client) return client
    throw new HubError('not-found', 'HUB_LANE_UNKNOWN', `the contexts are: ${Object.keys(operations).join(', ')}`, {
      field: 'context',
    })
  }

  server.get('/v1/status', async request => {
    demand(request.caller, 'operate')
    const contexts = await Promise.all((await statuses(operations)).map(statusJson))
    return { well: contexts.every(({ problems, heldLanes }) => problems.length === 0 && heldLanes === 0), contexts }
  })

  server.get<{ Querystring: { from?: string; to?: string } }>('/v1/intake', async request => {
    demand(request.caller, 'operate')
    const today = formatCalendarDate(londonDate(clock.now()))
    const { from = request.query.to ?? today, to = from } = request.query
    for (const [field, day] of Object.entries({ from, to }))
      if (!parseCalendarDate(day)) throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'write YYYY-MM-DD', { field })
    const counts = await Promise.all(
      Object.entries(operations).map(async ([context, client]) =>
        (await client.countIntake({ fromDay: from, toDay: to })).counts.map(count => countJson(context, count)),
      ),
    )
    return { from, to, counts: counts.flat() }
  })

  server.get('/v1/lanes', async request => {
    demand(request.caller, 'operate')
    const lanes = await Promise.all(
      Object.entries(operations).map(async ([context, client]) =>
        (await client.listHeldLanes({ limit: MOST_LANES })).lanes.map(lane => laneJson(context, lane)),
      ),
    )
    return { lanes: lanes.flat().sort((one, other) => (one.since < other.since ? -1 : 1)) }
  })

  type InLane = { Querystring: { context?: string; group?: string; lane?: string } }
  server.get<InLane>('/v1/lanes/messages', async request => {
    demand(request.caller, 'operate')
    const { context, group = '', lane = '' } = request.query
    const { messages } = await contextOf(context).listHeldMessages({ group, lane, limit: MOST_LANES })
    return { messages: messages.map(({ id, part, channel }) => ({ id, part: part || null, channel: channel || null })) }
  })

  const asked = (request: FastifyRequest, hint: string) => {
    demand(request.caller, 'operate')
    const { context, ...rest } = objectOf(request.body, 'HUB_REQUEST_INVALID', hint)
    for (const [field, value] of Object.entries({ context, group: rest.group }))
      if (typeof value !== 'string') throw new HubError('invalid', 'HUB_REQUEST_INVALID', hint, { field })
    const text = (field: string) => (typeof rest[field] === 'string' ? (rest[field] as string) : '')
    return { client: contextOf(context), text }
  }
  server.post('/v1/lanes/retry', async (request, reply) => {
    const { client, text } = asked(
      request,
      'send {"context", "group", "lane"} or {"context", "group", "reason"} as JSON',
    )
    const { lanes } = await client.retryHeldLanes({
      group: text('group'),
      lane: text('lane'),
      reason: text('reason'),
    })
    return reply.status(202).send({ lanes: Number(lanes) })
  })
  server.post('/v1/lanes/skip', async (request, reply) => {
    const { client, text } = asked(request, 'send {"context", "group", "lane", "why"} as JSON')
    const by = request.caller.partner
    await client.skipHeldMessage({ group: text('group'), lane: text('lane'), by, why: text('why') })
    return reply.status(202).send({ lane: text('lane'), by })
  })
}

/** Every context's condition; one that does not answer has that as its problem. */
export async function statuses(operations: Operations): Promise<readonly ContextStatus[]> {
  return Promise.all(
    Object.entries(operations).map(async ([context, client]): Promise<ContextStatus> => {
      try {
        return (await client.getStatus({})).status!
      } catch (error) {
        return { ...SILENT, context, problems: [`it does not answer: ${asHubError(error).message}`] }
      }
    }),
  )
}

const SILENT: Omit<ContextStatus, 'context' | 'problems'> = {
  consumers: [],
  recordedPosition: 0n,
  publishedPosition: 0n,
  heldLanes: 0n,
  heldMessages: 0n,
  oldestHeldSince: undefined,
  conservation: undefined,
  dueTimers: 0n,
  attention: {},
}

const statusJson = (status: ContextStatus) => ({
  context: status.context,
  problems: status.problems,
  consumers: status.consumers.map(({ group, lag, partitions, stopped, standingMillis }) => ({
    group,
    lag: Number(lag),
    partitions,
    stopped: stopped || null,
    standingMillis: Number(standingMillis),
  })),
  recordedPosition: Number(status.recordedPosition),
  publishedPosition: Number(status.publishedPosition),
  heldLanes: Number(status.heldLanes),
  heldMessages: Number(status.heldMessages),
  oldestHeldSince: status.oldestHeldSince ? formatInstant(status.oldestHeldSince) : null,
  conservation: status.conservation ? numbers(status.conservation) : null,
  dueTimers: Number(status.dueTimers),
})

const countJson = (context: string, { day, channel, ...counts }: IntakeCount) => ({
  context,
  day,
  channel,
  ...numbers(counts),
})

const laneJson = (context: string, lane: HeldLane) => ({
  context,
  group: lane.group,
  lane: lane.lane,
  reason: lane.reason,
  since: lane.since ? formatInstant(lane.since) : '',
  length: Number(lane.length),
  tries: lane.tries,
  wish: lane.wish || null,
})

const numbers = (counts: object): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)]))
