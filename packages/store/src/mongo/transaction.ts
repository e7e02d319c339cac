import type { Clock } from '@hub/clock'
import type { ClientSession, MongoClient } from 'mongodb'
import { StoreError } from '../errors'
import { isBlocked, isTransient, isUnknownCommit, translated, unavailable } from './errors'
import { endIdlePeers } from './peers'

/** How long one commit is tried before its callers are told that the engine is away. */
const PATIENCE_MS = 10_000
/** How long someone else's transaction may stand in the way before its process is taken for frozen. */
const BLOCKED_MS = 1_000
const LONGEST_WAIT_MS = 20

export interface Transactions {
  /** Runs `write` in a transaction until it is committed, or undone because `write` said so. */
  run(write: (session: ClientSession) => Promise<'commit' | 'undo'>): Promise<'committed' | 'undone'>
  close(): Promise<void>
}

/** A growing random wait, so that two who met do not meet again at once. */
export function createWaits(clock: Clock, longestMs = LONGEST_WAIT_MS) {
  let most = 1
  return async (): Promise<void> => {
    most = Math.min(most * 2, longestMs)
    await clock.sleep(most * (Number.parseInt(clock.newId().slice(0, 8), 16) / 0x1_0000_0000))
  }
}

/** Watches how long one call has been blocked, and ends the frozen peers that block it. */
export function createRemedy(client: MongoClient, appName: string, clock: Clock, own?: ClientSession) {
  let since: number | undefined
  // `asked`: when the call that failed began, for a call that waited in the server.
  return async (error: unknown, asked = clock.machine()): Promise<void> => {
    if (!isBlocked(error)) {
      since = undefined
      return
    }
    since ??= asked
    if (clock.machine() - since < BLOCKED_MS) return
    since = clock.machine()
    try {
      await endIdlePeers(client, appName, own)
    } catch {
      // The server's own limit on a transaction's life is the second net; the caller goes on trying until then.
    }
  }
}

/** One session, and so at most one transaction at a time. */
export function createTransactions(client: MongoClient, appName: string, clock: Clock): Transactions {
  const session = client.startSession({
    causalConsistency: false,
    defaultTransactionOptions: {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
      readPreference: 'primary',
    },
  })

  const abort = async () => {
    if (!session.inTransaction()) return
    try {
      await session.abortTransaction()
    } catch {
      // Then the server ends it.
    }
  }
  const once = async (write: (session: ClientSession) => Promise<'commit' | 'undo'>, overdue: () => boolean) => {
    session.startTransaction()
    if ((await write(session)) === 'undo') {
      await abort()
      return 'undone'
    }
    for (const wait = createWaits(clock); ; ) {
      try {
        await session.commitTransaction()
        return 'committed'
      } catch (error) {
        if (!isUnknownCommit(error) || overdue()) throw error
        await wait()
      }
    }
  }

  return {
    run: async write => {
      const end = clock.machine() + PATIENCE_MS
      const overdue = () => clock.machine() > end
      const wait = createWaits(clock)
      const remedy = createRemedy(client, appName, clock, session)
      for (;;) {
        try {
          return await once(write, overdue)
        } catch (error) {
          await abort()
          if (error instanceof StoreError) throw error
          if (isUnknownCommit(error)) throw unavailable(error)
          if (!isTransient(error) || overdue()) throw translated(error)
          await remedy(error)
          await wait()
        }
      }
    },
    close: () => session.endSession(),
  }
}
