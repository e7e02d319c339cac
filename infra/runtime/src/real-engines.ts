import type { Clock } from '@hub/clock'
import { openKafkaLog } from '@hub/messaging/kafka'
import { openMongoBlobs, openMongoStore } from '@hub/store/mongo'
import type { OpenedEngines } from './opened-engines'

export interface RealEngineSettings {
  readonly kafkaBrokers: readonly string[]
  readonly mongoUrl: string
  /** Names this process to the brokers. */
  readonly clientId: string
}

/** Kafka and MongoDB: one database per context. */
export async function openRealEngines(settings: RealEngineSettings, clock: Clock): Promise<OpenedEngines> {
  const { kafkaBrokers: brokers, mongoUrl: url, clientId } = settings
  const log = await openKafkaLog({ brokers, clientId, clock })
  const blobs = await openMongoBlobs({ url })
  const stores: { close(): Promise<void> }[] = []
  return {
    log,
    blobs,
    storeOf: async ({ name, collections }) => {
      const store = await openMongoStore({ url, service: name, collections, clock })
      stores.push(store)
      return store
    },
    close: async () => {
      await Promise.all([log, blobs, ...stores].map(each => each.close()))
    },
  }
}
