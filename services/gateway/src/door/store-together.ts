import type { Clock } from '@hub/clock'
import { HubError, type Logger } from '@hub/service'
import type { Blob, Blobs } from '@hub/store'
import { together } from './together'

/** Large bodies are rare, and each put waits for the database's journal three times. */
const SETTINGS = {
  lingerMs: 5,
  everyMs: 20,
  most: { entries: 100, bytes: 16 * 1024 * 1024 },
  bytesOf: ({ bytes }: Blob) => bytes.length,
}

/** Large bodies that come at the same time are put together. Resolves when the body is durable. */
export function storeTogether(blobs: Pick<Blobs, 'put'>, clock: Clock, logger: Logger): (blob: Blob) => Promise<void> {
  const put = async (all: readonly Blob[]): Promise<void> => {
    try {
      await blobs.put(all)
    } catch (error) {
      logger.error('large bodies could not be kept', error, { count: all.length })
      throw new HubError(
        'unavailable',
        'HUB_GATEWAY_UNAVAILABLE',
        'large messages cannot be kept just now; send it again',
        { cause: error },
      )
    }
  }
  return together(put, clock, SETTINGS).add
}
