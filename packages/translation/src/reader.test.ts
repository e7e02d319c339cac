import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readerOf } from '.'

const read = (value: unknown) => {
  const warnings: string[] = []
  return { reader: readerOf(value, warnings), warnings }
}
const DANGEROUS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'length', '']

describe('a reader', () => {
  it.each([
    ['text', 'a', 'a'],
    ['text', ' a ', 'a'],
    ['text', 7, '7'],
    ['text', false, 'false'],
    ['text', '  ', undefined],
    ['text', null, undefined],
    ['whole', 7, 7],
    ['whole', '-7', -7],
    ['flag', true, true],
    ['flag', 'TRUE', true],
    ['flag', 'false', false],
    ['date', '2024-02-29', { year: 2024, month: 2, day: 29 }],
    ['date', '29/02/2024', { year: 2024, month: 2, day: 29 }],
    ['instant', '1970-01-01T01:00:00.5+01:00', { seconds: 0n, nanos: 500_000_000 }],
  ] as const)('reads %s from %j', (kind, value, expected) => {
    const { reader, warnings } = read({ field: value })
    expect(reader[kind]('field')).toEqual(expected)
    expect(warnings).toEqual([])
  })

  it('knows nothing of what lies before 1900', () => {
    const { reader, warnings } = read({
      early: '0001-02-01',
      first: '1900-01-01',
      before: '1899-12-31T23:59:59Z',
      begins: '1900-01-01T00:00:00Z',
    })
    expect([reader.date('early'), reader.instant('before')]).toEqual([undefined, undefined])
    expect([reader.date('first'), reader.instant('begins')]).not.toContain(undefined)
    expect(warnings).toEqual(['early', 'before'].map(field => `${field} lies before 1900 and counts as not known`))
  })

  it.each([
    ['text', {}, 'text'],
    ['text', ['a'], 'text'],
    ['whole', '1.5', 'a whole number'],
    ['whole', 2 ** 60, 'a whole number'],
    ['flag', 'yes', 'true or false'],
    ['date', '2023-02-29', 'a date'],
    ['instant', '2024-01-01T00:00:00Z+01:00', 'a date and time'],
  ] as const)('does not know %s from %j, and says so without showing it', (kind, value, name) => {
    const { reader, warnings } = read({ field: value })
    expect(reader[kind]('field')).toBeUndefined()
    expect(warnings).toEqual([`field is not ${name} and counts as not known`])
  })

  it('names the place of each item of a list, and warns of a lone object that counts as one', () => {
    const { reader, warnings } = read({ one: { a: 1 }, many: [{ a: 1 }, { a: 2 }], none: null })
    expect(reader.list('many').map(item => item.field('a'))).toEqual(['many[0].a', 'many[1].a'])
    expect(reader.list('none')).toEqual([])
    expect(reader.at('a').at('b').field('c')).toBe('a.b.c')
    expect(warnings).toEqual([])
    expect(reader.list('one').map(({ path }) => path)).toEqual(['one'])
    expect(warnings).toEqual(['one is not a list and counts as a list of one'])
  })

  it.each([
    [undefined, 0, true, []],
    [null, 0, true, []],
    ['', 0, true, []],
    [[], 0, true, []],
    [[{}, {}], 2, true, []],
    [[{}, null], 1, false, ['list has an entry that is not an object and counts as not known']],
    [[3, {}, 'x'], 1, false, ['list has an entry that is not an object and counts as not known']],
    [{}, 1, false, ['list is not a list and counts as a list of one']],
    ['?', 0, false, ['list is not a list and counts as not known']],
  ])('of %j as a list has %i items, and whether it is whole is %j', (list, items, whole, expected) => {
    const { reader, warnings } = read({ list })
    expect([reader.list('list').length, reader.isWhole('list')]).toEqual([items, whole])
    expect(warnings).toEqual(expected)
  })

  it('warns of what is no object where one belongs, once', () => {
    const { reader, warnings } = read({ at: 'x', none: null, blank: ' ' })
    for (const name of ['at', 'none', 'blank', 'at']) expect(reader.at(name).text('a')).toBeUndefined()
    expect(warnings).toEqual(['at is not an object and counts as not known'])
  })

  it('does not find what every object inherits', () => {
    for (const name of DANGEROUS) {
      const { reader, warnings } = read({})
      expect([reader.has(name), reader.text(name), reader.list(name), reader.at(name).value]).toEqual([
        false,
        undefined,
        [],
        undefined,
      ])
      expect(warnings).toEqual([])
    }
  })

  it('finds own fields with such names', () => {
    const { reader } = read(JSON.parse('{"__proto__":{"constructor":"x"}}'))
    expect(reader.at('__proto__').text('constructor')).toBe('x')
  })

  it('never throws and never shows a value, whatever the value', () => {
    const name = fc.oneof(fc.constantFrom(...DANGEROUS), fc.string())
    const value = fc.oneof(
      fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true }),
      fc
        .tuple(name, fc.jsonValue())
        .map(([key, field]) => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(field)}}`)),
    )
    fc.assert(
      fc.property(value, name, (message, field) => {
        const { reader, warnings } = read(message)
        for (const at of [reader, reader.at(field), ...reader.list(field)])
          for (const kind of ['text', 'whole', 'flag', 'date', 'instant', 'list', 'isWhole', 'has', 'at'] as const)
            at[kind](field)
        for (const warning of warnings) expect(warning).toMatch(/ is not .+ and counts as (?:not known|a list of one)$/)
      }),
      { numRuns: 2_000 },
    )
  })
})
