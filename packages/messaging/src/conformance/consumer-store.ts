import type { Batch, Cursor, Incoming, Slice } from '../port'

/** A consumer's store in memory: effects and cursors change together or not at all. */
export interface ConsumerStore {
  claim(group: string, partitions: readonly (readonly [string, number])[]): Promise<readonly Cursor[]>
  /** The transaction: compare-and-set of every slice's cursor on offset and epoch, and the effects. */
  commit(group: string, slices: readonly Slice[]): 'durable' | 'fenced'
  /** What has taken effect for a group, in the order of taking effect. */
  effects(group: string): readonly Incoming[]
  cursor(group: string, topic: string, partition: number): Cursor | undefined
  /** Another claimant from nowhere takes everything: whoever owns it now is fenced. */
  steal(group: string): void
  readonly claims: readonly { readonly group: string; readonly topic: string; readonly partition: number }[]
}

export function createConsumerStore(): ConsumerStore {
  const cursors = new Map<string, Cursor>()
  const effects = new Map<string, Incoming[]>()
  const claims: { group: string; topic: string; partition: number }[] = []
  const key = (group: string, topic: string, partition: number): string => `${group} ${topic} ${partition}`

  const raise = (group: string, topic: string, partition: number): Cursor => {
    const known = cursors.get(key(group, topic, partition))
    const cursor: Cursor = known
      ? { ...known, epoch: known.epoch + 1 }
      : { topic, partition, next: 0n, epoch: 1, seen: {} }
    cursors.set(key(group, topic, partition), cursor)
    return cursor
  }

  return {
    claim: async (group, partitions) =>
      partitions.map(([topic, partition]) => {
        claims.push({ group, topic, partition })
        return raise(group, topic, partition)
      }),
    commit: (group, slices) => {
      const current = slices.every(({ from }) => {
        const stored = cursors.get(key(group, from.topic, from.partition))
        return stored?.next === from.next && stored.epoch === from.epoch
      })
      if (!current) return 'fenced'
      const done = effects.get(group) ?? []
      effects.set(group, done)
      for (const { to, messages } of slices) {
        cursors.set(key(group, to.topic, to.partition), to)
        done.push(...messages)
      }
      return 'durable'
    },
    effects: group => effects.get(group) ?? [],
    cursor: (group, topic, partition) => cursors.get(key(group, topic, partition)),
    steal: group => {
      for (const [name, { topic, partition }] of cursors)
        if (name === key(group, topic, partition)) raise(group, topic, partition)
    },
    claims,
  }
}

/** What no batch may ever break, whatever the test is about (guarantees 4 and 8). */
export function flawsOf({ slices }: Batch): string[] {
  const flaws: string[] = []
  const places = new Set(slices.map(({ from }) => `${from.topic}/${from.partition}`))
  if (places.size !== slices.length) flaws.push('two slices of one partition')
  for (const { from, to, messages } of slices) {
    const where = `${from.topic}/${from.partition}`
    if (to.topic !== from.topic || to.partition !== from.partition || to.epoch !== from.epoch)
      flaws.push(`${where}: from and to are not of one claim`)
    if (to.next <= from.next) flaws.push(`${where}: a slice that goes nowhere`)
    let above = from.next - 1n
    const seen: Record<string, bigint> = { ...from.seen }
    for (const { topic, partition, offset, source, position } of messages) {
      if (topic !== from.topic || partition !== from.partition) flaws.push(`${where}: holds a record of elsewhere`)
      if (offset <= above) flaws.push(`${where}: offset ${offset} at or below ${above}`)
      above = offset
      if (position === undefined) continue
      if (position <= (seen[source] ?? -1n)) flaws.push(`${where}: position ${position} of ${source} repeated`)
      seen[source] = position
    }
    if (above >= to.next) flaws.push(`${where}: to.next ${to.next} does not cover offset ${above}`)
    for (const source in seen)
      if ((to.seen[source] ?? -1n) < seen[source]!) flaws.push(`${where}: to.seen of ${source} is behind`)
  }
  return flaws
}
