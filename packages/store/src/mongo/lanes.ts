import type { ClientSession } from 'mongodb'
import type { LaneChange } from '../committer'
import type { Store } from '../port'
import type { Database } from './database'
import type { Writes } from './plan'
import { heldOf, joined, type LaneRow, type WaitingRow, waitingOf } from './rows'

/**
 * What the changes make of held lanes and their queues, as writes. Reads the lanes inside the transaction; the cursors
 * moved or shown in it keep everyone else away.
 */
export async function changeLanes(
  database: Database,
  changes: readonly LaneChange[],
  sequenceBefore: bigint,
  session: ClientSession,
): Promise<readonly Writes<object>[]> {
  const keys = [...new Set(changes.map(({ group, lane }) => joined(group, lane)))]
  const before = await database.held.find({ _id: { $in: keys } }, { session, batchSize: 100_000 }).toArray()
  const copies = await copiesFor(database, changes, session)
  const there = new Set(before.map(({ _id }) => _id))
  const lanes = new Map<string, LaneRow>(before.map(row => [row._id, row]))
  const inserts = new Map<bigint, WaitingRow>()
  const ended: bigint[] = []
  let sequence = sequenceBefore

  for (const change of changes) {
    const key = joined(change.group, change.lane)
    const lane = lanes.get(key)
    if (change.change === 'queued') {
      const { topic, partition, offset } = change.message
      sequence += 1n
      const copy = change.continues === undefined ? undefined : copies.get(change.continues)
      inserts.set(sequence, { _id: sequence, in: key, part: change.part, topic, partition, offset, copy })
      lanes.set(key, lane ? { ...lane, length: lane.length + 1 } : openedBy(change, key))
    } else if (!lane) {
    } else if (change.change === 'ended') {
      if (!inserts.delete(change.sequence)) ended.push(change.sequence)
      const { wish: _, ...rest } = lane
      if (lane.length <= 1) lanes.delete(key)
      else lanes.set(key, { ...rest, length: lane.length - 1, tries: 0, tryAgain: change.tryAgain })
    } else {
      const { wish, tryAgain: _, ...rest } = lane
      lanes.set(key, {
        ...rest,
        tries: lane.tries + 1,
        reason: change.reason,
        ...(change.tryAgain === undefined ? {} : { tryAgain: change.tryAgain }),
        ...(wish?.is === 'skip' ? { wish } : {}),
      })
    }
  }

  const rows = keys.flatMap(key => lanes.get(key) ?? [])
  return [
    {
      name: database.held.collectionName,
      inserts: rows.filter(({ _id }) => !there.has(_id)),
      updates: rows.filter(({ _id }) => there.has(_id)).map(({ _id, ...u }) => ({ q: { _id }, u })),
      deletes: keys.filter(key => there.has(key) && !lanes.has(key)).map(_id => ({ q: { _id }, limit: 1 as const })),
    },
    {
      name: database.waiting.collectionName,
      inserts: [...inserts.values()],
      updates: [],
      deletes: ended.map(_id => ({ q: { _id: _id as unknown as string }, limit: 1 as const })),
    },
  ]
}

const openedBy = (change: Extract<LaneChange, { change: 'queued' }>, key: string): LaneRow => ({
  _id: key,
  group: change.group,
  lane: change.lane,
  topic: change.message.topic,
  partition: change.message.partition,
  reason: change.reason,
  since: change.since,
  length: 1,
  tries: 0,
  tryAgain: change.tryAgain,
})

/** An entry that goes on waiting elsewhere takes its copy along. */
async function copiesFor(database: Database, changes: readonly LaneChange[], session: ClientSession) {
  const continued = changes.flatMap(change =>
    change.change === 'queued' && change.continues !== undefined ? [change.continues] : [],
  )
  if (continued.length === 0) return new Map<bigint, WaitingRow['copy']>()
  const rows = await database.waiting
    .find({ _id: { $in: continued }, copy: { $exists: true } }, { session, batchSize: 100_000 })
    .toArray()
  return new Map(rows.map(({ _id, copy }) => [_id, copy]))
}

/** What can be seen of held lanes, and asked for, from outside `run`. */
export function heldLanesOf(database: Database): Pick<Store, 'held' | 'queue' | 'copy' | 'wish'> {
  const { held, waiting } = database
  return {
    held: (group, filter) =>
      database.guarded(async () => {
        const where = filter && { topic: filter.topic, partition: { $in: [...filter.partitions] } }
        const rows = await held
          .find({ group, ...where })
          .sort({ 'since.seconds': 1, 'since.nanos': 1, lane: 1 })
          .toArray()
        return rows.map(heldOf)
      }),
    queue: (group, lane, limit) =>
      database.guarded(async () => {
        if (limit < 1) return []
        const rows = await waiting
          .find({ in: joined(group, lane) })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray()
        return rows.map(waitingOf)
      }),
    copy: (group, lane, records) =>
      database.guarded(async () => {
        if (records.size === 0) return
        await waiting.bulkWrite(
          [...records].map(([sequence, copy]) => ({
            updateOne: { filter: { _id: sequence, in: joined(group, lane) }, update: { $set: { copy } } },
          })),
          { ordered: false },
        )
      }),
    wish: (group, lane, wish) =>
      database.guarded(async () => void (await held.updateOne({ _id: joined(group, lane) }, { $set: { wish } }))),
  }
}
