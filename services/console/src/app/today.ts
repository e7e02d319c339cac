import { addDays, type CalendarDate, compareDates, formatCalendarDate, londonDate } from '@hub/calendar'
import type { IntakeCount } from '@hub/contracts/operations'
import type { ConsolePorts } from '../ports'
import { type Chart, chartOf } from './chart'
import { type Condition, conditionOf } from './condition'
import { askEach, away } from './contexts'
import { dayText } from './london'

/** How many days the chart shows, the chosen one last. */
const DAYS = 14

const COUNTED = ['receipts', 'translated', 'ignored', 'rejected', 'held', 'repeats', 'conflicts'] as const
export type Counts = Readonly<Record<(typeof COUNTED)[number], bigint>>

export interface Today {
  readonly day: string
  readonly dayText: string
  readonly isToday: boolean
  readonly previous: string
  /** Absent on the current day: nothing came in tomorrow. */
  readonly next?: string
  readonly channels: readonly (Counts & { readonly channel: string; readonly context: string })[]
  readonly total: Counts
  readonly chart: Chart
  readonly conditions: readonly Condition[]
  /** Contexts that somebody should look after. */
  readonly unwell: readonly string[]
  /** Contexts whose counts are missing. */
  readonly uncounted: readonly string[]
}

/** What came in on a day and the days before it, and how every context is doing now. */
export async function readToday(ports: ConsolePorts, asked?: CalendarDate): Promise<Today> {
  const current = londonDate(ports.clock.now())
  const day = asked && compareDates(asked, current) < 0 ? asked : current
  const days = Array.from({ length: DAYS }, (_, index) => addDays(day, index - DAYS + 1))
  const [fromDay, toDay] = [formatCalendarDate(days[0]!), formatCalendarDate(day)]
  // Who takes messages has receipts to answer for.
  const owners = Object.fromEntries(Object.entries(ports.operations).filter(([name]) => name in ports.receipts))
  const [counted, statuses] = await Promise.all([
    askEach(owners, ports.logger, async client => (await client.countIntake({ fromDay, toDay })).counts),
    askEach(ports.operations, ports.logger, async client => (await client.getStatus({})).status!),
  ])
  const counts = counted.flatMap(each =>
    each.answered ? each.answer.map(count => ({ ...count, context: each.context })) : [],
  )
  const channels = counts
    .filter(count => count.day === toDay)
    .sort((a, b) => a.channel.localeCompare(b.channel) || a.context.localeCompare(b.context))
  const conditions = statuses.map(conditionOf)
  const isToday = compareDates(day, current) === 0
  return {
    day: toDay,
    dayText: dayText(day),
    isToday,
    previous: formatCalendarDate(addDays(day, -1)),
    ...(isToday ? {} : { next: formatCalendarDate(addDays(day, 1)) }),
    channels,
    total: sumOf(channels),
    chart: chartOf(
      days.map(date => ({ date, ...sumOf(counts.filter(count => count.day === formatCalendarDate(date))) })),
    ),
    conditions,
    unwell: conditions.filter(({ is }) => is !== 'well').map(({ context }) => context),
    uncounted: away(counted),
  }
}

const sumOf = (counts: readonly Pick<IntakeCount, keyof Counts>[]): Counts =>
  Object.fromEntries(
    COUNTED.map(name => [name, counts.reduce((sum, count) => sum + count[name], 0n)]),
  ) as unknown as Counts
