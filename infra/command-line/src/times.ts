import { millisOf, parseCalendarDate, parseInstant } from '@hub/calendar'
import { WrongUsage } from './errors'

const wallClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  day: 'numeric',
  month: 'numeric',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const dayText = (year: number, month: number, day: number): string => `${day} ${MONTHS[month - 1]} ${year}`

const partsOf = (text: string | null): Readonly<Record<string, string>> | undefined => {
  const instant = parseInstant(text)
  return (
    instant && Object.fromEntries(wallClock.formatToParts(millisOf(instant)).map(({ type, value }) => [type, value]))
  )
}

/** `2 Mar 2026 09:05`, as London's clocks showed it; a text that is no instant stays as it is. */
export function londonTime(text: string | null): string {
  const parts = partsOf(text)
  return parts
    ? `${dayText(Number(parts.year), Number(parts.month), Number(parts.day))} ${parts.hour}:${parts.minute}`
    : (text ?? '')
}

/** As `londonTime`, but only the day at midnight: what a partner gives as a day happened at no hour that is known. */
export const londonMoment = (text: string | null): string => londonTime(text).replace(/ 00:00$/, '')

/** `2 Mar 2026`; a text that is no `YYYY-MM-DD` stays as it is. */
export function dayOf(text: string): string {
  const date = parseCalendarDate(text)
  return date ? dayText(date.year, date.month, date.day) : text
}

/** `09:05:12`. */
export function londonSecond(text: string | null): string {
  const parts = partsOf(text)
  return parts ? `${parts.hour}:${parts.minute}:${parts.second}` : (text ?? '')
}

/** An instant as the user wrote it; undefined stays undefined. */
export function instantOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined || parseInstant(text)) return text
  throw new WrongUsage(`${option} takes an instant, such as 2026-03-02T09:00:00Z`)
}
