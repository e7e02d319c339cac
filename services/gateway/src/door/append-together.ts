import type { Clock } from '@hub/clock'
import type { EventLog, Outgoing } from '@hub/messaging'
import { HubError, type Logger } from '@hub/service'

export interface AppendSettings {
  /** How long the first waiting record waits for others, in milliseconds. */
  readonly lingerMs: number
  /** Most records and bytes of one append. */
  readonly most: { readonly records: number; readonly bytes: number }
  /** Most bytes that may wait; beyond it the door answers that it is unavailable. */
  readonly waitingBytes: number
  /** How often a failed append is repeated before its senders are told. */
  readonly tries: number
}

export const APPEND_DEFAULTS: AppendSettings = {
  lingerMs: 2,
  most: { records: 1_000, bytes: 4 * 1024 * 1024 },
  waitingBytes: 64 * 1024 * 1024,
  tries: 5,
}

interface Waiting {
  readonly record: Outgoing
  readonly bytes: number
  readonly durable: () => void
  readonly failed: (error: unknown) => void
}

/** One append shared by every request that waits: a produce for each would be fifty times slower. */
export function appendTogether(
  log: EventLog,
  clock: Clock,
  logger: Logger,
  settings: AppendSettings = APPEND_DEFAULTS,
): { append(topic: string, record: Outgoing): Promise<void>; idle(): Promise<void> } {
  const queues = new Map<string, { waiting: Waiting[]; running?: Promise<void> }>()
  let waitingBytes = 0

  const take = (waiting: Waiting[]): Waiting[] => {
    let bytes = 0
    const count = waiting.findIndex((entry, index) => {
      bytes += entry.bytes
      return index >= settings.most.records || (index > 0 && bytes > settings.most.bytes)
    })
    return waiting.splice(0, count < 0 ? waiting.length : count)
  }

  const appendOnce = async (topic: string, batch: readonly Outgoing[]): Promise<void> => {
    for (let failed = 1; ; failed++) {
      try {
        return await log.append(topic, batch)
      } catch (error) {
        if (failed >= settings.tries)
          throw new HubError(
            'unavailable',
            'HUB_GATEWAY_UNAVAILABLE',
            'messages cannot be kept just now; send it again',
            { cause: error },
          )
        logger.error('messages could not be appended and are tried again', error, { topic, count: batch.length })
        await clock.sleep(50 * 2 ** failed)
      }
    }
  }

  const run = async (topic: string, queue: { waiting: Waiting[]; running?: Promise<void> }): Promise<void> => {
    await clock.sleep(settings.lingerMs)
    while (queue.waiting.length > 0) {
      const batch = take(queue.waiting)
      try {
        await appendOnce(
          topic,
          batch.map(({ record }) => record),
        )
        for (const entry of batch) entry.durable()
      } catch (error) {
        for (const entry of batch) entry.failed(error)
      }
      waitingBytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0)
    }
    // At once, not when the promise is seen to have ended: what comes in between must start a run of its own.
    queue.running = undefined
  }

  return {
    append: (topic, record) => {
      const bytes = record.value.length + 1_000
      if (waitingBytes + bytes > settings.waitingBytes)
        return Promise.reject(
          new HubError(
            'unavailable',
            'HUB_GATEWAY_UNAVAILABLE',
            'too much is waiting to be kept; send it again in a moment',
          ),
        )
      waitingBytes += bytes
      const queue = queues.get(topic) ?? { waiting: [] }
      queues.set(topic, queue)
      return new Promise((durable, failed) => {
        queue.waiting.push({ record, bytes, durable, failed })
        queue.running ??= run(topic, queue)
      })
    },
    idle: async () => {
      await Promise.all([...queues.values()].map(queue => queue.running))
    },
  }
}
