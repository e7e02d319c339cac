import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { systemClock } from '@hub/clock'
import { openInstallation, readConfig } from '@hub/runtime'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { run } from '../src'

/** What a hub would answer, by path, for what a healthy one does not easily show. */
const answers = new Map<string, (response: ServerResponse, query: URLSearchParams) => void>()
const server = createServer((request, response) => {
  const url = new URL(request.url!, 'http://hub')
  const answer = answers.get(url.pathname)
  if (answer) answer(response, url.searchParams)
  else response.writeHead(404).end()
})
const document = (value: object) => (response: ServerResponse) => void response.end(JSON.stringify(value))

const folder = mkdtempSync(`${tmpdir()}/hub-`)
beforeAll(async () => {
  await openInstallation(readConfig({ HUB_DATA_DIR: folder }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

async function ran(...args: readonly string[]) {
  const written = { out: '', err: '' }
  const ended = new AbortController()
  const place = {
    HUB_HOST: '127.0.0.1',
    HUB_HTTP_PORT: (server.address() as AddressInfo).port,
    HUB_DATA_DIR: folder,
  }
  const code = await run(args, place, {
    out: text => {
      written.out += text
    },
    err: text => {
      written.err += text
      if (text.includes('went away')) ended.abort()
    },
    colours: false,
    clock: systemClock(),
    input: async () => Buffer.alloc(0),
    ended: () => ended.signal,
  })
  return { code, ...written }
}

describe('what a hub answers on other days', () => {
  it('a replay that would change something', async () => {
    const change = { receiptId: 'courts-1', part: '', type: '', factKey: '', was: '', now: '' }
    answers.set(
      '/v1/replay/preview',
      document({
        messages: 1_200,
        same: 1_197,
        gone: [],
        counts: { new: 0, changed: 1, gone: 2, outcome: 1 },
        changes: [
          { ...change, kind: 'changed', type: 'hub.court.v1.SentencePassed', factKey: 'result 7' },
          { ...change, kind: 'outcome', part: 'CP_DEFENDANT 1', was: 'ignored: youth', now: 'translated' },
        ],
      }),
    )
    const { code, out } = await ran('replay', '--preview')
    expect(code).toBe(0)
    expect(out).toMatch(/^1,200 messages read again/)
    expect(out).toMatch(/ {2}1 +correction\n {2}2 +retractions\n {2}1 +other outcome\n/)
    expect(out).toMatch(/ {2}courts-1 +correction +SentencePassed result 7\n/)
    expect(out).toMatch(/ {2}courts-1 +other outcome +CP_DEFENDANT 1: ignored: youth → translated\n… and 2 more\n$/)
  })

  it('a context that is not well: what is wrong stands first, and the exit code says so', async () => {
    const context = { consumers: [{ group: 'hub.courts', lag: 7, stopped: 'why', standingMillis: 1 }], dueTimers: 0 }
    const account = { arrived: 10, receipts: 8, repeats: 1, conflicts: 0, waiting: 7 }
    answers.set(
      '/v1/status',
      document({
        well: false,
        contexts: [
          {
            ...context,
            context: 'courts',
            problems: ['hub.courts stopped: why'],
            recordedPosition: 9,
            publishedPosition: 4,
            heldLanes: 1,
            heldMessages: 2,
            conservation: account,
          },
        ],
      }),
    )
    const { code, out } = await ran('status')
    expect(code).toBe(1)
    expect(out).toMatch(/^Not all is well:\n {2}courts {2}hub\.courts stopped: why\n/)
    expect(out).toMatch(
      / {2}courts +7 +5 +4 +1 +2 +0 +17: 8 receipts, 1 repeat, 0 conflicts, 7 waiting, 1 not accounted for\n$/,
    )
  })

  it('a line of several pages is read whole, as far as it is wanted', async () => {
    const personId = '02c23d13-0cdf-447f-826a-876899a9c466'
    const item = {
      type: 'x',
      occurredAt: null,
      recordedAt: null,
      source: { channel: null },
      summary: 's',
      current: true,
    }
    answers.set(`/v1/people/${personId}`, document({ personId, identifiers: [], names: [], facts: {}, absorbed: [] }))
    answers.set(`/v1/people/${personId}/line`, (response, query) => {
      const start = Number(query.get('after') || 0)
      const items = Array.from({ length: Number(query.get('limit')) }, (_, index) => ({
        ...item,
        eventId: start + index,
      }))
      response.end(JSON.stringify({ personId, items, next: String(start + items.length) }))
    })
    const counted = async (...args: readonly string[]) => {
      const { items } = JSON.parse((await ran('person', personId, '--json', ...args)).out) as {
        items: { eventId: number }[]
      }
      expect(items.map(({ eventId }) => eventId)).toEqual(items.map((_, index) => index))
      return items.length
    }
    expect(await counted()).toBe(1_000)
    expect(await counted('--limit', '2500')).toBe(2_500)
  })

  it('a stream that breaks off in the middle of an event: what was not finished is no event', async () => {
    answers.set('/v1/events', response => {
      response.write(`\n{"eventId":"1"}\n{"eve`)
      response.flushHeaders()
      systemClock().after(50, () => response.destroy())
    })
    expect(await ran('tail', '--json')).toMatchObject({ code: 0, out: '{"eventId":"1"}\n' })
  })

  it('a key that the hub does not know: which folder it came from', async () => {
    answers.set('/v1/clock', response => {
      response.writeHead(401)
      response.end(JSON.stringify({ code: 'HUB_AUTH_TOKEN_INVALID', detail: 'the signature is wrong' }))
    })
    expect(await ran('clock')).toEqual({
      code: 1,
      out: '',
      err: `HUB_AUTH_TOKEN_INVALID: the signature is wrong; the key is the one in ${folder}: set HUB_DATA_DIR as the hub has it\n`,
    })
  })
})
