import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import {
  type HeldLaneMessages,
  type LaneName,
  readHeldLanes,
  readLane,
  retryLane,
  retryReason,
  skipFirst,
} from '../app/held-lanes'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'

type Form = Readonly<Record<string, string | undefined>>

/** How long a name and a reason may be. */
const LONGEST_BY = 100
const LONGEST_WHY = 1_000

/** Held lanes, and what an operator may do about them. */
export function laneRoutes(server: FastifyInstance, ports: ConsolePorts, sendPage: SendPage): void {
  server.get<{ Querystring: Form }>('/lanes', async (request, reply) => {
    const { done, lanes = '', away = '' } = request.query
    const count = /^\d{1,9}$/.test(lanes) ? Number(lanes) : 0
    const missed = away.split(',').filter(context => Object.hasOwn(ports.operations, context))
    return sendPage(reply, 'lanes', { held: await readHeldLanes(ports), done, count, missed })
  })

  server.get<{ Querystring: Form }>('/lanes/lane', async (request, reply) => {
    const lane = await readLane(ports, nameOf(request.query))
    return sendPage(reply, 'lane', { lane })
  })

  server.get<{ Querystring: Form }>('/lanes/skip', async (request, reply) => {
    const lane = await readLane(ports, nameOf(request.query))
    return sendPage(reply, 'skip', { lane, first: firstOf(lane.messages), form: {}, problems: {} })
  })

  server.post<{ Body?: Form }>('/lanes/retry', async (request, reply) => {
    const lanes = await retryLane(ports, nameOf(request.body ?? {}))
    return reply.redirect(`/lanes?done=retry&lanes=${lanes}`, 303)
  })

  server.post<{ Body?: Form }>('/lanes/retry-reason', async (request, reply) => {
    const { reason } = request.body ?? {}
    if (reason === undefined) throw incomplete()
    const { lanes, away } = await retryReason(ports, reason)
    return reply.redirect(`/lanes?done=retry&lanes=${lanes}&away=${away.join(',')}`, 303)
  })

  server.post<{ Body?: Form }>('/lanes/skip', async (request, reply) => {
    const form = request.body ?? {}
    const lane = await readLane(ports, nameOf(form))
    const problems = problemsOf(form, lane)
    if (Object.keys(problems).length > 0)
      return sendPage(reply, 'skip', { lane, first: firstOf(lane.messages), form, problems }, 400)
    await skipFirst(ports, lane, form.by!.trim(), form.why!.trim())
    return reply.redirect('/lanes?done=skip', 303)
  })
}

function nameOf({ context, group, lane }: Form): LaneName {
  if (!context || !group || !lane) throw incomplete()
  return { context, group, lane }
}

const incomplete = () => new HubError('invalid', 'HUB_REQUEST_INVALID', 'the address or form does not say which lane')

/** Tells the first message of a lane from any other that may take its place. */
const firstOf = ([first]: HeldLaneMessages['messages']): string => (first ? `${first.id} ${first.part}` : '')

/** What is wrong with a wish to skip, by field. */
function problemsOf(form: Form, { messages }: HeldLaneMessages): Record<string, string> {
  const problems: Record<string, string> = {}
  const by = form.by?.trim() ?? ''
  const why = form.why?.trim() ?? ''
  if (by === '') problems.by = 'Enter your name'
  else if (by.length > LONGEST_BY) problems.by = `Your name must be ${LONGEST_BY} characters or fewer`
  if (why === '') problems.why = 'Enter why this message is skipped'
  else if (why.length > LONGEST_WHY)
    problems.why = `The reason must be ${LONGEST_WHY.toLocaleString('en-GB')} characters or fewer`
  if (form.sure !== 'yes') problems.sure = 'Confirm that this message is not to be processed'
  // Whoever decided looked at one message: another that is first by now is not theirs to skip.
  if (form.message !== firstOf(messages))
    problems.sure = 'The first message is another one by now. Look at it and confirm again'
  return problems
}
