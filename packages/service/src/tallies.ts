import { formatCalendarDate, londonDate, parseInstant } from '@hub/calendar'
import type { Work } from '@hub/store'
import { INTAKE } from './headers'

/** What came in on one day by one channel is counted under this name. */
export const tallyName = (day: string, channel: string): string => `${day}/${channel}`

/** The day (YYYY-MM-DD, London) and the channel that a tally counts. */
export const tallied = (name: string): { readonly day: string; readonly channel: string } => ({
  day: name.slice(0, 10),
  channel: name.slice(11),
})

/** The work, counted under the day and channel of its message; one about an event is not counted. */
export function counted(work: Work): Work {
  const headers = work.message?.headers
  const channel = headers?.[INTAKE.channel]
  const received = parseInstant(headers?.[INTAKE.received])
  if (channel === undefined || !received) return work
  return { ...work, tally: tallyName(formatCalendarDate(londonDate(received)), channel) }
}

/** The names of all tallies of the days from the first to the last, both included. */
export const talliesOfDays = (from: string, to: string) => ({
  from: tallyName(from, ''),
  to: tallyName(to, '\u{10ffff}'),
})
