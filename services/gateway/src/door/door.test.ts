import { virtualClock } from '@hub/clock'
import type { Outgoing } from '@hub/messaging'
import { createTokens } from '@hub/service'
import { parseBody } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { linesOf } from '../http/messages'
import { createChannels } from './channels'
import { limitRate } from './limit-rate'
import { createTake } from './take'

const BY_ID = { unit: 'thing', parts: [['id']] }
const contexts = [
  {
    name: 'rest',
    channels: [{ name: 'shared', prefixes: ['', 'a.b.'], lanes: [] }],
  },
  { name: 'some', channels: [{ name: 'shared', prefixes: ['a.', 'a.b.c.'], lanes: [BY_ID] }] },
  { name: 'alone', channels: [{ name: 'own', lanes: [BY_ID, { unit: 'other', parts: [['other']] }] }] },
]
const channels = createChannels(contexts, (type, value) => `${type} ${value}`)
const placed = (channel: string, body: unknown, attributes = {}) =>
  channels.place(channel, parseBody(Buffer.from(JSON.stringify(body))), attributes)

describe('channels', () => {
  it('belong to the longest prefix of the event type, of the body before the attribute', () => {
    expect(placed('shared', { eventType: 'a.x', id: 1 })).toEqual({ owner: 'some', lane: 'thing/1' })
    expect(placed('shared', { eventType: 'a.b.x', id: 1 })).toEqual({ owner: 'rest' })
    expect(placed('shared', { eventType: 'a.b.c.x' })).toEqual({ owner: 'some' })
    expect(placed('shared', {}, { eventType: 'a.x' })).toEqual({ owner: 'some' })
    expect(placed('shared', { eventType: 'z' }, { eventType: 'a.x' })).toEqual({ owner: 'rest' })
    expect(placed('shared', { eventType: 7 }, { eventType: 'a.x' })).toEqual({ owner: 'some' })
    for (const body of [null, [], 'a.x', 7]) expect(placed('shared', body)).toEqual({ owner: 'rest' })
  })

  it('place what cannot be read, and take the first lane that fits', () => {
    expect(channels.place('own', parseBody(Buffer.from('{')), {})).toEqual({ owner: 'alone' })
    expect(placed('own', { other: 'x' })).toEqual({ owner: 'alone', lane: 'other/x' })
  })

  it('are known by name', () => {
    expect(channels.names).toEqual(['own', 'shared'])
    for (const name of ['', 'constructor', '__proto__', 'OWN']) expect(channels.has(name)).toBe(false)
  })

  it('need an owner for whatever comes', () => {
    const lacking = [{ name: 'some', channels: [{ name: 'shared', prefixes: ['a.'], lanes: [] }] }]
    expect(() => createChannels(lacking, String)).toThrow(/channel shared has no owner/)
  })
})

describe('the rate', () => {
  const start = (perSecond: number) => {
    const clock = virtualClock(1)
    const rate = limitRate(perSecond, clock)
    const send = (partner: string, messages = 1) => {
      try {
        rate(partner, messages)
        return 'taken'
      } catch (error) {
        expect(error).toMatchObject({ kind: 'exhausted', code: 'HUB_GATEWAY_RATE' })
        return 'refused'
      }
    }
    const many = (partner: string, count: number) =>
      Array.from({ length: count }, () => send(partner)).filter(each => each === 'taken').length
    return { clock, send, many }
  }

  it('lets a burst of two seconds through, then so many a second, for each partner alone', async () => {
    const { clock, many } = start(10)
    expect(many('court', 50)).toBe(20)
    expect(many('prison', 5)).toBe(5)
    await clock.advance(1_000)
    expect(many('court', 50)).toBe(10)
    await clock.advance(3_600_000)
    expect(many('court', 50)).toBe(20)
  })

  it('takes a large batch whole, and has it paid for afterwards', async () => {
    const { clock, send } = start(10)
    expect(send('court', 100)).toBe('taken')
    await clock.advance(7_900)
    expect(send('court')).toBe('refused')
    await clock.advance(200)
    expect(send('court')).toBe('taken')
  })
})

describe('lines', () => {
  const texts = (text: string) => linesOf(Buffer.from(text)).map(String)

  it('end with a line feed, with or without a carriage return before it', () => {
    expect(texts('')).toEqual([])
    expect(texts('a')).toEqual(['a'])
    expect(texts('a\nb\r\nc')).toEqual(['a', 'b', 'c'])
    expect(texts('a\n')).toEqual(['a'])
    expect(texts('\n\r\na')).toEqual(['', '', 'a'])
    expect(texts('a\rb\n\r')).toEqual(['a\rb', ''])
  })

  it('are what was joined', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zé🦊]{1,5}$/u), { minLength: 1 }),
        fc.constantFrom('\n', '\r\n'),
        (lines, end) => {
          expect(texts(lines.join(end))).toEqual(lines)
          expect(texts(lines.map(line => line + end).join(''))).toEqual(lines)
        },
      ),
    )
  })
})

describe('take', () => {
  const large = (id: number, text: string) => Buffer.from(JSON.stringify({ id, text, pad: 'x'.repeat(300 * 1024) }))
  const small = (id: number, text: string) => Buffer.from(JSON.stringify({ id, text }))

  function start() {
    const appended: Outgoing[] = []
    const putting: (() => void)[] = []
    const stored = new Map<string, Uint8Array>()
    const take = createTake({
      channels,
      tokens: createTokens(Buffer.from('a key for tests')),
      clock: virtualClock(1),
      store: ({ id, bytes }) =>
        new Promise((resolve, reject) => {
          putting.push(() => {
            if (failing) return reject(new Error('the blob store is away'))
            stored.set(id, bytes)
            resolve()
          })
        }),
      append: async (_, record) => {
        appended.push(record)
      },
    })
    let failing = false
    const send = (body: Buffer) => take({ channel: 'own', body, contentType: '', sender: 'court' })
    const settle = () => new Promise(resolve => setImmediate(resolve))
    const next = async (fails = false) => {
      failing = fails
      putting.shift()?.()
      await settle()
    }
    const bodies = () =>
      appended.map(({ value, headers }) => {
        const blob = headers.hub_blob
        const bytes = blob ? stored.get(blob)! : value
        return (JSON.parse(Buffer.from(bytes).toString()) as { text: string }).text
      })
    return { send, next, settle, bodies, appended }
  }

  it('keeps a lane’s order though a large body takes its time, and holds up nobody else', async () => {
    const { send, next, settle, bodies, appended } = start()
    const sent = [large(1, 'a'), small(1, 'b'), small(2, 'other'), large(1, 'c'), small(1, 'd')].map(send)
    await settle()
    expect(bodies()).toEqual(['other'])
    await next()
    expect(bodies()).toEqual(['other', 'a', 'b'])
    await next()
    expect(bodies()).toEqual(['other', 'a', 'b', 'c', 'd'])
    await Promise.all(sent)
    expect(appended.map(({ value }) => value.length > 0)).toEqual([true, false, true, false, true])
    for (const { value } of appended) expect(value.length).toBeLessThan(1_000)
    await send(small(1, 'e'))
    expect(bodies().at(-1)).toBe('e')
  })

  it('refuses what could not be stored, and goes on with those behind it', async () => {
    const { send, next, bodies } = start()
    const [first, second] = [send(large(1, 'a')), send(small(1, 'b'))]
    const refused = expect(first).rejects.toThrow('the blob store is away')
    await new Promise(resolve => setImmediate(resolve))
    await next(true)
    await refused
    await second
    expect(bodies()).toEqual(['b'])
  })
})
