export {
  addDays,
  addMonths,
  ageOn,
  type CalendarDate,
  calendarDate,
  compareDates,
  type DayOfWeek,
  dayOfWeek,
  daysBetween,
  formatCalendarDate,
  isSameDate,
  parseCalendarDate,
} from './date'
export { type DatedRow, type DatedTable, datedTable, rowOn } from './dated-table'
export { addDuration, daysProblem } from './duration'
export { compareInstants, type Instant, instantFromMillis, millisOf } from './instant'
export { compareInstantTexts, formatInstant, parseInstant, parseLocalInstant } from './instant-text'
export { londonDate, startOfLondonDay } from './london'
export {
  addWorkingDays,
  type BankHoliday,
  bankHolidays,
  bankHolidayYears,
  hasWorkingDays,
  isWorkingDay,
  previousWorkingDay,
} from './working-days'
