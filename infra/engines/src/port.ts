import { createServer } from 'node:net'

/** Ports of 127.0.0.1 that are free now, all different. Another process may take one before it is used: starts retry. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(
      server =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject)
          server.listen(0, '127.0.0.1', () => {
            const address = server.address()
            resolve(typeof address === 'object' && address ? address.port : 0)
          })
        }),
    ),
  )
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

/** `start` on the given port, or on a free one, again when another process took it in between. */
export async function onPort<T>(given: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  if (given !== undefined) return start(given)
  for (let left = 2; ; left--) {
    const [port] = await freePorts(1)
    try {
      return await start(port!)
    } catch (error) {
      if (left === 0 || !/address already in use|BindException/i.test(String(error))) throw error
    }
  }
}
