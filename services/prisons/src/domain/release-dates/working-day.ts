import { addDays, addWorkingDays, bankHolidayYears, type CalendarDate, dayOfWeek, isWorkingDay } from '@hub/calendar'
import { RELEASE_DATE_TYPES, type ReleaseDateType } from './dates'

/** What becomes of a release date on a weekend or bank holiday of England and Wales. */
export type OnWorkingDay =
  | { readonly is: 'stands' }
  /** Without the day where the bank holidays about it are not known: a weekend is no working day in any year. */
  | { readonly is: 'moves'; readonly to?: CalendarDate }
  /** The bank holidays about that day are not known yet, or no more. */
  | { readonly is: 'unknown' }

/**
 * On which day a date of a type takes effect. Prisons give the date as it was calculated and the working day as a hint
 * beside it, so a date on a Saturday is right as it is: the hub never moves a given date, it only says what the reader
 * has to expect. Not covered: release brought forward from a Friday or the eve of a bank holiday, which is the
 * governor's discretion.
 */
export function onWorkingDay(type: ReleaseDateType, date: CalendarDate): OnWorkingDay {
  const row = RELEASE_DATE_TYPES.find(({ code }) => code === type)
  if (!row || !('workingDay' in row)) return { is: 'stands' }
  if (!isCovered(addDays(date, -LONGEST_CLOSURE)) || !isCovered(addDays(date, LONGEST_CLOSURE)))
    return { is: isWeekend(date) ? 'moves' : 'unknown' }
  if (isWorkingDay(date)) return { is: 'stands' }
  return { is: 'moves', to: addWorkingDays(date, row.workingDay === 'before' ? -1 : 1) }
}

const isWeekend = (date: CalendarDate): boolean => dayOfWeek(date) > 5

/** Days, with room: Good Friday to Easter Monday is four, Christmas about a weekend as many. */
const LONGEST_CLOSURE = 7

const isCovered = ({ year }: CalendarDate): boolean => year >= bankHolidayYears.first && year <= bankHolidayYears.last
