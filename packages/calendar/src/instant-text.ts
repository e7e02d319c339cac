import { civilFromDays, daysFromCivil, daysInMonth } from './civil'
import type { Instant } from './instant'
import { londonSeconds } from './london'

// Date, time, fraction, offset, zone in brackets. Seconds may be absent: Java leaves them out when they are zero.
const shape =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?(?:([Zz])|([+-])([0-9]{2})(?::?([0-9]{2}))?)?(?:\[([A-Za-z][A-Za-z0-9_+/-]*)\])?$/

// What a protobuf Timestamp can hold: the years 1 to 9999 in UTC.
const firstSecond = daysFromCivil(1, 1, 1) * 86_400
const lastSecond = daysFromCivil(10_000, 1, 1) * 86_400 - 1

/**
 * Reads an ISO 8601 instant: `YYYY-MM-DDTHH:MM[:SS[.fraction]]`, then `Z` or an offset ±HH:MM, ±HHMM or ±HH (at most
 * 18 hours), then possibly a zone in brackets as Java writes it (`Z[UTC]`, `+01:00[Europe/London]`), which the offset
 * overrules. Fraction digits beyond nine are cut off.
 *
 * Undefined for anything else: no offset, both Z and an offset (`…Z+01:00`, which has really been sent), 24:00, a leap
 * second, a day that does not exist, a year outside 1 to 9999.
 */
export const parseInstant = (text: unknown): Instant | undefined => read(text, false)

/**
 * As `parseInstant`, but a text without offset or zone is wall-clock time in London, winter and summer: an hour that
 * the clocks skip counts forward (01:30 becomes 02:30), an hour that they repeat is taken the first time round.
 */
export const parseLocalInstant = (text: unknown): Instant | undefined => read(text, true)

const read = (text: unknown, local: boolean): Instant | undefined => {
  const parts = typeof text === 'string' ? shape.exec(text) : null
  if (parts === null) return undefined
  const [, y, mo, d, h, mi, s = '0', fraction = '', z, sign, offsetHours, offsetMinutes = '0', zone] = parts
  const [year, month, day, hour, minute, second] = [y, mo, d, h, mi, s].map(Number) as Six
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const wall = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
  let seconds: number
  if (z !== undefined) seconds = wall
  else if (sign !== undefined) {
    const ahead = Number(offsetHours) * 3600 + Number(offsetMinutes) * 60
    if (ahead > 64_800 || Number(offsetMinutes) > 59) return undefined
    seconds = sign === '+' ? wall - ahead : wall + ahead
  } else {
    if (!local || (zone !== undefined && zone !== 'Europe/London')) return undefined
    seconds = londonSeconds(wall)
  }
  if (seconds < firstSecond || seconds > lastSecond) return undefined
  return { seconds: BigInt(seconds), nanos: Number(fraction.slice(0, 9).padEnd(9, '0')) }
}

type Six = [number, number, number, number, number, number]

/**
 * Writes an instant as `YYYY-MM-DDTHH:MM:SS[.fraction]Z` with 0, 3, 6 or 9 fraction digits, the fewest that lose
 * nothing; `parseInstant` reads the same instant back. Throws a RangeError for an instant outside the years 1 to 9999
 * or with nanoseconds that are not whole numbers from 0 to 999,999,999.
 */
export const formatInstant = (instant: Instant): string => {
  const seconds = Number(instant.seconds)
  const { nanos } = instant
  if (seconds < firstSecond || seconds > lastSecond || !Number.isInteger(nanos) || nanos < 0 || nanos > 999_999_999)
    throw new RangeError(
      'An instant lies in the years 1 to 9999 and has 0 to 999999999 nanoseconds; correct its source.',
    )
  const days = Math.floor(seconds / 86_400)
  const inDay = seconds - days * 86_400
  const { year, month, day } = civilFromDays(days)
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  const time = `${pad(Math.floor(inDay / 3600), 2)}:${pad(Math.floor(inDay / 60) % 60, 2)}:${pad(inDay % 60, 2)}`
  return `${date}T${time}${fractionOf(nanos)}Z`
}

const fractionOf = (nanos: number): string => {
  if (nanos === 0) return ''
  const digits = pad(nanos, 9)
  return `.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** Negative when the instant that `a` writes is earlier than `b`'s. Both as `formatInstant` writes them, year 0001 to 9999. */
export const compareInstantTexts = (a: string, b: string): number => {
  const [x, y] = [sortable(a), sortable(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

// Without its Z a shorter fraction is a prefix of a longer one, and so sorts before it.
const sortable = (text: string): string => text.slice(0, -1)
