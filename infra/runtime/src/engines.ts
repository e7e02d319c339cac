import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@hub/clock'
import type { EventLog } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import type { ContextDefinition } from '@hub/service'
import type { Blobs, Store } from '@hub/store'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'

/** The engines that a process stands on, opened. */
export interface Engines {
  readonly log: EventLog
  readonly blobs: Blobs
  storeOf(context: ContextDefinition): Promise<Store>
  /** Lets go of everything, after whoever used it has stopped. */
  close(): Promise<void>
}

/** Which engines: files in a folder, or addresses. */
export type EngineSettings =
  | { readonly are: 'embedded'; readonly dataDir: string }
  | { readonly are: 'real'; readonly kafkaBrokers: readonly string[]; readonly mongoUrl: string }

export async function openEngines(settings: EngineSettings, clientId: string, clock: Clock): Promise<Engines> {
  if (settings.are === 'embedded') return openEmbeddedEngines(settings.dataDir, clock)
  // Loaded only where they are used: the embedded hub starts without the drivers.
  const { openRealEngines } = await import('./real-engines')
  return openRealEngines({ ...settings, clientId }, clock)
}

/** One database file per context and one for the log: nobody leans on a transaction across contexts. */
async function openEmbeddedEngines(dataDir: string, clock: Clock): Promise<Engines> {
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
