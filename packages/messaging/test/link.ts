import { connect, createServer, type Socket } from 'node:net'
import { Kafka, logLevel } from 'kafkajs'

/** A wire to a broker that can be cut or frozen. */
export interface Link {
  /** A client all of whose connections take this wire. */
  kafka(): Kafka
  /** `cut`: what is sent arrives, and no answer ever comes back. `frozen`: nothing moves, nothing is closed. */
  set(state: 'open' | 'cut' | 'frozen'): void
  close(): Promise<void>
}

export async function openLink(broker: string): Promise<Link> {
  const [host, port] = broker.split(':')
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'frozen' = 'open'
  const server = createServer(near => {
    const far = connect({ host, port: Number(port) })
    near.on('data', data => far.write(data))
    far.on('data', data => (state === 'cut' ? near.destroy() : near.write(data)))
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      if (state === 'frozen') socket.pause()
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  const own = typeof at === 'object' && at ? at.port : 0
  return {
    kafka: () =>
      new Kafka({
        brokers: [broker],
        logLevel: logLevel.NOTHING,
        retry: { initialRetryTime: 50, maxRetryTime: 200, retries: 3 },
        socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port: own }, onConnect),
      }),
    set: wanted => {
      state = wanted
      for (const socket of sockets) wanted === 'frozen' ? socket.pause() : socket.resume()
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
