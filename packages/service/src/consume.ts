import type { Clock } from '@hub/clock'
import type { Batch, Cursor, EventLog, Incoming, Running } from '@hub/messaging'
import type { HeldLane, HeldMessage, Settled, Store, Work } from '@hub/store'
import type { Logger } from './logger'

/** What a context does with the records of some topics. */
export interface Consumption {
  readonly group: string
  readonly topics: readonly string[]
  readonly accepts?: (type: string, headers: Incoming['headers']) => boolean
  /**
   * The works of each message, in the order of the messages. It may ask other contexts; what it throws is taken for a
   * dependency's absence: nothing is held and the whole batch is tried again.
   */
  works(messages: readonly Incoming[]): Promise<readonly (readonly Work[])[]>
  /** Told what became of each work, after it is durable. */
  settled?(message: Incoming, work: Work, settled: Settled): void
}

export interface ConsumePorts {
  readonly log: EventLog
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
}

/** How often held lanes are looked at, in milliseconds. */
const LOOK_AT_HELD = 500
/** How many messages of one held lane are tried in one go. */
const DRAIN_AT_ONCE = 100

/**
 * The loop from batch to commit, written once: batch → works → `store.run(works, move)` → durable or fenced; and beside
 * it, the held lanes of the partitions this process owns, tried again when their time or somebody's wish has come.
 */
export async function consume(ports: ConsumePorts, consumption: Consumption): Promise<Running> {
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

  const report = (message: Incoming, works: readonly Work[], results: readonly Settled[]) => {
    works.forEach((work, index) => {
      const result = results[index]!
      if (result.error) logger.error('a message was held', result.error, { receiptId: message.id, group })
      consumption.settled?.(message, work, result)
    })
  }

  const handle = async (batch: Batch): Promise<'durable' | 'fenced'> => {
    const messages = batch.slices.flatMap(slice => slice.messages)
    const perMessage = messages.length === 0 ? [] : await consumption.works(messages)
    const settled = await store.run(perMessage.flat(), { group, slices: batch.slices })
    if (settled === 'fenced') return 'fenced'
    for (const { to } of batch.slices) owned.set(key(to.topic, to.partition), to)
    let done = 0
    perMessage.forEach((works, index) => {
      report(messages[index]!, works, settled.slice(done, done + works.length))
      done += works.length
    })
    return 'durable'
  }

  const tryHeld = async (lane: HeldLane): Promise<void> => {
    const cursor = owned.get(key(lane.topic, lane.partition))
    if (!cursor) return
    const fence = { group, slices: [{ from: cursor, to: cursor }] }
    for (const entry of await store.queue(group, lane.lane, lane.wish?.is === 'skip' ? 1 : DRAIN_AT_ONCE)) {
      const message = entry.copy ?? (await log.fetch(entry.topic, entry.partition, entry.offset))
      const works = message ? await resuming(entry, message, lane) : []
      if (!message || works.length === 0) {
        logger.warn('a held message is gone from the log', { group, topic: entry.topic, partition: entry.partition })
        return
      }
      const settled = await store.run(works, fence)
      if (settled === 'fenced') return
      report(message, works, settled)
      if (settled.some(({ outcome }) => outcome.is === 'retry' || outcome.is === 'park')) return
    }
  }

  const resuming = async (entry: HeldMessage, message: Incoming, lane: HeldLane): Promise<readonly Work[]> => {
    const [all = []] = await consumption.works([message])
    const wish = lane.wish
    return all
      .filter(work => entry.part === undefined || work.mark?.part === entry.part)
      .map(work => ({
        ...work,
        resumes: entry.sequence,
        ...(wish?.is === 'skip'
          ? {
              run: async () => ({ outcome: { is: 'rejected' as const, reason: `skipped by ${wish.by}: ${wish.why}` } }),
            }
          : {}),
      }))
  }

  const lookAtHeld = async (): Promise<void> => {
    for (const topic of consumption.topics) {
      const partitions = [...owned.values()].filter(cursor => cursor.topic === topic).map(cursor => cursor.partition)
      if (partitions.length === 0) continue
      for (const lane of await store.held(group, { topic, partitions }))
        if (lane.wish || (lane.tryAgain !== undefined && lane.tryAgain <= clock.machine())) await tryHeld(lane)
    }
  }

  let stopped = false
  let cancel = () => {}
  const later = () => {
    if (stopped) return
    cancel = clock.after(LOOK_AT_HELD, () => {
      void alone(lookAtHeld)
        .catch(error => logger.error('held lanes could not be tried again', error, { group }))
        .finally(later)
    })
  }
  later()

  const running = await log.subscribe({
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
  return {
    progress: () => running.progress(),
    stop: async () => {
      stopped = true
      cancel()
      await running.stop()
      await busy
    },
  }
}
