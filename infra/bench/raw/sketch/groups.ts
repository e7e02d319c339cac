/** Most works of one transaction, as in the hub. */
const LARGEST_GROUP = 200

/** One commit at a time; whatever comes meanwhile, from all partitions, is the next group. */
export function commitInGroups<T>(
  commit: (group: readonly T[]) => Promise<void>,
): (works: readonly T[]) => Promise<void> {
  let waiting: { readonly work: T; last?: () => void; readonly failed?: (error: unknown) => void }[] = []
  let running = false
  const run = async () => {
    // Every partition of one answer hands over in this turn: they share a group.
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0) {
      const group = waiting.slice(0, LARGEST_GROUP)
      waiting = waiting.slice(LARGEST_GROUP)
      try {
        await commit(group.map(({ work }) => work))
        for (const { last } of group) last?.()
      } catch (error) {
        for (const { failed } of group) failed?.(error)
      }
    }
    running = false
  }
  return works =>
    new Promise((resolve, reject) => {
      if (works.length === 0) return resolve()
      for (const work of works) waiting.push({ work, failed: reject })
      waiting.at(-1)!.last = resolve
      if (running) return
      running = true
      void run()
    })
}

/** The highest offset of each partition among the records, as updates of the cursors. */
export const cursorUpdates = (records: readonly { readonly partition: number; readonly offset: string }[]) => {
  const next = new Map<number, number>()
  for (const { partition, offset } of records) next.set(partition, Number(offset) + 1)
  return [...next].map(([partition, at]) => ({
    updateOne: { filter: { _id: partition }, update: { $set: { next: at } }, upsert: true },
  }))
}
