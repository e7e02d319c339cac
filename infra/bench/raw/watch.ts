import { mongoAt } from './mongo'

/** Tells of each document inserted into the collection, by one of its fields, as soon as a majority has it. */
export async function watchInserts(
  where: { readonly mongoUrl: string; readonly database: string; readonly collection: string; readonly field: string },
  seen: (value: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const client = await mongoAt(where.mongoUrl)
  const stream = client
    .db(where.database)
    .collection(where.collection)
    .watch([{ $match: { operationType: 'insert' } }, { $project: { value: `$fullDocument.${where.field}` } }])
  stream.on('change', change => seen((change as unknown as { value: string }).value))
  stream.on('error', () => {})
  // The server has the cursor once it has answered something: nothing inserted from now on is missed.
  await new Promise<void>(resolve => stream.once('init', () => resolve()))
  return {
    stop: async () => {
      await stream.close()
      await client.close()
    },
  }
}
