import type { CalendarDate } from '@hub/calendar'
import { dayText } from './london'

/** What a bar is made of, from the bottom up. */
const STATES = ['translated', 'ignored', 'rejected', 'held'] as const
type State = (typeof STATES)[number]

export interface ChartDay extends Readonly<Record<State, bigint>> {
  readonly date: CalendarDate
}

/** One bar a day in the coordinates of a drawing that is `width` by `height`, and the same as numbers. */
export interface Chart {
  readonly width: number
  readonly height: number
  /** The line that the bars stand on. */
  readonly ground: number
  readonly left: number
  readonly lines: readonly { readonly y: number; readonly label: string }[]
  readonly bars: readonly {
    readonly x: number
    readonly width: number
    readonly label: string
    readonly parts: readonly { readonly state: State; readonly y: number; readonly height: number }[]
  }[]
  readonly rows: readonly (Readonly<Record<State, bigint>> & { readonly day: string; readonly total: bigint })[]
  readonly states: typeof STATES
  readonly empty: boolean
  readonly from: string
  readonly to: string
}

const WIDTH = 480
const HEIGHT = 200
const GROUND = 172
const TOP = 14
const LEFT = 46
const GAP = 6

/** Bars of the days given, oldest first. */
export function chartOf(days: readonly ChartDay[]): Chart {
  const rows = days.map(({ date, translated, ignored, rejected, held }) => ({
    day: dayText(date),
    translated,
    ignored,
    rejected,
    held,
    total: translated + ignored + rejected + held,
  }))
  const most = Math.max(...rows.map(({ total }) => Number(total)))
  const top = roundUp(most)
  const scale = (GROUND - TOP) / top
  const pitch = (WIDTH - LEFT) / days.length
  return {
    width: WIDTH,
    height: HEIGHT,
    ground: GROUND,
    left: LEFT,
    lines: [0, top / 2, top].map(value => ({ y: tenth(GROUND - value * scale), label: value.toLocaleString('en-GB') })),
    bars: rows.map((row, index) => {
      let y = GROUND
      return {
        x: tenth(LEFT + index * pitch + GAP / 2),
        width: tenth(pitch - GAP),
        label: String(days[index]!.date.day),
        parts: STATES.filter(state => row[state] > 0n).map(state => {
          const height = Number(row[state]) * scale
          y -= height
          return { state, y: tenth(y), height: tenth(height) }
        }),
      }
    }),
    rows,
    states: STATES,
    empty: most === 0,
    from: rows[0]?.day ?? '',
    to: rows.at(-1)?.day ?? '',
  }
}

/** The next number of the kind 2, 4, 10, 20, 40, 100 …: half of it is a whole number too. */
function roundUp(value: number): number {
  for (let size = 1; ; size *= 10) for (const step of [2, 4, 10]) if (step * size >= value) return step * size
}

const tenth = (value: number): number => Math.round(value * 10) / 10
