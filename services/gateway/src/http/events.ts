import { Readable } from 'node:stream'
import type { Incoming } from '@hub/messaging'
import { EVENT, EVENTS_TOPIC } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { demand } from '../door/authenticate'
import type { HttpPorts } from './ports'

/** How often the stream is looked at, in milliseconds. */
const LOOK = 250

/**
 * The event stream as it grows, one JSON line an event, for operators: what happened to whom and where it came from,
 * by hub ids; nothing that identifies a person.
 */
export function eventRoutes(server: FastifyInstance, { log, clock }: HttpPorts): void {
  // Who follows would follow for ever: when the door closes, the streams end.
  const closing = new AbortController()
  server.addHook('preClose', async () => closing.abort())

  server.get('/v1/events', async (request, reply) => {
    demand(request.caller, 'operate')
    const ends = new Map((await log.ends(EVENTS_TOPIC)).map(({ partition, next }) => [partition, next]))
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const ended = AbortSignal.any([gone.signal, closing.signal])
    async function* follow() {
      // Says at once that it listens.
      yield '\n'
      while (!ended.aborted) {
        const from = [...ends].map(([partition, next]) => ({ partition, next }))
        for await (const records of log.read(EVENTS_TOPIC, from, 'end')) {
          for (const record of records) ends.set(record.partition, record.offset + 1n)
          yield records.map(record => `${JSON.stringify(eventJson(record))}\n`).join('')
        }
        await clock.sleep(LOOK, ended)
      }
    }
    return reply.type('application/x-ndjson').send(Readable.from(follow()))
  })
}

const eventJson = ({ id, type, source, position, headers }: Incoming) => ({
  eventId: id,
  type,
  context: source,
  position: Number(position ?? 0n),
  personId: headers[EVENT.subject] ?? null,
  occurredAt: headers[EVENT.time] ?? null,
  recordedAt: headers[EVENT.recorded] ?? null,
  source: { channel: headers[EVENT.channel] ?? null, receiptId: headers[EVENT.correlation] ?? null },
  ...(headers[EVENT.corrects] ? { corrects: headers[EVENT.corrects] } : {}),
  ...(headers[EVENT.retracts] ? { retracts: headers[EVENT.retracts] } : {}),
  ...(headers[EVENT.confirms] ? { confirms: headers[EVENT.confirms] } : {}),
})
