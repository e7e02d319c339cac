import { addDays, addMonths, formatCalendarDate } from './date'
import type { Instant } from './instant'
import { formatInstant, parseLocalInstant } from './instant-text'
import { londonDate, londonOffset } from './london'

const shape =
  /^P(?=[0-9T])(?:([0-9]{1,6})Y)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})W)?(?:([0-9]{1,7})D)?(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?$/

/**
 * The instant so much later, by an ISO 8601 duration in whole units (`P56D`, `P1Y2M`, `PT36H`). Years to days count on
 * London's calendar and keep the time of day there; hours to seconds pass as they are.
 *
 * Undefined for anything that is no such duration, or leads beyond the year 9999.
 */
export const addDuration = (instant: Instant, duration: string): Instant | undefined => {
  const parts = shape.exec(duration)
  if (parts === null) return undefined
  const [years, months, weeks, days, hours, minutes, seconds] = parts.slice(1).map(part => Number(part ?? 0)) as Seven
  const date = londonDate(instant)
  const ahead = Number(instant.seconds) + londonOffset(Number(instant.seconds))
  const onDay = addDays(addMonths(date, years * 12 + months), weeks * 7 + days)
  if (onDay.year > 9999) return undefined
  const timeOfDay = formatInstant({ seconds: BigInt(ahead), nanos: instant.nanos }).slice(10, -1)
  const later = parseLocalInstant(`${formatCalendarDate(onDay)}${timeOfDay}`)
  return later && { ...later, seconds: later.seconds + BigInt(hours * 3600 + minutes * 60 + seconds) }
}

type Seven = [number, number, number, number, number, number, number]

/** What is wrong with a length in days; a thousand years is none that a court passes. */
export const daysProblem = (days: unknown): string | undefined =>
  Number.isInteger(days) && Number(days) > 0 && Number(days) < 365_000
    ? undefined
    : 'must be a whole number of days, from 1 to 364,999'
