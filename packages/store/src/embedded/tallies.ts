import { EMPTY_TALLY } from '../committer'
import type { Store, Tally } from '../port'
import type { Database } from './database'

const COUNTS = Object.keys(EMPTY_TALLY) as readonly (keyof Tally)[]

const ADD = `INSERT INTO tally (name, ${COUNTS.join(', ')}) VALUES (?${', ?'.repeat(COUNTS.length)})
  ON CONFLICT (name) DO UPDATE SET ${COUNTS.map(count => `${count} = ${count} + excluded.${count}`).join(', ')}`

/** Adds to the tallies, inside the caller's transaction. */
export function addTallies(database: Database, tallies: ReadonlyMap<string, Tally>): void {
  for (const [name, tally] of tallies) database.run(ADD, name, ...COUNTS.map(count => tally[count]))
}

export const talliesOf =
  (database: Database): Store['tallies'] =>
  async range => {
    const rows = range
      ? database.all('SELECT * FROM tally WHERE name >= ? AND name <= ? ORDER BY name', range.from, range.to)
      : database.all('SELECT * FROM tally ORDER BY name')
    return new Map(
      rows.map(row => [
        row.name as string,
        Object.fromEntries(COUNTS.map(count => [count, Number(row[count])])) as unknown as Tally,
      ]),
    )
  }
