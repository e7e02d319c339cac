import { setImmediate as turn } from 'node:timers/promises'
import { type EventLog, type Incoming, PARTITIONS } from '../port'
import type { FetchedPartition } from './answer'
import { type Bounds, type Direct, type FetchLimits, isOutOfRange } from './direct'

const READING: FetchLimits = { maxWaitMs: 0, bytes: 4 * 1024 * 1024, bytesPerPartition: 1024 * 1024 }
/** How long a request of a follower lies at the broker when there is nothing new. */
const FOLLOWING: FetchLimits = { ...READING, maxWaitMs: 100 }
/** Handed over in one go; more would hold up everybody else in the process. */
const AT_ONCE = 500

/** Reads what stands between the offsets, each partition in its order; asks for more while the caller is at work. */
export async function* readBetween(
  direct: Direct,
  topic: string,
  from: Parameters<EventLog['read']>[1],
  bounds: Promise<readonly Bounds[]>,
  until: 'end' | undefined,
  closed: AbortSignal,
): AsyncGenerator<readonly Incoming[], void> {
  const next = new Map<number, bigint>()
  const ends = await bounds
  const forward = (places: readonly Bounds[]): void => {
    for (const [partition, at] of next) if (at < places[partition]!.first) next.set(partition, places[partition]!.first)
    if (until) for (const [partition, at] of next) if (at >= ends[partition]!.end) next.delete(partition)
  }
  for (let partition = 0; partition < PARTITIONS; partition++) next.set(partition, 0n)
  for (const { partition, next: at } of from) next.set(partition, at)
  forward(ends)

  const ask = async (): Promise<readonly FetchedPartition[]> => {
    try {
      return await direct.fetch(topic, next, until ? READING : FOLLOWING)
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      // Retention went by while we read.
      const now = await direct.bounds(topic)
      for (const [partition, at] of next)
        if (at > now[partition]!.end)
          throw new Error(`HUB_LOG_CURSOR_BEYOND_END: ${topic}/${partition} ends at ${now[partition]!.end}, not ${at}`)
      forward(now)
      return []
    }
  }
  let answer = next.size > 0 ? ask() : undefined
  try {
    while (answer && !closed.aborted) {
      const chunks = (await answer).map(fetched => unread(fetched, next, until && ends))
      answer = next.size > 0 ? ask() : undefined
      // Whoever leaves early leaves this one unheard.
      answer?.catch(() => {})
      for (const records of chunks)
        for (let at = 0; at < records.length && !closed.aborted; at += AT_ONCE) {
          yield records.slice(at, at + AT_ONCE)
          await turn()
        }
    }
  } finally {
    await answer?.catch(() => {})
  }
}

/** What the caller has not had yet; moves `next` over it, and forgets partitions that have come to their end. */
function unread(
  { partition, records, next: after }: FetchedPartition,
  next: Map<number, bigint>,
  ends: readonly Bounds[] | undefined,
): readonly Incoming[] {
  const from = next.get(partition)
  if (from === undefined || after === undefined) return []
  const end = ends && ends[partition]!.end
  if (end !== undefined && after >= end) next.delete(partition)
  else if (after > from) next.set(partition, after)
  const [first] = records
  const isWhole = first && first.offset >= from && (end === undefined || after <= end)
  return isWhole ? records : records.filter(({ offset }) => offset >= from && (end === undefined || offset < end))
}

/** The record at the address, if it is there. */
export async function fetchOne(
  direct: Direct,
  topic: string,
  partition: number,
  offset: bigint,
): Promise<Incoming | undefined> {
  try {
    const answers = await direct.fetch(topic, new Map([[partition, offset]]), { ...READING, bytesPerPartition: 1 })
    return answers.flatMap(({ records }) => records).find(record => record.offset === offset)
  } catch (error) {
    if (isOutOfRange(error)) return undefined
    throw error
  }
}
