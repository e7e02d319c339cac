import { IdentityType } from '@hub/contracts/person'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { joinIdentities, type KnownIdentity, type PersonRecord } from './person'

const identityOf = (token: string): KnownIdentity => ({
  token,
  identity: { type: IdentityType.IDENTITY_TYPE_NOMS, value: `value of ${token}` },
})

/** Everybody, as the documents hold them. */
function createRegister() {
  const owners = new Map<string, string>()
  const people = new Map<string, PersonRecord>()
  const events: { type: string; personId: string; key: string }[] = []
  let made = 0
  const living = (id: string): { personId: string; record: PersonRecord } => {
    const record = people.get(id)!
    return record.absorbedInto ? living(record.absorbedInto) : { personId: id, record }
  }
  const join = (...tokens: readonly string[]) => {
    const known = new Map(
      tokens.flatMap(token => (owners.has(token) ? [[token, living(owners.get(token)!)] as const] : [])),
    )
    const number = String(++made).padStart(4, '0')
    const joining = joinIdentities(
      {
        identities: [...new Set(tokens)].map(identityOf),
        reason: 'said so',
        newPersonId: `person ${number}`,
        now: `2026-01-01T00:00:00.${number}Z`,
      },
      known,
    )
    for (const [token, owner] of joining.owners) owners.set(token, owner)
    for (const [id, record] of joining.people) people.set(id, record)
    events.push(
      ...joining.events.map(({ personId, key, event }) => ({ type: event.type.split('.').at(-1)!, personId, key })),
    )
    return joining
  }
  /** Who is one with whom: the identities of each living person. */
  const partition = () => {
    const groups = new Map<string, string[]>()
    for (const [token, owner] of owners)
      groups.set(living(owner).personId, [...(groups.get(living(owner).personId) ?? []), token])
    return [...groups.values()].map(tokens => tokens.sort().join()).sort()
  }
  return { join, partition, owners, people, events, living }
}

describe('joinIdentities', () => {
  it('makes a new person of identities that nobody has', () => {
    const { join, events } = createRegister()
    const { personId, owners, people } = join('a', 'b')
    expect([personId, [...owners], people.get(personId)?.identities.map(({ token }) => token)]).toEqual([
      'person 0001',
      [
        ['a', 'person 0001'],
        ['b', 'person 0001'],
      ],
      ['a', 'b'],
    ])
    expect(events).toEqual([{ type: 'PersonCreated', personId: 'person 0001', key: 'created' }])
  })

  it('adds what is new to who is known, and says nothing of the rest', () => {
    const { join, events } = createRegister()
    join('a')
    expect(join('a', 'b', 'c').personId).toBe('person 0001')
    expect(events.slice(1)).toEqual([
      { type: 'IdentifierAdded', personId: 'person 0001', key: 'identity/b' },
      { type: 'IdentifierAdded', personId: 'person 0001', key: 'identity/c' },
    ])
    expect(join('c', 'a')).toMatchObject({ personId: 'person 0001', events: [], people: new Map(), owners: new Map() })
  })

  it('merges into the elder, whoever is named first, with a word on each one’s stream', () => {
    const { join, events, people } = createRegister()
    join('elder')
    join('younger', 'too')
    expect(join('younger', 'elder').personId).toBe('person 0001')
    expect(events.slice(2)).toEqual([
      { type: 'PersonAbsorbed', personId: 'person 0002', key: 'absorbed/person 0001' },
      { type: 'PersonMerged', personId: 'person 0001', key: 'merged/person 0002' },
    ])
    expect(people.get('person 0002')?.absorbedInto).toBe('person 0001')
    expect(people.get('person 0001')?.identities.map(({ token }) => token)).toEqual(['elder', 'younger', 'too'])
    expect(join('too').personId).toBe('person 0001')
  })

  it('any order of the same assertions ends in the same people', () => {
    const token = fc.constantFrom(...'abcdefghij')
    const assertions = fc.array(fc.array(token, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(
        assertions.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([first, second]) => {
          const [one, other] = [createRegister(), createRegister()]
          for (const tokens of first) one.join(...tokens)
          for (const tokens of second) other.join(...tokens)
          expect(other.partition()).toEqual(one.partition())
          // Saying all of it again changes nothing.
          const before = one.events.length
          for (const tokens of second) expect(one.join(...tokens).events).toEqual([])
          expect(one.events.length).toBe(before)
        },
      ),
    )
  })

  it('keeps every identity with exactly one living person, who has all of them', () => {
    const token = fc.constantFrom(...'abcdefgh')
    fc.assert(
      fc.property(fc.array(fc.array(token, { minLength: 1, maxLength: 3 }), { maxLength: 12 }), all => {
        const { join, owners, people, living, events } = createRegister()
        for (const tokens of all) {
          const { personId } = join(...tokens)
          for (const each of tokens) expect(living(owners.get(each)!).personId).toBe(personId)
        }
        for (const [each, owner] of owners)
          expect(living(owner).record.identities.filter(known => known.token === each)).toHaveLength(1)
        for (const [id, { absorbedInto }] of people) {
          const words = events.filter(event => event.type === 'PersonAbsorbed' && event.personId === id)
          expect(words).toHaveLength(absorbedInto ? 1 : 0)
        }
      }),
    )
  })
})
