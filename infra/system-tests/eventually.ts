import { systemClock } from '@hub/clock'

/** Tries until `check` does not throw; what it threw last when the deadline passes. */
export async function eventually<T>(check: () => Promise<T>, deadlineMillis: number): Promise<T> {
  const clock = systemClock()
  const end = clock.machine() + deadlineMillis
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (clock.machine() >= end) throw error
      await clock.sleep(20)
    }
  }
}
