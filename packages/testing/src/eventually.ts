import { systemClock } from '@hub/clock'

const clock = systemClock()
const LOOK = 10

/** Tries until `check` does not throw; past the deadline it throws what the check threw last. */
export async function eventually<T>(check: () => T | Promise<T>, deadlineMillis = 10_000): Promise<T> {
  const end = clock.machine() + deadlineMillis
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (clock.machine() >= end) throw error
      await clock.sleep(LOOK)
    }
  }
}
