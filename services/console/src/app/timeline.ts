import { type CalendarDate, compareDates, daysBetween } from '@hub/calendar'
import { dayText, shortDayText } from './london'

/** How a stretch of time is drawn. `out`: not in the prison system's hands. */
export type StretchKind = 'prison' | 'recall' | 'away' | 'hospital' | 'at-large' | 'out' | 'ended'

/** Where a person was held from a day on, until the next stretch begins. */
export interface Stretch {
  readonly kind: StretchKind
  readonly prisonId: string
  readonly from: CalendarDate
}

/** A day with a name. */
export interface NamedDay {
  readonly name: string
  readonly date: CalendarDate
}

/** What a timeline shows. */
export interface TimelineAsked {
  readonly today: CalendarDate
  /** Oldest first. */
  readonly stretches: readonly Stretch[]
  readonly sentenceStart?: CalendarDate
  /** Days on which responsibility moves. */
  readonly handover: readonly NamedDay[]
  /** Release dates and the like. */
  readonly dates: readonly NamedDay[]
}

/** A label in a row of its own, with a line that leads from the bar to it. */
export interface TimelineMark {
  readonly label: string
  /** Percent of the width. */
  readonly x: number
  readonly anchor: 'start' | 'middle' | 'end'
  /** Of the baseline, in pixels. */
  readonly y: number
  readonly line: readonly [number, number]
  readonly isToday: boolean
}

/**
 * A drawing whose places across are percent of its width and whose heights are pixels, so that it stretches to any width
 * and letters keep their size. No two labels share a row: none overlap, however narrow the page.
 */
export interface Timeline {
  /** Pixels. */
  readonly height: number
  readonly bars: readonly {
    readonly kind: StretchKind
    readonly x: number
    readonly width: number
    readonly y: number
    readonly height: number
    /** Empty where there is no room. */
    readonly label: string
  }[]
  /** The line on which time runs. */
  readonly ground: number
  readonly years: readonly { readonly x: number; readonly label: string }[]
  readonly marks: readonly TimelineMark[]
  readonly kinds: readonly StretchKind[]
  readonly from: string
  readonly to: string
  /** Stays before the first day are left out. */
  readonly isCut: boolean
}

const ROW = 22
const BAR = 26
const YEARS = 22
/** Heights of bars differ, so that they can be told without their colours. */
const HEIGHTS: Readonly<Partial<Record<StretchKind, number>>> = { away: 13, 'at-large': 7, out: 7 }
/** The order of the legend. */
const KINDS: readonly StretchKind[] = ['prison', 'recall', 'away', 'hospital', 'at-large', 'out']
/** A code of three letters has room in so many percent of a telephone's width. */
const ROOM_FOR_CODE = 11
const MOST_YEARS = 6

/** Undefined where there is nothing to draw. */
export function timelineOf(asked: TimelineAsked): Timeline | undefined {
  const { today, stretches, sentenceStart } = asked
  const above = [
    ...(sentenceStart ? [{ name: 'Sentence start', date: sentenceStart }] : []),
    ...asked.handover,
    { name: 'Today', date: today },
  ]
  if (stretches.length === 0 && above.length === 1 && asked.dates.length === 0) return undefined
  const stay = stayOf(stretches)
  const days = [...above, ...asked.dates].map(({ date }) => date)
  const [from, to] = extent([...days, ...(stay ? [stay] : [])])
  const total = Math.max(1, daysBetween(from, to))
  // A little room at both ends: a line at the edge would be cut in half.
  const placeOf = (date: CalendarDate) => tenth(1 + (98 * daysBetween(from, date)) / total)

  const upper = together(above).map(day => ({ ...day, x: placeOf(day.date) }))
  const lower = together(asked.dates).map(day => ({ ...day, x: placeOf(day.date) }))
  const top = upper.length * ROW + 8
  const ground = top + BAR
  const below = ground + YEARS + 4
  const isToday = ({ date }: NamedDay) => compareDates(date, today) === 0
  const bars = stretches.flatMap(({ kind, prisonId, from: begun }, index) => {
    const until = stretches[index + 1]?.from ?? today
    const begins = compareDates(begun, from) < 0 ? from : begun
    // What began and ended on one day has no width; the list has it.
    if (kind === 'ended' || compareDates(begins, until) >= 0) return []
    const x = placeOf(begins)
    const width = tenth(placeOf(until) - x)
    const height = HEIGHTS[kind] ?? BAR
    const fits = height === BAR && width >= ROOM_FOR_CODE
    return [{ kind, x, width, y: ground - height, height, label: fits ? prisonId : '' }]
  })
  return {
    height: below + lower.length * ROW,
    ground,
    bars,
    years: yearsBetween(from, to, placeOf),
    marks: [
      ...outerFirst(upper).map((day, row) => ({
        ...markOf(day, isToday(day)),
        y: row * ROW + 15,
        line: [row * ROW + lineStart(day.x), ground] as const,
      })),
      ...outerFirst(lower).map((day, row) => {
        const bottom = below + (lower.length - row) * ROW
        return { ...markOf(day, false), y: bottom - 6, line: [top, bottom - lineEnd(day.x)] as const }
      }),
    ],
    kinds: KINDS.filter(kind => bars.some(bar => bar.kind === kind)),
    from: dayText(from),
    to: dayText(to),
    isCut: stretches.some(each => compareDates(each.from, from) < 0),
  }
}

/** When the last stay in custody began: what was held before an earlier release is another story. */
function stayOf(stretches: readonly Stretch[]): CalendarDate | undefined {
  const isOut = ({ kind }: Stretch) => kind === 'out' || kind === 'ended'
  const lastHeld = stretches.findLastIndex(stretch => !isOut(stretch))
  const outBefore = stretches.slice(0, Math.max(0, lastHeld)).findLastIndex(isOut)
  return stretches[outBefore + 1]?.from
}

const extent = (days: readonly CalendarDate[]): readonly [CalendarDate, CalendarDate] => {
  const sorted = [...days].sort(compareDates)
  return [sorted[0]!, sorted.at(-1)!]
}

/** Names of one day stand in one label. */
function together(days: readonly NamedDay[]): readonly NamedDay[] {
  const byDay = new Map<string, NamedDay>()
  for (const day of days) {
    const key = shortDayText(day.date)
    const there = byDay.get(key)
    byDay.set(key, there ? { ...there, name: `${there.name}, ${day.name}` } : day)
  }
  return [...byDay.values()]
}

/** The outermost are farthest from the bar, so that the lines of others run beside their labels and not through them. */
const outerFirst = <T extends { readonly x: number }>(days: readonly T[]): readonly T[] =>
  [...days].sort((a, b) => Math.abs(b.x - 50) - Math.abs(a.x - 50))

/** In each third of the width the way in which a label has most room: at least two thirds of it. */
const anchorOf = (x: number): TimelineMark['anchor'] => (x < 34 ? 'start' : x > 66 ? 'end' : 'middle')

/** A label beside its line is as a flag; one in the middle sits on the end of its line. */
const lineStart = (x: number): number => (anchorOf(x) === 'middle' ? ROW - 2 : 3)
const lineEnd = (x: number): number => (anchorOf(x) === 'middle' ? ROW - 2 : 3)

const markOf = ({ name, date, x }: NamedDay & { readonly x: number }, isToday: boolean) => ({
  label: `${name} ${shortDayText(date)}`,
  x,
  anchor: anchorOf(x),
  isToday,
})

/** The first days of years; of many only every so manieth. */
function yearsBetween(
  { year: first }: CalendarDate,
  { year: last }: CalendarDate,
  placeOf: (date: CalendarDate) => number,
) {
  const step = Math.max(1, Math.ceil((last - first) / MOST_YEARS))
  return Array.from({ length: last - first }, (_, index) => first + 1 + index)
    .filter(year => year % step === 0)
    .map(year => ({ x: placeOf({ year, month: 1, day: 1 }), label: String(year) }))
    .filter(({ x }) => x >= 5 && x <= 95)
}

const tenth = (value: number): number => Math.round(value * 10) / 10
