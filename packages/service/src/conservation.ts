import type { Conservation } from '@hub/contracts/operations'
import type { Store, Tally } from '@hub/store'
import { intakeTopic } from './headers'

export interface Conserved extends Omit<Conservation, 'waiting'> {
  readonly holds: boolean
}

/**
 * Every record that the cursors passed is a receipt, a repeat or a conflict. Cursors and tallies move in one commit and
 * only grow, so cursors read between two looks at the tallies lie between them: a number outside is a message that
 * nobody accounted for, or one that nobody sent.
 */
export async function conservation(store: Store, context: string): Promise<Conserved> {
  const before = sum(await store.tallies())
  const cursors = await store.cursors(`hub.${context}`)
  const after = sum(await store.tallies())
  const arrived = cursors
    .filter(({ topic }) => topic === intakeTopic(context))
    .reduce((total, { next }) => total + next, 0n)
  const holds = arrived >= total(before) && arrived <= total(after)
  return { ...after, arrived: holds ? total(after) : arrived, holds }
}

type Arrivals = Pick<Conservation, 'receipts' | 'repeats' | 'conflicts'>

const total = ({ receipts, repeats, conflicts }: Arrivals): bigint => receipts + repeats + conflicts

const sum = (tallies: ReadonlyMap<string, Tally>): Arrivals => {
  const all = { receipts: 0n, repeats: 0n, conflicts: 0n }
  for (const { receipts, repeats, conflicts } of tallies.values()) {
    all.receipts += BigInt(receipts)
    all.repeats += BigInt(repeats)
    all.conflicts += BigInt(conflicts)
  }
  return all
}
