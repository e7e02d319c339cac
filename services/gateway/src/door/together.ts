import type { Clock } from '@hub/clock'

export interface TogetherSettings<T> {
  /** How long the first that waits waits for others, in milliseconds. */
  readonly lingerMs: number
  /** Milliseconds from one send's start to the next one's while others wait: a send has a price of its own. */
  readonly everyMs: number
  /** Most entries and bytes of one send; always one entry. So many that wait are sent before their time. */
  readonly most: { readonly entries: number; readonly bytes: number }
  readonly bytesOf: (entry: T) => number
}

/** What waits for one send after another, each of everything that has come meanwhile. */
export interface Together<T> {
  /** Resolves or rejects as the send does that carries the entry. */
  add(entry: T): Promise<void>
  /** Resolves when nothing waits. */
  idle(): Promise<void>
}

interface Waiting<T> {
  readonly entry: T
  readonly sent: () => void
  readonly failed: (error: unknown) => void
}

/** One send shared by all that wait, in their order and never two at once: one for each would be fifty times slower. */
export function together<T>(
  send: (entries: readonly T[]) => Promise<void>,
  clock: Clock,
  { lingerMs, everyMs, most, bytesOf }: TogetherSettings<T>,
): Together<T> {
  const waiting: Waiting<T>[] = []
  let running: Promise<void> | undefined

  /** Where the first batch ends, if more wait than one may have. */
  const full = (): number | undefined => {
    let bytes = 0
    const end = waiting.findIndex(({ entry }, index) => {
      bytes += bytesOf(entry)
      return index >= most.entries || (index > 0 && bytes > most.bytes)
    })
    return end < 0 ? undefined : end
  }
  const run = async (): Promise<void> => {
    await clock.sleep(lingerMs)
    while (waiting.length > 0) {
      const batch = waiting.splice(0, full() ?? waiting.length)
      const next = clock.machine() + everyMs
      try {
        await send(batch.map(({ entry }) => entry))
        for (const { sent } of batch) sent()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
      const early = next - clock.machine()
      if (waiting.length > 0 && early > 0 && full() === undefined) await clock.sleep(early)
    }
    // At once, not when the promise is seen to have ended: what comes in between must start a run of its own.
    running = undefined
  }
  return {
    add: entry =>
      new Promise((sent, failed) => {
        waiting.push({ entry, sent, failed })
        running ??= run()
      }),
    idle: async () => running,
  }
}
