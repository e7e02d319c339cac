import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@hub/clock'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import type { Store } from '@hub/store'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import type { OpenedEngines } from './opened-engines'

/** One database file per context and one for the log: nobody leans on a transaction across contexts. */
export async function openEmbeddedEngines(dataDir: string, clock: Clock): Promise<OpenedEngines> {
  mkdirSync(dataDir, { recursive: true })
  const file = (name: string) => join(dataDir, `${name}.db`)
  const log = await openEmbeddedLog({ file: file('log'), clock })
  const blobs = await openEmbeddedBlobs({ file: file('blobs') })
  const stores: Store[] = []
  return {
    log,
    blobs,
    storeOf: async ({ name, collections }) => {
      const store = await openEmbeddedStore({ file: file(name), service: name, collections, clock })
      stores.push(store)
      return store
    },
    close: async () => {
      await Promise.all([log, blobs, ...stores].map(each => each.close()))
    },
  }
}
