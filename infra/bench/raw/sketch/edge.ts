import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { Clock } from '@hub/clock'
import type { Message } from 'kafkajs'
import { serveStream } from '../grpc'
import { kafkaAt, makeTopics, openProducer, send } from '../kafka'
import { EVENTS, INTAKE, type SketchSettings } from './names'

/** As the hub's door: the first waits this long for others, and an append is bounded. */
const LINGER_MS = 2
const MOST = { records: 1_000, bytes: 4 * 1024 * 1024 }

/** HTTP and gRPC in, one produce shared by everybody who waits, an id out once it is durable. */
export async function startEdge({ brokers }: SketchSettings, clock: Clock) {
  const kafka = kafkaAt(brokers, 'raw-edge')
  await makeTopics(kafka, [INTAKE, EVENTS])
  const producer = await openProducer(kafka)
  let waiting: { readonly message: Message; readonly bytes: number; readonly durable: () => void }[] = []
  let running = false
  const run = async () => {
    await clock.sleep(LINGER_MS)
    while (waiting.length > 0) {
      let bytes = 0
      let count = 0
      while (count < waiting.length && count < MOST.records && (count === 0 || bytes < MOST.bytes))
        bytes += waiting[count++]!.bytes
      const batch = waiting.slice(0, count)
      waiting = waiting.slice(count)
      await send(
        producer,
        INTAKE,
        batch.map(({ message }) => message),
      )
      for (const { durable } of batch) durable()
    }
    running = false
  }
  const append = (body: Buffer): Promise<string> => {
    const id = randomUUID()
    return new Promise(resolve => {
      // The id travels in front of the body, which stays as it came.
      const value = Buffer.concat([Buffer.from(id), body])
      waiting.push({ message: { key: id, value }, bytes: value.length, durable: () => resolve(id) })
      if (running) return
      running = true
      void run()
    })
  }

  const http = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const ids = request.url?.endsWith(':batch') ? await Promise.all(linesOf(body).map(append)) : [await append(body)]
    response.writeHead(202, { 'content-type': 'application/x-ndjson' })
    response.end(`${ids.map(receiptId => JSON.stringify({ receiptId })).join('\n')}\n`)
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const grpc = await serveStream(body => append(body).then(() => {}))
  return {
    httpPort: typeof address === 'object' && address ? address.port : 0,
    grpcPort: grpc.port,
    stop: async () => {
      http.closeAllConnections()
      http.close()
      grpc.stop()
      await producer.disconnect()
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function linesOf(body: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf(0x0a, start)
    const stop = end < 0 ? body.length : end
    lines.push(body.subarray(start, stop))
    start = stop + 1
  }
  return lines
}
