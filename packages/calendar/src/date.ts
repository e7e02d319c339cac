import { civilFromDays, daysFromCivil, daysInMonth, weekdayOfDays } from './civil'

/** A day on the calendar, without time or zone, shaped like the hub's `Date` message. Years 1 to 9999. */
export interface CalendarDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to the last day of the month. */
  readonly day: number
}

/** 1 Monday to 7 Sunday (ISO 8601). */
export type DayOfWeek = 1 | 2 | 3 | 4 | 5 | 6 | 7

const iso = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const british = /^([0-9]{2})\/([0-9]{2})\/([0-9]{4})$/

/**
 * Reads `YYYY-MM-DD` or, as Libra writes it, `dd/MM/yyyy`. Undefined for any other input and for days that the
 * calendar does not have (30 February).
 */
export const parseCalendarDate = (text: unknown): CalendarDate | undefined => {
  if (typeof text !== 'string') return undefined
  const forward = iso.exec(text)
  if (forward) return calendarDate(Number(forward[1]), Number(forward[2]), Number(forward[3]))
  const backward = british.exec(text)
  return backward ? calendarDate(Number(backward[3]), Number(backward[2]), Number(backward[1])) : undefined
}

/** The date of three numbers; undefined if the calendar does not have it or the year is not 1 to 9999. */
export const calendarDate = (year: number, month: number, day: number): CalendarDate | undefined =>
  Number.isInteger(year) &&
  Number.isInteger(month) &&
  Number.isInteger(day) &&
  year >= 1 &&
  year <= 9999 &&
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= daysInMonth(year, month)
    ? { year, month, day }
    : undefined

/** `YYYY-MM-DD`. */
export const formatCalendarDate = ({ year, month, day }: CalendarDate): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

/** Negative when `a` is earlier than `b`, positive when later, 0 when equal. */
export const compareDates = (a: CalendarDate, b: CalendarDate): number =>
  a.year - b.year || a.month - b.month || a.day - b.day

/** True for one and the same date, and for two that are absent. */
export const isSameDate = (a: CalendarDate | undefined, b: CalendarDate | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && compareDates(a, b) === 0)

/** The date so many days later, or earlier when negative. Whole days. */
export const addDays = (date: CalendarDate, days: number): CalendarDate => civilFromDays(dayNumber(date) + days)

/**
 * The same day of the month so many months later (earlier when negative), or the last day of that month if it is
 * shorter: 31 January plus one month is 28 or 29 February. This is how English law counts months (the corresponding
 * date rule, Dodds v Walker [1981] 1 WLR 1027).
 */
export const addMonths = (date: CalendarDate, months: number): CalendarDate => {
  const counted = date.year * 12 + date.month - 1 + months
  const year = Math.floor(counted / 12)
  const month = counted - year * 12 + 1
  return { year, month, day: Math.min(date.day, daysInMonth(year, month)) }
}

/** Days from `from` to `to`: 1 from a day to the next, negative when `to` is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => dayNumber(to) - dayNumber(from)

/**
 * Age in whole years on a day; negative before birth. A year of age begins with the birthday itself (Family Law Reform
 * Act 1969 s.9); for those born on 29 February, in other years with 1 March.
 */
export const ageOn = (birth: CalendarDate, on: CalendarDate): number =>
  on.year - birth.year - (on.month < birth.month || (on.month === birth.month && on.day < birth.day) ? 1 : 0)

/** Monday is 1, Sunday 7. */
export const dayOfWeek = (date: CalendarDate): DayOfWeek => weekdayOfDays(dayNumber(date)) as DayOfWeek

/** Days since 1970-01-01. */
const dayNumber = ({ year, month, day }: CalendarDate): number => daysFromCivil(year, month, day)
