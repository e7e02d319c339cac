import type { LaneChange } from '../committer'
import type { HeldLane, HeldMessage, Store, Wish } from '../port'
import { type Database, numberOrNull, type Row, textOrNull } from './database'
import { copyOf, copyText } from './rows'

/** Applies the changes in their order, inside the caller's transaction. */
export function changeLanes(database: Database, changes: readonly LaneChange[]): void {
  for (const change of changes) {
    const { group, lane } = change
    switch (change.change) {
      case 'queued': {
        const { topic, partition, offset } = change.message
        database.run(
          `INSERT INTO held ("group", lane, topic, "partition", reason, seconds, nanos, try_again, tries)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
          group,
          lane,
          topic,
          partition,
          change.reason,
          change.since.seconds,
          change.since.nanos,
          change.tryAgain ?? null,
        )
        const sequence = database.get("UPDATE counter SET value = value + 1 WHERE name = 'sequence' RETURNING value")
          ?.value as bigint
        database.run(
          `INSERT INTO waiting (sequence, "group", lane, part, topic, "partition", "offset", copy, copy_value)
           VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT copy FROM waiting WHERE sequence = ?),
             (SELECT copy_value FROM waiting WHERE sequence = ?))`,
          sequence,
          group,
          lane,
          change.part ?? null,
          topic,
          partition,
          offset,
          change.continues ?? null,
          change.continues ?? null,
        )
        break
      }
      case 'ended': {
        database.run('DELETE FROM waiting WHERE sequence = ?', change.sequence)
        const left = database.get('SELECT 1 FROM waiting WHERE "group" = ? AND lane = ? LIMIT 1', group, lane)
        if (left)
          database.run(
            'UPDATE held SET tries = 0, wish = NULL, try_again = ? WHERE "group" = ? AND lane = ?',
            change.tryAgain,
            group,
            lane,
          )
        else database.run('DELETE FROM held WHERE "group" = ? AND lane = ?', group, lane)
        break
      }
      case 'failed':
        database.run(
          `UPDATE held SET tries = tries + 1, reason = ?, try_again = ?,
             wish = CASE WHEN wish->>'is' = 'drain' THEN NULL ELSE wish END WHERE "group" = ? AND lane = ?`,
          change.reason,
          change.tryAgain ?? null,
          group,
          lane,
        )
        break
    }
  }
}

const heldOf = (row: Row): HeldLane => {
  const tryAgain = numberOrNull(row.try_again)
  const wish = textOrNull(row.wish)
  return {
    group: row.group as string,
    lane: row.lane as string,
    topic: row.topic as string,
    partition: Number(row.partition),
    reason: row.reason as string,
    since: { seconds: row.seconds as bigint, nanos: Number(row.nanos) },
    length: Number(row.length),
    ...(tryAgain === undefined ? {} : { tryAgain }),
    tries: Number(row.tries),
    ...(wish === undefined ? {} : { wish: JSON.parse(wish) as Wish }),
  }
}

const waitingOf = (row: Row): HeldMessage => {
  const part = textOrNull(row.part)
  const copy = copyOf(row.copy, row.copy_value)
  return {
    sequence: row.sequence as bigint,
    ...(part === undefined ? {} : { part }),
    topic: row.topic as string,
    partition: Number(row.partition),
    offset: row.offset as bigint,
    ...(copy ? { copy } : {}),
  }
}

/** What can be seen of held lanes, and asked for, from outside `run`. */
export function heldLanesOf(database: Database): Pick<Store, 'held' | 'queue' | 'copy' | 'wish'> {
  return {
    held: async (group, filter) =>
      database
        .all(
          `SELECT held.*, (SELECT count(*) FROM waiting WHERE waiting."group" = held."group"
             AND waiting.lane = held.lane) AS length
           FROM held WHERE "group" = ? ORDER BY seconds, nanos, lane`,
          group,
        )
        .map(heldOf)
        .filter(({ topic, partition }) => !filter || (filter.topic === topic && filter.partitions.includes(partition))),
    queue: async (group, lane, limit) =>
      database
        .all('SELECT * FROM waiting WHERE "group" = ? AND lane = ? ORDER BY sequence LIMIT ?', group, lane, limit)
        .map(waitingOf),
    copy: async (group, lane, records) =>
      database.transaction(() => {
        for (const [sequence, record] of records)
          database.run(
            'UPDATE waiting SET copy = ?, copy_value = ? WHERE sequence = ? AND "group" = ? AND lane = ?',
            copyText(record),
            record.value,
            sequence,
            group,
            lane,
          )
      }),
    wish: async (group, lane, wish) => {
      database.run('UPDATE held SET wish = ? WHERE "group" = ? AND lane = ?', JSON.stringify(wish), group, lane)
    },
  }
}
