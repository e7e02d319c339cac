import type { Store } from '@hub/store'
import { BLOCKING_RULES, type BlockingRule, LARGEST_BLOCK, soughtBy } from '../domain/likeness/blocking'
import { type Described, likenessOf } from '../domain/likeness/described'

/** A record, by what it is kept under. */
export interface LikenessRow extends Described {
  readonly token: string
}

export interface Found {
  /** The records to compare each with, by token. */
  readonly candidates: ReadonlyMap<string, readonly LikenessRow[]>
  /** Values that so many records have in common that they tell nobody from anybody; they were not compared by them. */
  readonly tooCommon: number
}

/** How many values one query asks for. */
const VALUES_AT_ONCE = 200

/**
 * Finds whom some records are to be compared with: a few queries for all of them, by indexed fields, so that the cost
 * does not grow with the number of people. It sees every record that is committed.
 */
export async function findAlike(store: Pick<Store, 'find'>, rows: readonly LikenessRow[]): Promise<Found> {
  const seekers = new Map<BlockingRule, Map<string, LikenessRow[]>>()
  for (const row of rows)
    for (const [rule, value] of soughtBy(likenessOf(row))) {
      const values = seekers.get(rule) ?? new Map<string, LikenessRow[]>()
      seekers.set(rule, values)
      values.set(value, [...(values.get(value) ?? []), row])
    }
  let tooCommon = 0
  const candidates = new Map<string, Map<string, LikenessRow>>(rows.map(({ token }) => [token, new Map()]))
  const look = async (rule: BlockingRule, values: readonly string[]): Promise<void> => {
    const limit = values.length * (LARGEST_BLOCK + 1)
    const found = await store.find<LikenessRow>(
      'likenesses',
      { where: { [`blocks.${rule}`]: { in: values } } },
      { limit },
    )
    if (found.length === limit && values.length > 1) {
      // One of them may have taken the room of all.
      const half = values.length >> 1
      await Promise.all([look(rule, values.slice(0, half)), look(rule, values.slice(half))])
      return
    }
    const byValue = new Map<string, LikenessRow[]>()
    for (const row of found) {
      const value = row.blocks[rule]!
      byValue.set(value, [...(byValue.get(value) ?? []), row])
    }
    for (const [value, members] of byValue) {
      if (members.length > LARGEST_BLOCK) tooCommon += 1
      else
        for (const seeker of seekers.get(rule)!.get(value) ?? [])
          for (const member of members)
            if (member.token !== seeker.token) candidates.get(seeker.token)!.set(member.token, member)
    }
  }
  await Promise.all(
    BLOCKING_RULES.flatMap(rule => {
      const values = [...(seekers.get(rule)?.keys() ?? [])]
      return Array.from({ length: Math.ceil(values.length / VALUES_AT_ONCE) }, (_, at) =>
        look(rule, values.slice(at * VALUES_AT_ONCE, (at + 1) * VALUES_AT_ONCE)),
      )
    }),
  )
  return {
    candidates: new Map([...candidates].map(([token, found]) => [token, [...found.values()]])),
    tooCommon,
  }
}
