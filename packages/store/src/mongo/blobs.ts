import { type MongoClient, ObjectId } from 'mongodb'
import type { Blobs } from '../port'
import { connect } from './client'
import { codeOf, DUPLICATE_KEY, translated } from './errors'

const DATABASE = 'hub_blobs'
// As GridFS has it, so that its tools read what is kept here.
const CHUNK_BYTES = 255 * 1024
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
 * Large bodies in GridFS. A file's chunks are written first, under a key of their own, and its name last: a name is
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

  const find = (id: string) => files.findOne({ filename: id })
  const put = async (id: string, bytes: Uint8Array) => {
    if (await find(id)) return
    const _id = new ObjectId()
    const rows: ChunkRow[] = []
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
      rows.push({
        _id: new ObjectId(),
        files_id: _id,
        n: rows.length,
        data: bytes.subarray(at, at + CHUNK_BYTES),
      })
    while (rows.length > 0) await chunks.insertMany(rows.splice(0, CHUNKS_AT_ONCE))
    try {
      // An insert in the form of an update, for the server's own time; its `_id` is new, so it never finds a file.
      await files.updateOne(
        { _id, filename: id },
        { $setOnInsert: { length: bytes.length, chunkSize: CHUNK_BYTES }, $currentDate: { uploadDate: true } },
        { upsert: true },
      )
    } catch (error) {
      if (codeOf(error) !== DUPLICATE_KEY) throw error
      await chunks.deleteMany({ files_id: _id })
    }
  }
  return {
    put: (id, bytes) => guarded(() => put(id, bytes)),
    get: id =>
      guarded(async () => {
        const file = await find(id)
        if (!file) return undefined
        const bytes = new Uint8Array(file.length)
        for await (const { n, data } of chunks.find({ files_id: file._id }).sort({ n: 1 }))
          bytes.set(data, n * CHUNK_BYTES)
        return bytes
      }),
    close: () => client.close(),
  }
}
