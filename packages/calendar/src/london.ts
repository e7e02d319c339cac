import { civilFromDays, daysFromCivil, weekdayOfDays } from './civil'
import type { CalendarDate } from './date'
import type { Instant } from './instant'

const secondsPerDay = 86_400

/** The first year in which summer time ended on the last Sunday of October, as it has since. */
const firstRuledYear = 1996
const firstRuledSecond = daysFromCivil(firstRuledYear, 1, 1) * secondsPerDay

/** The calendar date in London at an instant. */
export const londonDate = (instant: Instant): CalendarDate => {
  const seconds = Number(instant.seconds)
  return civilFromDays(Math.floor((seconds + londonOffset(seconds)) / secondsPerDay))
}

/** The instant at which a day begins in London. Midnight is never skipped or repeated there. */
export const startOfLondonDay = (date: CalendarDate): Instant => ({
  seconds: BigInt(londonSeconds(daysFromCivil(date.year, date.month, date.day) * secondsPerDay)),
  nanos: 0,
})

/**
 * Seconds by which London's clocks are ahead of UTC at a second since 1970: 0 or 3600, in the 1940s also 7200.
 *
 * Since 1996 by rule: summer time from the last Sunday of March to the last Sunday of October, each at 01:00 UTC
 * (Summer Time Act 1972 as amended by the Summer Time Order 2002, SI 2002/262; directive 2000/84/EC and before it
 * 94/21/EC). Earlier years from the platform's time-zone data. Before 1900 always 0: no one alive was born then.
 */
export const londonOffset = (seconds: number): number => {
  if (seconds < firstRuledSecond) return historicOffset(seconds)
  const { year } = civilFromDays(Math.floor(seconds / secondsPerDay))
  const { start, end } = summerTimeOf(year)
  return seconds >= start && seconds < end ? 3600 : 0
}

/**
 * The second since 1970 at which London's clocks show a wall-clock time, itself given in seconds since 1970 as if it
 * were UTC. A repeated hour is taken the first time round; a time in a skipped hour moves forward by the length of the
 * gap (01:30 becomes 02:30).
 */
export const londonSeconds = (wall: number): number => {
  // The furthest offset ahead gives the earliest instant, which is the first of a repeated hour.
  const widest = wall < firstRuledSecond ? 7200 : 3600
  for (let offset = widest; offset >= 0; offset -= 3600)
    if (londonOffset(wall - offset) === offset) return wall - offset
  // Skipped: go by the offset in force before the gap.
  return wall - londonOffset(wall - widest)
}

const summerTimes = new Map<number, { start: number; end: number }>()

/** When summer time starts and ends in a year from 1996 on, in seconds since 1970. */
const summerTimeOf = (year: number): { start: number; end: number } => {
  let known = summerTimes.get(year)
  if (known === undefined) {
    known = { start: oneOClockOnLastSunday(year, 3), end: oneOClockOnLastSunday(year, 10) }
    summerTimes.set(year, known)
  }
  return known
}

/** 01:00 UTC on the last Sunday of a month of 31 days. */
const oneOClockOnLastSunday = (year: number, month: number): number => {
  const last = daysFromCivil(year, month, 31)
  return (last - (weekdayOfDays(last) % 7)) * secondsPerDay + 3600
}

const firstHistoricSecond = daysFromCivil(1900, 1, 1) * secondsPerDay
let wallClock: Intl.DateTimeFormat | undefined

const historicOffset = (seconds: number): number => {
  if (seconds < firstHistoricSecond) return 0
  wallClock ??= new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const field: Record<string, number> = {}
  for (const { type, value } of wallClock.formatToParts(seconds * 1000)) field[type] = Number(value)
  const wall = daysFromCivil(field.year!, field.month!, field.day!) * 1440 + field.hour! * 60 + field.minute!
  return (wall - Math.floor(seconds / 60)) * 60
}
