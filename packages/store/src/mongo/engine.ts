import type { Clock } from '@hub/clock'
import type { Commit, Committed, Engine } from '../committer'
import type { Recorded } from '../port'
import { fencedAmong } from './cursors'
import type { Database } from './database'
import { translated } from './errors'
import { load } from './load'
import { movedSince } from './looks'
import { planOf } from './plan'
import { createPositions } from './positions'
import { createStreams } from './streams'
import { createTransactions, createWaits } from './transaction'
import { write } from './write'

export interface MongoEngine extends Engine {
  /** Called after each commit of this process that recorded events, with them. */
  onEvents(listener: (events: readonly Recorded[]) => void): () => void
  close(): Promise<void>
}

const PATIENCE_MS = 10_000

export function createMongoEngine(database: Database, appName: string, clock: Clock): MongoEngine {
  const listeners = new Set<(events: readonly Recorded[]) => void>()
  const streams = createStreams(database)
  const positions = createPositions()
  const transactions = createTransactions(database.client, appName, clock)

  const commit = async (given: Commit): Promise<Committed> => {
    const plan = planOf(given, clock)
    const end = clock.machine() + PATIENCE_MS
    for (const wait = createWaits(clock); ; ) {
      if ((await transactions.run(session => write(database, plan, session, positions.expected()))) === 'committed') {
        const events = given.events.map((event, at) => ({ ...event, position: plan.events[at]?._id ?? 0n }))
        streams.committed(events)
        const [first] = events
        if (first) {
          const from = first.position - 1n
          positions.committed(from, from + BigInt(events.length))
          for (const listener of listeners) listener(events)
        }
        return { is: 'committed' }
      }
      positions.missed()
      const refused = await refusalOf(database, given)
      if (refused?.is === 'conflict') streams.moved(refused.streams)
      if (refused) return refused
      // Committed by another process, but not yet by a majority: it shows in a moment.
      if (clock.machine() > end) throw new Error('a commit is refused, and nothing has moved')
      await wait()
    }
  }

  return {
    load: async wanted => {
      try {
        return await load(database, streams, wanted)
      } catch (error) {
        throw translated(error)
      }
    },
    commit: async given => {
      try {
        return await commit(given)
      } catch (error) {
        throw translated(error)
      }
    },
    onEvents: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: transactions.close,
  }
}

/** Why a commit could not be written; cursors first. */
async function refusalOf(database: Database, { cursors, expected }: Commit): Promise<Committed | undefined> {
  const fenced = await fencedAmong(database, cursors)
  if (fenced.length > 0) return { is: 'fenced', cursors: fenced }
  return movedSince(database, expected)
}
