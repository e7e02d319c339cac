import { Agent, request } from 'node:http'
import type { Clock } from '@hub/clock'
import { sendStream } from '../../raw/grpc'
import { watchInserts } from '../../raw/watch'
import { createMix, type Load, type LoadMessage } from '../load/mix'
import type { Played } from './talk'

/** Where messages go: the hub's door, or the sketch's, which takes the same. */
export interface Door {
  readonly httpPort: number
  readonly grpcPort: number
  readonly token: string
}
export type By = 'http' | 'batch' | 'stream'

export interface Prepared {
  readonly messages: number
  readonly parts: number
  readonly bytes: number
}
/** Milliseconds until everything was accepted, and for single requests the times of the answers. */
export interface Sent {
  readonly millis: number
  readonly answers?: Times
}
export interface Times {
  readonly median: number
  readonly p99: number
}
/** Where what became visible shows: documents inserted there name their message in `field`. */
export interface Visible {
  readonly mongoUrl: string
  readonly database: string
  readonly collection: string
  readonly field: string
}

/** Requests in flight of those who send one message a request. */
const IN_FLIGHT = 64
/** Lines of one `:batch`; the largest is bounded by bytes too. */
const LINES = { most: 500, bytes: 16 * 1024 * 1024 }

/** Makes messages beforehand and then sends them, in a process of its own: what it costs is not the hub's. */
export function loadGenerator(people: number, clock: Clock): Played {
  const mix = createMix(people)
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT, noDelay: true })
  let load: Load = { messages: [], parts: 0 }

  const post = (door: Door, path: string, body: Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          agent,
          host: '127.0.0.1',
          port: door.httpPort,
          method: 'POST',
          path,
          headers: {
            authorization: `Bearer ${door.token}`,
            'content-type': 'application/json',
            'content-length': body.length,
          },
        },
        answer => {
          const chunks: Buffer[] = []
          answer.on('data', chunk => chunks.push(chunk))
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            if (answer.statusCode === 202) resolve(text)
            else reject(new Error(`${path} was answered ${answer.statusCode}: ${text.slice(0, 500)}`))
          })
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  const postOne = async (door: Door, { channel, body }: LoadMessage): Promise<string> =>
    (JSON.parse(await post(door, `/v1/messages/${channel}`, body)) as { receiptId: string }).receiptId

  const byHttp = async (door: Door): Promise<number[]> => {
    const times: number[] = []
    const messages = load.messages[Symbol.iterator]()
    const sender = async () => {
      for (const message of messages) {
        const start = process.hrtime.bigint()
        await postOne(door, message)
        times.push(Number(process.hrtime.bigint() - start) / 1e6)
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, sender))
    return times
  }

  /** One request of each channel in flight, so that a partner's messages stay in their order. */
  const byBatch = async (door: Door): Promise<void> => {
    const channels = [...new Set(load.messages.map(({ channel }) => channel))]
    await Promise.all(
      channels.map(async channel => {
        const lines = load.messages.filter(message => message.channel === channel).map(({ body }) => body)
        while (lines.length > 0) {
          let bytes = 0
          let count = 0
          while (count < lines.length && count < LINES.most && bytes < LINES.bytes) bytes += lines[count++]!.length
          const part = lines.splice(0, count).flatMap(line => [line, Buffer.from('\n')])
          const answers = (await post(door, `/v1/messages/${channel}:batch`, Buffer.concat(part))).trimEnd().split('\n')
          const refused = answers.find(answer => !answer.includes('"receiptId"'))
          if (refused || answers.length !== count) throw new Error(`a line was refused: ${refused}`)
        }
      }),
    )
  }

  const byStream = async (door: Door): Promise<void> => {
    const accepted = await sendStream(`127.0.0.1:${door.grpcPort}`, door.token, load.messages)
    if (accepted !== load.messages.length) throw new Error(`${accepted} of ${load.messages.length} were accepted`)
  }

  const prepared = (made: Load): Prepared => {
    load = made
    return {
      messages: load.messages.length,
      parts: load.parts,
      bytes: load.messages.reduce((sum, { body }) => sum + body.length, 0),
    }
  }

  return {
    answers: {
      everybody: async () => prepared(mix.everybody()),
      /** People that nobody has heard of yet, one message about each. */
      strangers: async ({ count }: { count: number }) => prepared(createMix(count, 2, people).everybody()),
      prepare: async ({ count }: { count: number }) => prepared(mix.next(count)),
      send: async ({ door, by }: { door: Door; by: By }): Promise<Sent> => {
        const start = clock.machine()
        const times = by === 'http' ? await byHttp(door) : by === 'batch' ? await byBatch(door) : await byStream(door)
        return { millis: clock.machine() - start, ...(times ? { answers: timesOf(times) } : {}) }
      },
      paced: async (input: { door: Door; perSecond: number; visible: Visible }) =>
        paced(load.messages, input, message => postOne(input.door, message), clock),
    },
    stop: async () => agent.destroy(),
  }
}

/** When nothing came for so long, nothing more will. */
const QUIET_MS = 500

/** Sends at an even pace, and tells how long after its acceptance each message was to be seen. */
async function paced(
  messages: readonly LoadMessage[],
  { perSecond, visible }: { perSecond: number; visible: Visible },
  sendOne: (message: LoadMessage) => Promise<string>,
  clock: Clock,
): Promise<{ visible: Times; answers: Times; late: number }> {
  const accepted = new Map<string, number>()
  const seen = new Map<string, number>()
  const now = () => Number(process.hrtime.bigint()) / 1e6
  let lastSeen = now()
  // The last row of a message counts: only then all of it is there.
  const watch = await watchInserts(visible, id => {
    lastSeen = now()
    seen.set(id, lastSeen)
  })
  try {
    const answers: number[] = []
    const sending: Promise<void>[] = []
    const start = now()
    let late = 0
    for (let next = 0; next < messages.length; ) {
      const due = Math.min(messages.length, Math.floor(((now() - start) * perSecond) / 1000) + 1)
      late = Math.max(late, due - next)
      for (; next < due; next++) {
        const message = messages[next]!
        const sentAt = now()
        sending.push(
          sendOne(message).then(id => {
            accepted.set(id, now())
            answers.push(now() - sentAt)
          }),
        )
      }
      await clock.sleep(1)
    }
    await Promise.all(sending)
    const end = now() + 60_000
    while (now() - lastSeen < QUIET_MS || [...accepted.keys()].some(id => !seen.has(id))) {
      if (now() > end) throw new Error('not everything became visible within a minute')
      await clock.sleep(20)
    }
    const waits = [...accepted].map(([id, at]) => Math.max(0, seen.get(id)! - at))
    return { visible: timesOf(waits), answers: timesOf(answers), late }
  } finally {
    await watch.stop()
  }
}

function timesOf(millis: readonly number[]): Times {
  const sorted = [...millis].sort((a, b) => a - b)
  const at = (part: number) => Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 10) / 10
  return { median: at(0.5), p99: at(0.99) }
}
