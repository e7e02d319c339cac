import type { Instant } from '@hub/calendar'
import { lanesOver } from '../committer'
import type { DueTimer } from '../port'
import type { Database } from './database'
import { bytesOf, joined, type TimerRow } from './rows'

const dueTimerOf = ({ _id, seconds, nanos, lane, command }: TimerRow): DueTimer => ({
  timer: _id,
  at: { seconds, nanos },
  lane,
  command: bytesOf(command),
})

/**
 * In order of time; those behind a held lane last, lest many of them keep the others from ever being asked for. Their
 * lanes are looked up page by page, so a page costs two trips however many lanes are held.
 */
export async function dueOf(database: Database, group: string, now: Instant, limit: number): Promise<DueTimer[]> {
  const free: DueTimer[] = []
  const behind: DueTimer[] = []
  if (limit < 1) return free
  let after: Pick<TimerRow, 'seconds' | 'nanos' | '_id'> | undefined
  while (free.length < limit) {
    const page = await pageOf(database, now, after, limit)
    if (page.length === 0) break
    const held = await heldAmong(database, group, page)
    for (const row of page) {
      const waits = lanesOver(row.lane).some(lane => held.has(joined(group, lane)))
      if (!waits) free.push(dueTimerOf(row))
      else if (behind.length < limit) behind.push(dueTimerOf(row))
    }
    after = page.at(-1)
    if (page.length < limit) break
  }
  return [...free, ...behind].slice(0, limit)
}

async function pageOf(
  database: Database,
  now: Instant,
  after: Pick<TimerRow, 'seconds' | 'nanos' | '_id'> | undefined,
  limit: number,
): Promise<TimerRow[]> {
  const due = { $or: [{ seconds: { $lt: now.seconds } }, { seconds: now.seconds, nanos: { $lte: now.nanos } }] }
  const next = after && {
    $or: [
      { seconds: { $gt: after.seconds } },
      { seconds: after.seconds, nanos: { $gt: after.nanos } },
      { seconds: after.seconds, nanos: after.nanos, _id: { $gt: after._id } },
    ],
  }
  // The bounds that the index can use; what they leave too much is taken out by the others.
  const bounds = { seconds: { $lte: now.seconds, ...(after ? { $gte: after.seconds } : {}) } }
  return database.timers
    .find({ $and: [bounds, due, ...(next ? [next] : [])] })
    .sort({ seconds: 1, nanos: 1, _id: 1 })
    .limit(limit)
    .toArray()
}

async function heldAmong(database: Database, group: string, timers: readonly TimerRow[]): Promise<Set<string>> {
  const lanes = new Set(timers.flatMap(({ lane }) => lanesOver(lane).map(over => joined(group, over))))
  const rows = await database.held.find({ _id: { $in: [...lanes] } }, { projection: { _id: 1 } }).toArray()
  return new Set(rows.map(({ _id }) => _id))
}
