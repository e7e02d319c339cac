import { elderFirst, type Home, type Link, type PersonRecord, withLink } from './person'

/** What two people are as one: everything of both, and the link that joins them. Links that waited between them count. */
export function mergedRecord(
  survivor: Home,
  kept: PersonRecord,
  absorbed: Home,
  gone: PersonRecord,
  link: Link,
): PersonRecord {
  const identities = [...kept.identities, ...gone.identities]
  const within = new Set(identities.map(({ token }) => token))
  const waited = [...(kept.waiting ?? []), ...(gone.waiting ?? [])]
  const waiting = waited.filter(({ one, other }) => !within.has(one) || !within.has(other))
  const counting = waited.filter(each => !waiting.includes(each))
  return {
    identities,
    links: [link, ...counting].reduce(withLink, [...kept.links, ...gone.links]),
    apart: [...kept.apart, ...gone.apart],
    ...(waiting.length > 0 ? { waiting } : {}),
    reviews: [...kept.reviews, ...gone.reviews],
    homes: [
      ...kept.homes,
      ...gone.homes.map(home => (home.personId === absorbed.personId ? { ...home, into: survivor.personId } : home)),
    ].sort(elderFirst),
    since: kept.since,
  }
}
