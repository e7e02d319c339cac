import type { Clock } from '@hub/clock'

/** What a process may take to finish what is in hand, in milliseconds. */
const PATIENCE = 10_000

/** Ends with 0 when all is finished; a second signal, or ten seconds, ends it at once: nothing is lost either way. */
export function stopOnSignal(stop: () => Promise<void>, clock: Clock, lastWords: string): void {
  let stopping = false
  const onSignal = () => {
    if (stopping) process.exit(1)
    stopping = true
    clock.after(PATIENCE, () => process.exit(1))
    void stop().then(
      () => {
        process.stdout.write(`${lastWords}\n`)
        process.exit(0)
      },
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
