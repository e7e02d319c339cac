import { createHttpServer } from './http/server'
import type { ConsolePorts } from './ports'

export interface ConsoleSettings {
  /** 0 chooses one. */
  readonly port: number
}

export interface Console {
  /** Resolves with the port it listens on. */
  start(): Promise<number>
  /** Answers what was asked, and listens no more. */
  stop(): Promise<void>
}

/** Until it has a sign-in, nobody beyond this machine may reach it, whatever else the hub listens on. */
const HOST = '127.0.0.1'

export function createConsole(settings: ConsoleSettings, ports: ConsolePorts): Console {
  const server = createHttpServer(ports)
  return {
    start: async () => {
      await server.listen({ host: HOST, port: settings.port })
      const address = server.server.address()
      return typeof address === 'object' && address ? address.port : settings.port
    },
    stop: () => server.close(),
  }
}
