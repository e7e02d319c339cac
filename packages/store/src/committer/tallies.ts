import type { Tally } from '../port'
import type { Attempt } from './attempt'

/** What every tally starts from. */
export const EMPTY_TALLY: Tally = {
  receipts: 0,
  repeats: 0,
  conflicts: 0,
  done: 0,
  ignored: 0,
  rejected: 0,
  held: 0,
}

/** What the attempts add to the tallies that their works name. */
export function talliesOf(attempts: readonly Attempt[]): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Record<keyof Tally, number>>()
  for (const attempt of attempts) {
    const name = attempt.entry.work.tally
    if (name === undefined) continue
    const tally = tallies.get(name) ?? { ...EMPTY_TALLY }
    tallies.set(name, tally)
    const arrived = arrivalOf(attempt)
    if (arrived) tally[arrived] += 1
    const { outcome, repeat, conflict } = attempt.settled
    if (attempt.mark && !repeat && !conflict && outcome.is !== 'park' && outcome.is !== 'retry') tally[outcome.is] += 1
    for (const { change } of attempt.lanes) {
      if (change === 'queued') tally.held += 1
      if (change === 'ended') tally.held -= 1
    }
  }
  return tallies
}

/** The first work of a record that the cursor passes counts its arrival; a held entry that is tried again has arrived. */
function arrivalOf({ entry, settled }: Attempt): 'receipts' | 'repeats' | 'conflicts' | undefined {
  const { work, call, first } = entry
  if (!first || !call.move || !work.message || work.resumes !== undefined) return undefined
  if (settled.conflict) return 'conflicts'
  return settled.repeat ? 'repeats' : 'receipts'
}
