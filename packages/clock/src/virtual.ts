import type { Instant } from '@hub/calendar'
import { instantFromMillis } from '@hub/calendar'
import type { Clock } from './clock'

/** A clock that stands still until it is told to move; the same seed gives the same ids. */
export interface VirtualClock extends Clock {
  /** Moves time forward by `millis`, running every timer that falls due, in order of its due time. */
  advance(millis: number): Promise<void>
  /** Moves time forward, `step` milliseconds at once, until `work` has ended; answers what it answers. */
  passing<T>(work: Promise<T>, step?: number): Promise<T>
  /** Milliseconds until the next timer, or undefined when none waits. */
  untilNext(): number | undefined
  /** The next number of the seeded sequence, 0 inclusive to 1 exclusive. */
  random(): number
}

interface Waiting {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** Starts at `start` (milliseconds since 1970). Every number it draws comes from `seed`. */
export function virtualClock(seed: number, start = Date.UTC(2026, 0, 5, 9)): VirtualClock {
  let machine = start
  let order = 0
  let state = seed >>> 0
  let waiting: Waiting[] = []

  // mulberry32: 32 bits of state, public domain, good enough to spread test schedules.
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')

  const after = (millis: number, run: () => void): (() => void) => {
    const entry = { at: machine + Math.max(0, millis), order: order++, run }
    waiting.push(entry)
    return () => {
      waiting = waiting.filter(other => other !== entry)
    }
  }
  const next = (): Waiting | undefined =>
    waiting.reduce<Waiting | undefined>(
      (first, entry) =>
        !first || entry.at < first.at || (entry.at === first.at && entry.order < first.order) ? entry : first,
      undefined,
    )
  // Lets promises settle between two timers, so that what one of them started can ask for its own.
  const settle = () => new Promise<void>(resolve => setImmediate(resolve))

  const advance = async (millis: number): Promise<void> => {
    const end = machine + millis
    await settle()
    for (let first = next(); first && first.at <= end; first = next()) {
      waiting = waiting.filter(entry => entry !== first)
      machine = Math.max(machine, first.at)
      first.run()
      await settle()
    }
    machine = end
  }

  return {
    now: (): Instant => instantFromMillis(machine),
    machine: () => machine,
    after,
    sleep: (millis, wake) =>
      new Promise(resolve => {
        if (wake?.aborted) return resolve()
        const done = () => {
          cancel()
          wake?.removeEventListener('abort', done)
          resolve()
        }
        const cancel = after(millis, done)
        wake?.addEventListener('abort', done, { once: true })
      }),
    newId: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    random,
    untilNext: () => {
      const first = next()
      return first && Math.max(0, first.at - machine)
    },
    advance,
    passing: async (work, step = 1) => {
      let ended = false
      const ending = work.finally(() => {
        ended = true
      })
      ending.catch(() => {})
      while (!ended) await advance(step)
      return ending
    },
  }
}
