import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '@hub/clock'
import type { Cursor, Progress, Slice, Subscription } from '../port'
import { sliceOf } from '../runs'
import type { Candidate } from './assignment'
import {
  createHolding,
  gather,
  type Holding,
  letGo,
  messagesOf,
  nextOf,
  noteBehind,
  skippedBy,
  standAt,
} from './holding'
import { createNudge } from './nudge'
import type { Place, Sources } from './source'

/** One subscription of one group. */
export interface Member extends Candidate {
  /** Lets go of everything that is not in the list, at once: a batch in flight that touches it is told it is lost. */
  keepOnly(places: readonly Place[]): void
  /** Takes on what it does not own yet and claims it. */
  takeOn(places: readonly Place[]): void
  progress(): Progress[]
  /** Resolves when the batch in flight has ended; it owns its partitions until it is told otherwise. */
  finish(): Promise<void>
}

const DEFAULTS = { messages: 500, bytes: 4 * 1024 * 1024, waitMs: 5 }
/** How far a cursor may lag behind records that nobody wanted: each commit of it costs the consumer a transaction. */
const SKIPPED_AT_MOST = { records: 20_000, ms: 2_000 }
const RETRY = { firstMs: 10, mostMs: 5_000 }
const retryDelay = (failures: number): number => Math.min(RETRY.firstMs * 2 ** failures, RETRY.mostMs)

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`

export function startMember(subscription: Subscription, sources: Sources, clock: Clock): Member {
  const { group, accepts, handle, claim } = subscription
  const wished = { ...DEFAULTS, ...subscription.limits }
  const limits = { ...wished, messages: Math.max(1, wished.messages) }
  const holdings = new Map<string, Holding>()
  const stopping = new AbortController()
  const stopped = stopping.signal
  const nudge = createNudge(clock)
  const unwatch = sources.watch(nudge.ring)
  let inFlight: { readonly holdings: ReadonlySet<Holding>; readonly lost: AbortController } | undefined
  let batches = 0
  let claiming: Promise<void> | undefined
  let doubtedAt: number | undefined
  let handedOverAt: number | undefined

  const report = (error: unknown): void => {
    try {
      subscription.onError?.(error)
    } catch {
      // A listener that throws must not stop the subscription; there is nobody else to tell.
    }
  }
  const owned = (holding: Holding): boolean =>
    holdings.get(keyOf(holding.source.topic, holding.source.partition)) === holding

  /** Claims what has no cursor until nothing is left; one claim at a time, so that the last one is the highest. */
  async function claimMissing(): Promise<void> {
    for (let failures = 0; !stopped.aborted; ) {
      const unclaimed = [...holdings.values()].filter(holding => !holding.cursor)
      if (unclaimed.length === 0) return
      try {
        await sources.ready(
          unclaimed.map(({ source }) => source),
          doubtedAt,
          stopped,
        )
        if (stopped.aborted) return
        const missing = unclaimed.filter(owned)
        if (missing.length === 0) continue
        const cursors = await claim(
          group,
          missing.map(({ source }) => [source.topic, source.partition] as const),
        )
        const wrong = missing.flatMap(holding => take(holding, cursors) ?? [])
        nudge.ring()
        if (wrong.length > 0) throw wrong[0]
      } catch (error) {
        report(error)
        await clock.sleep(retryDelay(failures++), stopped)
      }
    }
  }
  /** Starts the holding at its cursor, or says what is wrong with it: one bad partition keeps no other from starting. */
  function take(holding: Holding, cursors: readonly Cursor[]): Error | undefined {
    const { topic, partition, end } = holding.source
    const cursor = cursors.find(one => one.topic === topic && one.partition === partition)
    if (!cursor) return new Error(`HUB_LOG_CLAIM: no cursor for ${topic}/${partition} of ${group}`)
    if (cursor.next > end())
      return new Error(
        `HUB_LOG_CURSOR_BEYOND_END: ${group} stands at ${cursor.next} of ${topic}/${partition}, ` +
          `which ends at ${end()}: this is not the log it has read`,
      )
    if (!owned(holding)) return undefined
    standAt(holding, cursor)
    holding.source.startAt(cursor.next)
    return undefined
  }
  const startClaiming = (): void => {
    claiming ??= claimMissing().finally(() => {
      claiming = undefined
      // What was taken on between the last look and now.
      if (!stopped.aborted && [...holdings.values()].some(holding => !holding.cursor)) startClaiming()
    })
  }

  /**
   * Gathers until there is something to hand over: a full batch, or one that has waited and all that is at hand, or
   * enough that was skipped. What came while the batch in front was dealt with has waited already.
   */
  async function gathered(): Promise<boolean> {
    let fullBy: number | undefined
    let skippedBefore: number | undefined
    while (!stopped.aborted) {
      for (const holding of holdings.values()) noteBehind(holding, clock.machine())
      const outcome = gather(holdings.values(), limits, accepts)
      if (outcome === 'full') return true
      const { messages } = messagesOf(holdings.values())
      let skipped = 0
      for (const holding of holdings.values()) skipped += skippedBy(holding)
      if (skipped >= SKIPPED_AT_MOST.records) return true
      if (outcome === 'more') {
        await turn()
        continue
      }
      const now = clock.machine()
      if (messages > 0) fullBy ??= (handedOverAt ?? now) + limits.waitMs
      if (skipped > 0) skippedBefore ??= now + SKIPPED_AT_MOST.ms
      const until = messages > 0 ? fullBy : skipped > 0 ? skippedBefore : undefined
      if (until !== undefined && now >= until) return true
      await nudge.wait(until === undefined ? undefined : until - now, stopped)
    }
    return false
  }

  async function handOver(): Promise<void> {
    const part = [...holdings.values()].filter(({ cursor, run }) => cursor && run && run.next > cursor.next)
    if (part.length === 0) return
    batches += 1
    handedOverAt = clock.machine()
    const slices = part.map(holding => sliceOf(holding.run!))
    for (const holding of part) if (holding.run!.messages.length > 0) holding.servedIn = batches
    const lost = new AbortController()
    inFlight = { holdings: new Set(part), lost }
    try {
      const outcome = await handle({ slices, lost: lost.signal })
      if (outcome !== 'durable') throw new Fenced(group, lost.signal.aborted)
      for (const [index, holding] of part.entries()) moved(holding, slices[index]!)
    } finally {
      inFlight = undefined
    }
  }
  function moved(holding: Holding, slice: Slice): void {
    if (!owned(holding)) return
    standAt(holding, slice.to)
    holding.movedAt = clock.machine()
    holding.behindSince = undefined
    noteBehind(holding, holding.movedAt)
  }

  async function work(): Promise<void> {
    // Subscribing has returned before the first batch.
    await turn()
    for (let failures = 0; !stopped.aborted; ) {
      try {
        if (await gathered()) await handOver()
        failures = 0
        // A consumer whose store answers at once would otherwise keep everybody else in the process waiting.
        await turn()
      } catch (error) {
        if (error instanceof Fenced && !error.expected) doubtedAt = clock.machine()
        if (!(error instanceof Fenced && error.expected)) report(error)
        for (const holding of holdings.values()) letGo(holding)
        await clock.sleep(retryDelay(failures++), stopped)
        startClaiming()
      }
    }
  }
  const working = work()

  return {
    topics: subscription.topics,
    owns: (topic, partition) => holdings.has(keyOf(topic, partition)),
    keepOnly: places => {
      const kept = new Set(places.map(place => keyOf(place.topic, place.partition)))
      for (const [key, holding] of holdings) {
        if (kept.has(key)) continue
        holdings.delete(key)
        if (inFlight?.holdings.has(holding)) inFlight.lost.abort()
      }
    },
    takeOn: places => {
      for (const { topic, partition } of places) {
        const key = keyOf(topic, partition)
        if (!holdings.has(key)) holdings.set(key, createHolding(sources.of(topic, partition), clock.machine()))
      }
      startClaiming()
    },
    progress: () =>
      [...holdings.values()].map(holding => {
        noteBehind(holding, clock.machine())
        const { source, movedAt, behindSince } = holding
        return {
          topic: source.topic,
          partition: source.partition,
          next: nextOf(holding),
          end: source.end(),
          movedAt,
          ...(behindSince === undefined ? {} : { behindSince }),
        }
      }),
    finish: async () => {
      stopping.abort()
      await working
      await claiming
      unwatch()
    },
  }
}

/** The consumer's store refused the cursors. Expected when the batch was lost; otherwise somebody else has claimed. */
class Fenced extends Error {
  constructor(
    group: string,
    readonly expected: boolean,
  ) {
    super(`HUB_LOG_FENCED: ${group} is no longer the owner of a partition it had a batch of`)
  }
}
