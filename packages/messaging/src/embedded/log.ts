import type { Clock } from '@hub/clock'
import { type Member, startMember } from '../members/member'
import { partitionOf } from '../partitioner'
import { type EventLog, PARTITIONS, type Running, type Subscription } from '../port'
import { openLogFile } from './database'
import { createGroups } from './groups'
import { type Ledger, openLedger } from './ledger'
import { readLedger } from './reader'
import { prune } from './retention'
import { ledgerSources } from './sources'
import { createTail } from './tail'

export interface EmbeddedLogSettings {
  /** The database file; made when it does not exist, in a folder that does. */
  readonly file: string
  readonly clock: Clock
}

const TAIL_BYTES = 16 * 1024 * 1024
const PRUNE_EVERY_MS = 3_600_000

/**
 * The event log in one SQLite file, for one process: every group is coordinated in here.
 *
 * What `append` resolved for survives a crash of the machine (WAL, fsync at every commit). The file belongs to this
 * process until it ends, however it ends: a second opener is refused with `HUB_LOG_IN_USE`. Retention counts in
 * domain time, since the append, when opened and once an hour of machine time.
 */
export async function openEmbeddedLog({ file, clock }: EmbeddedLogSettings): Promise<EventLog> {
  const logFile = openLogFile(file)
  const tail = createTail(TAIL_BYTES)
  const ledgers = new Map<string, { readonly ledger: Ledger; retentionDays: number | undefined }>()
  const groups = createGroups()
  const running = new Set<Running>()
  const closing = new AbortController()
  let closed = false

  // The machine's, as a broker's: moving a simulated hub's time forgets nothing.
  const seconds = (): number => Math.floor(clock.machine() / 1000)
  const ledgerOf = (topic: string): Ledger => {
    if (closed) throw new Error(`HUB_LOG_CLOSED: the log ${file} is closed`)
    const known = ledgers.get(topic)
    if (!known) throw new Error(`HUB_LOG_UNKNOWN_TOPIC: ${topic} has not been created`)
    return known.ledger
  }
  const loadTopics = (): void => {
    for (const { id, name, retentionDays } of logFile.topics()) {
      const known = ledgers.get(name)
      if (known) known.retentionDays = retentionDays
      else ledgers.set(name, { ledger: openLedger(logFile, id, name, tail), retentionDays })
    }
  }

  let pruning: Promise<void> = Promise.resolve()
  let cancelPrune = (): void => {}
  const pruneAll = async (): Promise<void> => {
    for (const { ledger, retentionDays } of ledgers.values())
      if (retentionDays !== undefined) await prune(ledger, retentionDays, seconds(), closing.signal)
  }
  const pruneHourly = (): void => {
    cancelPrune = clock.after(PRUNE_EVERY_MS, () => {
      // A pruning that fails (a full disk) loses nothing: the next one takes it up.
      pruning = pruneAll().catch(() => {})
      pruneHourly()
    })
  }

  const subscribe = async (subscription: Subscription): Promise<Running> => {
    if (closing.signal.aborted) throw new Error(`HUB_LOG_CLOSED: the log ${file} is being closed`)
    const member: Member = startMember(subscription, ledgerSources(subscription.topics.map(ledgerOf)), clock)
    groups.join(subscription.group, member)
    let stopped: Promise<void> | undefined
    const self: Running = {
      progress: member.progress,
      stop: () => {
        stopped ??= member.finish().then(() => {
          groups.leave(subscription.group, member)
          running.delete(self)
        })
        return stopped
      },
    }
    running.add(self)
    return self
  }

  loadTopics()
  await pruneAll()
  pruneHourly()

  return {
    createTopics: async topics => {
      for (const { name, retentionDays } of topics) logFile.putTopic(name, retentionDays)
      loadTopics()
    },
    append: async (topic, batch) => {
      const ledger = ledgerOf(topic)
      if (batch.length > 0) ledger.append(batch, seconds())
    },
    subscribe,
    read: (topic, from, until) => readLedger(ledgerOf(topic), from, until, clock, closing.signal),
    ends: async topic => {
      const ledger = ledgerOf(topic)
      return Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, next: BigInt(ledger.end(partition)) }))
    },
    fetch: async (topic, partition, offset) => {
      const ledger = ledgerOf(topic)
      const at = Number(offset)
      if (at < ledger.first(partition)) return undefined
      return ledger.recordsAt(partition, at).find(record => record.offset === offset)
    },
    partitionOf,
    close: async () => {
      if (closing.signal.aborted) return
      closing.abort()
      cancelPrune()
      // A handler that is still at work may append.
      await Promise.all([...running].map(one => one.stop()))
      await pruning
      closed = true
      logFile.close()
    },
  }
}
