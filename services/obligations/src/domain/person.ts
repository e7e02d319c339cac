import type { Told } from './told'

/** What was told under one person id that promises rest on, and who is one with whom. */
export interface PersonTold {
  readonly told: readonly Told[]
  /** Events that were corrected or taken back before they came: a merge may bring a correction by another partition. */
  readonly gone: readonly string[]
  /** Ids that were merged into this one. */
  readonly absorbed: readonly string[]
  readonly absorbedInto?: string
}

export const nothingTold: PersonTold = { told: [], gone: [], absorbed: [] }

/** Every id of one person with what was told under it; the surviving id first. */
export type Cluster = ReadonlyMap<string, PersonTold>

/** One event about a person, as far as promises go. */
export interface News {
  /** The id it came under. */
  readonly personId: string
  readonly eventId: string
  readonly told: readonly Told[]
  /** The event that it corrects or takes back. */
  readonly supersedes?: string
}

/**
 * The cluster after an event, or the same one when it says nothing new. A request that was taken back stays, marked so:
 * the promise it made must still be cancelled. A move counts only where something was asked for already: a court lists far
 * more hearings than it asks for reports, and a request names the next hearing itself.
 */
export function withNews(cluster: Cluster, news: News): Cluster {
  const { personId, eventId, supersedes } = news
  const next = new Map(cluster)
  const replace = (id: string, change: (person: PersonTold) => PersonTold) => {
    const before = next.get(id) ?? nothingTold
    const after = change(before)
    if (after !== before) next.set(id, after)
  }
  if (supersedes !== undefined) {
    const holder = [...cluster].find(([, { told }]) => told.some(each => each.eventId === supersedes))
    if (holder) replace(holder[0], person => without(person, supersedes, news.told))
    else
      replace(personId, person =>
        isGone(cluster, supersedes) ? person : { ...person, gone: [...person.gone, supersedes] },
      )
  }
  if (news.told.length > 0 && !isGone(cluster, eventId)) {
    const asked = [...next.values()].some(({ told }) => told.some(({ is }) => is === 'maker'))
    const added = news.told.filter(told => told.is !== 'move' || asked)
    if (added.length > 0) replace(personId, person => withTold(person, eventId, added))
  }
  const changed = [...next].some(([id, person]) => cluster.get(id) !== person)
  return changed ? next : cluster
}

const isGone = (cluster: Cluster, eventId: string): boolean =>
  [...cluster.values()].some(({ gone }) => gone.includes(eventId))

/** Takes out what an event told; a request stays as withdrawn, unless what supersedes it asks for the same. */
function without(person: PersonTold, eventId: string, instead: readonly Told[]): PersonTold {
  const askedAgain = new Set(instead.flatMap(told => (told.is === 'maker' ? [told.key] : [])))
  const told = person.told.flatMap((each): readonly Told[] => {
    if (each.eventId !== eventId) return [each]
    if (each.is !== 'maker' || askedAgain.has(each.key)) return []
    return [{ ...each, withdrawn: true }]
  })
  return { ...person, told, gone: [...person.gone, eventId] }
}

function withTold(person: PersonTold, eventId: string, added: readonly Told[]): PersonTold {
  if (person.told.some(each => each.eventId === eventId)) return person
  // Of a unit that moves only its last word is kept.
  const moved = new Set(added.flatMap(told => (told.is === 'move' ? [`${told.row}|${told.unit}`] : [])))
  const kept = person.told.filter(told => told.is !== 'move' || !moved.has(`${told.row}|${told.unit}`))
  return { ...person, told: [...kept, ...added] }
}

/** Two ids became one person's: an edge on each, what was told stays where it is. */
export const absorbs = (person: PersonTold, absorbedId: string): PersonTold =>
  person.absorbed.includes(absorbedId) ? person : { ...person, absorbed: [...person.absorbed, absorbedId] }

export const absorbedBy = (person: PersonTold, survivingId: string): PersonTold =>
  person.absorbedInto === survivingId ? person : { ...person, absorbedInto: survivingId }
