import table from './bank-holidays.json'
import { addDays, type CalendarDate, dayOfWeek, formatCalendarDate, parseCalendarDate } from './date'

/** A bank holiday of England and Wales on the weekday on which it was kept. */
export interface BankHoliday {
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly title: string
  /** Why the day differs from the usual one; absent when it does not. */
  readonly note?: string
}

/** Every bank holiday the hub knows, in order. Source and licence stand in `bank-holidays.json`. */
export const bankHolidays: readonly BankHoliday[] = table.events

/** The years the table covers, both included. Questions about other years throw. */
export const bankHolidayYears = { first: table.firstYear, last: table.lastYear } as const

const holidays = new Set(bankHolidays.map(({ date }) => keyOf(parseCalendarDate(date)!)))

/**
 * Whether a day is a working day in England and Wales: neither Saturday, Sunday nor a bank holiday.
 *
 * Throws an Error for a day in a year whose bank holidays are not in the table, weekends included: a wrong count would
 * be worse than none.
 */
export const isWorkingDay = (date: CalendarDate): boolean => {
  if (date.year < bankHolidayYears.first || date.year > bankHolidayYears.last) throw missingYear(date)
  return dayOfWeek(date) <= 5 && !holidays.has(keyOf(date))
}

/**
 * Whether working days can be counted from a day, some months either way: who has a day from a message asks first. False
 * at the edges of the table too.
 */
export const hasWorkingDays = ({ year }: CalendarDate): boolean =>
  year > bankHolidayYears.first && year < bankHolidayYears.last

/**
 * The n-th working day after a date, the date itself not counted; with a negative n the n-th before it; with 0 the date
 * as it is, working day or not. Throws as `isWorkingDay` does, and a RangeError if n is not a whole number.
 */
export const addWorkingDays = (date: CalendarDate, n: number): CalendarDate => {
  if (!Number.isSafeInteger(n)) throw new RangeError('A number of working days is a whole number.')
  const step = Math.sign(n)
  let reached = date
  for (let left = Math.abs(n); left > 0; ) {
    reached = addDays(reached, step)
    if (isWorkingDay(reached)) left -= 1
  }
  return reached
}

/** The last working day before a date. Throws as `isWorkingDay` does. */
export const previousWorkingDay = (date: CalendarDate): CalendarDate => addWorkingDays(date, -1)

// A function declaration, so that the table above can be keyed while this module loads.
function keyOf({ year, month, day }: CalendarDate): number {
  return year * 10_000 + month * 100 + day
}

const missingYear = (date: CalendarDate): Error =>
  new Error(
    `The bank holidays of ${date.year} are not known (asked about ${formatCalendarDate(date)}; the table covers ${bankHolidayYears.first} to ${bankHolidayYears.last}). Add that year to bank-holidays.json from https://www.gov.uk/bank-holidays.`,
  )
