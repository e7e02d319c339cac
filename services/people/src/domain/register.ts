import { ReviewOutcome } from '@hub/contracts/person'
import { componentsOf } from './components'
import { alikeLinks, givingWay } from './links'
import {
  type Apart,
  type ClosedReview,
  elderFirst,
  type Home,
  isBetween,
  type KnownIdentity,
  type Link,
  linkId,
  type Member,
  type PersonEvent,
  type PersonRecord,
  personEvent,
  type RaisedReview,
  retired,
} from './person'
import type { Circumstances, Living, Register } from './register-interface'
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
  const raised: RaisedReview[] = []
  const closed: ClosedReview[] = []

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
  const pairApart = (one: string, other: string): boolean =>
    recordOf(one).apart.some(apart => apart.mine === one && apart.other === other)

  /** Takes a decision about two records, or a review of them, off the lists of both. */
  const drop = (list: 'apart' | 'reviews', token: string, gone: (entry: Apart & { id?: string }) => boolean) => {
    const record = recordOf(token)
    const left = (record[list] as readonly Apart[]).filter(entry => !gone(entry))
    if (left.length < record[list].length) put(idOf(token), { ...record, [list]: left })
  }

  const closeReview = (review: { id: string; mine: string; other: string }, outcome: ReviewOutcome, reason: string) => {
    for (const token of [review.mine, review.other])
      if (owners.has(token)) drop('reviews', token, entry => entry.id === review.id)
    closed.push({ id: review.id, outcome, reason })
    const personId = [review.mine, review.other]
      .filter(token => owners.has(token))
      .map(token => ({ personId: idOf(token), since: recordOf(token).since }))
      .sort(elderFirst)[0]!.personId
    events.push(
      personEvent(
        'hub.person.v1.MatchReviewClosed',
        `review/${review.id}/closed`,
        { personId, reviewId: review.id, outcome, reason },
        by,
      ),
    )
  }

  const reviewsBetween = (one: string, other: string) =>
    recordOf(one).reviews.filter(review => owners.get(review.other) === idOf(other))

  const merge = (link: Link) => {
    const [survivor, absorbed] = [link.one, link.other]
      .map(token => ({ personId: idOf(token), since: recordOf(token).since }))
      .sort(elderFirst) as [Home, Home]
    const [kept, gone] = [people.get(survivor.personId)!, people.get(absorbed.personId)!]
    const between = reviewsBetween(link.one, link.other)
    const { reason, weighed } = link
    const about = { reason, ...(weighed ? { evidence: weighed.evidence, total: weighed.total } : {}) }
    put(absorbed.personId, retired(gone.since, survivor.personId))
    put(survivor.personId, {
      ...kept,
      identities: [...kept.identities, ...gone.identities],
      links: [...kept.links, ...gone.links, link],
      apart: [...kept.apart, ...gone.apart],
      reviews: [...kept.reviews, ...gone.reviews],
      homes: [
        ...kept.homes,
        ...gone.homes.map(home => (home.personId === absorbed.personId ? { ...home, into: survivor.personId } : home)),
      ].sort(elderFirst),
    })
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
    const apart = sides[0]!.record.apart.map(({ mine, other }) => [mine, other] as const)
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

  const keepApart = (one: string, other: string, reason: string) => {
    for (const review of reviewsBetween(one, other)) closeReview(review, ReviewOutcome.REVIEW_OUTCOME_DIFFERENT, reason)
    const about = { reason, from, ...(by ? { by } : {}) }
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
    found: (identities, reason) => {
      const personId = circumstances.newId()
      const [{ token: one }, ...others] = identities as [KnownIdentity, ...KnownIdentity[]]
      put(personId, {
        since: from.at,
        identities: identities.map(each => ({ ...each, home: personId, from })),
        links: others.map(({ token: other }) => ({ one, other, kind: 'stated', reason, from })),
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
    add: ({ identity, token }, beside, reason) => {
      const personId = idOf(beside)
      const record = people.get(personId)!
      const { home } = record.identities.find(member => member.token === beside)!
      const link: Link = { one: beside, other: token, kind: 'stated', reason, from }
      put(personId, {
        ...record,
        identities: [...record.identities, { identity, token, home, from }],
        links: [...record.links, link],
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
    link: (said, decides = false) => {
      const { one, other } = said
      const link: Link = { ...said, from, ...(by ? { by } : {}) }
      if (decides && pairApart(one, other)) {
        drop('apart', one, apart => apart.mine === one && apart.other === other)
        drop('apart', other, apart => apart.mine === other && apart.other === one)
      }
      if (pairApart(one, other)) return 'apart'
      if (idOf(one) === idOf(other)) {
        const record = recordOf(one)
        if (!record.links.some(known => linkId(known) === linkId(link)))
          put(idOf(one), { ...record, links: [...record.links, link] })
        return 'one already'
      }
      if (apartBetween(one, other) && (link.kind === 'alike' || !makeWay(link))) return 'conflict'
      merge(link)
      return 'merged'
    },
    separate: (one, other, reason) => {
      if (pairApart(one, other)) return 'apart already'
      const personId = idOf(one)
      if (personId === idOf(other)) {
        const { identities, links } = people.get(personId)!
        const others = links.filter(link => !isBetween(one, other, link))
        const { left, holds } = givingWay(identities, others, [[one, other]])
        relink(personId, left, reason)
        if (!holds) return 'held'
      }
      keepApart(one, other, reason)
      return 'split'
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
    raise: (one, other, weighed, reason, id) => {
      if (reviewsBetween(one, other).length > 0) return
      const [elder, younger] = [one, other].sort((a, b) =>
        elderFirst({ personId: idOf(a), since: recordOf(a).since }, { personId: idOf(b), since: recordOf(b).since }),
      ) as [string, string]
      for (const [mine, theirs] of [
        [elder, younger],
        [younger, elder],
      ] as const)
        put(idOf(mine), { ...recordOf(mine), reviews: [...recordOf(mine).reviews, { id, mine, other: theirs }] })
      const review = {
        id,
        personId: idOf(elder),
        one: elder,
        otherPersonId: idOf(younger),
        other: younger,
        weighed,
        reason,
      }
      raised.push(review)
      const typeOf = (token: string) => recordOf(token).identities.find(member => member.token === token)!.identity.type
      events.push(
        personEvent('hub.person.v1.MatchReviewRaised', `review/${id}`, {
          personId: review.personId,
          otherPersonId: review.otherPersonId,
          reviewId: id,
          reason,
          ...weighed,
          identities: [elder, younger].map(token => ({ type: typeOf(token), token })),
        }),
      )
    },
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
