import {
  addDays,
  type CalendarDate,
  daysBetween,
  formatCalendarDate,
  isWorkingDay,
  parseCalendarDate,
} from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { RELEASE_DATE_TYPES, type ReleaseDateType } from './dates'
import { onWorkingDay } from './working-day'

const date = (text: string): CalendarDate => parseCalendarDate(text)!
const answer = (type: ReleaseDateType, on: string) => {
  const found = onWorkingDay(type, date(on))
  return found.is === 'moves' && found.to ? formatCalendarDate(found.to) : found.is
}

describe('a release date', () => {
  it.each<[string, ReleaseDateType, string, string]>([
    ['on a working day', 'CRD', '2026-04-10', 'stands'],
    ['on a Saturday', 'CRD', '2026-04-11', '2026-04-10'],
    ['on a Sunday', 'ARD', '2026-04-12', '2026-04-10'],
    ['on a bank holiday Monday', 'PED', '2026-05-25', '2026-05-22'],
    ['on Easter Sunday', 'PRRD', '2026-04-05', '2026-04-02'],
    ['on the Monday after Christmas', 'MTD', '2026-12-28', '2026-12-24'],
    ['of curfew eligibility on a Saturday', 'HDCED', '2026-04-11', '2026-04-13'],
    ['of curfew eligibility on Good Friday', 'HDCED', '2026-04-03', '2026-04-07'],
    ['of curfew eligibility on a working day', 'HDCED', '2026-04-10', 'stands'],
    ['of expiry on a Saturday', 'SED', '2026-04-11', 'stands'],
    ['of removal on a Sunday', 'ERSED', '2026-04-12', 'stands'],
    ['too early for the bank holidays', 'CRD', '2012-01-06', 'unknown'],
    ['too early for the bank holidays, on a Saturday', 'CRD', '2012-01-07', 'moves'],
    ['too late for the bank holidays, on a Sunday', 'CRD', '2028-12-31', 'moves'],
    ['in the first days that are known', 'CRD', '2012-01-08', '2012-01-06'],
    ['in the last days that are known', 'CRD', '2028-12-24', '2028-12-22'],
    ['too late for the bank holidays', 'CRD', '2028-12-25', 'unknown'],
    ['far away', 'HDCED', '9999-12-31', 'unknown'],
    ['far away of expiry', 'LED', '9999-12-31', 'stands'],
  ])('%s: %s %s, %s', (_, type, on, expected) => {
    expect(answer(type, on)).toBe(expected)
  })

  it('moves to a working day next to it, forward only for curfew eligibility', () => {
    const day = fc.integer({ min: 0, max: 6_000 }).map(days => addDays(date('2012-01-08'), days))
    fc.assert(
      fc.property(fc.constantFrom(...RELEASE_DATE_TYPES.map(({ code }) => code)), day, (type, on) => {
        const found = onWorkingDay(type, on)
        if (found.is !== 'moves' || !found.to) return
        expect(isWorkingDay(found.to)).toBe(true)
        expect(isWorkingDay(on)).toBe(false)
        const days = daysBetween(on, found.to)
        expect(Math.sign(days)).toBe(type === 'HDCED' ? 1 : -1)
        for (let between = on; daysBetween(between, found.to) !== 0; between = addDays(between, Math.sign(days)))
          expect(isWorkingDay(between)).toBe(false)
      }),
    )
  })
})
