import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { blocksOf, soughtBy } from './blocking'
import { jaroWinkler } from './jaro-winkler'
import { cleanCro, cleanDateOfBirth, cleanName, cleanPostcode, isUsable, type Likeness } from './record'
import { score } from './score'
import { VERDICTS, WEIGHTS } from './weights'

const NOTHING: Likeness = {
  first: '',
  middle: '',
  last: '',
  dateOfBirth: '',
  postcode: '',
  pnc: '',
  cro: '',
  masterDefendant: '',
  sentencedOn: [],
  also: [],
}
const record = (said: Partial<Likeness>): Likeness => ({ ...NOTHING, ...said })
const robert = record({ first: 'ROBERT', last: 'SMITH', dateOfBirth: '1980-03-14' })
const said = (one: Likeness, other: Likeness) =>
  score(one, other).evidence.map(({ compared, level, bits }) => `${compared} ${level} ${bits}`)

describe('a score', () => {
  // Each sum is worked by hand from the published weights.
  it.each<[string, Partial<Likeness>, Partial<Likeness>, number, string]>([
    ['the same name and date of birth are 17.1 + 13.9', {}, {}, 31, 'join'],
    ['elsewhere, 2.3 less', { postcode: 'NT4 6YH' }, { postcode: 'LS1 1AA' }, 28.7, 'join'],
    ['at the same address, 5 more', { postcode: 'NT4 6YH' }, { postcode: 'NT4 6YH' }, 36, 'join'],
    ['first and last name swapped, 14 + 13.9', {}, { first: 'SMITH', last: 'ROBERT' }, 27.9, 'join'],
    ['a name spelt otherwise, 7.3 + 13.9', {}, { first: 'ROBERTO' }, 21.2, 'join'],
    ['another first name says nothing of the name: 13.9', {}, { first: 'WENDY' }, 13.9, 'review'],
    ['a name that is all different, -7.9 + 13.9', {}, { first: 'WENDY', last: 'OKONKWO' }, 6, 'review'],
    ['a digit of the birthday mistyped, 17.1 + 3.3', {}, { dateOfBirth: '1980-03-19' }, 20.4, 'join'],
    ['born two years later, 17.1 - 4.4', {}, { dateOfBirth: '1982-11-02' }, 12.7, 'review'],
    ['born a generation later, 17.1 - 8.6', {}, { dateOfBirth: '2004-11-02' }, 8.5, 'review'],
    ['a PNC in common, 21.6 more', { pnc: '2002/0073319Z' }, { pnc: '2002/0073319Z' }, 52.6, 'join'],
    ['a CRO in common, 21.8 more', { cro: '029906/12J' }, { cro: '029906/12J' }, 52.8, 'join'],
    ['two PNCs, 10 less', { pnc: '2002/0073319Z' }, { pnc: '2001/0000001A' }, 21, 'join'],
    [
      'two PNCs and two CROs, 14 less: the same name and birthday are not enough any more',
      { pnc: '2002/0073319Z', cro: '029906/12J' },
      { pnc: '2001/0000001A', cro: '000001/01A' },
      17,
      'review',
    ],
    [
      'both numbers in common, 29.9 more',
      { pnc: '2002/0073319Z', cro: '029906/12J' },
      { pnc: '2002/0073319Z', cro: '029906/12J' },
      60.9,
      'join',
    ],
    [
      'the digits of a PNC in common, of another century, 14.5 more',
      { pnc: '2002/0073319Z' },
      { pnc: '1902/0073319Z' },
      45.5,
      'join',
    ],
    ['a middle name in common, 6.2 more', { middle: 'JOHN' }, { middle: 'JOHN' }, 37.2, 'join'],
    ['another middle name, 4.6 less', { middle: 'JOHN' }, { middle: 'PAUL' }, 26.4, 'join'],
    ['a sentence date in common, 7 more', { sentencedOn: ['2026-03-04'] }, { sentencedOn: ['2026-03-04'] }, 38, 'join'],
  ])('%s', (_, one, other, total, verdict) => {
    expect(score({ ...robert, ...one }, { ...robert, ...other })).toMatchObject({ total, verdict })
  })

  it('of a PNC in common alone does not join who has another name and birthday: 21.6 - 7.9 - 8.6', () => {
    const wendy = record({ first: 'WENDY', last: 'OKONKWO', dateOfBirth: '2004-11-02', pnc: '2002/0073319Z' })
    expect(score({ ...robert, pnc: '2002/0073319Z' }, wendy)).toMatchObject({ total: 5.1, verdict: 'review' })
  })

  it('of a master defendant id alone does not join: 19.9 - 7.9', () => {
    const [one, other] = [
      record({ last: 'SMITH', middle: 'A', masterDefendant: 'm' }),
      record({ last: 'OKONKWO', middle: 'A', masterDefendant: 'm' }),
    ]
    expect(score(one, { ...other, middle: '' })).toMatchObject({ total: 12, verdict: 'review' })
  })

  it('takes the best of the names and dates of birth that a record was described by', () => {
    const married = record({
      first: 'WENDY',
      last: 'BROWN',
      dateOfBirth: '1980-04-13',
      also: [{ first: 'WENDY', last: 'OKONKWO', dateOfBirth: '1980-03-14' }],
    })
    const before = record({ first: 'WENDY', last: 'OKONKWO', dateOfBirth: '1980-03-14' })
    expect(said(married, before)).toEqual(['name equal 17.1', 'date of birth equal to an alias 9'])
  })

  describe('of twins', () => {
    const [one, other] = [
      { ...robert, postcode: 'NT4 6YH' },
      { ...robert, first: 'WENDY', postcode: 'NT4 6YH' },
    ]
    it('is what the rule says', () => expect(score(one, other)).toMatchObject({ total: -5, verdict: 'review' }))
    it('stands with the weights, so that they come to the total', () => {
      const { evidence, total } = score(one, other)
      expect(evidence.at(-1)).toMatchObject({ compared: 'twins rule', level: 'sets the total' })
      expect(evidence.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(total)
    })
    it('is a sum again as soon as a number in common says that they are one', () =>
      expect(score({ ...one, pnc: 'p' }, { ...other, pnc: 'p' })).toMatchObject({ total: 40.5, verdict: 'join' }))
    it('is a sum when an alias has the first name', () => {
      const { evidence } = score({ ...one, also: [{ first: 'WENDY', last: 'SMITH', dateOfBirth: '' }] }, other)
      expect(evidence.map(({ compared }) => compared)).toEqual(['name', 'date of birth', 'postcode'])
    })
  })

  it('follows what somebody decided', () => {
    expect(score(robert, robert, 'different people').verdict).toBe('none')
    expect(score(robert, record({ first: 'WENDY', last: 'OKONKWO' }), 'same person').verdict).toBe('join')
  })
})

const anyOf = (...values: readonly string[]) => fc.constantFrom('', ...values)
const NAMES = ['ROBERT', 'ROBERTO', 'WENDY', 'SMITH', 'SMYTH', 'OKONKWO', 'LEE']
const DATES = ['1980-03-14', '1980-03-19', '1980-14-03', '1982-11-02', '2004-11-02']
const anyRecord: fc.Arbitrary<Likeness> = fc.record({
  first: anyOf(...NAMES),
  middle: anyOf('JOHN', 'PAUL'),
  last: anyOf(...NAMES),
  dateOfBirth: anyOf(...DATES),
  postcode: anyOf('NT4 6YH', 'LS1 1AA'),
  pnc: anyOf('2002/0073319Z', '1902/0073319Z', '2001/0000001A'),
  cro: anyOf('029906/12J', '000001/01A', 'SF83/50058Z'),
  masterDefendant: anyOf('one', 'two'),
  sentencedOn: fc.uniqueArray(fc.constantFrom('2026-03-04', '2025-01-01'), { maxLength: 2 }),
  also: fc.array(fc.record({ first: anyOf(...NAMES), last: anyOf(...NAMES), dateOfBirth: anyOf(...DATES) }), {
    maxLength: 2,
  }),
})

describe('any score', () => {
  it('is the same either way round', () => {
    fc.assert(fc.property(anyRecord, anyRecord, (one, other) => expect(score(one, other)).toEqual(score(other, one))))
  })

  it('does not depend on the order of aliases and sentences', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (one, other) => {
        const turned = { ...one, also: [...one.also].reverse(), sentencedOn: [...one.sentencedOn].reverse() }
        expect(score(turned, other)).toEqual(score(one, other))
      }),
    )
  })

  it('is never lowered by one more number in common', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, fc.constantFrom('pnc', 'cro', 'masterDefendant'), (one, other, number) => {
        const common = { [number]: 'in common' }
        const before = score({ ...one, [number]: '' }, { ...other, [number]: '' })
        expect(score({ ...one, ...common }, { ...other, ...common }).total).toBeGreaterThanOrEqual(before.total)
      }),
    )
  })

  it('has at most one level of each comparison, each a row of the table, and the verdict of their sum', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (one, other) => {
        const { evidence, total, verdict } = score(one, other)
        expect(new Set(evidence.map(({ compared }) => compared)).size).toBe(evidence.length)
        for (const row of evidence) if (row.compared !== 'twins rule') expect(WEIGHTS).toContain(row)
        expect(total).toBeCloseTo(
          evidence.reduce((sum, { bits }) => sum + bits, 0),
          6,
        )
        expect(VERDICTS.find(({ from }) => total >= from)?.verdict).toBe(verdict)
      }),
    )
  })
})

describe('blocking', () => {
  it('brings together whoever one of the rules says, either way round', () => {
    const finds = (one: Likeness, other: Likeness) => {
      const theirs = Object.entries(blocksOf(other))
      return soughtBy(one).some(([rule, value]) => theirs.some(([r, v]) => r === rule && v === value))
    }
    expect(finds(robert, { ...robert, first: 'SMITH', last: 'ROBERT' })).toBe(true)
    fc.assert(
      fc.property(anyRecord, anyRecord, (one, other) => {
        const noAliases = (each: Likeness) => ({ ...each, also: [] })
        expect(finds(noAliases(one), noAliases(other))).toBe(finds(noAliases(other), noAliases(one)))
      }),
    )
  })

  it('knows nothing of who is not said enough of', () => {
    const lastOnly = record({ last: 'SMITH', pnc: 'p' })
    expect([isUsable(lastOnly), blocksOf(lastOnly), soughtBy(lastOnly)]).toEqual([false, {}, []])
    expect(isUsable(record({ last: 'SMITH', dateOfBirth: '1980-03-14' }))).toBe(true)
  })
})

describe('cleaning', () => {
  it.each([
    ['Zoë', 'ZOE'],
    ["O'Brien-Smith", 'OBRIENSMITH'],
    ['MIG_ERROR_Smith', 'SMITH'],
    [' no_show_Lee ', 'LEE'],
    ['DUPLICATE_', ''],
  ])('of the name %s', (text, clean) => expect(cleanName(text)).toBe(clean))

  it.each([
    ['nt46yh', 'NT4 6YH'],
    ['NF1 1NF', ''],
    ['nf1 1fa', ''],
    ['unknown', ''],
  ])('of the postcode %s', (text, clean) => expect(cleanPostcode(text)).toBe(clean))

  it('leaves nothing of what stands for nothing', () => {
    expect([cleanDateOfBirth('1900-01-01'), cleanDateOfBirth('1970-01-01'), cleanCro('000000/00Z')]).toEqual([
      '',
      '',
      '',
    ])
  })
})

describe('jaroWinkler', () => {
  // Winkler's own examples.
  it.each([
    ['MARTHA', 'MARHTA', 0.9611],
    ['DWAYNE', 'DUANE', 0.84],
    ['DIXON', 'DICKSONX', 0.8133],
    ['', '', 1],
    ['A', '', 0],
    ['ABC', 'XYZ', 0],
  ])('of %s and %s', (one, other, similarity) => expect(jaroWinkler(one, other)).toBeCloseTo(similarity, 4))

  it('is from 0 to 1, 1 of the same, and the same either way round', () => {
    const name = fc.string({ unit: fc.constantFrom(...'ABCDE'), maxLength: 10 })
    fc.assert(
      fc.property(name, name, (one, other) => {
        const similarity = jaroWinkler(one, other)
        expect(similarity).toBeGreaterThanOrEqual(0)
        expect(similarity).toBeLessThanOrEqual(1)
        expect(jaroWinkler(one, one)).toBe(1)
        expect(jaroWinkler(other, one)).toBeCloseTo(similarity, 10)
      }),
    )
  })
})
