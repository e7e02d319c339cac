import type { Clock } from '@hub/clock'
import type { Direct } from './direct'
import type { Queue } from './queue'

export interface Watched {
  readonly group: string
  readonly topics: readonly string[]
  readonly direct: Direct
  readonly clock: Clock
  readonly report: (error: unknown) => void
  readonly queues: () => Iterable<Queue>
  /** Whether fetching is held back because enough is queued. */
  readonly held: () => boolean
  readonly restart: () => void
  readonly stopped: AbortSignal
}

const LOOK_MS = 10_000
/** A consumer asks or sleeps 100 ms at a time; it may be silent for as long as a rebalance takes. */
const SILENT_MS = 25_000
/** Far longer than any group takes to join: beyond it, only a consumer that hangs is waited for. */
const MOST_SILENT_MS = 8 * SILENT_MS

export interface Watchdog {
  /** The consumer is at work. */
  alive(): void
  /** A consumer begins: it has yet to join. */
  begins(): void
  readonly ended: Promise<void>
}

/**
 * Looks at the topics' ends itself, so that `end` grows in `progress` even where fetching hangs, and restarts a
 * consumer that has fallen silent or that leaves records lying for two looks.
 *
 * A consumer that joins makes the whole group join again, and every restart adds one. So each in a row is given twice
 * the time of the one before, up to a limit: members that are slow to join do not keep each other from it for ever.
 */
export function watchOver(watched: Watched): Watchdog {
  const { group, topics, direct, clock, report, queues, held, restart, stopped } = watched
  let aliveAt = clock.machine()
  let patience = SILENT_MS
  // Partitions that had more to fetch at the last look, and where they stood.
  let lagging = new Map<Queue, bigint>()

  const begin = (why: string): void => {
    report(new Error(`HUB_LOG_CONSUMER_STUCK: ${group}: ${why}; its consumer is started anew`))
    aliveAt = clock.machine()
    patience = Math.min(2 * patience, MOST_SILENT_MS)
    lagging = new Map()
    restart()
  }

  async function look(): Promise<void> {
    const before = lagging
    const now = new Map<Queue, bigint>()
    for (const topic of topics) {
      // While the ends are asked for, reading goes on, beyond what they will be.
      const stood = new Map([...queues()].map(queue => [queue, queue.fetched]))
      const bounds = await direct.bounds(topic)
      for (const queue of queues()) {
        if (queue.topic !== topic) continue
        const { first, end } = bounds[queue.partition]!
        const where = `${topic}/${queue.partition}`
        queue.learn({
          first,
          end: queue.fetched !== undefined && end < queue.end() && end >= queue.fetched ? queue.end() : end,
        })
        if (queue.fetched === undefined) continue
        const at = stood.get(queue)
        if (at !== undefined && at > end)
          report(
            new Error(
              `HUB_LOG_CURSOR_BEYOND_END: ${group} stands at ${at} of ${where}, which ends at ${end}: ` +
                'this is not the log it has read',
            ),
          )
        if (queue.fetched < end && !held()) now.set(queue, queue.fetched)
      }
    }
    lagging = now
    const stuck = [...now].filter(([queue, fetched]) => before.get(queue) === fetched)
    if (stuck.length > 0) begin(`nothing was fetched of ${stuck.length} partitions that have records`)
  }

  /** False where no broker answers: then nobody can be at work, and a new consumer would not be either. */
  async function canBeJudged(): Promise<boolean> {
    const looked = look().then(
      () => true,
      error => {
        report(error)
        return false
      },
    )
    return Promise.race([looked, clock.sleep(LOOK_MS, stopped).then(() => false)])
  }

  async function watch(): Promise<void> {
    for (;;) {
      await clock.sleep(LOOK_MS, stopped)
      if (stopped.aborted) return
      if (!(await canBeJudged())) aliveAt = clock.machine()
      else if (clock.machine() - aliveAt > patience) begin(`silent for ${clock.machine() - aliveAt} ms`)
    }
  }

  return {
    alive: () => {
      aliveAt = clock.machine()
      patience = SILENT_MS
    },
    begins: () => {
      aliveAt = clock.machine()
    },
    ended: watch(),
  }
}
