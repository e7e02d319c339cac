import type { Recorded } from '../port'

/** The newest events of the context, as long as this process committed all of them one after another. */
export interface Tail {
  committed(events: readonly Recorded[]): void
  /** What comes after the position, within the limit; undefined when the tail does not reach back so far. */
  after(position: bigint, limit: { readonly events: number; readonly bytes: number }): readonly Recorded[] | undefined
}

const MOST_BYTES = 8 * 1024 * 1024

/**
 * What this process has just committed need not be read again to be published. Positions are gapless and in commit
 * order: a run of them without a gap is all there is between its ends.
 */
export function createTail(): Tail {
  let events: Recorded[] = []
  let bytes = 0
  return {
    committed: added => {
      const last = events.at(-1)
      // Another process committed in between: from here on.
      if (last && added[0]?.position !== last.position + 1n) {
        events = []
        bytes = 0
      }
      events.push(...added)
      for (const { value } of added) bytes += value.length
      let gone = 0
      while (bytes > MOST_BYTES && gone < events.length - 1) bytes -= events[gone++]!.value.length
      if (gone > 0) events = events.slice(gone)
    },
    after: (position, limit) => {
      const first = events[0]
      const last = events.at(-1)
      if (!first || !last || position + 1n < first.position || position >= last.position) return undefined
      const found: Recorded[] = []
      let size = 0
      for (let at = Number(position + 1n - first.position); at < events.length && found.length < limit.events; at++) {
        const event = events[at]!
        size += event.value.length
        if (size > limit.bytes && found.length > 0) break
        found.push(event)
      }
      return found
    },
  }
}
