import { compareInstantTexts } from '@hub/calendar'
import { ReviewOutcome } from '@hub/contracts/person'
import { componentsOf } from './components'
import { alikeLinks, givingWay } from './links'
import { mergedRecord } from './merge'
import {
  type Apart,
  elderFirst,
  type Home,
  isBetween,
  isNoOlder,
  type KnownIdentity,
  type Link,
  type Member,
  type PersonEvent,
  type PersonRecord,
  personEvent,
  retired,
  withLink,
} from './person'
import type { Circumstances, Linked, Living, Register } from './register-interface'
import { openReviews } from './reviews'
import { linkParts, splitParts } from './split'

export function openRegister(known: ReadonlyMap<string, Living>, circumstances: Circumstances): Register {
  const { from, by } = circumstances
  const people = new Map<string, PersonRecord>()
  const owners = new Map<string, string>()
  for (const { personId, record } of known.values()) {
    people.set(personId, record)
    for (const { token } of record.identities) owners.set(token, personId)
  }
  const changed = new Set<string>()
  const moved = new Set<string>()
  const events: PersonEvent[] = []

  const put = (personId: string, record: PersonRecord) => {
    people.set(personId, record)
    changed.add(personId)
    if (record.absorbedInto !== undefined) return
    for (const { token } of record.identities) {
      if (owners.get(token) !== personId) moved.add(token)
      owners.set(token, personId)
    }
  }
  const idOf = (token: string): string => {
    const personId = owners.get(token)
    if (personId === undefined) throw new Error('the identity is nobody’s yet')
    return personId
  }
  const recordOf = (token: string) => people.get(idOf(token))!
  const tokensOf = (members: readonly Member[]) => members.map(({ identity: { type }, token }) => ({ type, token }))

  const apartBetween = (one: string, other: string): boolean =>
    recordOf(one).apart.some(apart => owners.get(apart.other) === idOf(other))
  const pairApart = (one: string, other: string): Apart | undefined =>
    recordOf(one).apart.find(apart => apart.mine === one && apart.other === other)
  /** Who decides here knows what was said before, whatever the clocks of others read. */
  const counts = (said: string, before: Pick<Link, 'said' | 'from'>) => by !== undefined || isNoOlder(said, before)
  /** A decision was taken again: it counts from when it was last. */
  const restate = (mine: string, other: string, said: string) => {
    const known = pairApart(mine, other)!
    if (said === known.said || !isNoOlder(said, known)) return
    const record = recordOf(mine)
    put(idOf(mine), { ...record, apart: record.apart.map(each => (each === known ? { ...each, said } : each)) })
  }
  const liftApart = (one: string, other: string) => {
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      const record = recordOf(mine)
      const apart = record.apart.filter(each => each.mine !== mine || each.other !== theirs)
      put(idOf(mine), { ...record, apart })
    }
  }

  const {
    between: reviewsBetween,
    close: closeReview,
    raise,
    raised,
    closed,
  } = openReviews({ owners, idOf, recordOf, put, tell: event => events.push(event) }, by)

  const statedLink = (one: string, other: string, reason: string, said: string | undefined): Link => ({
    one,
    other,
    kind: 'stated',
    reason,
    ...(said === undefined ? {} : { said }),
    from,
  })

  const merge = (link: Link) => {
    const [survivor, absorbed] = [link.one, link.other]
      .map(token => ({ personId: idOf(token), since: recordOf(token).since }))
      .sort(elderFirst) as [Home, Home]
    const [kept, gone] = [people.get(survivor.personId)!, people.get(absorbed.personId)!]
    const between = reviewsBetween(link.one, link.other)
    const { reason, weighed } = link
    const about = { reason, ...(weighed ? { evidence: weighed.evidence, total: weighed.total } : {}) }
    put(absorbed.personId, retired(gone.since, survivor.personId))
    put(survivor.personId, mergedRecord(survivor, kept, absorbed, gone, link))
    events.push(
      personEvent(
        'hub.person.v1.PersonAbsorbed',
        `absorbed/${survivor.personId}`,
        { personId: absorbed.personId, survivingPersonId: survivor.personId, reason },
        by,
      ),
      personEvent(
        'hub.person.v1.PersonMerged',
        `merged/${absorbed.personId}`,
        {
          personId: survivor.personId,
          absorbedPersonId: absorbed.personId,
          identities: tokensOf(gone.identities),
          ...about,
        },
        by,
      ),
    )
    const { REVIEW_OUTCOME_SAME: SAME, REVIEW_OUTCOME_BECAME_ONE: BECAME_ONE } = ReviewOutcome
    for (const review of between) closeReview(review, link.kind === 'decided' ? SAME : BECAME_ONE, reason)
  }

  /** Lets the person fall into what these links hold together. */
  const relink = (personId: string, links: readonly Link[], reason: string) => {
    const before = people.get(personId)!
    if (linkParts(before.identities, links).length === 1) {
      put(personId, { ...before, links })
      return
    }
    const fresh = () => ({ personId: circumstances.newId(), since: from.at })
    const [kept, ...others] = splitParts(personId, before, links, fresh)
    const recordedUnder = before.homes.map(home => home.personId)
    for (const { personId: id, record } of [kept!, ...others]) put(id, record)
    const said = (id: string, otherPersonId: string, { identities }: PersonRecord) =>
      personEvent(
        'hub.person.v1.PersonSplit',
        `split/${otherPersonId}`,
        { personId: id, otherPersonId, identities: tokensOf(identities), recordedUnder, reason },
        by,
      )
    for (const other of others) {
      events.push(said(personId, other.personId, kept!.record), said(other.personId, personId, other.record))
    }
    for (const { personId: id, repointed } of [kept!, ...others])
      for (const home of repointed) {
        put(home.personId, retired(home.since, id))
        const about = { reason }
        events.push(
          personEvent('hub.person.v1.PersonAbsorbed', `absorbed/${id}`, {
            personId: home.personId,
            survivingPersonId: id,
            ...about,
          }),
          personEvent('hub.person.v1.PersonMerged', `merged/${home.personId}`, {
            personId: id,
            absorbedPersonId: home.personId,
            ...about,
          }),
        )
      }
  }

  /**
   * Lets likeness go that stands between a stated link and a decision that keeps others of the two people apart. False,
   * and nothing done, when it is not likeness alone that stands there.
   */
  const makeWay = (link: Link): boolean => {
    const sides = [idOf(link.one), idOf(link.other)].map(personId => ({ personId, record: people.get(personId)! }))
    const apart = sides[0]!.record.apart
      .filter(({ other }) => owners.get(other) === sides[1]!.personId)
      .map(({ mine, other }) => [mine, other] as const)
    const { left, holds } = givingWay(
      sides.flatMap(({ record }) => record.identities),
      [link, ...sides.flatMap(({ record }) => record.links)],
      apart,
    )
    if (!holds) return false
    for (const { personId, record } of sides)
      relink(
        personId,
        record.links.filter(each => left.includes(each)),
        link.reason,
      )
    return true
  }

  /** Changes what waits to join these two, with both people. */
  const wait = (one: string, other: string, change: (waiting: readonly Link[]) => readonly Link[]) => {
    for (const token of [one, other]) {
      const { waiting: before = [], ...record } = recordOf(token)
      const waiting = change(before)
      if (waiting !== before) put(idOf(token), waiting.length > 0 ? { ...record, waiting } : record)
    }
  }

  /** Joins two records that no decision about these two keeps apart. */
  const connect = (link: Link): Linked => {
    const { one, other } = link
    if (idOf(one) === idOf(other)) {
      const record = recordOf(one)
      const links = withLink(record.links, link)
      if (links !== record.links) put(idOf(one), { ...record, links })
      return 'one already'
    }
    if (apartBetween(one, other) && (link.kind === 'alike' || !makeWay(link))) {
      if (link.kind !== 'alike') wait(one, other, waiting => withLink(waiting, link))
      return 'conflict'
    }
    merge(link)
    return 'merged'
  }

  /** Joins what waited for something that was taken back, as it came. A decision that waited needs nothing to count. */
  const settle = () => {
    const waiting = [...people.values()].flatMap(record => record.waiting ?? [])
    for (const link of waiting.sort((a, b) => compareInstantTexts(a.from.at, b.from.at))) connect(link)
  }

  const keepApart = (one: string, other: string, reason: string, said: string) => {
    for (const review of reviewsBetween(one, other)) closeReview(review, ReviewOutcome.REVIEW_OUTCOME_DIFFERENT, reason)
    const about = { reason, said, from, ...(by ? { by } : {}) }
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      const record = recordOf(mine)
      put(idOf(mine), { ...record, apart: [...record.apart, { mine, other: theirs, ...about }] })
    }
  }

  return {
    personOf: token => owners.get(token),
    recordOf,
    apart: apartBetween,
    found: (identities, reason, said) => {
      const personId = circumstances.newId()
      const [{ token: one }, ...others] = identities as [KnownIdentity, ...KnownIdentity[]]
      put(personId, {
        since: from.at,
        identities: identities.map(each => ({ ...each, home: personId, from })),
        links: others.map(({ token: other }) => statedLink(one, other, reason, said)),
        apart: [],
        reviews: [],
        homes: [{ personId, since: from.at }],
      })
      events.push(
        personEvent('hub.person.v1.PersonCreated', 'created', {
          personId,
          identities: identities.map(({ identity, token }) => ({ type: identity.type, token })),
          personal: { identities: identities.map(({ identity }) => identity) },
        }),
      )
    },
    add: ({ identity, token }, beside, reason, said) => {
      const personId = idOf(beside)
      const record = people.get(personId)!
      const { home } = record.identities.find(member => member.token === beside)!
      put(personId, {
        ...record,
        identities: [...record.identities, { identity, token, home, from }],
        links: [...record.links, statedLink(beside, token, reason, said)],
      })
      events.push(
        personEvent('hub.person.v1.IdentifierAdded', `identity/${token}`, {
          personId,
          identity: { type: identity.type, token },
          reason,
          personal: { identities: [identity] },
        }),
      )
    },
    link: asked => {
      const { one, other } = asked
      const decided = asked.kind === 'decided' ? { said: from.at } : {}
      const link: Link = { ...asked, ...decided, from, ...(by ? { by } : {}) }
      const apart = pairApart(one, other)
      if (apart && link.said === undefined) return 'apart'
      if (apart && !counts(link.said!, apart)) return 'older'
      if (apart) liftApart(one, other)
      return connect(link)
    },
    separate: (one, other, reason, said = from.at) => {
      const { links, waiting = [] } = recordOf(one)
      const isTheirs = (link: Link) => isBetween(one, other, link)
      if ([...links, ...waiting].some(link => isTheirs(link) && link.said && !counts(said, link))) return 'older'
      if (pairApart(one, other)) {
        restate(one, other, said)
        restate(other, one, said)
        return idOf(one) === idOf(other) ? 'held' : 'apart already'
      }
      if (waiting.some(isTheirs)) wait(one, other, all => all.filter(link => !isTheirs(link)))
      const personId = idOf(one)
      let held = false
      if (personId === idOf(other)) {
        const others = links.filter(link => !isTheirs(link))
        const { left, holds } = givingWay(recordOf(one).identities, others, [[one, other]])
        relink(personId, left, reason)
        held = !holds
      }
      keepApart(one, other, reason, said)
      settle()
      return held ? 'held' : 'split'
    },
    reweigh: (token, worth, { joinsFrom, endsBelow, reason }) => {
      const personId = idOf(token)
      const { identities, links } = people.get(personId)!
      let same = true
      const left = links.flatMap(link => {
        if (link.kind !== 'alike' || (link.one !== token && link.other !== token)) return [link]
        const weighed = worth(link.one, link.other)
        if (weighed.total === link.weighed?.total) return [link]
        same = false
        return weighed.total < endsBelow ? [] : [{ ...link, weighed, from }]
      })
      if (same) return
      // What the lost links held together may be alike in other ways.
      const components = componentsOf(identities.map(each => each.token))
      for (const { one, other } of left) components.join(one, other)
      const found = components.parts().length === 1 ? [] : alikeLinks(identities, worth, joinsFrom)
      const added = found.filter(({ one, other }) => components.join(one, other)).map(link => ({ ...link, from }))
      relink(personId, [...left, ...added], reason)
    },
    raise,
    close: (id, between, outcome, reason) => {
      const review = recordOf(between).reviews.find(each => each.id === id)
      if (review) closeReview(review, outcome, reason)
    },
    changes: () => ({
      events,
      people: new Map([...changed].map(personId => [personId, people.get(personId)!])),
      owners: new Map([...moved].map(token => [token, owners.get(token)!])),
      raised,
      closed,
    }),
  }
}
