import { HubError } from '@hub/service'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { atOnce } from '../door/at-once'
import { demand } from '../door/authenticate'
import type { Arrival, Taken } from '../door/take'
import type { HttpPorts } from './ports'
import { problemOf } from './problems'

const MOST_LINES = 10_000
const LARGEST_BATCH = 64 * 1024 * 1024

const accepted = ({ receiptId }: Taken) => ({ receiptId, state: 'accepted', location: `/v1/receipts/${receiptId}` })

type Hearing = { Params: { id: string } }

/** Messages in: one, a batch of lines, and Common Platform's own paths. */
export function messageRoutes(server: FastifyInstance, { take, rate, refuseBatch, tracer }: HttpPorts): void {
  const traced = {
    onRequest: async (request: FastifyRequest) => {
      const name = `${request.method} ${request.routeOptions.url}`
      request.step = tracer?.start(name, { parent: traceparentOf(request), begins: true })
    },
    onResponse: async (request: FastifyRequest, reply: FastifyReply) =>
      request.step?.end({ failed: reply.statusCode >= 500 }),
  }
  const arrivalOf = (request: FastifyRequest, channel: string, body: unknown): Arrival => {
    demand(request.caller, `send:${channel}`)
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity')
      throw new HubError('invalid', 'HUB_GATEWAY_CONTENT_TYPE', 'send the body as it is, not compressed', {
        field: 'content-encoding',
      })
    const traceparent = request.step?.traceparent ?? traceparentOf(request)
    return {
      channel,
      body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      contentType: request.headers['content-type'] ?? '',
      sender: request.caller.partner,
      ...(traceparent ? { traceparent } : {}),
    }
  }

  server.post<{ Params: { channel: string } }>(
    '/v1/messages/:channel',
    { bodyLimit: LARGEST_BATCH, ...traced },
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
    const onTheirWay = atOnce()
    for (const [index, body] of lines.entries())
      await onTheirWay.start(body.length, async () => {
        try {
          answers[index] = accepted(await take({ ...arrival, body, contentType: 'application/json' }))
        } catch (error) {
          answers[index] = problemOf(error)
        }
      })
    await onTheirWay.end()
    return answers
  }

  // Common Platform calls these today and expects 200; a trailing slash once cost eleven days of messages.
  const hearing = (kind: string) => async (request: FastifyRequest<Hearing>) => {
    const arrival = arrivalOf(request, 'common-platform', kind === 'deleted' ? undefined : request.body)
    rate(arrival.sender, 1)
    return accepted(await take({ ...arrival, kind, pathId: request.params.id }))
  }
  server.post<Hearing>('/hearing/:id', traced, hearing('confirmed'))
  server.post<Hearing>('/hearing/:id/result', traced, hearing('resulted'))
  server.delete<Hearing>('/hearing/:id/delete', traced, hearing('deleted'))
}

/** The sender's own trace, if it names one in the form that W3C Trace Context gives it. */
const traceparentOf = ({ headers: { traceparent } }: FastifyRequest): string | undefined =>
  typeof traceparent === 'string' && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
    ? traceparent
    : undefined

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
