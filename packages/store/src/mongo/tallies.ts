import type { Tally } from '../port'
import type { Database } from './database'
import { joined } from './rows'

const keyOf = (name: string): string => joined('tally', name)
const ALL = { from: '', to: '\u{10ffff}' } as const

/** What is added to each tally, as updates. */
export const tallyUpdates = (tallies: ReadonlyMap<string, Tally>) =>
  [...tallies].map(([name, tally]) => ({ q: { _id: keyOf(name) }, u: { $inc: tally }, upsert: true }))

export async function talliesOf(
  database: Database,
  range: { readonly from: string; readonly to: string } = ALL,
): Promise<ReadonlyMap<string, Tally>> {
  const rows = await database.tallies
    .find({ _id: { $gte: keyOf(range.from), $lte: keyOf(range.to) } })
    .sort({ _id: 1 })
    .toArray()
  // A count that outgrows 32 bits comes back as a bigint.
  const counted = (tally: Tally) =>
    Object.fromEntries(Object.entries(tally).map(([name, count]) => [name, Number(count)]))
  return new Map(rows.map(({ _id, ...tally }) => [_id.slice(keyOf('').length), counted(tally) as unknown as Tally]))
}
