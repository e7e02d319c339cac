import { componentsOf } from './components'
import { elderFirst, type Home, type Link, type Member, type PersonRecord } from './person'

/** One of the people that a person falls into. */
export interface SplitPart {
  readonly personId: string
  readonly record: PersonRecord
  /** Its ids that read as part of another id than before. */
  readonly repointed: readonly Home[]
}

export const linkParts = (identities: readonly Member[], links: readonly Link[]): readonly (readonly string[])[] => {
  const components = componentsOf(identities.map(({ token }) => token))
  for (const { one, other } of links) components.join(one, other)
  return components.parts()
}

/**
 * The people that a person falls into when these are its links; the first is the one that keeps the person's id. Each
 * gets back exactly the ids and records that it had: an id goes with the record it was first given for, the eldest id
 * of a part lives, and the others are absorbed in it as they were, or directly where what they were absorbed through
 * went elsewhere. A part that never had an id of its own gets a new one.
 */
export function splitParts(
  personId: string,
  record: PersonRecord,
  links: readonly Link[],
  fresh: () => Home,
): readonly SplitPart[] {
  const keeper = new Map<string, string>()
  for (const { home, token } of record.identities) if (!keeper.has(home)) keeper.set(home, token)
  const parts = linkParts(record.identities, links).map((tokens): SplitPart => {
    const within = new Set(tokens)
    const kept = record.homes.filter(home => within.has(keeper.get(home.personId) ?? '')).sort(elderFirst)
    const [own = fresh()] = kept
    const ids = new Set(kept.map(home => home.personId))
    const repointed: Home[] = []
    const homes = (kept.length > 0 ? kept : [own]).map((home): Home => {
      if (home.personId === own.personId) return { personId: home.personId, since: home.since }
      if (home.into !== undefined && ids.has(home.into)) return home
      const direct = { ...home, into: own.personId }
      repointed.push(direct)
      return direct
    })
    const waiting = (record.waiting ?? []).filter(({ one, other }) => within.has(one) || within.has(other))
    return {
      personId: own.personId,
      repointed,
      record: {
        since: own.since,
        identities: record.identities
          .filter(({ token }) => within.has(token))
          .map(member => (ids.has(member.home) ? member : { ...member, home: own.personId })),
        links: links.filter(({ one }) => within.has(one)),
        apart: record.apart.filter(({ mine }) => within.has(mine)),
        ...(waiting.length > 0 ? { waiting } : {}),
        reviews: record.reviews.filter(({ mine }) => within.has(mine)),
        homes,
      },
    }
  })
  return [...parts.filter(part => part.personId === personId), ...parts.filter(part => part.personId !== personId)]
}
