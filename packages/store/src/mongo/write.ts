import type { ClientSession, Document } from 'mongodb'
import { cursorUpdates } from './cursors'
import { COUNTER, type Database, PROGRESS } from './database'
import { DUPLICATE_KEY } from './errors'
import { changeLanes } from './lanes'
import { movedSince } from './looks'
import { isLooking, type Plan, partsOf, sizeOfEvent, type Writes } from './plan'
import type { EventRow } from './rows'
import { tallyUpdates } from './tallies'

/** What it was tried on has moved: an update found nothing, or an insert found something. */
class Moved extends Error {}

/**
 * Writes the plan inside the session's transaction, in the order of decision 0001: counter, cursors and tallies,
 * marks and documents, events. With the counter where it is expected the first three are one command. 'undo' says that
 * something had moved; what, is asked afterwards.
 */
export async function write(
  database: Database,
  plan: Plan,
  session: ClientSession,
  expected: bigint | undefined,
): Promise<'commit' | 'undo'> {
  const { commit, events, looks, collections } = plan
  const send = async (command: Document): Promise<number> => {
    const reply = await database.command(command, session)
    const failures = reply.writeErrors as readonly { code: number; errmsg: string }[] | undefined
    const failure = failures?.[0]
    if (failure?.code === DUPLICATE_KEY) throw new Moved()
    if (failure) throw new RangeError(`MongoDB refuses a write with code ${failure.code}`)
    return Number(reply.n)
  }
  const insert = async (name: string, rows: readonly object[]) => {
    for (const documents of partsOf(rows)) await send({ insert: name, documents })
  }
  try {
    const queued = commit.lanes.reduce((sum, { change }) => sum + (change === 'queued' ? 1 : 0), 0)
    const asks = queued > 0 || (events.length > 0 && expected === undefined)
    const raised = asks ? await raise(database, events.length, queued, session) : undefined
    const moves = [
      ...(asks ? [] : counterUpdates(events.length, expected, isLooking(looks))),
      ...cursorUpdates(commit.cursors),
      ...tallyUpdates(commit.tallies),
    ]
    if (moves.length > 0 && (await send({ update: PROGRESS, updates: moves })) < moves.length) return 'undo'
    if (isLooking(looks) && (await movedSince(database, looks, session))) return 'undo'
    for (const writes of collections) {
      await insert(writes.name, writes.inserts)
      await replace(writes as Writes<object>, send)
    }
    if (commit.lanes.length > 0) {
      const changes = await changeLanes(database, commit.lanes, (raised?.sequence ?? 0n) - BigInt(queued), session)
      for (const changed of changes) {
        await insert(changed.name, changed.inserts)
        await replace(changed, send)
      }
    }
    const from = raised ? raised.position - BigInt(events.length) : expected
    for (const documents of partsOf(numbered(events, from ?? 0n), sizeOfEvent))
      await send({ insert: 'events', documents })
    return 'commit'
  } catch (error) {
    if (error instanceof Moved) return 'undo'
    throw error
  }
}

async function raise(database: Database, events: number, queued: number, session: ClientSession) {
  const counter = await database.counters.findOneAndUpdate(
    { _id: COUNTER },
    { $inc: { position: BigInt(events), sequence: BigInt(queued), raised: 1n } },
    { session, returnDocument: 'after' },
  )
  if (!counter) throw new Error('the counter is gone')
  return counter
}

/** Raises the counter where it need not be asked. A look stands until the commit, as others who write meet it there. */
function counterUpdates(events: number, expected: bigint | undefined, looking: boolean) {
  if (events > 0) return [{ q: { _id: COUNTER, position: expected }, u: { $inc: { position: BigInt(events) } } }]
  return looking ? [{ q: { _id: COUNTER }, u: { $inc: { raised: 1n } } }] : []
}

function numbered(events: readonly EventRow[], from: bigint): readonly EventRow[] {
  let position = from
  for (const event of events) {
    position += 1n
    event._id = position
  }
  return events
}

async function replace({ name, updates, deletes }: Writes<object>, send: (command: Document) => Promise<number>) {
  for (const part of partsOf(updates))
    if ((await send({ update: name, updates: part })) < part.length) throw new Moved()
  // One of what was read must find it; one of whatever is there may find nothing.
  const exact = deletes.filter(({ q }) => q.version !== undefined)
  const blind = deletes.filter(({ q }) => q.version === undefined)
  if (exact.length > 0 && (await send({ delete: name, deletes: exact })) < exact.length) throw new Moved()
  if (blind.length > 0) await send({ delete: name, deletes: blind })
}
