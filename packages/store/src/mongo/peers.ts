import type { Binary, ClientSession, MongoClient } from 'mongodb'

const IDLE_MICROS = 1_000_000

interface Idle {
  readonly lsid: { readonly id: Binary }
}

/**
 * Ends the transactions of our own name that stand open and idle for over a second: their process is frozen, and holds
 * everyone of its context at the counter or at a cursor. A process that only was slow gets NoSuchTransaction and runs
 * again; one that wakes up finds its cursors claimed (decision 0001).
 */
export async function endIdlePeers(client: MongoClient, appName: string, own?: ClientSession): Promise<number> {
  const admin = client.db('admin')
  const idle = await admin
    .aggregate<Idle>(
      [
        { $currentOp: { idleSessions: true } },
        { $match: { type: 'idleSession', appName, 'transaction.timeOpenMicros': { $gt: IDLE_MICROS } } },
        { $project: { lsid: 1 } },
      ],
      // A session's id must go back as the UUID that it is.
      { readConcern: { level: 'local' }, promoteBuffers: false },
    )
    .toArray()
  const mine = own?.id?.id as Binary | undefined
  const others = idle.filter(({ lsid }) => !mine || !lsid.id.buffer.every((byte, at) => byte === mine.buffer[at]))
  if (others.length > 0) await admin.command({ killSessions: others.map(({ lsid }) => ({ id: lsid.id })) })
  return others.length
}
