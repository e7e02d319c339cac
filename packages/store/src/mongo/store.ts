import type { Clock } from '@hub/clock'
import type { MongoClient } from 'mongodb'
import { createCommitter } from '../committer'
import type { Collections, Marked, Store } from '../port'
import { connect } from './client'
import { claimsOn, cursorsOf } from './cursors'
import { createCollections, type Database, databaseOn } from './database'
import { documentsOf } from './documents'
import { createMongoEngine } from './engine'
import { translated } from './errors'
import { heldLanesOf } from './lanes'
import { outboxOf } from './outbox'
import { joined, markOf } from './rows'
import { talliesOf } from './tallies'
import { dueOf } from './timers'

export interface MongoStoreSettings {
  /** Of a replica set or a sharded cluster, without a database. */
  readonly url: string
  /** The context's name: its database is `hub_<service>`, its own group `hub.<service>`. */
  readonly service: string
  readonly collections: Collections
  readonly clock: Clock
  /** Another name of the database than `hub_<service>`. */
  readonly database?: string
}

/** One context's store in MongoDB, for any number of processes. Rejects HUB_STORE_UNAVAILABLE when it cannot be reached. */
export async function openMongoStore(settings: MongoStoreSettings): Promise<Store> {
  const name = settings.database ?? `hub_${settings.service}`
  return storeOn(await connect({ url: settings.url, appName: name }), name, settings)
}

/** A store on a client of its own, which it closes. The client's `appName` must be the database's name. */
export async function storeOn(
  client: MongoClient,
  name: string,
  settings: Pick<MongoStoreSettings, 'service' | 'collections' | 'clock'>,
): Promise<Store> {
  const { service, collections, clock } = settings
  const database = databaseOn(client, name)
  try {
    await createCollections(database, collections, name)
  } catch (error) {
    await database.close()
    throw translated(error)
  }
  const engine = createMongoEngine(database, name, clock)
  const committer = createCommitter({ engine, service, collections, clock })
  const { outbox, events, close } = outboxOf(database, engine, clock)
  let closing: Promise<void> | undefined

  return {
    run: committer.run,
    claim: claimsOn(database, name, clock),
    cursors: group => database.guarded(() => cursorsOf(database, group)),
    tallies: range => database.guarded(() => talliesOf(database, range)),
    ...documentsOf(database, collections),
    ...heldLanesOf(database),
    marks: ids => database.guarded(() => marksOf(database, ids)),
    due: (now, limit) => database.guarded(() => dueOf(database, `hub.${service}`, now, limit)),
    outbox,
    events,
    close: () => {
      closing ??= (async () => {
        await committer.close()
        try {
          await close()
          await engine.close()
        } catch {
          // The lease expires by itself, and the server ends the session.
        }
        await database.close()
      })()
      return closing
    },
  }
}

async function marksOf(database: Database, ids: readonly string[]): Promise<Map<string, readonly Marked[]>> {
  const rows = await database.marks
    .find({
      $or: [{ _id: { $in: ids.map(id => joined(id, '')) } }, { id: { $in: [...ids] }, part: { $exists: true } }],
    })
    .toArray()
  const marks = new Map<string, Marked[]>()
  const inOrder = rows.map(markOf).sort((one, other) => ((one.part ?? '') < (other.part ?? '') ? -1 : 1))
  for (const { version: _, message: __, ...mark } of inOrder)
    if (!marks.get(mark.id)?.push(mark)) marks.set(mark.id, [mark])
  return marks
}
