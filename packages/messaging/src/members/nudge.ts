import type { Clock } from '@hub/clock'

/** Wakes one waiter when something may have changed. A ring while nobody waits is kept for the next wait. */
export interface Nudge {
  readonly ring: () => void
  /** Resolves at the next ring, after `millis`, or when `stopped` is aborted. */
  wait(millis: number | undefined, stopped: AbortSignal): Promise<void>
}

export function createNudge(clock: Clock): Nudge {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    wait: (millis, stopped) =>
      new Promise(resolve => {
        if (rung || stopped.aborted) {
          rung = false
          return resolve()
        }
        let cancel = (): void => {}
        const end = (): void => {
          cancel()
          stopped.removeEventListener('abort', end)
          wake = undefined
          rung = false
          resolve()
        }
        wake = end
        stopped.addEventListener('abort', end)
        if (millis !== undefined) cancel = clock.after(millis, end)
      }),
  }
}
