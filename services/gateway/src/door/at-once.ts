/** What one caller may have on its way into the log at the same time. */
export const MOST_AT_ONCE = { messages: 4_000, bytes: 32 * 1024 * 1024 }

/**
 * Starts work in order, as much of it at once as may be: there is always something for the next append, and a caller's
 * messages cannot fill all the room there is for what waits.
 */
export function atOnce(most = MOST_AT_ONCE): {
  /** Resolves when the next may be started. `work` must not reject. */
  start(bytes: number, work: () => Promise<void>): Promise<void>
  /** Resolves when nothing is on its way. */
  end(): Promise<void>
} {
  const now = { messages: 0, bytes: 0 }
  let ended = (): void => {}
  const until = async (is: () => boolean): Promise<void> => {
    while (!is())
      await new Promise<void>(resolve => {
        ended = resolve
      })
  }
  return {
    start: (bytes, work) => {
      now.messages++
      now.bytes += bytes
      void work().then(() => {
        now.messages--
        now.bytes -= bytes
        ended()
      })
      return until(() => now.messages < most.messages && now.bytes < most.bytes)
    },
    end: () => until(() => now.messages === 0),
  }
}
