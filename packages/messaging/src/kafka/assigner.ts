import { AssignerProtocol, type PartitionAssigner } from 'kafkajs'
import { assign, type Candidate } from '../members/assignment'
import type { Place } from '../members/source'

/** Every member of a group must offer the same name: changing it needs both for one release. */
const NAME = 'hub-sticky'
const VERSION = 1

/** What a member tells the one that shares out: what it has, and since which generation of the group. */
export interface Owned {
  readonly generation: number
  readonly places: readonly Place[]
}

interface Reader extends Candidate {
  readonly memberId: string
  readonly generation: number
}

/**
 * Shares out so that survivors keep what they have in hand. Where two say they own a partition, one of them was away:
 * the younger generation is believed.
 */
export const stickyAssigner =
  (owned: () => Owned): PartitionAssigner =>
  () => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData: told(owned()) }),
    }),
    assign: async ({ members }) => {
      const readers = members.map(({ memberId, memberMetadata }): Reader => {
        const metadata = AssignerProtocol.MemberMetadata.decode(memberMetadata)
        const { generation, keys } = heard(metadata?.userData)
        return {
          memberId,
          generation,
          topics: metadata?.topics ?? [],
          owns: (topic, partition) => keys.has(`${topic}/${partition}`),
        }
      })
      readers.sort((a, b) => b.generation - a.generation || (a.memberId < b.memberId ? -1 : 1))
      return [...assign(readers)].map(([{ memberId }, places]) => {
        const assignment: Record<string, number[]> = {}
        for (const { topic, partition } of places) {
          assignment[topic] ??= []
          assignment[topic].push(partition)
        }
        const memberAssignment = AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment,
          userData: Buffer.alloc(0),
        })
        return { memberId, memberAssignment }
      })
    },
  })

const told = ({ generation, places }: Owned): Buffer =>
  Buffer.from(JSON.stringify([generation, places.map(({ topic, partition }) => `${topic}/${partition}`)]))

function heard(userData: Buffer | undefined): { generation: number; keys: ReadonlySet<string> } {
  try {
    const [generation, keys] = JSON.parse(String(userData)) as [number, string[]]
    return { generation, keys: new Set(keys) }
  } catch {
    // Another release, or none of ours: it owns nothing we know of.
    return { generation: -1, keys: new Set() }
  }
}
