import type { Clock } from '@hub/clock'
import type { EventLog, Outgoing } from '@hub/messaging'
import { HubError, type Logger } from '@hub/service'
import { type Together, type TogetherSettings, together } from './together'

export interface AppendSettings extends Omit<TogetherSettings<Outgoing>, 'bytesOf'> {
  /** Most bytes that may wait; beyond it the door answers that it is unavailable. */
  readonly waitingBytes: number
  /** How often a failed append is repeated before its senders are told. */
  readonly tries: number
}

export const APPEND_DEFAULTS: AppendSettings = {
  lingerMs: 2,
  everyMs: 10,
  most: { entries: 1_000, bytes: 4 * 1024 * 1024 },
  waitingBytes: 64 * 1024 * 1024,
  tries: 5,
}

const bytesOf = ({ value }: Outgoing): number => value.length + 1_000

/** One append shared by every request that waits, for each topic. */
export function appendTogether(
  log: EventLog,
  clock: Clock,
  logger: Logger,
  settings: AppendSettings = APPEND_DEFAULTS,
): { append(topic: string, record: Outgoing): Promise<void>; idle(): Promise<void> } {
  const topics = new Map<string, Together<Outgoing>>()
  let waitingBytes = 0

  const append = async (topic: string, batch: readonly Outgoing[]): Promise<void> => {
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
  const appenderOf = (topic: string): Together<Outgoing> => {
    const known = topics.get(topic)
    if (known) return known
    const made = together<Outgoing>(
      async batch => {
        try {
          await append(topic, batch)
        } finally {
          for (const record of batch) waitingBytes -= bytesOf(record)
        }
      },
      clock,
      { ...settings, bytesOf },
    )
    topics.set(topic, made)
    return made
  }

  return {
    append: (topic, record) => {
      const bytes = bytesOf(record)
      if (waitingBytes + bytes > settings.waitingBytes)
        return Promise.reject(
          new HubError(
            'unavailable',
            'HUB_GATEWAY_UNAVAILABLE',
            'too much is waiting to be kept; send it again in a moment',
          ),
        )
      waitingBytes += bytes
      return appenderOf(topic).add(record)
    },
    idle: async () => {
      await Promise.all([...topics.values()].map(topic => topic.idle()))
    },
  }
}
