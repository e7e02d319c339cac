import { type CalendarDate, type Instant, millisOf, parseCalendarDate } from '@hub/calendar'

const wallClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const londonParts = (instant: Instant) =>
  Object.fromEntries(wallClock.formatToParts(millisOf(instant)).map(({ type, value }) => [type, value]))

/** `24 November 2026`. */
export const dayText = ({ year, month, day }: CalendarDate): string => `${day} ${MONTHS[month - 1]} ${year}`

/** `24 Nov 2026`, where there is little room. */
export const shortDayText = ({ year, month, day }: CalendarDate): string =>
  `${day} ${MONTHS[month - 1]!.slice(0, 3)} ${year}`

/** `24 November 2026`; a text that is no `YYYY-MM-DD` stays as it is. */
export const dayTextOf = (text: string): string => {
  const date = parseCalendarDate(text)
  return date ? dayText(date) : text
}

/** `24 November 2026 at 9:30am`, as London's clocks showed it; `9am`, `midday` and `midnight` as GOV.UK writes them. */
export function instantText(instant: Instant): string {
  const { year, month, day, hour, minute } = londonParts(instant)
  const [h, m] = [Number(hour), Number(minute)]
  const shown = m === 0 ? String(h % 12 || 12) : `${h % 12 || 12}:${minute}`
  const time = m === 0 && h === 0 ? 'midnight' : m === 0 && h === 12 ? 'midday' : `${shown}${h < 12 ? 'am' : 'pm'}`
  return `${dayText({ year: Number(year), month: Number(month), day: Number(day) })} at ${time}`
}

/** As `instantText`, but only the day at midnight: what a partner gives as a day happened at no hour that is known. */
export const momentText = (instant: Instant): string => instantText(instant).replace(/ at midnight$/, '')

/** `2026-11-24T09:30` by London's clocks: where a summary holds an instant, it shows this. */
export function londonMinute(instant: Instant): string {
  const { year, month, day, hour, minute } = londonParts(instant)
  return `${year!.padStart(4, '0')}-${month}-${day}T${hour}:${minute}`
}
