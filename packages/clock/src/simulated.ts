import { type Instant, instantFromMillis, millisOf } from '@hub/calendar'
import type { Clock } from './clock'

/** A clock whose domain time is moved by hand and ticks with the machine; everything else is the machine's. */
export interface SimulatedClock extends Clock {
  /** Milliseconds by which domain time is ahead of the clock it stands on; negative when it is behind. */
  offset(): number
  /** Domain time is this from now on. It never goes back: an earlier time changes nothing. */
  moveTo(to: Instant): void
}

/** Domain time is `base`'s, shifted by `offset` milliseconds. */
export function simulatedClock(base: Clock, offset: number): SimulatedClock {
  let shift = offset
  return {
    ...base,
    now: () => instantFromMillis(millisOf(base.now()) + shift),
    offset: () => shift,
    moveTo: to => {
      shift = Math.max(shift, millisOf(to) - millisOf(base.now()))
    },
  }
}
