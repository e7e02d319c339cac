import type { Timestamp } from 'mongodb'
import { mongoAt } from './mongo'

/**
 * Tells of each document inserted into the collection, by one of its fields (each of its values, when it stands in a
 * list), as soon as a majority has it. A document that was written again is told of again.
 */
export async function watchInserts(
  where: { readonly mongoUrl: string; readonly database: string; readonly collection: string; readonly field: string },
  seen: (value: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const client = await mongoAt(where.mongoUrl)
  const database = client.db(where.database)
  // From this moment on, however long the server takes to open the stream: nothing is missed.
  const { operationTime } = await database.command({ ping: 1 })
  const stream = database
    .collection(where.collection)
    .watch(
      [
        { $match: { operationType: { $in: ['insert', 'replace'] } } },
        { $project: { value: `$fullDocument.${where.field}` } },
      ],
      {
        startAtOperationTime: operationTime as Timestamp,
      },
    )
  stream.on('change', change => {
    for (const value of [(change as unknown as { value: string | readonly string[] }).value].flat()) seen(value)
  })
  stream.on('error', () => {})
  return {
    stop: async () => {
      await stream.close()
      await client.close()
    },
  }
}
