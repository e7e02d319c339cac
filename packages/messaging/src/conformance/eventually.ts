import type { Clock } from '@hub/clock'

/** Runs the check again and again until it stops throwing; at the deadline its last error is the test's. */
export async function eventually(clock: Clock, check: () => void | Promise<void>, withinMs = 20_000): Promise<void> {
  const deadline = clock.machine() + withinMs
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (clock.machine() >= deadline) throw error
      await clock.sleep(5)
    }
  }
}

/** A promise and what resolves it: lets a test decide when a handler goes on. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const passed = new Promise<void>(resolve => {
    open = resolve
  })
  return { passed, open }
}
