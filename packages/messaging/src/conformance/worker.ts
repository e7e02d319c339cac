import type { Batch, EventLog, Running, Subscription } from '../port'
import { type ConsumerStore, flawsOf } from './consumer-store'

/** A member of a group as a service would run it, watched by the suite. */
export interface Worker extends Running {
  /** Everything that broke an invariant of batches; must stay empty. */
  readonly flaws: readonly string[]
  readonly batches: readonly Batch[]
  readonly errors: readonly unknown[]
  readonly outcomes: readonly ('durable' | 'fenced')[]
}

export interface WorkerSettings extends Omit<Partial<Subscription>, 'claim' | 'handle'> {
  readonly group: string
  readonly topics: readonly string[]
  /** Runs before the commit: may wait, fail, or interfere. */
  readonly before?: (batch: Batch) => Promise<void>
}

export async function startWorker(log: EventLog, store: ConsumerStore, settings: WorkerSettings): Promise<Worker> {
  const { before, ...subscription } = settings
  const flaws: string[] = []
  const batches: Batch[] = []
  const errors: unknown[] = []
  const outcomes: ('durable' | 'fenced')[] = []
  // Where the next batch of a partition must start: at the claim, then at `to` of what was durable (guarantee 6).
  const expected = new Map<string, bigint>()
  let inFlight = 0

  const running = await log.subscribe({
    ...subscription,
    claim: async (group, partitions) => {
      const cursors = await store.claim(group, partitions)
      for (const { topic, partition, next } of cursors) expected.set(`${topic}/${partition}`, next)
      return cursors
    },
    handle: async batch => {
      if (++inFlight > 1) flaws.push('two batches in flight at once')
      batches.push(batch)
      flaws.push(...flawsOf(batch))
      for (const { from } of batch.slices) {
        const start = expected.get(`${from.topic}/${from.partition}`)
        if (start !== from.next) flaws.push(`${from.topic}/${from.partition} from ${from.next}, expected ${start}`)
      }
      try {
        await before?.(batch)
        const outcome = store.commit(settings.group, batch.slices)
        outcomes.push(outcome)
        if (outcome === 'durable')
          for (const { to } of batch.slices) expected.set(`${to.topic}/${to.partition}`, to.next)
        return outcome
      } finally {
        inFlight -= 1
      }
    },
    onError: error => {
      errors.push(error)
    },
  })
  return { ...running, flaws, batches, errors, outcomes }
}
