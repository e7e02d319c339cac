import { Binary } from 'mongodb'
import { inTransaction, mongoAt } from './mongo'

export interface RawWork {
  readonly mark: { readonly id: string; readonly hash: string; readonly about: object }
  readonly event: {
    readonly stream: string
    readonly id: string
    readonly type: string
    readonly lane: string
    readonly headers: string
    readonly value: Uint8Array
  }
  readonly document: { readonly id: string; readonly doc: object }
}

export interface RawStore {
  /** One transaction: counter, cursor, marks, documents, events. */
  write(works: readonly RawWork[], next: number): Promise<void>
  close(): Promise<void>
}

/** The same writes by the driver alone, with the indexes that the hub's collections have. */
export async function openRawStore(url: string): Promise<RawStore> {
  const client = await mongoAt(url)
  const database = client.db('raw_store')
  const counters = database.collection<{ _id: string; position: number }>('counters')
  const cursors = database.collection<{ _id: string; next: number }>('cursors')
  const marks = database.collection<{ _id: string }>('marks')
  const documents = database.collection<{ _id: string }>('documents')
  const events = database.collection<{ _id: number }>('events')
  await counters.insertOne({ _id: 'events', position: 0 })
  await cursors.insertOne({ _id: 'one', next: 0 })
  await marks.createIndex({ id: 1 }, { partialFilterExpression: { part: { $exists: true } } })
  await database.createCollection('documents')
  await events.createIndex({ stream: 1, version: 1 }, { unique: true })
  await events.createIndex({ id: 1 }, { unique: true })
  const session = client.startSession()
  return {
    write: (works, next) =>
      inTransaction(session, async () => {
        const counter = await counters.findOneAndUpdate(
          { _id: 'events' },
          { $inc: { position: works.length } },
          { session, returnDocument: 'after' },
        )
        await cursors.updateOne({ _id: 'one' }, { $set: { next } }, { session })
        await marks.insertMany(
          works.map(({ mark: { id, ...rest } }) => ({ _id: id, version: 1, outcome: { is: 'done' }, ...rest })),
          { session },
        )
        await documents.insertMany(
          works.map(({ document }) => ({ _id: document.id, version: 1, doc: document.doc })),
          { session },
        )
        const first = counter!.position - works.length + 1
        await events.insertMany(
          works.map(({ event: { value, ...event } }, index) => ({
            _id: first + index,
            version: 1,
            ...event,
            value: new Binary(value),
          })),
          { session },
        )
      }),
    close: async () => {
      await session.endSession()
      await client.close()
    },
  }
}
