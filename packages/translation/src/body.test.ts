import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { endOfJson, parseBody, parseText } from '.'

/** JSON as some partner might write it: any value, with or without space, with one thing spoilt or not. */
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.jsonValue({ maxDepth: 4 }).map(value => JSON.stringify(value, null, 2)),
)
const FRAGMENTS = [
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\\u12',
  '0',
  '-',
  '.',
  'e',
  'nul',
  'true',
  ' ',
  '\n',
  '\u00a0',
  '\u0001',
  '\ud800',
  '//',
]
const spoilt = fc.tuple(json, fc.nat(), fc.nat(3), fc.constantFrom(...FRAGMENTS)).map(([text, at, gone, put]) => {
  const place = at % (text.length + 1)
  return text.slice(0, place) + put + text.slice(place + gone)
})
const anything = fc.oneof(json, spoilt, spoilt, fc.string({ unit: 'binary' }))

function byJsonParse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

describe('endOfJson', () => {
  it('accepts what JSON.parse accepts, and nothing else', () => {
    fc.assert(
      fc.property(anything, text => {
        const end = endOfJson(text)
        expect(end.at).toBeGreaterThanOrEqual(0)
        expect(end.at).toBeLessThanOrEqual(text.length)
        expect(end.complete && end.at === text.length).toBe(byJsonParse(text) !== undefined)
      }),
      { numRuns: 3_000 },
    )
  })

  it('ends a complete value where JSON.parse can read it', () => {
    fc.assert(
      fc.property(json, fc.string({ unit: 'binary', minLength: 1 }), (text, garbage) => {
        const end = endOfJson(`${text} ${garbage}`)
        if (end.complete) expect(byJsonParse(`${text} ${garbage}`.slice(0, end.at))).toBeDefined()
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['', 0, false],
    ['  ', 2, false],
    ['{"a":1}', 7, true],
    ['{"a":1}}', 7, true],
    ['{"a":1} x', 8, true],
    ['{"a":1', 6, false],
    ['{"a":1,}', 7, false],
    ['[1,]', 3, false],
    ['{"a" 1}', 5, false],
    ['"open', 0, false],
    ['["a\u0001"]', 1, false],
    ['01', 1, true],
    ['-', 0, false],
    ['nul', 0, false],
  ])('%j ends at %d', (text, at, complete) => {
    expect(endOfJson(text)).toEqual({ at, complete })
  })

  it('survives depth and length', () => {
    const deep = '['.repeat(200_000)
    expect(endOfJson(deep)).toEqual({ at: 200_000, complete: false })
    expect(endOfJson(deep + ']'.repeat(200_000))).toEqual({ at: 400_000, complete: true })
    const long = JSON.stringify('x\\"'.repeat(500_000))
    expect(endOfJson(long)).toEqual({ at: long.length, complete: true })
  })
})

describe('parseBody', () => {
  it('reads what JSON.parse reads, to the same value and without a warning', () => {
    fc.assert(
      fc.property(anything, text => {
        const bytes = Buffer.from(text)
        // Half a surrogate pair is no UTF-8: what arrives is what the encoder made of it.
        const arrived = bytes.toString()
        const expected = byJsonParse(arrived)
        const parsed = parseBody(bytes)
        if (expected) expect(parsed).toEqual({ is: 'json', value: expected.value, warnings: [] })
        else if (parsed.is === 'json') expect(parsed.warnings).toHaveLength(1)
        else {
          const [, byte] = /^not JSON at byte (\d+)(?:: more follows the message; send one at a time)?$/.exec(
            parsed.reason,
          )!
          expect(Number(byte)).toBeLessThanOrEqual(bytes.length)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it('never throws, whatever the bytes, and says where they stop being text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const parsed = parseBody(bytes)
        if (parsed.is === 'not-json') {
          const [, byte] = /^not (?:JSON|UTF-8) at byte (\d+)(?:: more follows the message; send one at a time)?$/.exec(
            parsed.reason,
          )!
          expect(Number(byte)).toBeLessThanOrEqual(bytes.length)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it.each([
    [Buffer.from('{"name":"J\u00f6rg"'), 'not JSON at byte 15'],
    [Buffer.from([0x22, 0xff, 0x22]), 'not UTF-8 at byte 1'],
    [Buffer.from([0x22, 0xc3]), 'not UTF-8 at byte 1'],
    [Buffer.alloc(0), 'not JSON at byte 0'],
  ])('%# says %s', (bytes, reason) => {
    expect(parseBody(bytes)).toEqual({ is: 'not-json', reason })
  })

  it('reads no message that another follows: none may be lost in silence', () => {
    expect(parseText('{"n":1}{"n":2}', '')).toEqual({
      is: 'not-json',
      reason: 'not JSON at byte 7: more follows the message; send one at a time',
    })
  })

  it('reads a value with stray brackets behind it, and says so in bytes', () => {
    expect(parseText('{"n":"\u00f6"}}', 'Message')).toEqual({
      is: 'json',
      value: { n: '\u00f6' },
      warnings: ['text after the message from byte 10 of Message was left out'],
    })
  })
})
