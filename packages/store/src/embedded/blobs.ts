import type { Blobs } from '../port'
import { bytesOf, openDatabase } from './database'

/** Large bodies in one SQLite file of their own, so that they do not swell a context's write-ahead log. */
export async function openEmbeddedBlobs({
  file,
}: {
  readonly file: string
}): Promise<Blobs & { close(): Promise<void> }> {
  const database = openDatabase(file)
  try {
    database.exec('CREATE TABLE IF NOT EXISTS blob (id TEXT PRIMARY KEY, bytes BLOB NOT NULL)')
  } catch (error) {
    database.close()
    throw error
  }
  return {
    put: async blobs => {
      for (const { id, bytes } of blobs)
        database.run('INSERT INTO blob (id, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING', id, bytes)
    },
    get: async id => {
      const row = database.get('SELECT bytes FROM blob WHERE id = ?', id)
      return row && bytesOf(row.bytes)
    },
    close: async () => database.close(),
  }
}
