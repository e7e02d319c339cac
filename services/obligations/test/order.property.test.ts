import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type Cluster,
  livingOf,
  type News,
  nothingTold,
  type PersonTold,
  peopleOf,
  type Word,
  withNews,
  withWord,
} from '../src/domain/person'
import type { Told } from '../src/domain/told'
import { done, maker, noon, sentenced, stand } from './told'

describe('facts about promises and of who is who', () => {
  type Said = { readonly news: News } | { readonly word: Word }
  const IDS = ['elder', 'younger', 'youngest']

  /**
   * Pairs that merge when they are two people and split when they are one, as people tells it: two events, on two
   * partitions. Beside the words, with whom each id was ever one.
   */
  function historyOf(turns: readonly (readonly [number, number])[]) {
    const into = new Map<string, string>()
    const living = (id: string): string => (into.has(id) ? living(into.get(id)!) : id)
    const isUnder = (id: string, top: string): boolean => id === top || (into.has(id) && isUnder(into.get(id)!, top))
    const under = (top: string) => IDS.filter(id => isUnder(id, top))
    const words: Word[] = []
    const wereOne = new Map(IDS.map(id => [id, new Set([id])]))
    for (const [one, other] of turns.map(([a, b]) => [IDS[a]!, IDS[b]!] as const)) {
      const at = words.length
      const [as, personId] = [living(one), living(other)].sort((a, b) => IDS.indexOf(a) - IDS.indexOf(b)) as [
        string,
        string,
      ]
      if (as !== personId) {
        into.set(personId, as)
        words.push(...[at, at + 1].map(at => ({ personId, as, identities: [], near: [as], at })))
        for (const id of under(as)) for (const each of under(as)) wereOne.get(id)!.add(each)
        continue
      }
      const all = under(as)
      into.delete(other)
      for (const id of [as, other]) {
        const identities = under(id).map(each => `of ${each}`)
        words.push({ personId: id, as: id, identities, near: all.filter(each => each !== id), at: words.length })
      }
    }
    return { words, wereOne }
  }

  const days = fc.constantFrom('2026-03-02', '2026-03-05', '2026-03-09', '2026-03-12', '2026-03-15')
  /** One thing, and what corrects it or takes it back, each recorded under some id that its person had. */
  const thing = fc.record({
    kind: fc.constantFrom('request', 'report', 'sentence'),
    whose: fc.constantFrom(...IDS),
    links: fc.array(fc.tuple(fc.nat(2), days), { minLength: 1, maxLength: 3 }),
    takenBack: fc.boolean(),
  })
  type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never
  const newsOf = ({ kind, whose, links, takenBack }: Thing, n: number, ids: readonly string[]): readonly News[] =>
    links.map(([place, day], index) => {
      const eventId = `${kind}${n}.${index}`
      const told: Told =
        kind === 'request'
          ? maker(eventId, { key: `${kind}${n}`, day, recordedAt: noon(`2026-03-0${index + 2}`) })
          : kind === 'report'
            ? done(eventId, day, { unit: `u${n}` })
            : sentenced(eventId, day)
      const nothing = takenBack && index > 0 && index === links.length - 1
      return {
        personId: ids[place % ids.length]!,
        eventId,
        told: nothing ? [] : [{ ...told, identity: { ...told.identity, token: `of ${whose}` } }],
        ...(index > 0 ? { supersedes: `${kind}${n}.${index - 1}` } : {}),
      }
    })
  const said = fc
    .tuple(
      fc.array(thing, { minLength: 1, maxLength: 5 }),
      fc.array(fc.constantFrom<readonly [number, number]>([0, 1], [0, 2], [1, 2]), { maxLength: 6 }),
    )
    .map(([things, turns]): readonly Said[] => {
      const { words, wereOne } = historyOf(turns)
      const news = things.flatMap((each, n) => newsOf(each, n, [...wereOne.get(each.whose)!]))
      return [...words.map(word => ({ word })), ...news.map(news => ({ news }))]
    })

  /** What is kept of everybody: each event finds those with whom its people are known to have been one, as in the service. */
  function kept(all: readonly Said[]): Cluster {
    const rows = new Map<string, PersonTold>()
    for (const each of all) {
      const open = 'news' in each ? [each.news.personId] : [each.word.personId, ...each.word.near]
      const cluster = new Map<string, PersonTold>()
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (cluster.has(id)) continue
        cluster.set(id, rows.get(id) ?? nothingTold)
        open.push(...cluster.get(id)!.near)
      }
      for (const [id, row] of after(cluster, each)) rows.set(id, row)
    }
    return rows
  }
  const after = (cluster: Cluster, each: Said): Cluster =>
    'news' in each ? withNews(cluster, each.news) : withWord(cluster, each.word)
  const glances = (cluster: Cluster, now: string) =>
    IDS.map(id => [id, livingOf(cluster, id), stand(peopleOf(cluster).get(id) ?? [], now)])

  it('come to the same in any order and repeated, corrections before what they correct included', () => {
    fc.assert(
      fc.property(
        said.chain(all =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 }),
            fc.constantFrom('2026-03-04T00:00:00Z', '2026-03-11T00:00:00Z', '2026-04-01T00:00:00Z'),
          ),
        ),
        ([inOrder, shuffled, now]) => {
          const end = kept(shuffled)
          expect(glances(end, now)).toEqual(glances(kept(inOrder), now))
          // From the start again: nothing is news.
          for (const each of inOrder) expect(after(end, each)).toBe(end)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('give everybody what is recorded against the identities that are theirs in the end', () => {
    fc.assert(
      fc.property(said, all => {
        const end = kept(all)
        for (const [personId, told] of peopleOf(end))
          for (const { identity } of told) expect(livingOf(end, identity.token.replace('of ', ''))).toBe(personId)
      }),
      { numRuns: 1_000 },
    )
  })
})
