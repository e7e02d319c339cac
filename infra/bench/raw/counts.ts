import type { Db, MongoClient } from 'mongodb'
import { mongoAt } from './mongo'
import { READERS } from './sketch/names'

/** What MongoDB itself says about what the hub and the sketch have done. */
export interface Counts {
  /** Parts whose outcome stands, events recorded, rows on lines. */
  hub(): Promise<{ readonly marks: number; readonly events: number; readonly lines: number }>
  /** Rows of the sketch's read model. */
  sketch(): Promise<number>
  /** Marks that are anything but done, and messages with at least one row on a line. */
  outcomes(): Promise<{ readonly notDone: number; readonly messagesOnLines: number }>
  /** Documents inserted, updated, upserted and deleted since the server started. */
  documents(): Promise<number>
  /** Drops the read model of journeys. */
  dropJourneys(): Promise<void>
  close(): Promise<void>
}

const DECIDERS = ['hub_courts', 'hub_prisons', 'hub_people'] as const

export async function openCounts(mongoUrl: string): Promise<Counts> {
  const client = await mongoAt(mongoUrl)
  const database = (name: string): Db => client.db(name)
  const size = (name: string, collection: string) => database(name).collection(collection).estimatedDocumentCount()
  const marksOf = (name: string) => database(name).collection('marks')
  return {
    hub: async () => {
      const [marks, events, lines] = await Promise.all([
        sum(['hub_courts', 'hub_prisons'].map(name => size(name, 'marks'))),
        sum(DECIDERS.map(name => size(name, 'events'))),
        size('hub_journeys', 'documents.lines'),
      ])
      return { marks, events, lines }
    },
    sketch: () => size(READERS, 'rows'),
    outcomes: async () => {
      const notDone = await sum(
        ['hub_courts', 'hub_prisons'].map(name => marksOf(name).countDocuments({ 'outcome.is': { $ne: 'done' } })),
      )
      const [found] = await database('hub_journeys')
        .collection('documents.lines')
        .aggregate<{ messages: number }>([{ $group: { _id: '$doc.receiptId' } }, { $count: 'messages' }])
        .toArray()
      return { notDone, messagesOnLines: found?.messages ?? 0 }
    },
    documents: () => writtenBy(client),
    dropJourneys: async () => {
      await database('hub_journeys').dropDatabase()
    },
    close: () => client.close(),
  }
}

const sum = async (numbers: readonly Promise<number>[]): Promise<number> =>
  (await Promise.all(numbers)).reduce((total, number) => total + number, 0)

async function writtenBy(client: MongoClient): Promise<number> {
  const { metrics } = await client.db('admin').command({ serverStatus: 1 })
  const { inserted, updated, deleted } = metrics.document as Record<'inserted' | 'updated' | 'deleted', number>
  return Number(inserted) + Number(updated) + Number(deleted)
}
