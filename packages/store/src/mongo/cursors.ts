import type { Clock } from '@hub/clock'
import type { Cursor } from '@hub/messaging'
import type { CursorMove } from '../committer'
import type { Store } from '../port'
import type { Database } from './database'
import { codeOf, DUPLICATE_KEY, isBlocked } from './errors'
import { cursorOf, joined } from './rows'
import { createRemedy, createWaits } from './transaction'

const LONGEST_CLAIM_MS = 1_000
const PATIENCE_MS = 20_000

const keyOf = ({ group, from }: CursorMove): string => joined(group, from.topic, from.partition)

/** The moves as one update command, in their order. */
export const cursorUpdates = (moves: readonly CursorMove[]) =>
  moves.map(move =>
    move.check === 'owner'
      ? { q: { _id: keyOf(move), epoch: move.from.epoch }, u: { $inc: { shown: 1n } } }
      : {
          q: { _id: keyOf(move), epoch: move.from.epoch, next: move.from.next },
          u: { $set: { next: move.to.next, seen: move.to.seen } },
        },
  )

/** Places of the moves that would not be carried out as the cursors stand now. */
export async function fencedAmong(database: Database, moves: readonly CursorMove[]): Promise<number[]> {
  if (moves.length === 0) return []
  const rows = await database.cursors.find({ _id: { $in: moves.map(keyOf) } }).toArray()
  const now = new Map(rows.map(({ _id, epoch, next }) => [_id, { epoch, next }]))
  return moves.flatMap((move, at) => {
    const cursor = now.get(keyOf(move))
    if (cursor?.epoch !== move.from.epoch) return [at]
    if (move.check === 'owner') return []
    if (cursor.next !== move.from.next) return [at]
    cursor.next = move.to.next
    return []
  })
}

export const cursorsOf = async (database: Database, group: string): Promise<readonly Cursor[]> =>
  (await database.cursors.find({ group }).sort({ topic: 1, partition: 1 }).toArray()).map(cursorOf)

/** Takes partitions over. A frozen owner's open transaction is ended after a second. */
export function claimsOn(database: Database, appName: string, clock: Clock): Store['claim'] {
  const claimOne = async (group: string, topic: string, partition: number): Promise<Cursor> => {
    const end = clock.machine() + PATIENCE_MS
    const wait = createWaits(clock)
    const remedy = createRemedy(database.client, appName, clock)
    for (;;) {
      const asked = clock.machine()
      try {
        const row = await database.cursors.findOneAndUpdate(
          { _id: joined(group, topic, partition) },
          { $inc: { epoch: 1 }, $setOnInsert: { group, topic, partition, next: 0n, seen: {} } },
          { upsert: true, returnDocument: 'after', maxTimeMS: LONGEST_CLAIM_MS },
        )
        if (row) return cursorOf(row)
      } catch (error) {
        const again = isBlocked(error) || codeOf(error) === DUPLICATE_KEY
        if (!again || clock.machine() > end) throw error
        await remedy(error, asked)
      }
      await wait()
    }
  }
  return (group, partitions) =>
    database.guarded(() => Promise.all(partitions.map(([topic, partition]) => claimOne(group, topic, partition))))
}
