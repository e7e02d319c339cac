import { connect, createServer, type Socket } from 'node:net'

/** What stands between a caller and a gRPC server, and counts the calls. */
export interface CallCounter {
  readonly address: string
  calls(): number
  stop(): void
}

const PREFACE_BYTES = 24
const FRAME_HEADER_BYTES = 9
/** RFC 9113, 6.2: a call begins with one such frame of the caller's. */
const HEADERS = 1

/** Passes everything on as it is; a call is a frame of headers from the caller's side. */
export async function countCalls(target: string): Promise<CallCounter> {
  const [host = '', port = ''] = target.split(':')
  let calls = 0
  const sockets = new Set<Socket>()
  const server = createServer(caller => {
    const called = connect({ host, port: Number(port) })
    for (const socket of [caller, called]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.once('close', () => {
        caller.destroy()
        called.destroy()
      })
      socket.on('error', () => {})
    }
    const count = frameReader(type => {
      if (type === HEADERS) calls++
    })
    caller.on('data', data => count(data as Buffer))
    caller.pipe(called)
    called.pipe(caller)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    address: `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    calls: () => calls,
    stop: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Tells the type of each HTTP/2 frame in a caller's bytes, however they are cut. */
function frameReader(seen: (type: number) => void): (data: Buffer) => void {
  let skip = PREFACE_BYTES
  let header = Buffer.alloc(0)
  return data => {
    for (let at = 0; at < data.length; ) {
      if (skip > 0) {
        const passed = Math.min(skip, data.length - at)
        skip -= passed
        at += passed
        continue
      }
      const part = data.subarray(at, at + FRAME_HEADER_BYTES - header.length)
      header = Buffer.concat([header, part])
      at += part.length
      if (header.length < FRAME_HEADER_BYTES) return
      seen(header[3]!)
      skip = header.readUIntBE(0, 3)
      header = Buffer.alloc(0)
    }
  }
}
