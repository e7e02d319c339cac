import { HubError } from '@hub/service'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { demand } from '../door/authenticate'
import type { Arrival, Taken } from '../door/take'
import type { HttpPorts } from './ports'
import { problemOf } from './problems'

const MOST_LINES = 10_000
const LARGEST_BATCH = 64 * 1024 * 1024
/** Lines of a batch that are on their way into the log at the same time. */
const AT_ONCE = 500

const accepted = ({ receiptId }: Taken) => ({ receiptId, state: 'accepted', location: `/v1/receipts/${receiptId}` })

/** Messages in: one, a batch of lines, and Common Platform's own paths. */
export function messageRoutes(server: FastifyInstance, { take, rate, refuseBatch }: HttpPorts): void {
  const arrivalOf = (request: FastifyRequest, channel: string, body: unknown): Arrival => {
    demand(request.caller, `send:${channel}`)
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity')
      throw new HubError('invalid', 'HUB_GATEWAY_CONTENT_TYPE', 'send the body as it is, not compressed', {
        field: 'content-encoding',
      })
    const traceparent = request.headers.traceparent
    return {
      channel,
      body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      contentType: request.headers['content-type'] ?? '',
      sender: request.caller.partner,
      ...(typeof traceparent === 'string' ? { traceparent } : {}),
    }
  }

  server.post<{ Params: { channel: string } }>(
    '/v1/messages/:channel',
    { bodyLimit: LARGEST_BATCH },
    async (request, reply) => {
      const [, channel = '', batch] = /^(.*?)(:batch)?$/.exec(request.params.channel) ?? []
      const arrival = arrivalOf(request, channel, request.body)
      if (!batch) {
        rate(arrival.sender, 1)
        const receipt = accepted(await take(arrival))
        return reply.status(202).header('location', receipt.location).send(receipt)
      }
      const answers = await takeLines(arrival)
      return reply
        .status(202)
        .type('application/x-ndjson')
        .send(Buffer.from(`${answers.map(answer => JSON.stringify(answer)).join('\n')}\n`))
    },
  )

  const takeLines = async (arrival: Arrival): Promise<readonly object[]> => {
    refuseBatch(arrival)
    const lines = linesOf(arrival.body as Buffer)
    if (lines.length === 0)
      throw new HubError('invalid', 'HUB_GATEWAY_EMPTY_BODY', 'the batch is empty; send one message a line')
    if (lines.length > MOST_LINES)
      throw new HubError('invalid', 'HUB_GATEWAY_TOO_LARGE', `a batch has at most ${MOST_LINES} lines`)
    rate(arrival.sender, lines.length)
    const answers: object[] = []
    for (let start = 0; start < lines.length; start += AT_ONCE) {
      const some = lines.slice(start, start + AT_ONCE).map(async body => {
        try {
          return accepted(await take({ ...arrival, body, contentType: 'application/json' }))
        } catch (error) {
          return problemOf(error)
        }
      })
      answers.push(...(await Promise.all(some)))
    }
    return answers
  }

  // Common Platform calls these today and expects 200; a trailing slash once cost eleven days of messages.
  const hearing = (kind: string) => async (request: FastifyRequest<{ Params: { id: string } }>) => {
    const arrival = arrivalOf(request, 'common-platform', kind === 'deleted' ? undefined : request.body)
    rate(arrival.sender, 1)
    return accepted(await take({ ...arrival, kind, pathId: request.params.id }))
  }
  server.post('/hearing/:id', hearing('confirmed'))
  server.post('/hearing/:id/result', hearing('resulted'))
  server.delete('/hearing/:id/delete', hearing('deleted'))
}

/** Splits at line feeds without copying; an empty end after the last one is no line. */
export function linesOf(body: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  let start = 0
  while (start < body.length) {
    const end = body.indexOf(0x0a, start)
    const stop = end < 0 ? body.length : end
    lines.push(body.subarray(start, body[stop - 1] === 0x0d && stop > start ? stop - 1 : stop))
    start = stop + 1
  }
  return lines
}
