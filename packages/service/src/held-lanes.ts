import type { Cursor, Incoming } from '@hub/messaging'
import type { HeldLane, HeldMessage, Settled, Work } from '@hub/store'
import type { ConsumePorts, Consumption } from './consumption'
import { INTAKE } from './headers'
import { counted } from './tallies'

/** How many messages of one held lane are tried in one go. */
const DRAIN_AT_ONCE = 100
/** After this long the records themselves are kept: the log forgets what is older than its retention. */
const COPY_AFTER_SECONDS = 21n * 24n * 60n * 60n
const COPY_AT_ONCE = 1_000

export interface HeldLanes {
  /** Tries again every held lane of the owned partitions whose time or somebody's wish has come. */
  look(): Promise<void>
}

/**
 * The held lanes of what a process owns. Only the owner carries out a wish, in order, fenced by its cursors: a drain
 * tries what waits, a skip ends the first of it with who wanted it and why.
 */
export function heldLanes(
  { log, store, clock, logger }: ConsumePorts,
  consumption: Consumption,
  owned: () => readonly Cursor[],
  report: (message: Incoming, works: readonly Work[], settled: readonly Settled[]) => void,
): HeldLanes {
  const { group } = consumption

  const tryLane = async (lane: HeldLane): Promise<void> => {
    const cursor = owned().find(({ topic, partition }) => topic === lane.topic && partition === lane.partition)
    if (!cursor) return
    const fence = { group, slices: [{ from: cursor, to: cursor }] }
    for (const entry of await store.queue(group, lane.lane, lane.wish?.is === 'skip' ? 1 : DRAIN_AT_ONCE)) {
      const message = entry.copy ?? (await log.fetch(entry.topic, entry.partition, entry.offset))
      const works = (await worksOf(entry, message, lane)).map(counted)
      if (works.length === 0) {
        logger.error('a held message is gone from the log; skip it', new Error('HUB_HELD_MESSAGE_GONE'), {
          group,
          topic: entry.topic,
          partition: entry.partition,
        })
        return
      }
      const settled = await store.run(works, fence)
      if (settled === 'fenced') return
      if (message) report(message, works, settled)
      if (settled.some(({ outcome }) => outcome.is === 'retry' || outcome.is === 'park')) return
    }
  }

  const worksOf = async (
    entry: HeldMessage,
    message: Incoming | undefined,
    { lane, wish }: HeldLane,
  ): Promise<readonly Work[]> => {
    if (wish?.is === 'skip') return [ending(entry, message, lane, `skipped by ${wish.by}: ${wish.why}`)]
    if (!message) return []
    const [all = []] = await consumption.works([message])
    const theirs = all.filter(work => entry.part === undefined || work.mark?.part === entry.part)
    if (theirs.length > 0) return theirs.map(work => ({ ...work, resumes: entry.sequence }))
    return [ending(entry, message, lane, 'the message is no longer read as being about this part')]
  }

  /** Ends a held message without asking its handler, whatever became of the record. */
  const ending = (entry: HeldMessage, message: Incoming | undefined, lane: string, reason: string): Work => {
    const hash = message?.headers[INTAKE.hash]
    return {
      lane,
      resumes: entry.sequence,
      ...(message ? { message } : {}),
      ...(message && hash
        ? { mark: { id: message.id, hash, ...(entry.part === undefined ? {} : { part: entry.part }) } }
        : {}),
      run: async () => ({ outcome: { is: 'rejected', reason } }),
    }
  }

  const keepCopies = async ({ lane }: HeldLane): Promise<void> => {
    const copies = new Map<bigint, Incoming>()
    for (const entry of await store.queue(group, lane, COPY_AT_ONCE)) {
      const record = entry.copy ? undefined : await log.fetch(entry.topic, entry.partition, entry.offset)
      if (record) copies.set(entry.sequence, record)
    }
    if (copies.size === 0) return
    await store.copy(group, lane, copies)
    logger.warn('a lane is held for three weeks; its messages are kept beside the log now', {
      group,
      count: copies.size,
    })
  }

  return {
    look: async () => {
      const oldest = clock.now().seconds - COPY_AFTER_SECONDS
      for (const topic of consumption.topics) {
        const partitions = owned().flatMap(cursor => (cursor.topic === topic ? [cursor.partition] : []))
        if (partitions.length === 0) continue
        for (const lane of await store.held(group, { topic, partitions })) {
          if (lane.wish || (lane.tryAgain !== undefined && lane.tryAgain <= clock.machine())) await tryLane(lane)
          else if (lane.since.seconds < oldest) await keepCopies(lane)
        }
      }
    },
  }
}
