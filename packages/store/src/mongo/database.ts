import type { ClientSession, Collection, Db, Document, IndexDescription, MongoClient } from 'mongodb'
import { StoreError } from '../errors'
import { checkedCollection, checkedField } from '../names'
import type { Collections } from '../port'
import { codeOf, translated } from './errors'
import type {
  CounterRow,
  CursorRow,
  DocumentRow,
  EventRow,
  LaneRow,
  LeaseRow,
  MarkRow,
  TallyRow,
  TimerRow,
  WaitingRow,
} from './rows'

/** One context's database. */
export interface Database {
  readonly client: MongoClient
  readonly events: Collection<EventRow>
  readonly marks: Collection<MarkRow>
  readonly cursors: Collection<CursorRow>
  readonly held: Collection<LaneRow>
  readonly waiting: Collection<WaitingRow>
  readonly timers: Collection<TimerRow>
  readonly tallies: Collection<TallyRow>
  readonly counters: Collection<CounterRow>
  readonly leases: Collection<LeaseRow>
  documents(collection: string): Collection<DocumentRow>
  /** One command inside the session's transaction. */
  command(command: Document, session: ClientSession): Promise<Document>
  /** Rejects as the port promises; after `close` every call is refused. */
  guarded<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Counter, cursors and tallies stand in one collection, so that one command moves all of them. */
export const PROGRESS = 'progress'
export const COUNTER = 'context'
export const OUTBOX = 'outbox'
export const documentsName = (collection: string): string => `documents.${checkedCollection(collection)}`

export function databaseOn(client: MongoClient, name: string): Database {
  const db: Db = client.db(name)
  let open = true
  return {
    client,
    events: db.collection('events'),
    marks: db.collection('marks'),
    cursors: db.collection(PROGRESS),
    held: db.collection('held'),
    waiting: db.collection('waiting'),
    timers: db.collection('timers'),
    tallies: db.collection(PROGRESS),
    counters: db.collection(PROGRESS),
    leases: db.collection('leases'),
    documents: collection => db.collection(documentsName(collection)),
    command: (command, session) => db.command(command, { session }),
    guarded: async work => {
      if (!open) throw new StoreError('HUB_STORE_CLOSED', 'the store is closed')
      try {
        return await work()
      } catch (error) {
        throw translated(error)
      }
    },
    close: async () => {
      if (!open) return
      open = false
      await client.close()
    },
  }
}

const OWN_INDEXES: Readonly<Record<string, readonly IndexDescription[]>> = {
  events: [{ key: { stream: 1, version: 1 }, unique: true }],
  marks: [{ key: { id: 1 }, partialFilterExpression: { part: { $exists: true } } }],
  held: [{ key: { group: 1 } }],
  waiting: [{ key: { in: 1, _id: 1 } }],
  timers: [{ key: { seconds: 1, nanos: 1, _id: 1 } }],
  [PROGRESS]: [],
  leases: [],
}

const NAMESPACE_EXISTS = 48

/** Makes what is missing, before any transaction needs it; what is there stays as it is. */
export async function createCollections(database: Database, collections: Collections, name: string): Promise<void> {
  const db = database.client.db(name)
  const wanted = new Map<string, readonly IndexDescription[]>(Object.entries(OWN_INDEXES))
  for (const [collection, { indexes }] of Object.entries(collections))
    wanted.set(
      documentsName(collection),
      // The id at the end, as queries order by it at last.
      indexes.map(fields => ({
        key: Object.fromEntries([...fields.map(field => [`doc.${checkedField(field)}`, 1] as const), ['_id', 1]]),
      })),
    )
  await Promise.all(
    [...wanted].map(async ([collection, indexes]) => {
      // Making an index makes its collection.
      if (indexes.length > 0) return db.collection(collection).createIndexes([...indexes])
      try {
        return await db.createCollection(collection)
      } catch (error) {
        if (codeOf(error) !== NAMESPACE_EXISTS) throw error
      }
    }),
  )
  await Promise.all([
    database.counters.updateOne({ _id: COUNTER }, { $setOnInsert: { position: 0n, sequence: 0n } }, { upsert: true }),
    database.leases.updateOne(
      { _id: OUTBOX },
      { $setOnInsert: { owner: '', epoch: 0, until: 0, watermark: 0n } },
      { upsert: true },
    ),
  ])
}
