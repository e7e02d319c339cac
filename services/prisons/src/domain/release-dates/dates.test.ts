import { formatCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { DATE_CODES, releaseDatesOf } from './date-facts'
import { effectiveDate, RELEASE_DATE_TYPES, type ReleaseDateType } from './dates'

const [ONE, TWO, THREE] = ['2026-03-02', '2026-04-07', '2026-05-05']
const effective = (type: ReleaseDateType, facts: Readonly<Record<string, unknown>>) => {
  const date = effectiveDate(releaseDatesOf(facts), type)
  return date && formatCalendarDate(date)
}

describe('release date types', () => {
  it('stand once each, with their source', () => {
    const codes = RELEASE_DATE_TYPES.map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const { meaning, source } of RELEASE_DATE_TYPES) expect([meaning, source]).not.toContain('')
  })

  it('move to a working day: those of release and eligibility, none of expiry or removal', () => {
    expect(RELEASE_DATE_TYPES.flatMap(row => ('workingDay' in row ? [row.code] : [])).sort()).toEqual(
      ['CRD', 'ARD', 'PED', 'HDCED', 'ETD', 'MTD', 'LTD', 'PRRD'].sort(),
    )
  })
})

describe('the date of a type that counts', () => {
  it.each<[string, ReleaseDateType, Readonly<Record<string, unknown>>, string | undefined]>([
    ['is the calculated one', 'CRD', { dates: { CRD: ONE } }, ONE],
    ['is the override, though it is earlier', 'CRD', { dates: { CRD: TWO }, overrides: { CRD: ONE } }, ONE],
    ['is an override without a calculated one', 'CRD', { overrides: { CRD: ONE } }, ONE],
    ['is not that of another type', 'CRD', { dates: { ARD: ONE }, confirmedReleaseDate: TWO }, undefined],
    ['is the SLED for SED', 'SED', { dates: { SLED: ONE } }, ONE],
    ['is the SLED for LED, its override first', 'LED', { dates: { SLED: ONE }, overrides: { SLED: TWO } }, TWO],
    ['is the SED before the SLED', 'SED', { dates: { SED: THREE }, overrides: { SLED: TWO } }, THREE],
    ['is the SLED for no other type', 'CRD', { dates: { SLED: ONE } }, undefined],
    ['is of an SED no SLED', 'SLED', { dates: { SED: ONE, LED: ONE } }, undefined],
    ['is the Tariff for TED', 'TED', { dates: { Tariff: ONE } }, ONE],
    ['is the TED before the Tariff', 'TED', { dates: { Tariff: ONE, TED: TWO } }, TWO],
    ['is nothing where null stands', 'CRD', { dates: { CRD: null } }, undefined],
    ['is nothing where nothing is known', 'CRD', {}, undefined],
  ])('%s', (_, type, facts, expected) => {
    expect(effective(type, facts)).toBe(expected)
  })

  it('may be asked for under every code that a rule takes', () => {
    for (const code of DATE_CODES)
      expect(effective((code === 'Tariff' ? 'TED' : code) as ReleaseDateType, { dates: { [code]: ONE } })).toBe(ONE)
  })
})
