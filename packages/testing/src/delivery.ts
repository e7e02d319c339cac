import type { Batch, EventLog, Subscription } from '@hub/messaging'
import type { Store } from '@hub/store'

/**
 * How a log hands its batches over. Whatever a context does must come to the same under all of them.
 *
 * - `once`: as in a quiet hour.
 * - `again after the commit`: as after a crash between commit and answer, to an owner whose cursors have moved on.
 * - `taken over before the commit`: as in a rebalance; another instance claims the partitions while the batch is worked
 *   on, what was done must leave nothing, and the batch comes again.
 */
export const DELIVERIES = ['once', 'again after the commit', 'taken over before the commit'] as const
export type Delivery = (typeof DELIVERIES)[number]

/** A log that hands over so. */
export interface DeliveringLog {
  readonly log: EventLog
  /** How many records of a topic are dealt with, as often as they are to be handed over. */
  dealtWith(topic: string): number
  /** Throws if a batch took effect that must not have. */
  check(): void
}

export function deliveringLog(delivery: Delivery, log: EventLog, store: Store): DeliveringLog {
  const dealtWith = new Map<string, Set<string>>()
  const wrong: string[] = []
  const mustBeFenced: MustBeFenced = async (handled, what) => {
    const answer = await handled
    if (answer !== 'fenced') wrong.push(`${what} was ${answer}: it took effect a second time`)
    return 'fenced'
  }
  const subscribe: EventLog['subscribe'] = subscription => {
    const handle = HANDLERS[delivery](subscription, store, mustBeFenced)
    return log.subscribe({
      ...subscription,
      handle: async batch => {
        const answer = await handle(batch)
        if (answer === 'durable')
          for (const { topic, partition, offset } of batch.slices.flatMap(({ messages }) => messages))
            dealtWith.set(topic, (dealtWith.get(topic) ?? new Set()).add(`${partition}/${offset}`))
        return answer
      },
    })
  }
  return {
    log: { ...log, subscribe },
    dealtWith: topic => dealtWith.get(topic)?.size ?? 0,
    check: () => {
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
    },
  }
}

type Handle = Subscription['handle']
type MustBeFenced = (handled: ReturnType<Handle>, what: string) => Promise<'fenced'>
type HandlerOf = (subscription: Subscription, store: Store, mustBeFenced: MustBeFenced) => Handle

const HANDLERS: Readonly<Record<Delivery, HandlerOf>> = {
  once: ({ handle }) => handle,

  'again after the commit':
    ({ handle }, _, mustBeFenced) =>
    async batch => {
      const first = await handle(batch)
      if (first === 'durable') await mustBeFenced(handle(batch), 'a batch that was committed already')
      return first
    },

  'taken over before the commit': ({ handle, group }, store, mustBeFenced) => {
    const taken = new Set<string>()
    return async batch => {
      const slices = batch.slices.filter(slice => !taken.has(placeOf(slice)))
      if (slices.length === 0) return handle(batch)
      for (const slice of slices) taken.add(placeOf(slice))
      await store.claim(
        group,
        slices.map(({ from }) => [from.topic, from.partition] as const),
      )
      return mustBeFenced(handle(batch), 'a batch of partitions that another instance owns')
    }
  },
}

const placeOf = ({ from }: Batch['slices'][number]): string => `${from.topic}/${from.partition}/${from.next}`
