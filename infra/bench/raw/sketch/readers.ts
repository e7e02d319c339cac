import { Binary } from 'mongodb'
import { consume, kafkaAt, type RawRecord } from '../kafka'
import { inTransaction, mongoAt } from '../mongo'
import { commitInGroups, cursorUpdates } from './groups'
import { EVENTS, READERS, type SketchSettings } from './names'

const ID_BYTES = 36

/** Rows of a read model, with the cursor in the same transaction. */
export async function startReaders({ brokers, mongoUrl }: SketchSettings) {
  const client = await mongoAt(mongoUrl)
  const database = client.db(READERS)
  const rows = database.collection<{ _id: string; partition: number; at: number; value: Binary }>('rows')
  const cursors = database.collection<{ _id: number; next: number }>('cursors')
  await rows.createIndex({ partition: 1, at: 1 })
  await database.createCollection(cursors.collectionName)
  const session = client.startSession()
  const commit = (records: readonly RawRecord[]) =>
    inTransaction(session, async () => {
      await cursors.bulkWrite(cursorUpdates(records), { session })
      await rows.insertMany(
        records.map(({ partition, offset, value }) => ({
          _id: value.toString('utf8', 0, ID_BYTES),
          partition,
          at: Number(offset),
          value: new Binary(value.subarray(ID_BYTES)),
        })),
        { session },
      )
    })
  const consumer = await consume(kafkaAt(brokers, 'raw-readers'), 'raw.readers', EVENTS, commitInGroups(commit))
  return {
    stop: async () => {
      await consumer.disconnect()
      await session.endSession()
      await client.close()
    },
  }
}
