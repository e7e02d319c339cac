import { type Identity, IdentityType } from '@hub/contracts/person'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { componentsOf } from './components'
import { joinIdentities } from './join-identities'
import { givingWay } from './links'
import { type Changes, type KnownIdentity, type Link, linkId, type PersonRecord, waitedFor } from './person'
import { openRegister } from './register'
import type { Living, Register } from './register-interface'
import { linkParts } from './split'

const identityOf = (token: string): KnownIdentity => ({
  identity: { type: IdentityType.IDENTITY_TYPE_CRN, value: `value of ${token}` } as Identity,
  token,
})

/** People as they are kept, what was told of them, and the register of each change. */
function createPeople() {
  const people = new Map<string, PersonRecord>()
  const owners = new Map<string, string>()
  const told: { type: string; personId: string; key: string; data: Record<string, unknown> }[] = []
  const closed: Changes['closed'][number][] = []
  let made = 0
  let changes = 0
  const change = <Answer>(tokens: readonly string[], run: (register: Register) => Answer, by?: string): Answer => {
    const known = new Map<string, Living>()
    const sought = new Set(tokens)
    for (const token of sought) {
      const personId = owners.get(token)
      if (!personId) continue
      const record = people.get(personId)!
      known.set(token, { personId, record })
      for (const other of waitedFor(record)) sought.add(other)
    }
    const at = `2026-01-01T00:00:00.${String(++changes).padStart(4, '0')}Z`
    const register = openRegister(known, {
      from: { receiptId: 'a receipt', channel: 'a channel', at },
      ...(by ? { by } : {}),
      newId: () => `person ${String(++made).padStart(4, '0')}`,
    })
    const answer = run(register)
    const done = register.changes()
    for (const [id, record] of done.people) people.set(id, record)
    for (const [token, id] of done.owners) owners.set(token, id)
    closed.push(...done.closed)
    for (const { personId, key, event } of done.events)
      told.push({
        type: event.type.split('.').at(-1)!,
        personId,
        key,
        data: event.data as unknown as Record<string, unknown>,
      })
    return answer
  }
  const join = (...tokens: readonly string[]) =>
    change(
      tokens,
      register =>
        joinIdentities(register, { identities: [...new Set(tokens)].map(identityOf), reason: 'said so' }).personId,
    )
  const link = (one: string, other: string, kind: Link['kind'] = 'alike', total = 25) =>
    change([one, other], register =>
      register.link({
        one,
        other,
        kind,
        reason: 'why',
        ...(kind === 'alike' ? { weighed: { evidence: [], total } } : {}),
      }),
    )
  /** Probation links two records, as decided at a time. */
  const state = (one: string, other: string, said: string) =>
    change([one, other], register => register.link({ one, other, kind: 'stated', reason: 'linked', said }))
  const separate = (one: string, other: string, said?: string) =>
    change([one, other], register => register.separate(one, other, 'a mistake', said))
  const living = (id: string): string => (people.get(id)?.absorbedInto ? living(people.get(id)!.absorbedInto!) : id)
  /** Who is one with whom. */
  const partition = () => {
    const groups = new Map<string, string[]>()
    for (const [token, owner] of owners) groups.set(owner, [...(groups.get(owner) ?? []), token])
    return [...groups.values()].map(tokens => tokens.sort().join()).sort()
  }
  const personOf = (token: string) => people.get(owners.get(token)!)!
  const types = () => told.map(({ type, personId }) => `${type} ${personId}`)
  return { change, join, link, state, separate, partition, personOf, living, owners, people, told, types, closed }
}

describe('joining identities', () => {
  it('makes a new person of identities that nobody has', () => {
    const { join, told, people } = createPeople()
    expect(join('a', 'b')).toBe('person 0001')
    expect(people.get('person 0001')).toMatchObject({
      identities: [
        { token: 'a', home: 'person 0001', from: { receiptId: 'a receipt' } },
        { token: 'b', home: 'person 0001' },
      ],
      links: [{ one: 'a', other: 'b', kind: 'stated', reason: 'said so' }],
    })
    expect(told).toMatchObject([{ type: 'PersonCreated', personId: 'person 0001', key: 'created' }])
  })

  it('adds what is new to who is known, and says nothing of the rest', () => {
    const { join, told } = createPeople()
    join('a')
    expect(join('a', 'b', 'c')).toBe('person 0001')
    expect(told.slice(1)).toMatchObject([
      { type: 'IdentifierAdded', personId: 'person 0001', key: 'identity/b' },
      { type: 'IdentifierAdded', personId: 'person 0001', key: 'identity/c' },
    ])
    expect(join('c', 'a')).toBe('person 0001')
    expect(join('new', 'c')).toBe('person 0001')
    expect(told).toHaveLength(4)
  })

  it('merges into the elder, whoever is named first, with a word on each one’s stream', () => {
    const { join, told, people, personOf } = createPeople()
    join('elder')
    join('younger', 'too')
    expect(join('younger', 'elder')).toBe('person 0001')
    expect(told.slice(2)).toMatchObject([
      { type: 'PersonAbsorbed', personId: 'person 0002', key: 'absorbed/person 0001' },
      { type: 'PersonMerged', personId: 'person 0001', data: { identities: [{ token: 'younger' }, { token: 'too' }] } },
    ])
    expect(people.get('person 0002')?.absorbedInto).toBe('person 0001')
    expect(personOf('too').identities.map(({ token }) => token)).toEqual(['elder', 'younger', 'too'])
    expect(join('too')).toBe('person 0001')
  })

  it('any order of the same assertions ends in the same people', () => {
    const token = fc.constantFrom(...'abcdefghij')
    const assertions = fc.array(fc.array(token, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(
        assertions.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([first, second]) => {
          const [one, other] = [createPeople(), createPeople()]
          for (const tokens of first) one.join(...tokens)
          for (const tokens of second) other.join(...tokens)
          expect(other.partition()).toEqual(one.partition())
          // Saying all of it again changes nothing.
          const before = one.told.length
          for (const tokens of second) one.join(...tokens)
          expect(one.told).toHaveLength(before)
        },
      ),
    )
  })
})

describe('separating', () => {
  it('gives back exactly what each had, with the ids each had', () => {
    const { join, link, separate, people, types } = createPeople()
    join('a', 'b')
    join('x', 'y')
    const before = structuredClone([...people])
    expect(link('b', 'x')).toBe('merged')
    expect(separate('x', 'b')).toBe('split')
    const without = [...people].map(([id, record]) => [id, { ...record, apart: [] }])
    expect(without).toEqual(before)
    expect(types().slice(-2)).toEqual(['PersonSplit person 0001', 'PersonSplit person 0002'])
  })

  it('leaves with each what came in while they were one', () => {
    const { join, link, separate, partition, personOf } = createPeople()
    join('a')
    join('x')
    link('a', 'x')
    join('x', 'came later')
    separate('a', 'x')
    expect(partition()).toEqual(['a', 'came later,x'])
    expect(personOf('x').identities.map(({ home }) => home)).toEqual(['person 0002', 'person 0002'])
  })

  it('in the middle of a chain gives back the chain on either side', () => {
    const { join, link, separate, owners, people, told } = createPeople()
    for (const token of 'abcd') join(token)
    // d into c, c into b, b into a.
    link('c', 'd')
    link('b', 'c')
    link('a', 'b')
    separate('b', 'c')
    expect([...owners]).toEqual([
      ['a', 'person 0001'],
      ['b', 'person 0001'],
      ['c', 'person 0003'],
      ['d', 'person 0003'],
    ])
    expect(people.get('person 0002')?.absorbedInto).toBe('person 0001')
    expect(people.get('person 0004')?.absorbedInto).toBe('person 0003')
    expect(told.slice(-2)).toMatchObject([
      { personId: 'person 0001', data: { otherPersonId: 'person 0003', identities: [{ token: 'a' }, { token: 'b' }] } },
      { personId: 'person 0003', data: { otherPersonId: 'person 0001', identities: [{ token: 'c' }, { token: 'd' }] } },
    ])
  })

  it('points an id elsewhere when what it was absorbed through leaves', () => {
    const { join, link, separate, owners, people, types } = createPeople()
    for (const token of 'abc') join(token)
    link('b', 'c')
    link('a', 'c')
    // b leaves; c, which was absorbed in b, stays with a.
    separate('b', 'c')
    expect(Object.fromEntries(owners)).toEqual({ a: 'person 0001', b: 'person 0002', c: 'person 0001' })
    expect(people.get('person 0003')?.absorbedInto).toBe('person 0001')
    expect(people.get('person 0002')?.absorbedInto).toBeUndefined()
    expect(types().slice(-2)).toEqual(['PersonAbsorbed person 0003', 'PersonMerged person 0001'])
  })

  it('gives a new id to records that never had one of their own', () => {
    const { join, separate, owners } = createPeople()
    join('a', 'b')
    expect(separate('a', 'b')).toBe('split')
    expect(Object.fromEntries(owners)).toEqual({ a: 'person 0001', b: 'person 0002' })
  })

  it('does not undo what other statements still say', () => {
    const { join, separate, partition, told } = createPeople()
    join('a', 'b')
    join('b', 'c')
    join('c', 'a')
    const before = told.length
    expect(separate('a', 'b')).toBe('held')
    expect([partition(), told.length]).toEqual([['a,b,c'], before])
  })

  it('lets likeness give way, the weakest on the way from one to the other', () => {
    const { join, link, separate, partition } = createPeople()
    for (const token of 'abcd') join(token)
    link('a', 'b', 'stated')
    link('b', 'c', 'alike', 40)
    link('c', 'd', 'alike', 22)
    expect(separate('a', 'd')).toBe('split')
    expect(partition()).toEqual(['a,b,c', 'd'])
  })

  it('makes likeness give way to what is stated, in whatever order it comes', () => {
    const steps: ((people: ReturnType<typeof createPeople>) => void)[] = [
      ({ separate }) => separate('a', 'b'),
      ({ join }) => join('a', 'c'),
      ({ link }) => link('b', 'c', 'alike', 31),
    ]
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const people = createPeople()
      for (const token of 'abc') people.join(token)
      for (const at of order) steps[at]!(people)
      expect([order, people.partition()]).toEqual([order, ['a,c', 'b']])
    }
  })

  it('holds against likeness and against what is said again, until somebody decides otherwise', () => {
    const { join, link, separate, partition } = createPeople()
    join('a', 'b')
    join('c')
    separate('a', 'b')
    expect(link('a', 'b')).toBe('apart')
    join('a', 'b')
    expect(partition()).toEqual(['a', 'b', 'c'])
    // Nor over a third: nobody is merged around a decision.
    expect([link('b', 'c'), link('c', 'a')]).toEqual(['merged', 'conflict'])
    expect(link('a', 'b', 'decided')).toBe('merged')
    expect(partition()).toEqual(['a,b,c'])
  })
})

describe('words about the same two records', () => {
  const at = (hour: number) => `2025-12-31T${String(hour).padStart(2, '0')}:00:00Z`

  it('count by when they were said: an older one changes nothing, nor does the same again', () => {
    const { join, state, separate, partition, told } = createPeople()
    join('a')
    join('b')
    expect([separate('a', 'b', at(10)), state('a', 'b', at(9))]).toEqual(['split', 'older'])
    expect([state('a', 'b', at(11)), separate('a', 'b', at(10))]).toEqual(['merged', 'older'])
    expect([separate('a', 'b', at(12)), state('a', 'b', at(11))]).toEqual(['split', 'older'])
    expect(partition()).toEqual(['a', 'b'])
    const before = told.length
    // Said again later, a decision counts from then on.
    expect([separate('a', 'b', at(14)), state('a', 'b', at(13))]).toEqual(['apart already', 'older'])
    expect(told).toHaveLength(before)
  })

  it('of two that were said at the same moment the one that came last counts', () => {
    const { join, state, separate, partition } = createPeople()
    join('a')
    join('b')
    state('a', 'b', at(9))
    expect(separate('a', 'b', at(9))).toBe('split')
    expect(state('a', 'b', at(9))).toBe('merged')
    expect(partition()).toEqual(['a,b'])
  })

  it('of somebody here count when they are said, also where a clock of others is ahead', () => {
    const { change, join, state, separate, partition } = createPeople()
    join('a')
    join('b')
    state('a', 'b', '2026-01-01T00:01:00Z')
    expect(separate('a', 'b')).toBe('older')
    expect(change(['a', 'b'], register => register.separate('a', 'b', 'brothers'), 'Somebody')).toBe('split')
    expect(partition()).toEqual(['a', 'b'])
  })

  it('that were not decided never count against a decision, however late they come', () => {
    const { join, separate, partition } = createPeople()
    join('a', 'b')
    expect(separate('a', 'b', at(1))).toBe('split')
    join('a', 'b')
    expect(partition()).toEqual(['a', 'b'])
  })
})

describe('what cannot count yet', () => {
  it('of links waits for the decision that stands against it', () => {
    const { join, link, separate, partition, personOf } = createPeople()
    for (const token of 'abk') join(token)
    separate('a', 'b')
    join('k', 'a')
    expect(link('k', 'b', 'stated')).toBe('conflict')
    expect(partition()).toEqual(['a,k', 'b'])
    expect([personOf('k').waiting, personOf('b').waiting]).toMatchObject([[{ other: 'b' }], [{ one: 'k' }]])
    separate('k', 'a')
    expect(partition()).toEqual(['a', 'b,k'])
    expect([personOf('k').waiting, personOf('a').waiting]).toEqual([undefined, undefined])
  })

  it('of links counts when somebody decides that the others are one', () => {
    const people = createPeople()
    for (const token of 'abk') people.join(token)
    people.separate('a', 'b')
    people.join('k', 'a')
    people.link('k', 'b', 'stated')
    expect(people.link('a', 'b', 'decided')).toBe('merged')
    expect(people.personOf('a').links.map(linkId).sort()).toEqual(['decided.a.b', 'stated.a.k', 'stated.b.k'])
    expect(people.personOf('a').waiting).toBeUndefined()
  })

  it('of links is gone when the two are decided to be different people’s', () => {
    const { join, link, separate, partition, personOf } = createPeople()
    for (const token of 'abk') join(token)
    separate('a', 'b')
    join('k', 'a')
    link('k', 'b', 'stated')
    separate('k', 'b')
    expect(personOf('b').waiting).toBeUndefined()
    separate('k', 'a')
    expect(partition()).toEqual(['a', 'b', 'k'])
  })

  it('of decisions waits for other links, and counts against likeness then', () => {
    const { join, link, separate, partition } = createPeople()
    for (const token of 'abc') join(token)
    join('a', 'c')
    join('c', 'b')
    link('a', 'b')
    expect([separate('a', 'b'), separate('a', 'b')]).toEqual(['held', 'held'])
    join('d', 'b')
    link('a', 'd')
    expect(partition()).toEqual(['a,b,c,d'])
    separate('a', 'c')
    expect(partition()).toEqual(['a', 'b,c,d'])
  })
})

describe('reviews', () => {
  const raised = (people: ReturnType<typeof createPeople>, one: string, other: string, id = 'review') =>
    people.change([one, other], register => register.raise(one, other, { evidence: [], total: 5 }, 'alike', id))

  it('stands once between two people, on the elder', () => {
    const people = createPeople()
    people.join('a', 'b')
    people.join('x')
    raised(people, 'x', 'b')
    raised(people, 'a', 'x', 'another')
    expect(people.types().slice(2)).toEqual(['MatchReviewRaised person 0001'])
    expect(people.personOf('a').reviews).toEqual([{ id: 'review', mine: 'b', other: 'x' }])
    expect(people.personOf('x').reviews).toEqual([{ id: 'review', mine: 'x', other: 'b' }])
  })

  it('closes when the two become one for another reason, also through others', () => {
    const people = createPeople()
    for (const token of 'abx') people.join(token)
    raised(people, 'b', 'x')
    people.join('a', 'b')
    expect(people.closed).toEqual([])
    people.join('x', 'a')
    expect(people.closed).toMatchObject([{ id: 'review', outcome: 'REVIEW_OUTCOME_BECAME_ONE' }])
    expect(people.personOf('a').reviews).toEqual([])
  })

  it('closes as it was decided', () => {
    const people = createPeople()
    for (const token of 'axbcd') people.join(token)
    raised(people, 'a', 'x')
    people.separate('a', 'x')
    raised(people, 'b', 'c', 'another')
    people.link('b', 'c', 'decided')
    expect(people.closed).toMatchObject([
      { id: 'review', outcome: 'REVIEW_OUTCOME_DIFFERENT' },
      { id: 'another', outcome: 'REVIEW_OUTCOME_SAME' },
    ])
    expect(people.personOf('a').reviews).toEqual([])
    expect(people.personOf('x').reviews).toEqual([])
  })

  it('goes with its record when the person is split', () => {
    const people = createPeople()
    for (const token of 'abx') people.join(token)
    people.link('a', 'b')
    raised(people, 'b', 'x')
    people.separate('a', 'b')
    expect(people.personOf('a').reviews).toEqual([])
    expect(people.personOf('b').reviews).toHaveLength(1)
  })
})

describe('weighing again', () => {
  it('splits what is no longer alike, and keeps what is still held together otherwise', () => {
    const people = createPeople()
    for (const token of 'abc') people.join(token)
    people.link('a', 'b', 'alike', 30)
    people.link('a', 'c', 'alike', 30)
    const worth = (bc: number) => (one: string, other: string) => ({
      evidence: [],
      total: [one, other].includes('a') ? 3 : bc,
    })
    const rule = { joinsFrom: 20, endsBelow: 14, reason: 'changed' }
    // b and c were never compared on their own, for they were one already.
    people.change(['a'], register => register.reweigh('a', worth(25), rule))
    expect(people.partition()).toEqual(['a', 'b,c'])
    people.change(['b'], register => register.reweigh('b', worth(15), rule))
    expect(people.partition()).toEqual(['a', 'b,c'])
    people.change(['b'], register => register.reweigh('b', worth(13), rule))
    expect(people.partition()).toEqual(['a', 'b', 'c'])
  })
})

/** Any of the things that happen to people. */
const token = fc.constantFrom(...'abcdefg')
const happening = fc.oneof(
  fc.record({ is: fc.constant('join' as const), tokens: fc.array(token, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    is: fc.constantFrom('link', 'decide', 'state', 'separate', 'raise'),
    one: token,
    other: token,
    total: fc.integer({ min: 20, max: 60 }),
  }),
)
function happen(
  people: ReturnType<typeof createPeople>,
  what: typeof happening extends fc.Arbitrary<infer T> ? T : never,
) {
  if (what.is === 'join') return void people.join(...(what as { tokens: string[] }).tokens)
  const { is, one, other, total } = what as { is: string; one: string; other: string; total: number }
  if (one === other || !people.owners.has(one) || !people.owners.has(other)) return
  if (is === 'link') people.link(one, other, 'alike', total)
  if (is === 'decide') people.link(one, other, 'decided')
  if (is === 'state') people.state(one, other, `2026-01-01T00:00:00.000${total % 10}Z`)
  if (is === 'separate') people.separate(one, other)
  if (is === 'raise' && people.owners.get(one) !== people.owners.get(other))
    people.change([one, other], register =>
      register.raise(one, other, { evidence: [], total: 1 }, 'alike', `${one}${other}${people.told.length}`),
    )
}

describe('whatever happens', () => {
  it('each identity is of one living person, whose records hang together and are kept apart from nobody among them', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), all => {
        const people = createPeople()
        for (const what of all) happen(people, what)
        for (const [each, owner] of people.owners) {
          const record = people.people.get(owner)!
          expect(record.absorbedInto).toBeUndefined()
          expect(record.identities.filter(member => member.token === each)).toHaveLength(1)
        }
        for (const [id, record] of people.people) {
          if (record.absorbedInto) expect(record.identities).toEqual([])
          else {
            expect(linkParts(record.identities, record.links)).toHaveLength(1)
            expect(new Set(record.links.map(linkId)).size).toBe(record.links.length)
            // Two of a person are kept apart only while others than likeness hold them together.
            for (const { mine, other } of record.apart) {
              expect(people.owners.get(mine)).toBe(id)
              if (people.owners.get(other) === id)
                expect(givingWay(record.identities, record.links, [[mine, other]]).holds).toBe(false)
            }
            for (const { one, other } of record.waiting ?? []) {
              const [mine, theirs] = [one, other].sort(token => (people.owners.get(token) === id ? -1 : 1))
              expect(people.owners.get(mine!)).toBe(id)
              expect(record.apart.map(apart => people.owners.get(apart.other))).toContain(people.owners.get(theirs!))
            }
            for (const { mine, other } of record.reviews) {
              expect(people.owners.get(mine)).toBe(id)
              expect(people.owners.get(other)).not.toBe(id)
            }
          }
          // Every id that was ever given leads to somebody who lives, through ids of the same person.
          const home = people.people.get(people.living(id))!.homes.find(each => each.personId === id)
          expect(home).toEqual({
            personId: id,
            since: record.since,
            ...(record.absorbedInto ? { into: record.absorbedInto } : {}),
          })
        }
      }),
    )
  })

  it('of what was decided of two records the latest counts, in whatever order it comes, and however often', () => {
    const decision = fc.record({
      says: fc.constantFrom('linked', 'unlinked'),
      pair: fc.uniqueArray(token, { minLength: 2, maxLength: 2 }).map(pair => pair.sort().join()),
    })
    const decisions = fc
      .array(decision, { minLength: 1, maxLength: 14 })
      .map(all => all.map((each, at) => ({ ...each, said: `2025-12-31T00:00:${String(at).padStart(2, '0')}Z` })))
      .filter(all => {
        // What contradicts itself over a third record counts as it comes.
        const latest = [...new Map(all.map(each => [each.pair, each])).values()]
        const components = componentsOf([...'abcdefg'])
        const pairOf = ({ pair }: { pair: string }) => pair.split(',') as [string, string]
        for (const each of latest) if (each.says === 'linked') components.join(...pairOf(each))
        return latest.every(each => each.says === 'linked' || !components.together(...pairOf(each)))
      })
    fc.assert(
      fc.property(
        decisions.chain(all => {
          const twice = [...all, ...all]
          return fc.tuple(fc.constant(all), fc.shuffledSubarray(twice, { minLength: twice.length }))
        }),
        ([all, shuffled]) => {
          const people = createPeople()
          for (const each of 'abcdefg') people.join(each)
          for (const { says, pair, said } of shuffled) {
            const [one, other] = pair.split(',') as [string, string]
            if (says === 'linked') people.state(one, other, said)
            else people.separate(one, other, said)
          }
          const components = componentsOf([...'abcdefg'])
          for (const { says, pair } of new Map(all.map(each => [each.pair, each])).values())
            if (says === 'linked') components.join(...(pair.split(',') as [string, string]))
          expect(people.partition()).toEqual(
            components
              .parts()
              .map(part => [...part].sort().join())
              .sort(),
          )
          const kept = [...people.people.values()]
          expect(kept.flatMap(({ waiting = [] }) => waiting)).toEqual([])
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('is undone exactly by taking back the one link that did it', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 25 }), token, token, (all, one, other) => {
        const people = createPeople()
        for (const what of all) happen(people, what)
        const [x, y] = [people.owners.get(one), people.owners.get(other)]
        fc.pre(x !== undefined && y !== undefined && x !== y)
        const before = structuredClone(people.people)
        if (people.link(one, other) !== 'merged') return
        people.separate(one, other)
        for (const [id, { apart: _, reviews: __, ...record }] of before)
          expect([id, people.people.get(id)]).toMatchObject([id, record])
      }),
    )
  })

  it('what is told says who is who, to whoever reads it in the order of positions', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), all => {
        const people = createPeople()
        for (const what of all) happen(people, what)
        const owners = new Map<string, string>()
        const into = new Map<string, string>()
        for (const { type, personId, data } of people.told) {
          const { identities = [], identity } = data as {
            identities?: { token: string }[]
            identity?: { token: string }
          }
          if (type !== 'MatchReviewRaised')
            for (const each of identity ? [identity] : identities) owners.set(each.token, personId)
          if (type === 'PersonAbsorbed') into.set(personId, data.survivingPersonId as string)
          if (type === 'PersonSplit') into.delete(personId)
        }
        expect(new Map([...owners].sort())).toEqual(new Map([...people.owners].sort()))
        for (const [id, { absorbedInto }] of people.people) expect(into.get(id)).toBe(absorbedInto)
      }),
    )
  })
})
