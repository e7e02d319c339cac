import type { Tally } from '../port'
import type { Database } from './database'

export async function talliesOf(
  database: Database,
  range?: { readonly from: string; readonly to: string },
): Promise<ReadonlyMap<string, Tally>> {
  const rows = await database.tallies
    .find(range ? { _id: { $gte: range.from, $lte: range.to } } : {})
    .sort({ _id: 1 })
    .toArray()
  // A count that outgrows 32 bits comes back as a bigint.
  const counted = (tally: Tally) =>
    Object.fromEntries(Object.entries(tally).map(([name, count]) => [name, Number(count)]))
  return new Map(rows.map(({ _id, ...tally }) => [_id, counted(tally) as unknown as Tally]))
}
