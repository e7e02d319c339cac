import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkLetter } from './check-letter'
import { parsePnc } from './pnc'

const read = (value: unknown, year?: number) => {
  const parsed = parsePnc(value, year === undefined ? undefined : { year })
  return parsed.valid ? parsed.canonical : `no: ${parsed.reason}`
}

describe('PNC', () => {
  // hmpps-person-record, PNCIdentifierTest.kt
  it.each([
    ['81/34U', '1981/0000034U'],
    ['02/73319Z', '2002/0073319Z'],
    ['00/223R', '2000/0000223R'],
    ['79/163001B', '1979/0163001B'],
    ['0273319Z', '2002/0073319Z'],
    ['79163001B', '1979/0163001B'],
    ['033Y', '2003/0000003Y'],
    ['67/9893091D', '1967/9893091D'],
    ['20020073319Z', '2002/0073319Z'],
    ['19790163001B', '1979/0163001B'],
    ['1979/0163001B', '1979/0163001B'],
  ])('%s is %s, as for the Core Person Record', (value, canonical) => expect(read(value, 2026)).toBe(canonical))

  it.each([
    '01',
    '0123567',
    '01234567890123',
    'TOTALLYINVALID',
    '1X23/1234567A',
    '1923[1234567A',
    '1923/1Z34567A',
    '1923/1234567AA',
    '20030011985Z',
    '20120052494O',
    '20230583843N',
    '2001/0171310S',
  ])('%s is refused, as by the Core Person Record', value => expect(read(value, 2026)).toMatch(/^no: /))

  it('takes four digits before a slash for the year, which the Core Person Record misreads', () => {
    expect(read('1979/163001B')).toBe('1979/0163001B')
    expect(read('2002/73319z')).toBe('2002/0073319Z')
  })

  it('refuses a four-digit year with a short serial and no slash, and says what to do', () =>
    expect(read('1979163001B', 2026)).toMatch(/needs the slash/))

  it('refuses a slash after three digits and more than seven digits after the year', () => {
    expect(read('020/73319Z', 2026)).toMatch(/two or four digits/)
    expect(read('2002/00073319Z', 2026)).toMatch(/at most seven/)
  })

  it('reads a two-digit year by the date asked about', () => {
    expect(read('26/34G', 2026)).toBe('2026/0000034G')
    expect(read('26/34G', 2025)).toBe('1926/0000034G')
    expect(read('00/223R', 1999)).toBe('1900/0000223R')
    expect(read('99/20396A', 1999)).toBe('1999/0020396A')
    expect(read('02/73319Z', 2101)).toBe('2002/0073319Z')
  })

  it('refuses a two-digit year without a date rather than guess', () => {
    expect(read('02/73319Z')).toMatch(/needs a date/)
    expect(read('02/73319Z', Number.NaN)).toMatch(/needs a date/)
    expect(read('99/20396A', 12)).toMatch(/needs a date/)
  })

  it('blames the check letter before the missing date', () => expect(read('02/73319A')).toMatch(/last letter/))

  it('reads every short form of a number alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1927, max: 2026 }), fc.integer({ min: 0, max: 9_999_999 }), (year, serial) => {
        const [long, short] = [String(serial).padStart(7, '0'), String(serial)]
        const yy = String(year).slice(2)
        const letter = checkLetter(yy + long)
        for (const text of [`${year}/${short}`, `${year}/${long}`, `${year}${long}`, `${yy}/${short}`, `${yy}${short}`])
          expect(read(text + letter, 2026)).toBe(`${year}/${long}${letter}`)
      }),
    )
  })

  it('notices every single wrong digit that the check letter covers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (n, at, by) => {
          const digits = String(n).padStart(9, '0')
          const wrong = digits.slice(0, at) + ((Number(digits[at]) + by) % 10) + digits.slice(at + 1)
          expect(read(`19${wrong.slice(0, 2)}/${wrong.slice(2)}${checkLetter(digits)}`)).toMatch(/last letter/)
        },
      ),
    )
  })
})
