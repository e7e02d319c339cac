import { randomUUID } from 'node:crypto'
import { instantFromMillis } from '@hub/calendar'
import type { Clock } from './clock'

/** The machine's clock. Domain time has the machine's resolution, about a microsecond. */
export function systemClock(): Clock {
  return {
    now: () => instantFromMillis(performance.timeOrigin + performance.now()),
    machine: () => Date.now(),
    sleep: (millis, wake) =>
      new Promise(resolve => {
        if (wake?.aborted) return resolve()
        const done = () => {
          clearTimeout(timer)
          wake?.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, millis)
        wake?.addEventListener('abort', done, { once: true })
      }),
    after: (millis, run) => {
      const timer = setTimeout(run, millis)
      return () => clearTimeout(timer)
    },
    newId: () => randomUUID(),
  }
}
