import { type ClientSession, MongoClient } from 'mongodb'

/** Journaled majority, as the hub. */
export const WRITE = { w: 'majority', journal: true } as const

export const mongoAt = (url: string): Promise<MongoClient> =>
  new MongoClient(url, { writeConcern: WRITE, readConcern: { level: 'majority' } }).connect()

/** One transaction after another on one session. */
export async function inTransaction(session: ClientSession, write: () => Promise<void>): Promise<void> {
  session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: WRITE })
  try {
    await write()
  } catch (error) {
    await session.abortTransaction()
    throw error
  }
  await session.commitTransaction()
}
