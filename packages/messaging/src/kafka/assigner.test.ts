import { describe, expect, it } from '@jest/globals'
import { AssignerProtocol } from 'kafkajs'
import type { Place } from '../members/source'
import { PARTITIONS } from '../port'
import { type Owned, stickyAssigner } from './assigner'

const TOPIC = 'hub.events'
const assignerOf = (owned: Owned) => stickyAssigner(() => owned)({} as never)
const member = (memberId: string, generation: number, partitions: readonly number[]) => ({
  memberId,
  memberMetadata: assignerOf({
    generation,
    places: partitions.map((partition): Place => ({ topic: TOPIC, partition })),
  }).protocol({ topics: [TOPIC] }).metadata,
})
async function shared(members: readonly ReturnType<typeof member>[]): Promise<Record<string, number[]>> {
  const shares = await assignerOf({ generation: 0, places: [] }).assign({ members: [...members], topics: [TOPIC] })
  return Object.fromEntries(
    shares.map(({ memberId, memberAssignment }) => [
      memberId,
      (AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment[TOPIC] ?? []).sort((a, b) => a - b),
    ]),
  )
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('the sticky assigner', () => {
  it('lets survivors keep all they have when one leaves', async () => {
    const shares = await shared([member('a', 3, range(0, 16)), member('b', 3, range(16, 32))])
    expect(shares.a).toEqual(expect.arrayContaining(range(0, 16)))
    expect(shares.b).toEqual(expect.arrayContaining(range(16, 32)))
    expect([...shares.a!, ...shares.b!].sort((a, b) => a - b)).toEqual(range(0, PARTITIONS))
  })

  it('believes the younger generation where two say they own a partition', async () => {
    const all = range(0, PARTITIONS)
    const shares = await shared([member('away', 3, range(0, 24)), member('here', 5, all)])
    expect(shares.here).toEqual(range(0, 24))
    expect(shares.away).toEqual(range(24, PARTITIONS))
  })

  it('gives a member of which it understands nothing its share all the same', async () => {
    const metadata = AssignerProtocol.MemberMetadata
    const foreign = {
      memberId: 'x',
      memberMetadata: metadata.encode({ version: 1, topics: [TOPIC], userData: Buffer.from('?') }),
    }
    const shares = await shared([foreign, member('a', 1, range(0, PARTITIONS))])
    expect([shares.x!.length, shares.a!.length]).toEqual([24, 24])
  })
})
