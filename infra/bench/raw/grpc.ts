import { Client, credentials, Metadata, Server, ServerCredentials, type ServerReadableStream } from '@grpc/grpc-js'
import { SendStreamRequest, SendStreamResponse } from '@hub/contracts/intake'

const SEND_STREAM = '/hub.intake.v1.IntakeService/SendStream'
const LARGEST = { 'grpc.max_receive_message_length': 72 * 1024 * 1024 }
const written = (codec: { encode(message: never): { finish(): Uint8Array } }) => (message: unknown) =>
  Buffer.from(codec.encode(message as never).finish())

/** Takes the hub's client stream by grpc-js alone; answers when everything is taken. */
export async function serveStream(take: (body: Buffer) => Promise<void>) {
  const server = new Server(LARGEST)
  const sendStream = (
    call: ServerReadableStream<SendStreamRequest, SendStreamResponse>,
    answer: (error: Error | null, value?: SendStreamResponse) => void,
  ) => {
    let accepted = 0n
    const taking: Promise<void>[] = []
    call.on('data', ({ message }: SendStreamRequest) => {
      taking.push(take(message!.body as Buffer))
      accepted++
    })
    call.on('end', () => {
      Promise.all(taking).then(
        () => answer(null, { accepted, refusals: [] }),
        error => answer(error as Error),
      )
    })
  }
  server.addService(
    {
      sendStream: {
        path: SEND_STREAM,
        requestStream: true,
        responseStream: false,
        requestSerialize: written(SendStreamRequest),
        requestDeserialize: bytes => SendStreamRequest.decode(bytes),
        responseSerialize: written(SendStreamResponse),
        responseDeserialize: bytes => SendStreamResponse.decode(bytes),
      },
    },
    { sendStream },
  )
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  return { port, stop: () => server.forceShutdown() }
}

/** Sends everything in one client stream, as fast as the other side takes it; resolves when all is accepted. */
export async function sendStream(
  address: string,
  token: string,
  messages: readonly { readonly channel: string; readonly body: Buffer }[],
): Promise<number> {
  const client = new Client(address, credentials.createInsecure(), LARGEST)
  const metadata = new Metadata()
  metadata.set('authorization', `Bearer ${token}`)
  try {
    return await new Promise<number>((resolve, reject) => {
      const call = client.makeClientStreamRequest(
        SEND_STREAM,
        written(SendStreamRequest),
        bytes => SendStreamResponse.decode(bytes),
        metadata,
        (error, answer) => (error ? reject(error) : resolve(Number(answer!.accepted))),
      )
      let next = 0
      const write = () => {
        while (next < messages.length) {
          const { channel, body } = messages[next++]!
          if (!call.write({ message: { channel, body, contentType: '' } })) {
            call.once('drain', write)
            return
          }
        }
        call.end()
      }
      write()
    })
  } finally {
    client.close()
  }
}
