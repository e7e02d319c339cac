import type { Source, Sources } from '../members/source'
import type { Ledger } from './ledger'

const sourceOf = (ledger: Ledger, partition: number): Source => ({
  topic: ledger.topic,
  partition,
  first: () => BigInt(ledger.first(partition)),
  end: () => BigInt(ledger.end(partition)),
  hasMore: next => Number(next) < ledger.end(partition),
  recordsAt: next => ledger.recordsAt(partition, Number(next)),
  startAt: () => {},
  letGo: () => {},
})

/** The ledgers as a member reads them. Groups are coordinated in this process: what a member was given, it has. */
export const ledgerSources = (ledgers: readonly Ledger[]): Sources => ({
  of: (topic, partition) => sourceOf(ledgers.find(ledger => ledger.topic === topic)!, partition),
  watch: listener => {
    const unwatch = ledgers.map(ledger => ledger.watch(listener))
    return () => {
      for (const stop of unwatch) stop()
    }
  },
  ready: async () => {},
})
