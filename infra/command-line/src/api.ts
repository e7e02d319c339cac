import { Agent, type IncomingMessage, request } from 'node:http'
import { Failed, Refused, Unreachable } from './errors'

/** The hub's HTTP interface, as the development partner. Every method throws `Refused` or `Unreachable`. */
export interface Api {
  readonly url: string
  get<T>(path: string): Promise<Answer<T>>
  /** Sends a value as JSON, or bytes as they are. */
  send<T>(method: 'POST' | 'DELETE', path: string, body?: object | Uint8Array): Promise<Answer<T>>
  /** The lines of an answer that grows for ever, until it ends or `signal` aborts; empty lines are heartbeats. */
  lines(path: string, signal: AbortSignal): AsyncIterable<string>
}

/** A JSON document that the hub answered with: read, and as it came. */
export interface Answer<T> {
  readonly value: T
  readonly text: string
}

export interface Place {
  readonly HUB_HOST: string
  readonly HUB_HTTP_PORT: number
  readonly HUB_DATA_DIR: string
}

type Ask = (method: string, path: string, body?: Uint8Array, signal?: AbortSignal) => Promise<IncomingMessage>

// node:http has no time-out of its own: moving a clock or reading everything again may take many minutes.
export function createApi(place: Place, token: () => Promise<string>): Api {
  const url = urlOf(place)
  const agent = new Agent({ keepAlive: false })

  const ask: Ask = async (method, path, body, signal) => {
    if (place.HUB_HTTP_PORT === 0)
      throw new Unreachable('HUB_HTTP_PORT is 0, which any port may be: set it to the one that the hub printed')
    const authorization = `Bearer ${await token()}`
    return new Promise((resolve, reject) => {
      const headers = {
        authorization,
        ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
      }
      const asked = request(`${url}${path}`, { method, agent, headers, ...(signal ? { signal } : {}) }, resolve)
      asked.on('error', error => reject(unreachable(url, error)))
      asked.end(body)
    })
  }

  const answered = async <T>(response: IncomingMessage): Promise<Answer<T>> => {
    const text = (await wholeOf(response, url)).toString()
    const value = parsed(text)
    if ((response.statusCode ?? 500) >= 400) throw refused(response.statusCode ?? 500, text, value, place)
    if (value === undefined) throw new Failed(`what answers at ${url} is no hub`)
    return { value: value as T, text }
  }

  return {
    url,
    get: async path => answered(await ask('GET', path)),
    send: async (method, path, body) => {
      const bytes = body === undefined || body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body))
      return answered(await ask(method, path, bytes))
    },
    lines: async function* (path, signal) {
      const response = await ask('GET', path, undefined, signal)
      if (response.statusCode !== 200) await answered(response)
      response.setEncoding('utf8')
      let rest = ''
      try {
        for await (const chunk of response) {
          const lines = (rest + chunk).split('\n')
          // What a hub that dies had not finished is no line.
          rest = lines.pop()!
          yield* lines
        }
      } catch (error) {
        if (!signal.aborted) throw unreachable(url, error as Error)
      }
    },
  }
}

/** An address that listens on every interface is reached on this machine; IPv6 stands in brackets. */
function urlOf({ HUB_HOST, HUB_HTTP_PORT }: Place): string {
  const host = HUB_HOST === '0.0.0.0' ? '127.0.0.1' : HUB_HOST === '::' ? '::1' : HUB_HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${HUB_HTTP_PORT}`
}

async function wholeOf(response: IncomingMessage, url: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer)
  } catch (error) {
    throw unreachable(url, error as Error)
  }
  return Buffer.concat(chunks)
}

/** Never the path: it may name a person. */
function unreachable(url: string, error: Error & { code?: string }): Unreachable {
  if (error.code === 'ECONNREFUSED')
    return new Unreachable(`no hub answers at ${url}: start it with npm start, or set HUB_HTTP_PORT`)
  return new Unreachable(`the hub at ${url} did not answer (${error.code ?? error.message})`)
}

function refused(status: number, body: string, value: unknown, place: Place): Error {
  const { code, detail, field } = (value ?? {}) as { code?: string; detail?: string; field?: string }
  if (!code) return new Failed(`what answers at ${urlOf(place)} is no hub (status ${status})`)
  const hint =
    code === 'HUB_AUTH_TOKEN_INVALID'
      ? `; the key is the one in ${place.HUB_DATA_DIR}: set HUB_DATA_DIR as the hub has it`
      : ''
  return new Refused(`${code}: ${detail}${field ? ` (${field})` : ''}${hint}`, detail ?? '', body)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
