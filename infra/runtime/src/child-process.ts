import { type ChildProcess, fork } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** The built entry of a process, found from the sources and from the build. */
const MAIN = join(__dirname, '..', 'dist', 'main.js')

/** Nearly everything that a message makes is garbage a moment later: with room for it, far less is copied about. */
const ROOM_FOR_THE_YOUNG = ['--max-semi-space-size=64']

/** What a process of the hub tells the one that started it. */
export interface Ready {
  readonly ready: true
  readonly httpPort?: number
  readonly consolePort?: number
  readonly grpcPort: number
}

/** Starts one process of the hub and resolves when it is ready; rejects with its last words when it ends before. */
export async function startProcess(environment: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = fork(MAIN, ['--no-samples'], {
    env: environment,
    silent: true,
    execArgv: [...process.execArgv, ...ROOM_FOR_THE_YOUNG],
  })
  let words = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', data => {
      words = `${words}${data}`.slice(-4_000)
    })
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', message => resolve(message as Ready))
    child.once('exit', code =>
      reject(new Error(`a process of the hub ended with ${code} before it was ready:\n${words}`)),
    )
  })
  return { child, ready }
}

/** Asks the process to finish what is in hand, and resolves when it has ended. */
export const stopProcess = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

/** Ports that nobody listens on just now. */
export const freePorts = (count: number): Promise<readonly number[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      await new Promise(resolve => server.close(resolve))
      if (typeof address !== 'object' || !address) throw new Error('no port could be had')
      return address.port
    }),
  )
