import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  checkLetter,
  formatQualified,
  type IdentifierType,
  identifierKinds,
  identifierTypeOf,
  identifierTypes,
  identifies,
  parseIdentifier,
  parseQualified,
} from '.'

const on = { year: 2026 }

const canonicalOf = (type: IdentifierType, value: unknown, year = 2026) => {
  const parsed = parseIdentifier(type, value, { year })
  return parsed.valid ? parsed.canonical : undefined
}

describe('the list of types', () => {
  it('says which types identify a person exactly', () => {
    expect(identifierTypes.filter(identifies)).toEqual(['NOMS', 'CRN', 'CP_DEFENDANT', 'LIBRA_CID', 'LIBRA_CASE'])
    expect(identifierTypes.filter(type => !identifies(type))).toEqual(['PNC', 'CRO', 'CP_MASTER_DEFENDANT'])
  })

  it('gives an example of each in canonical form', () => {
    for (const type of identifierTypes) {
      const { example } = identifierKinds[type]
      expect(parseIdentifier(type, example, on)).toEqual({ valid: true, canonical: example })
    }
  })

  it('knows a type in any case and with hyphens, and nothing else', () => {
    expect(identifierTypeOf('noms')).toBe('NOMS')
    expect(identifierTypeOf('Cp-Defendant')).toBe('CP_DEFENDANT')
    for (const name of ['', 'toString', 'constructor', '__proto__', 'NOMIS', 'lıbra_cid', 7, null, undefined])
      expect(identifierTypeOf(name)).toBeUndefined()
    expect(parseIdentifier('NOMIS', 'A1234BC')).toMatchObject({ valid: false })
  })
})

describe('qualified identifiers', () => {
  it('reads type and value', () => {
    expect(parseQualified('noms:a1234bc')).toEqual({ valid: true, type: 'NOMS', canonical: 'A1234BC' })
    expect(parseQualified('cp-defendant:8B357A96-4094-431D-AA20-B90B0D6F316B')).toMatchObject({
      type: 'CP_DEFENDANT',
      canonical: '8b357a96-4094-431d-aa20-b90b0d6f316b',
    })
    expect(parseQualified(' Pnc: 02/73319z ', on)).toEqual({ valid: true, type: 'PNC', canonical: '2002/0073319Z' })
    expect(parseQualified('cro:000000/00Z')).toMatchObject({ type: 'CRO', placeholder: true })
  })

  it('refuses what lacks a known type, a colon or a valid value', () => {
    for (const text of ['A1234BC', 'WHAT:A1234BC', ':A1234BC', 'NOMS:', 'NOMS:A1234B', '', undefined, 12, {}, []])
      expect(parseQualified(text).valid).toBe(false)
  })

  it('is read back as written', () => {
    for (const type of identifierTypes) {
      const { example } = identifierKinds[type]
      expect(parseQualified(formatQualified(type, example))).toEqual({ valid: true, type, canonical: example })
    }
  })
})

describe('values in the samples', () => {
  it.each([
    ['NOMS', 'A1017BC', 'A1017BC'],
    ['CRN', 'X757129', 'X757129'],
    ['CRN', 'd001022', 'D001022'],
    ['CP_DEFENDANT', '1391ADC2-7A43-48DC-8523-3D28B9DCD2B7', '1391adc2-7a43-48dc-8523-3d28b9dcd2b7'],
    ['LIBRA_CID', 'CID1234', 'CID1234'],
    ['LIBRA_CASE', 'B10JQ/1600032981', 'B10JQ/1600032981'],
    ['PNC', '20020073319Z', '2002/0073319Z'],
    ['PNC', '12/394773H', '2012/0394773H'],
    ['CRO', 'SF05/482703J', 'SF05/482703J'],
    ['CRO', '29906/12J', '029906/12J'],
  ] as const)('takes %s %s', (type, value, canonical) => expect(canonicalOf(type, value)).toBe(canonical))

  it.each([
    ['PNC', '2004/0012345U'],
    ['PNC', 'PNC-ID1'],
    ['PNC', 'pnc number2'],
    ['PNC', '00000000000A'],
    ['PNC', '2000/0000000A'],
    ['PNC', ''],
    ['PNC', null],
    ['CRO', '12345ABCDEF'],
    ['CRO', 'cro number1'],
    ['CRO', '11111/79J'],
    ['CRO', '000000/00A'],
    ['CP_MASTER_DEFENDANT', '00000000-0000-0000-0000-000000000000'],
    ['CP_DEFENDANT', ''],
  ] as const)('refuses %s %s', (type, value) => expect(canonicalOf(type, value)).toBeUndefined())
})

describe('prison numbers, CRNs and court identifiers', () => {
  it('accepts lower case and spaces around', () => {
    expect(canonicalOf('NOMS', ' a1234bc\n')).toBe('A1234BC')
    expect(canonicalOf('CRN', 'x012771')).toBe('X012771')
  })

  it('refuses other shapes, also letters that only become plain in another case', () => {
    for (const value of ['A1234B', 'A1234BCD', '1A234BC', 'A1234 BC', 'ſ1234BC', 'A1234BıC', 'Ａ1234BC', 'A１234BC'])
      expect(canonicalOf('NOMS', value)).toBeUndefined()
    for (const value of ['X12345', 'X1234567', 'XX12345', 'ſ123456']) expect(canonicalOf('CRN', value)).toBeUndefined()
    for (const value of ['CID', 'cıd12', 'ID12', '12a', '123456789012345678901'])
      expect(canonicalOf('LIBRA_CID', value)).toBeUndefined()
  })

  it('keeps a Libra person id as written', () => {
    expect(canonicalOf('LIBRA_CID', '0012')).toBe('0012')
    expect(canonicalOf('LIBRA_CID', 'cid12')).toBe('CID12')
  })

  it('reads a Libra case by the first five characters of the court code', () => {
    expect(canonicalOf('LIBRA_CASE', 'b10jq00/1600032981')).toBe('B10JQ/1600032981')
    expect(canonicalOf('LIBRA_CASE', ' B10JQ / 16-ab/2 ')).toBe('B10JQ/16-AB/2')
    for (const value of [
      'B10J/1',
      'B10JQ/',
      'B10JQ',
      '/1',
      'B10JQ/undefined?',
      'B10JQ00X/1',
      `B10JQ/${'1'.repeat(31)}`,
    ])
      expect(canonicalOf('LIBRA_CASE', value)).toBeUndefined()
  })
})

describe('properties of every type', () => {
  const hex = fc.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{11}[1-9a-f]$/)
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))
  const canonical: Record<IdentifierType, fc.Arbitrary<string>> = {
    NOMS: fc.stringMatching(/^[A-Z][0-9]{4}[A-Z]{2}$/),
    CRN: fc.stringMatching(/^[A-Z][0-9]{6}$/),
    CP_DEFENDANT: hex,
    CP_MASTER_DEFENDANT: hex,
    LIBRA_CID: fc.stringMatching(/^(CID)?[0-9]{1,20}$/),
    LIBRA_CASE: fc.stringMatching(/^[A-Z0-9]{5}\/[A-Z0-9][A-Z0-9/-]{0,29}$/),
    PNC: fc.tuple(digits(4), digits(7)).map(([y, s]) => `${y}/${s}${checkLetter(y.slice(2) + s)}`),
    CRO: fc.oneof(
      fc.tuple(digits(2), digits(6)).map(([y, s]) => `${s}/${y}${checkLetter(y + s)}`),
      fc.tuple(digits(2), fc.stringMatching(/^[0-9]{1,6}$/)).map(([y, s]) => `SF${y}/${s}${checkLetter(y + s)}`),
    ),
  }

  it.each(identifierTypes)('%s: a canonical value is its own canonical form, also typed in the other case', type => {
    fc.assert(
      fc.property(canonical[type], value => {
        expect(canonicalOf(type, value)).toBe(value)
        expect(canonicalOf(type, ` ${value.toLowerCase()} `)).toBe(value)
        expect(canonicalOf(type, value.toUpperCase())).toBe(value)
      }),
    )
  })

  it.each(identifierTypes)('%s: with one character changed it is invalid or another value', type => {
    const anyChar = fc.oneof(
      fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/- '),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    )
    fc.assert(
      fc.property(canonical[type], fc.nat(), anyChar, (value, at, char) => {
        const index = at % value.length
        const changed = value.slice(0, index) + char + value.slice(index + 1)
        fc.pre(changed.toUpperCase() !== value.toUpperCase())
        // Blanks around a value are trimmed, and one in the place of a leading zero leaves the short form of the same value.
        fc.pre(changed.trim() === changed)
        expect(canonicalOf(type, changed)).not.toBe(value)
      }),
    )
  })

  it.each(identifierTypes)('%s: never throws, never repeats the value, and what it accepts is stable', type => {
    const shaped = fc.stringMatching(/^[A-Za-z0-9/: -]{0,14}$/)
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), shaped, fc.anything()),
        value => {
          const parsed = parseIdentifier(type, value, on)
          if (parsed.valid) expect(parseIdentifier(type, parsed.canonical)).toEqual(parsed)
          // Without digits a reason cannot repeat a value.
          else expect(parsed.reason).toMatch(/^A [^0-9]+\.$|^The [^0-9]+\.$/)
          const qualified = parseQualified(value, on)
          if (!qualified.valid) expect(qualified.reason).not.toMatch(/[0-9]/)
        },
      ),
      { numRuns: 500 },
    )
  })
})
