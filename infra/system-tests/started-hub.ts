import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { developmentToken, hubSettings, openClock, openInstallation, readConfig, startHub } from '@hub/runtime'
import { createLogger } from '@hub/service'

/** A whole embedded hub in this process, as `npm start` makes it, with its data in a folder of its own. */
export interface StartedHub {
  readonly url: string
  readonly grpcAddress: string
  readonly consoleUrl: string
  readonly token: string
  /** Everything it logged so far. */
  logged(): string
  /** Stops it and starts it again on the same data. */
  restart(): Promise<StartedHub>
  stop(): Promise<void>
}

export async function startedHub(
  environment: NodeJS.ProcessEnv = {},
  dataDir = mkdtempSync(join(tmpdir(), 'hub-')),
): Promise<StartedHub> {
  const config = readConfig({
    HUB_DATA_DIR: dataDir,
    HUB_HTTP_PORT: '0',
    HUB_GRPC_PORT: '0',
    HUB_CONSOLE_PORT: '0',
    ...environment,
  })
  const installation = await openInstallation(config)
  const logFile = join(dataDir, 'hub.log')
  const hub = await startHub(hubSettings(config), {
    ...openClock(config),
    loggerOf: service => createLogger(service, 'debug', logFile),
    installation,
  })
  return {
    url: `http://127.0.0.1:${hub.httpPort}`,
    grpcAddress: `127.0.0.1:${hub.grpcPort}`,
    consoleUrl: `http://127.0.0.1:${hub.consolePort}`,
    token: await developmentToken(config),
    logged: () => readFileSync(logFile, 'utf8'),
    restart: async () => {
      await hub.stop()
      return startedHub(environment, dataDir)
    },
    stop: async () => {
      await hub.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Asks the hub as a partner would. */
export const ask = (hub: StartedHub, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${hub.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json', ...init.headers },
  })

/** What became of one message sent to a channel, once it is past `accepted`. */
export async function sendAndWait(hub: StartedHub, channel: string, body: string | Uint8Array): Promise<Receipt> {
  const sent = await ask(hub, `/v1/messages/${channel}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
  const { location } = (await sent.json()) as { location: string }
  const receipt = await ask(hub, `${location}?wait=10`)
  return (await receipt.json()) as Receipt
}

export interface Receipt {
  readonly receiptId: string
  readonly state: string
  readonly reason: string | null
  readonly field: string | null
  readonly eventIds: readonly string[]
  readonly people: readonly string[]
  readonly warnings: readonly string[]
  readonly repeats: number
  readonly conflicts: readonly { readonly receivedAt: string; readonly hash: string }[]
  readonly parts: readonly { readonly subject: string; readonly state: string; readonly reason: string | null }[]
}
