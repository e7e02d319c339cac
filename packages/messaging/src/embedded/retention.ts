import { setImmediate as turn } from 'node:timers/promises'
import { PARTITIONS } from '../port'
import type { Ledger } from './ledger'

const SECONDS_A_DAY = 86_400

/** Drops what is older than the topic's retention, a little at a time. */
export async function prune(
  ledger: Ledger,
  retentionDays: number,
  nowSeconds: number,
  closed: AbortSignal,
): Promise<void> {
  const before = Math.floor(nowSeconds - retentionDays * SECONDS_A_DAY)
  for (let partition = 0; partition < PARTITIONS && !closed.aborted; partition++)
    while (!closed.aborted && ledger.dropBefore(partition, before)) await turn()
}
