import * as os from 'node:os'
import { MongoClient } from 'mongodb'
import { isOutageError, unavailable } from './errors'

export interface Address {
  readonly url: string
  /** Tells the server whose sessions these are: a frozen process of the same name may be ended by the others. */
  readonly appName: string
  /** Makes every command visible to a listener. For tests. */
  readonly monitored?: boolean
}

/**
 * A connected client. Everything it writes is on a majority's journal before it is confirmed, and it reads only what
 * is. 64-bit numbers are bigint in both directions; a plain number never becomes one.
 */
export async function connect({ url, appName, monitored = false }: Address): Promise<MongoClient> {
  const client = new MongoClient(url, {
    appName,
    // Given, for where a dynamic import does not work (jest).
    runtimeAdapters: { os },
    monitorCommands: monitored,
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    retryWrites: true,
    retryReads: true,
    useBigInt64: true,
    ignoreUndefined: true,
    promoteBuffers: true,
    maxPoolSize: 20,
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
    heartbeatFrequencyMS: 2_000,
  })
  try {
    return await client.connect()
  } catch (error) {
    await client.close()
    throw isOutageError(error) ? unavailable(error) : error
  }
}
