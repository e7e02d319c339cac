import type { Batch, Cursor, Incoming, Running } from '@hub/messaging'
import type { Settled, Work } from '@hub/store'
import type { ConsumePorts, Consumption } from './consumption'
import { HubError } from './errors'
import { heldLanes } from './held-lanes'
import { outageGuard } from './outage'
import { counted } from './tallies'
import { tracedBatch } from './traced'

/** What reads some topics for a context. */
export interface Consumer extends Running {
  /** Why it stopped by itself; undefined while it runs. */
  stopped(): string | undefined
}

/** How often held lanes are looked at, in milliseconds. */
const LOOK_AT_HELD = 500

/**
 * The loop from batch to commit, written once: batch → works → `store.run(works, move)` → durable or fenced; and beside
 * it, the held lanes of the partitions this process owns, tried again when their time or somebody's wish has come.
 */
export async function consume(ports: ConsumePorts, consumption: Consumption): Promise<Consumer> {
  const { log, store, clock, logger } = ports
  const { group } = consumption
  // The cursors this process owns, by topic and partition: what a drain is fenced with.
  const owned = new Map<string, Cursor>()
  const key = (topic: string, partition: number) => `${topic}/${partition}`

  // A batch and a drain move the same cursors, so one waits for the other.
  let busy: Promise<unknown> = Promise.resolve()
  const alone = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = busy.then(run, run)
    busy = turn.catch(() => {})
    return turn
  }

  const guard = outageGuard(clock)
  let outage: string | undefined
  const report = (message: Incoming, works: readonly Work[], results: readonly Settled[]) => {
    works.forEach((work, index) => {
      const result = results[index]!
      const reason = guard.saw(work.lane, result)
      if (reason && !outage) stopFor(reason)
      if (result.error && !result.conflict)
        logger.error('a message was held', result.error, { receiptId: message.id, group })
      consumption.settled?.(message, work, result)
    })
  }

  const handle = async (batch: Batch): Promise<'durable' | 'fenced'> => {
    const traced = tracedBatch(
      ports.tracer,
      consumption.step ?? group,
      batch.slices.flatMap(slice => slice.messages),
    )
    const { messages } = traced
    const failed = () => messages.forEach((_, index) => void traced.end(index, 'failed'))
    let perMessage: readonly (readonly Work[])[] = []
    let settled: readonly Settled[] | 'fenced'
    try {
      if (messages.length > 0)
        perMessage = (await consumption.works(messages)).map((works, index) => traced.works(index, works.map(counted)))
      settled = await store.run(perMessage.flat(), { group, slices: batch.slices })
    } catch (error) {
      failed()
      throw error
    }
    if (settled === 'fenced') {
      failed()
      return 'fenced'
    }
    for (const { to } of batch.slices) owned.set(key(to.topic, to.partition), to)
    let done = 0
    perMessage.forEach((works, index) => {
      const theirs = settled.slice(done, done + works.length)
      report(messages[index]!, works, theirs)
      traced.end(index, theirs)
      done += works.length
    })
    return 'durable'
  }

  const held = heldLanes(ports, consumption, () => [...owned.values()], report)

  let stopped = false
  let cancel = () => {}
  const later = () => {
    if (stopped) return
    cancel = clock.after(LOOK_AT_HELD, () => {
      void alone(held.look)
        .catch(error => logger.error('held lanes could not be tried again', error, { group }))
        .finally(later)
    })
  }
  later()

  const subscribing = log.subscribe({
    group,
    topics: consumption.topics,
    ...(consumption.accepts ? { accepts: consumption.accepts } : {}),
    claim: async (_, partitions) => {
      const cursors = await store.claim(group, partitions)
      for (const cursor of cursors) owned.set(key(cursor.topic, cursor.partition), cursor)
      return cursors
    },
    handle: batch => alone(() => handle(batch)),
    onError: error => logger.error('a batch failed and is tried again', error, { group }),
  })
  const running = await subscribing
  return { progress: () => running.progress(), stop, stopped: () => outage }

  // Declared so that a batch handled before the subscription is known can stop it too.
  async function stop(): Promise<void> {
    stopped = true
    cancel()
    await (await subscribing).stop()
    await busy
  }
  function stopFor(reason: string): void {
    outage = reason
    logger.error('a consumer stopped', new HubError('defect', 'HUB_CONSUMER_STOPPED', reason), { group, reason })
    stop().catch(error => logger.error('a consumer could not be stopped', error, { group }))
  }
}
