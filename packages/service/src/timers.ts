import type { Clock } from '@hub/clock'
import type { DueTimer, Store, Work } from '@hub/store'
import type { Logger } from './logger'

/** How a due timer takes effect. `run` may run again; it has no effect outside `tx`. */
export type Firing = Pick<Work, 'reads' | 'gets' | 'run'>
/** What each due timer does. */
export type Fire = (due: DueTimer) => Firing

/** How often due timers are looked for, in milliseconds of the machine; after a full look at once. */
const LOOK = 250
const AT_ONCE = 200
/** A timer whose work fails is left alone for a while, twice as long each time, in milliseconds of the machine. */
const FIRST_REST = 1_000
const LONGEST_REST = 60_000

export interface Timers {
  /** Fires what is due now; resolves with how many took effect. */
  look(): Promise<number>
  /** How many failed and are tried again later. */
  failing(): number
  stop(): Promise<void>
}

/**
 * Fires due timers: each enters its lane like a message and takes effect once, whichever instance fires it. One behind
 * a held lane waits for it; one whose work fails rests and is tried again, and harms no other.
 */
export function startTimers(ports: { store: Store; clock: Clock; logger: Logger }, fire: Fire): Timers {
  const { store, clock, logger } = ports
  const resting = new Map<string, { readonly until: number; readonly rest: number }>()
  const nameOf = ({ timer, at }: DueTimer) => `${timer}\u0000${at.seconds}.${at.nanos}`

  const fail = (due: DueTimer, error: unknown): void => {
    const rest = Math.min((resting.get(nameOf(due))?.rest ?? FIRST_REST / 2) * 2, LONGEST_REST)
    resting.set(nameOf(due), { until: clock.machine() + rest, rest })
    logger.error('a timer failed and is tried again', error, { millis: rest })
  }
  const workOf = (due: DueTimer): Work => ({
    lane: due.lane,
    fires: { timer: due.timer, at: due.at },
    // What cannot even be read fails as this timer's work, not as everybody's.
    ...guarded(() => fire(due)),
  })

  const look = async (): Promise<number> => {
    // As many more as rest: they are the oldest, and must not hide the others.
    const all = await store.due(clock.now(), AT_ONCE + resting.size)
    const due = all.filter(each => (resting.get(nameOf(each))?.until ?? 0) <= clock.machine())
    if (due.length === 0) return 0
    const settled = await store.run(due.map(workOf))
    if (settled === 'fenced') return 0
    let fired = 0
    for (const [index, each] of due.entries()) {
      const { error, outcome } = settled[index]!
      if (error) fail(each, error)
      else if (outcome.is !== 'park' && outcome.is !== 'retry') {
        fired++
        resting.delete(nameOf(each))
      }
    }
    return fired
  }

  let stopped = false
  let cancel = () => {}
  let looking: Promise<number> = Promise.resolve(0)
  const inTurn = (): Promise<number> => {
    looking = looking.then(look, look)
    return looking
  }
  const later = (delay: number) => {
    if (stopped) return
    cancel = clock.after(delay, () => {
      void inTurn()
        .catch(error => {
          logger.error('due timers could not be looked for', error)
          return 0
        })
        .then(fired => later(fired < AT_ONCE ? LOOK : 0))
    })
  }
  later(LOOK)
  return {
    look: inTurn,
    failing: () => resting.size,
    stop: async () => {
      stopped = true
      cancel()
      await looking.catch(() => {})
    },
  }
}

function guarded(make: () => Firing): Firing {
  try {
    return make()
  } catch (error) {
    return { run: () => Promise.reject(error) }
  }
}
