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

/** A stretch, from `x` on, in percent across and pixels down. */
export interface TimelineBar {
  readonly kind: StretchKind
  readonly x: number
  readonly width: number
  readonly y: number
  readonly height: number
  /** The prison's code; empty where it has no room. */
  readonly label: string
  /** On which pages the label has room. */
  readonly room: 'none' | 'wide' | 'any'
}

/**
 * A drawing whose places across are percent of its width and whose heights are pixels, so that it stretches to any width
 * and letters keep their size. No two labels share a row: none overlap, however narrow the page.
 */
export interface Timeline {
  /** Pixels. */
  readonly height: number
  readonly bars: readonly TimelineBar[]
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
/** A code of three letters has room in so many percent of a telephone's width, and of a page wider than that. */
const ROOM_ON_NARROW = 11
const ROOM_ON_WIDE = 6
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

  const isToday = ({ date }: NamedDay) => compareDates(date, today) === 0
  const upper = fromFarthest(together(above).map(day => placed(day, placeOf(day.date), isToday(day))))
  const lower = fromFarthest(together(asked.dates).map(day => placed(day, placeOf(day.date), false)))
  const top = upper.length * ROW + 8
  const ground = top + BAR
  const below = ground + YEARS + 4
  const bars = stretches.flatMap(({ kind, prisonId, from: begun }, index): readonly TimelineBar[] => {
    const next = stretches[index + 1]?.from ?? today
    // A movement may be told before its day.
    const until = compareDates(next, today) > 0 ? today : next
    const begins = compareDates(begun, from) < 0 ? from : begun
    // What began and ended on one day has no width; the list has it.
    if (kind === 'ended' || compareDates(begins, until) >= 0) return []
    const x = placeOf(begins)
    const width = tenth(placeOf(until) - x)
    const height = HEIGHTS[kind] ?? BAR
    const room = height < BAR || width < ROOM_ON_WIDE ? 'none' : width < ROOM_ON_NARROW ? 'wide' : 'any'
    return [{ kind, x, width, y: ground - height, height, label: room === 'none' ? '' : prisonId, room }]
  })
  return {
    height: below + lower.length * ROW,
    ground,
    bars,
    years: yearsBetween(from, to, placeOf),
    marks: [
      ...upper.map((mark, row) => {
        const end = (row + 1) * ROW
        return { ...mark, y: end - 7, line: [end - reach(mark), ground] as const }
      }),
      ...lower.map((mark, row) => {
        const start = below + (lower.length - 1 - row) * ROW
        return { ...mark, y: start + 16, line: [top, start + reach(mark)] as const }
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

/** Pixels of a letter in a wide typeface, and of the drawing on the narrowest page. */
const LETTER = 8.4
const NARROWEST = 290

/** Percent of the narrowest page that a label takes. */
const widthOf = (label: string): number => (100 * LETTER * label.length) / NARROWEST

interface Placed {
  readonly label: string
  readonly x: number
  readonly anchor: TimelineMark['anchor']
  readonly isToday: boolean
}

/** A label is as a flag on its line, to the right or the left of it; where neither has room, it sits on the line's end. */
function placed({ name, date }: NamedDay, x: number, isToday: boolean): Placed {
  const label = `${name} ${shortDayText(date)}`
  const anchor = x + widthOf(label) <= 100 ? 'start' : x >= widthOf(label) ? 'end' : 'middle'
  return { label, x, anchor, isToday }
}

/** Farthest from the bar stands whoever's line would else run through another's label. */
function fromFarthest(marks: readonly Placed[]): readonly Placed[] {
  const rank = ({ x, anchor }: Placed) => (anchor === 'start' ? x : anchor === 'end' ? 100 - x : 100)
  return [...marks].sort((one, other) => rank(one) - rank(other))
}

/** How far into its row a line runs. */
const reach = ({ anchor }: Placed): number => (anchor === 'middle' ? 2 : ROW - 3)

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
