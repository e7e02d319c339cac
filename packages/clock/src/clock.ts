import type { Instant } from '@hub/calendar'

/**
 * Time, timers and ids, as the only way to have any of them: a whole hub then runs deterministically from one seed.
 *
 * 1. `now` is domain time: recorded_at, due timers, calendar days. A simulated hub moves it; it never goes back.
 * 2. `machine` is the machine's own time in milliseconds: leases, time-outs, retry delays, token expiry.
 * 3. `sleep` and `after` count machine time. A cancelled `after` never runs; an aborted `sleep` resolves at once.
 * 4. `newId` is a fresh UUID, never the same twice within one clock.
 */
export interface Clock {
  now(): Instant
  machine(): number
  sleep(millis: number, wake?: AbortSignal): Promise<void>
  after(millis: number, run: () => void): () => void
  newId(): string
}
