import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  addDays,
  addWorkingDays,
  bankHolidays,
  bankHolidayYears,
  type CalendarDate,
  dayOfWeek,
  daysBetween,
  formatCalendarDate,
  isWorkingDay,
  parseCalendarDate,
  previousWorkingDay,
} from '.'

const on = (text: string): CalendarDate => parseCalendarDate(text)!
const write = formatCalendarDate

/** Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). */
const easter = (year: number): CalendarDate => {
  const a = year % 19
  const [b, c] = [Math.floor(year / 100), year % 100]
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const m = Math.floor((a + 11 * h) / 319)
  const r = (2 * (b % 4) + 2 * Math.floor(c / 4) - (c % 4) - h + m + 32) % 7
  const month = Math.floor((h - m + r + 90) / 25)
  return { year, month, day: (h - m + r + month + 19) % 32 }
}

const firstMonday = (year: number, month: number) => {
  const first = { year, month, day: 1 }
  return addDays(first, (8 - dayOfWeek(first)) % 7)
}
const lastMonday = (year: number, month: number) => {
  const last = { year, month, day: 31 }
  return addDays(last, 1 - dayOfWeek(last))
}

/** Days that statute and standing proclamation give: Banking and Financial Dealings Act 1971, schedule 1. */
const usual = (year: number): string[] => {
  const newYear = { year, month: 1, day: 1 }
  const weekday = dayOfWeek(newYear)
  const christmas = { year, month: 12, day: 25 }
  // Christmas and Boxing Day on or beside a weekend move to the next free weekdays.
  const winter = ({ 5: [0, 3], 6: [2, 3], 7: [1, 2] } as Record<number, number[]>)[dayOfWeek(christmas)] ?? [0, 1]
  return [
    addDays(newYear, weekday === 6 ? 2 : weekday === 7 ? 1 : 0),
    addDays(easter(year), -2),
    addDays(easter(year), 1),
    firstMonday(year, 5),
    lastMonday(year, 5),
    lastMonday(year, 8),
    ...winter.map(days => addDays(christmas, days)),
  ].map(write)
}

/** Proclaimed: moved days and extra ones. */
const proclaimed: Record<number, { without: string[]; with: string[] }> = {
  2012: { without: ['2012-05-28'], with: ['2012-06-04', '2012-06-05'] },
  2020: { without: ['2020-05-04'], with: ['2020-05-08'] },
  2022: { without: ['2022-05-30'], with: ['2022-06-02', '2022-06-03', '2022-09-19'] },
  2023: { without: [], with: ['2023-05-08'] },
}

describe('bank holidays', () => {
  const years = Array.from(
    { length: bankHolidayYears.last - bankHolidayYears.first + 1 },
    (_, i) => bankHolidayYears.first + i,
  )

  it('cover 2015 to 2028 at least', () => {
    expect(bankHolidayYears.first).toBeLessThanOrEqual(2015)
    expect(bankHolidayYears.last).toBeGreaterThanOrEqual(2028)
  })

  it.each(years)('of %i are those of the statute and the proclamations', year => {
    const { without, with: extra } = proclaimed[year] ?? { without: [], with: [] }
    const expected = [...usual(year).filter(date => !without.includes(date)), ...extra].sort()
    expect(bankHolidays.filter(({ date }) => date.startsWith(`${year}-`)).map(({ date }) => date)).toEqual(expected)
  })

  it('are weekdays inside the years the table names', () => {
    for (const { date } of bankHolidays) {
      expect(dayOfWeek(on(date))).toBeLessThanOrEqual(5)
      expect(years).toContain(on(date).year)
    }
  })
})

describe('working days', () => {
  it('are neither weekends nor bank holidays', () => {
    expect(isWorkingDay(on('2022-09-19'))).toBe(false)
    expect(isWorkingDay(on('2020-05-04'))).toBe(true)
    expect(isWorkingDay(on('2020-05-08'))).toBe(false)
    expect(isWorkingDay(on('2021-12-25'))).toBe(false)
    expect(isWorkingDay(on('2021-12-28'))).toBe(false)
    expect(isWorkingDay(on('2021-12-29'))).toBe(true)
  })

  it('are counted without the first day', () => {
    expect(write(addWorkingDays(on('2026-04-01'), 1))).toBe('2026-04-02')
    expect(write(addWorkingDays(on('2026-04-02'), 1))).toBe('2026-04-07')
    expect(write(addWorkingDays(on('2026-04-04'), 1))).toBe('2026-04-07')
    expect(write(addWorkingDays(on('2026-04-04'), 0))).toBe('2026-04-04')
    expect(write(addWorkingDays(on('2026-04-07'), -2))).toBe('2026-04-01')
    expect(write(previousWorkingDay(on('2026-04-07')))).toBe('2026-04-02')
    expect(write(previousWorkingDay(on('2026-04-02')))).toBe('2026-04-01')
  })

  it('come to as many as were asked for', () => {
    const anyDate = fc.integer({ min: 0, max: 4000 }).map(n => addDays(on('2015-01-01'), n))
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 60 }), (date, n) => {
        const end = addWorkingDays(date, n)
        const days = Array.from({ length: daysBetween(date, end) }, (_, i) => addDays(date, i + 1))
        expect(isWorkingDay(end)).toBe(true)
        expect(days.filter(isWorkingDay)).toHaveLength(n)
        if (isWorkingDay(date)) expect(addWorkingDays(end, -n)).toEqual(date)
      }),
    )
  })

  it('of a year without a table are an error that names the year', () => {
    expect(() => isWorkingDay(on('2011-12-31'))).toThrow(/holidays of 2011 are not known/)
    expect(() => isWorkingDay(on('2029-01-06'))).toThrow(/holidays of 2029 are not known.*2028/)
    expect(() => addWorkingDays(on('2028-12-29'), 1)).toThrow(/2029/)
    expect(() => previousWorkingDay(on('2012-01-01'))).toThrow(/2011/)
    expect(() => addWorkingDays(on('2026-01-01'), 1.5)).toThrow(RangeError)
  })
})
