import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  addDays,
  addMonths,
  ageOn,
  type CalendarDate,
  calendarDate,
  compareDates,
  dayOfWeek,
  daysBetween,
  formatCalendarDate,
  parseCalendarDate,
} from '.'

const on = (text: string): CalendarDate => parseCalendarDate(text)!
const write = formatCalendarDate
const millisPerDay = 86_400_000
const firstDay = Date.UTC(1600, 0, 1) / millisPerDay
const anyDay = fc.integer({ min: firstDay, max: firstDay + 300_000 })
const anyDate = anyDay.map(n => on(new Date(n * millisPerDay).toISOString().slice(0, 10)))

describe('calendar dates', () => {
  it('reads both written forms', () => {
    expect(parseCalendarDate('1975-01-31')).toEqual({ year: 1975, month: 1, day: 31 })
    expect(parseCalendarDate('31/01/1975')).toEqual({ year: 1975, month: 1, day: 31 })
    expect(parseCalendarDate('2024-02-29')).toEqual({ year: 2024, month: 2, day: 29 })
  })

  it.each([
    '',
    '2023-02-29',
    '1900-02-29',
    '2023-04-31',
    '2023-13-01',
    '2023-00-10',
    '2023-01-00',
    '0000-01-01',
    '01/13/2020',
    '1/1/2020',
    '2020-1-1',
    '2020-01-01T00:00:00',
    ' 2020-01-01',
    '٢٠٢٠-01-01',
    20_200_101,
    null,
    undefined,
    {},
  ])('refuses %j', text => expect(parseCalendarDate(text)).toBeUndefined())

  it('makes a date of numbers only if the calendar has it', () => {
    expect(calendarDate(2024, 2, 29)).toEqual({ year: 2024, month: 2, day: 29 })
    for (const [y, m, d] of [
      [2023, 2, 29],
      [2023, 1.5, 1],
      [10_000, 1, 1],
      [Number.NaN, 1, 1],
    ] as const)
      expect(calendarDate(y, m, d)).toBeUndefined()
  })

  it('writes what it read', () => {
    fc.assert(fc.property(anyDate, date => expect(parseCalendarDate(write(date))).toEqual(date)))
    expect(write({ year: 7, month: 3, day: 9 })).toBe('0007-03-09')
  })

  it('counts days as the machine does', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (n, days) => {
        const date = on(new Date(n * millisPerDay).toISOString().slice(0, 10))
        const moved = addDays(date, days)
        expect(write(moved)).toBe(new Date((n + days) * millisPerDay).toISOString().slice(0, 10))
        expect(daysBetween(date, moved)).toBe(days)
        expect(Math.sign(compareDates(moved, date))).toBe(Math.sign(days))
        expect(dayOfWeek(date) % 7).toBe(new Date(n * millisPerDay).getUTCDay())
      }),
    )
  })

  it('adds months, falling back to the end of a shorter one', () => {
    expect(write(addMonths(on('2023-01-31'), 1))).toBe('2023-02-28')
    expect(write(addMonths(on('2024-01-31'), 1))).toBe('2024-02-29')
    expect(write(addMonths(on('2024-02-29'), 12))).toBe('2025-02-28')
    expect(write(addMonths(on('2024-12-31'), -1))).toBe('2024-11-30')
    expect(write(addMonths(on('2024-01-15'), -13))).toBe('2022-12-15')
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -600, max: 600 }), (date, months) => {
        const moved = addMonths(date, months)
        expect(parseCalendarDate(write(moved))).toEqual(moved)
        expect(moved.year * 12 + moved.month - date.year * 12 - date.month).toBe(months)
        expect(moved.day).toBeLessThanOrEqual(date.day)
      }),
    )
  })

  it('reckons age from birthday to birthday', () => {
    expect(ageOn(on('2014-05-10'), on('2024-05-09'))).toBe(9)
    expect(ageOn(on('2014-05-10'), on('2024-05-10'))).toBe(10)
    expect(ageOn(on('2004-02-29'), on('2022-02-28'))).toBe(17)
    expect(ageOn(on('2004-02-29'), on('2022-03-01'))).toBe(18)
    expect(ageOn(on('2004-02-29'), on('2024-02-29'))).toBe(20)
    expect(ageOn(on('2024-05-10'), on('2024-05-09'))).toBe(-1)
  })
})
