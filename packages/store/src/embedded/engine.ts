import type { Commit, Committed, Engine, KeptLane, Loaded, Wanted } from '../committer'
import type { Database } from './database'
import { changeLanes } from './lanes'
import { EVENT_COLUMNS, markOf, recordedOf, seenText } from './rows'
import { tableOf } from './schema'
import { addTallies } from './tallies'

export interface EmbeddedEngine extends Engine {
  /** Called after each commit that recorded events. */
  onEvents(listener: () => void): () => void
}

export function createEmbeddedEngine(database: Database): EmbeddedEngine {
  const listeners = new Set<() => void>()
  return {
    load: async wanted => load(database, wanted),
    commit: async commit => {
      const committed = database.transaction(undo => {
        const refused = refusalOf(database, commit)
        if (refused) return undo(refused)
        write(database, commit)
        return { is: 'committed' } as const
      })
      if (committed.is === 'committed' && commit.events.length > 0) for (const listener of listeners) listener()
      return committed
    },
    onEvents: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function load(database: Database, wanted: Wanted): Loaded {
  const streams = wanted.streams.length
    ? database.all(
        `SELECT ${EVENT_COLUMNS} FROM event WHERE stream IN (SELECT value FROM json_each(?)) ORDER BY stream, version`,
        JSON.stringify(wanted.streams),
      )
    : []
  const marks = wanted.marks.length
    ? database.all(
        'SELECT mark.* FROM json_each(?) AS asked CROSS JOIN mark ON mark.id = asked.value->>0 AND mark.part = asked.value->>1',
        JSON.stringify(wanted.marks.map(({ id, part }) => [id, part])),
      )
    : []
  const timers = wanted.timers.length
    ? database.all(
        'SELECT timer, seconds, nanos FROM timer WHERE timer IN (SELECT value FROM json_each(?))',
        JSON.stringify(wanted.timers),
      )
    : []
  return {
    events: streams.map(recordedOf),
    documents: loadDocuments(database, wanted),
    marks: marks.map(markOf),
    timers: timers.map(row => ({
      timer: row.timer as string,
      at: { seconds: row.seconds as bigint, nanos: Number(row.nanos) },
    })),
    lanes: loadLanes(database, wanted.lanes),
  }
}

function loadDocuments(database: Database, { documents }: Wanted): Loaded['documents'] {
  const byCollection = new Map<string, string[]>()
  for (const { collection, id } of documents)
    if (!byCollection.get(collection)?.push(id)) byCollection.set(collection, [id])
  return [...byCollection].flatMap(([collection, ids]) =>
    database
      .all(
        `SELECT id, version, doc FROM ${tableOf(collection)} WHERE id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(ids),
      )
      .map(row => ({
        collection,
        id: row.id as string,
        version: Number(row.version),
        doc: JSON.parse(row.doc as string) as object,
      })),
  )
}

function loadLanes(database: Database, lanes: Wanted['lanes']): KeptLane[] {
  if (lanes.length === 0) return []
  const rows = database.all(
    `SELECT held."group", held.lane, held.topic, held."partition", asked.value->>2 AS heads
     FROM json_each(?) AS asked CROSS JOIN held ON held."group" = asked.value->>0 AND held.lane = asked.value->>1`,
    JSON.stringify(lanes.map(({ group, lane, heads }) => [group, lane, heads])),
  )
  return rows.map(row => {
    const key = [row.group as string, row.lane as string] as const
    const heads = database.all(
      'SELECT sequence FROM waiting WHERE "group" = ? AND lane = ? ORDER BY sequence LIMIT ?',
      ...key,
      row.heads as bigint,
    )
    const count = database.get('SELECT count(*) AS length FROM waiting WHERE "group" = ? AND lane = ?', ...key)
    return {
      group: key[0],
      lane: key[1],
      topic: row.topic as string,
      partition: Number(row.partition),
      length: Number(count?.length),
      heads: heads.map(head => head.sequence as bigint),
    }
  })
}

/** Why the commit may not be written; cursors first. */
function refusalOf(database: Database, { cursors, expected }: Commit): Committed | undefined {
  const fenced = cursors.flatMap(({ group, from, to, check }, at) => {
    const { topic, partition } = from
    const where = '"group" = ? AND topic = ? AND "partition" = ? AND epoch = ?'
    if (check === 'owner')
      return database.get(`SELECT 1 FROM cursor WHERE ${where}`, group, topic, partition, from.epoch) ? [] : [at]
    const changed = database.run(
      `UPDATE cursor SET next = ?, seen = ? WHERE ${where} AND next = ?`,
      to.next,
      seenText(to.seen),
      group,
      topic,
      partition,
      from.epoch,
      from.next,
    )
    return changed === 1 ? [] : [at]
  })
  if (fenced.length > 0) return { is: 'fenced', cursors: fenced }

  const versionOf = (sql: string, ...keys: string[]) => Number(database.get(sql, ...keys)?.version ?? 0)
  const streams = expected.streams.filter(
    ({ stream, version }) =>
      versionOf('SELECT max(version) AS version FROM event WHERE stream = ?', stream) !== version,
  )
  const documents = expected.documents.filter(
    ({ collection, id, version }) =>
      versionOf(`SELECT version FROM ${tableOf(collection)} WHERE id = ?`, id) !== version,
  )
  const marks = expected.marks.filter(
    ({ id, part, version }) => versionOf('SELECT version FROM mark WHERE id = ? AND part = ?', id, part) !== version,
  )
  const timers = expected.timers.filter(({ timer, at }) => {
    const row = database.get('SELECT seconds, nanos FROM timer WHERE timer = ?', timer)
    return row?.seconds !== at?.seconds || (row && Number(row.nanos) !== at?.nanos)
  })
  if (streams.length + documents.length + marks.length + timers.length === 0) return undefined
  return {
    is: 'conflict',
    streams: streams.map(({ stream }) => stream),
    documents,
    marks,
    timers: timers.map(({ timer }) => timer),
  }
}

/** Raises a counter and returns what it was. */
export const raise = (database: Database, name: string, by: number): bigint =>
  (database.get('UPDATE counter SET value = value + ? WHERE name = ? RETURNING value', BigInt(by), name)
    ?.value as bigint) - BigInt(by)

function write(database: Database, commit: Commit): void {
  const version = raise(database, 'commit', 1) + 1n
  let position = commit.events.length > 0 ? raise(database, 'position', commit.events.length) : 0n
  for (const event of commit.events) {
    position += 1n
    database.run(
      `INSERT INTO event (${EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      position,
      event.stream,
      event.version,
      event.id,
      event.type,
      event.lane,
      JSON.stringify(event.headers),
      event.value,
    )
  }
  for (const { collection, id, doc } of commit.documents) {
    if (doc === null) database.run(`DELETE FROM ${tableOf(collection)} WHERE id = ?`, id)
    else
      database.run(
        `INSERT INTO ${tableOf(collection)} (id, version, doc) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, doc = excluded.doc`,
        id,
        version,
        JSON.stringify(doc),
      )
  }
  for (const mark of commit.marks)
    database.run(
      `INSERT OR REPLACE INTO mark (id, part, has_part, version, hash, at, about, outcome, answer, seconds, nanos,
         repeats, conflicts, topic, "partition", "offset") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      mark.id,
      mark.part ?? '',
      mark.part === undefined ? 0 : 1,
      version,
      mark.hash,
      mark.at ?? null,
      mark.about === undefined ? null : JSON.stringify(mark.about),
      JSON.stringify(mark.outcome),
      mark.answer === undefined ? null : JSON.stringify(mark.answer),
      mark.since.seconds,
      mark.since.nanos,
      mark.repeats,
      JSON.stringify(mark.conflicts),
      mark.message?.topic ?? null,
      mark.message?.partition ?? null,
      mark.message?.offset ?? null,
    )
  for (const change of commit.timers) {
    if (change.at === undefined) database.run('DELETE FROM timer WHERE timer = ?', change.timer)
    else
      database.run(
        'INSERT OR REPLACE INTO timer (timer, seconds, nanos, lane, command) VALUES (?, ?, ?, ?, ?)',
        change.timer,
        change.at.seconds,
        change.at.nanos,
        change.lane,
        change.command,
      )
  }
  changeLanes(database, commit.lanes)
  addTallies(database, commit.tallies)
}
