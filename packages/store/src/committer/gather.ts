import type { Clock } from '@hub/clock'
import type { Unit } from './entry'

export const LARGEST_GROUP = { works: 500, bytes: 4 * 1024 * 1024, waitMs: 5 } as const

/** What waits for the next group. */
export interface Gathering {
  readonly commands: Unit[]
  readonly messages: Unit[]
  works: number
  bytes: number
  /** Called with every arrival. */
  arrived: () => void
}

/**
 * Resolves when a group should start: it is full, or as large as the one before it, or 5 ms have passed, or it has what
 * comes with a move: the log has gathered that already. A lone caller therefore never waits, and many callers who answer
 * each commit with their next work meet in one group again.
 */
export async function fill(waiting: Gathering, before: number, clock: Clock): Promise<void> {
  // One turn, so that works asked for in the same breath stand together.
  await Promise.resolve()
  const enough = () =>
    waiting.works >= Math.min(before, LARGEST_GROUP.works) ||
    waiting.bytes >= LARGEST_GROUP.bytes ||
    waiting.messages.some(({ call }) => call.move !== undefined)
  if (enough()) return
  await new Promise<void>(resolve => {
    const cancel = clock.after(LARGEST_GROUP.waitMs, resolve)
    waiting.arrived = () => {
      // Closing empties what waits; there is then nothing to wait for either.
      if (!enough() && waiting.works > 0) return
      cancel()
      resolve()
    }
  })
  waiting.arrived = () => {}
}
