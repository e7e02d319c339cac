import type { KeptDocument, KeptLane, Loaded, Wanted } from '../committer'
import type { Database } from './database'
import { joined, markOf } from './rows'
import type { Streams } from './streams'

// One answer is one trip, whatever the number of rows, up to the server's 16 MB.
const WHOLE = { batchSize: 100_000 } as const

// As long as no more lanes than these are held, asking for all of them costs less than naming hundreds.
const FEW_HELD = 100

/** Asks each collection once, all at the same time. */
export async function load(database: Database, streams: Streams, wanted: Wanted): Promise<Loaded> {
  const [events, documents, marks, timers, lanes] = await Promise.all([
    streams.load(wanted.streams),
    loadDocuments(database, wanted),
    wanted.marks.length
      ? database.marks.find({ _id: { $in: wanted.marks.map(({ id, part }) => joined(id, part)) } }, WHOLE).toArray()
      : [],
    wanted.timers.length
      ? database.timers
          .find({ _id: { $in: [...wanted.timers] } }, { ...WHOLE, projection: { seconds: 1, nanos: 1 } })
          .toArray()
      : [],
    loadLanes(database, wanted.lanes),
  ])
  return {
    events,
    documents,
    marks: marks.map(markOf),
    timers: timers.map(({ _id, seconds, nanos }) => ({ timer: _id, at: { seconds, nanos } })),
    lanes,
  }
}

export function byCollection<T extends { readonly collection: string }>(keys: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const key of keys) if (!groups.get(key.collection)?.push(key)) groups.set(key.collection, [key])
  return groups
}

async function loadDocuments(database: Database, { documents }: Wanted): Promise<KeptDocument[]> {
  const answers = await Promise.all(
    [...byCollection(documents)].map(async ([collection, keys]) => {
      const rows = await database
        .documents(collection)
        .find({ _id: { $in: keys.map(({ id }) => id) } }, WHOLE)
        .toArray()
      return rows.map(({ _id, version, doc }) => ({ collection, id: _id, version, doc }))
    }),
  )
  return answers.flat()
}

async function loadLanes(database: Database, lanes: Wanted['lanes']): Promise<KeptLane[]> {
  if (lanes.length === 0) return []
  const heads = new Map(lanes.map(lane => [joined(lane.group, lane.lane), lane.heads]))
  const groups = [...new Set(lanes.map(({ group }) => group))]
  const few = await database.held
    .find({ group: { $in: groups } }, WHOLE)
    .limit(FEW_HELD + 1)
    .toArray()
  const held =
    few.length > FEW_HELD
      ? await database.held.find({ _id: { $in: [...heads.keys()] } }, WHOLE).toArray()
      : few.filter(({ _id }) => heads.has(_id))
  if (held.length === 0) return []
  // Only lanes that are held cost a second trip.
  const oldest = await database.held
    .aggregate<{ _id: string; heads: { _id: bigint }[] }>(
      [
        { $match: { _id: { $in: held.map(({ _id }) => _id) } } },
        {
          $lookup: {
            from: database.waiting.collectionName,
            let: { lane: '$_id' },
            pipeline: [
              { $match: { $expr: { $eq: ['$in', '$$lane'] } } },
              { $sort: { in: 1, _id: 1 } },
              { $limit: Math.max(...held.map(({ _id }) => heads.get(_id) ?? 1)) },
              { $project: { _id: 1 } },
            ],
            as: 'heads',
          },
        },
        { $project: { heads: 1 } },
      ],
      WHOLE,
    )
    .toArray()
  const sequences = new Map(oldest.map(row => [row._id, row.heads.map(({ _id }) => _id)]))
  return held.map(({ _id, group, lane, topic, partition, length }) => ({
    group,
    lane,
    topic,
    partition,
    length,
    heads: (sequences.get(_id) ?? []).slice(0, heads.get(_id)),
  }))
}
