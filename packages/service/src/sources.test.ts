import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, virtualClock } from '@hub/clock'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { httpSources } from './sources'

let server: Server
let asked: string[]
let answer: (path: string, response: ServerResponse) => void
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    asked.push(`${request.headers.authorization ?? '-'} ${request.url}`)
    answer(request.url!, response)
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(closed => server.close(closed))
})

const says =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (_: string, response: ServerResponse) =>
    void response.writeHead(status, headers).end(body)

describe('a source', () => {
  it.each([
    ['finds', 200, '{"a":1}', { is: 'found', body: { a: 1 } }],
    ['knows nothing', 404, '{"message":"Not allocated"}', { is: 'not-found', body: { message: 'Not allocated' } }],
    ['knows nothing, in no JSON', 404, '<html>', { is: 'not-found', body: undefined }],
    ['is out of order', 503, 'sorry', { is: 'away' }],
    ['is asked too often', 429, '', { is: 'away' }],
    ['does not let us', 403, '{"secret":"x"}', { is: 'refused', reason: 'it answered 403' }],
    ['answers in no JSON', 200, '<html>', { is: 'refused', reason: 'its answer is no JSON' }],
    ['answers too much', 200, `"${'x'.repeat(10 * 1024 * 1024)}"`, { is: 'refused', reason: 'its answer is no JSON' }],
  ])('%s', async (_, status, body, expected) => {
    answer = says(status, body)
    const sources = httpSources({ search: { url: `${url()}/` } }, systemClock())
    expect(await sources.ask('search', '/prisoner/A1234BC')).toEqual(expected)
    expect(asked[0]).toBe('- /prisoner/A1234BC')
  })

  it('gets its token, and is not followed elsewhere', async () => {
    answer = says(302, '', { location: 'http://127.0.0.1:1/elsewhere' })
    const sources = httpSources({ search: { url: url(), token: 'secret' } }, systemClock())
    expect(await sources.ask('search', '/a')).toEqual({ is: 'refused', reason: 'it answered 302' })
    expect(asked).toEqual(['Bearer secret /a'])
    expect([sources.knows('search'), sources.knows('constructor')]).toEqual([true, false])
  })

  it('that fails once is asked once more', async () => {
    answer = (path, response) => (asked.length === 1 ? says(500, '') : says(200, '{}'))(path, response)
    const sources = httpSources({ search: { url: url() } }, systemClock())
    expect(await sources.ask('search', '/a')).toEqual({ is: 'found', body: {} })
  })

  it('that fails again and again is left alone for a while, and then asked by one', async () => {
    const clock = virtualClock(1)
    let up = false
    const get = (async () => {
      asked.push('asked')
      if (!up) throw new Error('refused')
      return new Response('{}')
    }) as typeof fetch
    const sources = httpSources({ search: { url: 'http://search.test' } }, clock, get)
    for (let time = 0; time < 5; time++) expect(await sources.ask('search', '/a')).toEqual({ is: 'away' })
    expect(asked).toHaveLength(6)
    await clock.advance(5_000)
    // One tries, the others wait.
    expect(await Promise.all([1, 2, 3].map(() => sources.ask('search', '/a')))).toEqual(
      [1, 2, 3].map(() => ({ is: 'away' })),
    )
    expect(asked).toHaveLength(7)
    up = true
    await clock.advance(4_999)
    expect(await sources.ask('search', '/a')).toEqual({ is: 'away' })
    await clock.advance(1)
    expect(await sources.ask('search', '/a')).toEqual({ is: 'found', body: {} })
    expect(await sources.ask('search', '/a')).toEqual({ is: 'found', body: {} })
    expect(asked).toHaveLength(9)
  })

  it('is asked eight questions at a time, and nobody else waits for it', async () => {
    const waiting: (() => void)[] = []
    const get = (url: string) => {
      asked.push(new URL(url).pathname)
      return url.startsWith('http://other')
        ? Promise.resolve(new Response('{}'))
        : new Promise<Response>(resolve => waiting.push(() => resolve(new Response('{}'))))
    }
    const sources = httpSources(
      { search: { url: 'http://search.test' }, other: { url: 'http://other.test' } },
      virtualClock(1),
      get as typeof fetch,
    )
    const answers = Array.from({ length: 20 }, (_, at) => sources.ask('search', `/${at}`))
    expect(await sources.ask('other', '/a')).toEqual({ is: 'found', body: {} })
    expect(asked).toEqual([...Array.from({ length: 8 }, (_, at) => `/${at}`), '/a'])
    const all = Promise.all(answers)
    while (waiting.length > 0) {
      waiting.splice(0).forEach(answer => void answer())
      await new Promise(setImmediate)
    }
    expect(await all).toHaveLength(20)
    expect(asked).toHaveLength(21)
  })

  it('that takes too long is given up', async () => {
    const clock = virtualClock(1)
    const get = ((_: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(new Error('aborted')))
      })) as unknown as typeof fetch
    const asking = httpSources({ search: { url: 'http://search.test' } }, clock, get).ask('search', '/a')
    await clock.advance(2_000)
    await clock.advance(2_000)
    expect(await asking).toEqual({ is: 'away' })
  })
})
