import { MongoBulkWriteError, type MongoClient, ObjectId } from 'mongodb'
import type { Blob, Blobs } from '../port'
import { connect } from './client'
import { DUPLICATE_KEY, translated } from './errors'

const DATABASE = 'hub_blobs'
// As GridFS has it, so that its tools read what is kept here.
const CHUNK_BYTES = 255 * 1024
/** 10 MB: the server takes 48 MB of documents at once. */
const CHUNKS_AT_ONCE = 40

interface FileRow {
  readonly _id: ObjectId
  readonly filename: string
  readonly length: number
  readonly chunkSize: number
}
interface ChunkRow {
  readonly _id: ObjectId
  readonly files_id: ObjectId
  readonly n: number
  readonly data: Uint8Array
}

export interface MongoBlobsSettings {
  readonly url: string
  /** Another name of the database than `hub_blobs`. */
  readonly database?: string
}

/**
 * Large bodies in GridFS. Files' chunks are written first, under keys of their own, and their names last: a name is
 * there with all its bytes or not at all, and of two who put it at once one stays.
 */
export async function openMongoBlobs(settings: MongoBlobsSettings): Promise<Blobs & { close(): Promise<void> }> {
  const { url, database = DATABASE } = settings
  return blobsOn(await connect({ url, appName: database }), database)
}

async function blobsOn(client: MongoClient, database: string): Promise<Blobs & { close(): Promise<void> }> {
  const files = client.db(database).collection<FileRow>('fs.files')
  const chunks = client.db(database).collection<ChunkRow>('fs.chunks')
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw translated(error)
    }
  }
  try {
    await Promise.all([
      files.createIndex({ filename: 1 }, { unique: true }),
      chunks.createIndex({ files_id: 1, n: 1 }, { unique: true }),
    ])
  } catch (error) {
    await client.close()
    throw translated(error)
  }

  const put = async (blobs: readonly Blob[]) => {
    const there = await files.distinct('filename', { filename: { $in: blobs.map(({ id }) => id) } })
    const missing = blobs.filter(({ id }) => !there.includes(id)).map(blob => ({ ...blob, _id: new ObjectId() }))
    const rows = missing.flatMap(({ _id, bytes }) => chunksOf(_id, bytes))
    while (rows.length > 0) await chunks.insertMany(rows.splice(0, CHUNKS_AT_ONCE), { ordered: false })
    if (missing.length === 0) return
    try {
      await files.bulkWrite(
        // Inserts in the form of updates, for the server's own time; an `_id` is new, so none ever finds a file.
        missing.map(({ _id, id, bytes }) => ({
          updateOne: {
            filter: { _id, filename: id },
            update: {
              $setOnInsert: { length: bytes.length, chunkSize: CHUNK_BYTES },
              $currentDate: { uploadDate: true },
            },
            upsert: true,
          },
        })),
        { ordered: false },
      )
    } catch (error) {
      // Without the majority's word nothing is durable, whatever else is said.
      if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw error
      const failed = [error.writeErrors].flat()
      if (failed.length === 0 || failed.some(({ code }) => code !== DUPLICATE_KEY)) throw error
      await chunks.deleteMany({ files_id: { $in: failed.map(({ index }) => missing[index]!._id) } })
    }
  }
  return {
    put: blobs => guarded(() => put(blobs)),
    get: id =>
      guarded(async () => {
        const file = await files.findOne({ filename: id })
        if (!file) return undefined
        const bytes = new Uint8Array(file.length)
        for await (const { n, data } of chunks.find({ files_id: file._id }).sort({ n: 1 }))
          bytes.set(data, n * CHUNK_BYTES)
        return bytes
      }),
    close: () => client.close(),
  }
}

function chunksOf(files_id: ObjectId, bytes: Uint8Array): readonly ChunkRow[] {
  const rows: ChunkRow[] = []
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    rows.push({ _id: new ObjectId(), files_id, n: rows.length, data: bytes.subarray(at, at + CHUNK_BYTES) })
  return rows
}
