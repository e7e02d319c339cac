import type { Incoming, Outgoing } from '../port'

/** A source as a relay publishes it: ids and positions count up, lanes take turns. */
export interface Source {
  /** The next records of the source. */
  next(count: number, lanes?: number): Outgoing[]
  readonly sent: readonly Outgoing[]
}

export function createSource(name: string, bytes = 20): Source {
  const sent: Outgoing[] = []
  return {
    sent,
    next: (count, lanes = 100) =>
      Array.from({ length: count }, () => {
        const position = BigInt(sent.length + 1)
        const record: Outgoing = {
          id: `${name}-${position}`,
          type: Number(position) % 3 === 0 ? 'hub.test.v1.Third' : 'hub.test.v1.Other',
          lane: `${name}/lane-${Number(position) % lanes}`,
          source: name,
          position,
          headers: { traceparent: `00-${position}` },
          value: new Uint8Array(bytes).fill(Number(position) % 256),
        }
        sent.push(record)
        return record
      }),
  }
}

/** Ids lane by lane, in the order given: two logs of the same records are right when these are equal. */
export function byLane(records: readonly Pick<Incoming, 'lane' | 'id'>[]): Record<string, string[]> {
  const lanes: Record<string, string[]> = {}
  for (const { lane, id } of records) {
    lanes[lane] ??= []
    lanes[lane].push(id)
  }
  return lanes
}

export const idsOf = (records: readonly Pick<Incoming, 'id'>[]): string[] => records.map(record => record.id)

/** Every chunk of a read, as one list. */
export async function allOf(chunks: AsyncIterable<readonly Incoming[]>): Promise<Incoming[]> {
  const records: Incoming[] = []
  for await (const chunk of chunks) records.push(...chunk)
  return records
}
