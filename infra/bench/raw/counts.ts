import type { Db, MongoClient } from 'mongodb'
import { mongoAt } from './mongo'
import { READERS } from './sketch/names'

/** What MongoDB itself says about what the hub and the sketch have done. */
export interface Counts {
  /**
   * Messages that their owners have dealt with. By what is committed with them: cursors and positions, for MongoDB's
   * quick count of a collection runs ahead of commits.
   */
  dealtWith(): Promise<number>
  /** Events recorded, and of them those that journeys has on its lines. */
  events(): Promise<{ readonly recorded: number; readonly onLines: number }>
  /** Rows of the sketch's read model, by its cursors. */
  sketch(): Promise<number>
  /** Marks, those of them that are anything but done, and messages with at least one row on a line. */
  outcomes(): Promise<{ readonly marks: number; readonly notDone: number; readonly messagesOnLines: number }>
  /** Documents inserted, updated, upserted and deleted since the server started. */
  documents(): Promise<number>
  /** Drops the read model of journeys. */
  dropJourneys(): Promise<void>
  close(): Promise<void>
}

const OWNERS = ['courts', 'prisons', 'people'] as const

export async function openCounts(mongoUrl: string): Promise<Counts> {
  const client = await mongoAt(mongoUrl)
  const database = (name: string): Db => client.db(name)
  const marks = (filter: object) =>
    sum(['hub_courts', 'hub_prisons'].map(name => database(name).collection('marks').countDocuments(filter)))
  // Summed by the server: this looks again and again while others work.
  const moved = async (name: string, filter: object, collection = 'progress'): Promise<number> => {
    const [found] = await database(name)
      .collection(collection)
      .aggregate<{ next: number | bigint }>([{ $match: filter }, { $group: { _id: null, next: { $sum: '$next' } } }])
      .toArray()
    return Number(found?.next ?? 0)
  }
  const positions = async (name: string): Promise<number> =>
    Number(
      (
        await database(name)
          .collection('progress')
          .findOne({ position: { $exists: true } })
      )?.position ?? 0,
    )
  return {
    dealtWith: () => sum(OWNERS.map(name => moved(`hub_${name}`, { topic: `hub.intake.${name}` }))),
    events: async () => {
      const [recorded, onLines] = await Promise.all([
        sum(OWNERS.map(name => positions(`hub_${name}`))),
        moved('hub_journeys', { topic: 'hub.events' }),
      ])
      return { recorded, onLines }
    },
    sketch: () => moved(READERS, {}, 'cursors'),
    outcomes: async () => {
      const [found] = await database('hub_journeys')
        .collection('documents.lines')
        .aggregate<{ messages: number }>([
          { $unwind: '$doc.rows' },
          { $group: { _id: '$doc.rows.receiptId' } },
          { $count: 'messages' },
        ])
        .toArray()
      return {
        marks: await marks({}),
        notDone: await marks({ 'outcome.is': { $ne: 'done' } }),
        messagesOnLines: found?.messages ?? 0,
      }
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

// By operations: what an upsert inserts is missing in MongoDB's own metrics of documents.
async function writtenBy(client: MongoClient): Promise<number> {
  const { opcounters, metrics } = await client.db('admin').command({ serverStatus: 1 })
  const { insert, update, delete: removed } = opcounters as Record<'insert' | 'update' | 'delete', number>
  return Number(insert) + Number(update) + Number(removed) + Number(metrics.commands.findAndModify.total)
}
