import { compareInstantTexts } from '@hub/calendar'
import { isMaker, isMove, latestBy, type Move, type Told } from './told'

/** What was told under one person id that promises rest on, and what is known of whom the id is one with. */
export interface PersonTold {
  readonly told: readonly Told[]
  /** Events that were corrected or taken back, maybe before they came: a merge brings a correction by another partition. */
  readonly gone: readonly string[]
  /** Ids with which it is one, or was. */
  readonly near: readonly string[]
  /** As which id it reads, by the latest word: its own when it stands for itself again; absent before any word. */
  readonly reads?: { readonly as: string; readonly at: number }
  /** Identities that a split gave to this id, each with the position of the latest that did. */
  readonly given: readonly { readonly token: string; readonly at: number }[]
}

export const nothingTold: PersonTold = { told: [], gone: [], near: [], given: [] }

/** Every id that is one person with another of them, or ever was, with what was told under each. */
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

/** What one event says of who is who. */
export interface Word {
  readonly personId: string
  /** As which id it reads from now on: its own when it stands for itself. */
  readonly as: string
  /** Tokens of the identities that are its own. */
  readonly identities: readonly string[]
  /** Other ids with which it is one now, or was until now. */
  readonly near: readonly string[]
  /** Position of the event among those of `people`. */
  readonly at: number
}

/**
 * The cluster after an event, or the same one when it says nothing new. A request that was taken back stays, marked so:
 * the promise it made must still be cancelled. A move counts only where something was asked for already: a court lists far
 * more hearings than it asks for reports, and a request names the next hearing itself.
 */
export function withNews(cluster: Cluster, { personId, eventId, told, supersedes }: News): Cluster {
  const next = new Map(cluster)
  const replace = (change: (person: PersonTold) => PersonTold) =>
    next.set(personId, change(next.get(personId) ?? nothingTold))
  if (supersedes !== undefined && !bearings(cluster).gone.has(supersedes))
    replace(person => ({ ...person, gone: [...person.gone, supersedes] }))
  const known = bearings(next, told)
  const asked = [...next.values(), { told }].some(each => each.told.some(isMaker))
  const added = told.filter(each => (asked || !isMove(each)) && !isSpent(known, each))
  if (added.length > 0) replace(person => withTold(person, eventId, added))
  return ifChanged(cluster, settled(next))
}

/** The cluster after an event of who is who, or the same one when it says nothing new. What was told stays where it is. */
export function withWord(cluster: Cluster, { personId, as, identities, near, at }: Word): Cluster {
  const next = new Map(cluster)
  for (const id of near) next.set(id, nearTo(next.get(id) ?? nothingTold, [personId]))
  const person = nearTo(next.get(personId) ?? nothingTold, near)
  const read = (person.reads?.at ?? -1) < at ? { ...person, reads: { as, at } } : person
  const given = new Map(read.given.map(each => [each.token, each.at]))
  const newer = identities.filter(token => (given.get(token) ?? -1) < at)
  for (const token of newer) given.set(token, at)
  const owning = { ...read, given: [...given].map(([token, at]) => ({ token, at })) }
  next.set(personId, newer.length > 0 ? owning : read)
  return ifChanged(cluster, settled(next))
}

/**
 * What was told of each person by the id that stands for them. What was recorded against an identity that a split gave
 * to somebody is theirs, by the latest that did; all else is of whom it was recorded under.
 */
export function peopleOf(cluster: Cluster): ReadonlyMap<string, readonly Told[]> {
  const givenTo = new Map<string, { readonly id: string; readonly at: number }>()
  for (const [id, { given }] of cluster)
    for (const { token, at } of given) if ((givenTo.get(token)?.at ?? -1) < at) givenTo.set(token, { id, at })
  const people = new Map<string, Told[]>()
  for (const [id, { told }] of cluster)
    for (const each of told) {
      const personId = livingOf(cluster, givenTo.get(each.identity.token)?.id ?? id)
      people.set(personId, [...(people.get(personId) ?? []), each])
    }
  return people
}

/** The id that stands for the person of this one. */
export function livingOf(cluster: Cluster, personId: string, seen: readonly string[] = []): string {
  const as = cluster.get(personId)?.reads?.as ?? personId
  return as === personId || seen.includes(as) ? personId : livingOf(cluster, as, [...seen, personId])
}

const ifChanged = (before: Cluster, after: Cluster): Cluster =>
  [...after].some(([id, person]) => before.get(id) !== person) ? after : before

function nearTo(person: PersonTold, ids: readonly string[]): PersonTold {
  const added = ids.filter(id => !person.near.includes(id))
  return added.length === 0 ? person : { ...person, near: [...person.near, ...added] }
}

interface Bearings {
  /** Events that were corrected or taken back. */
  readonly gone: ReadonlySet<string>
  /** Events that made the requests as they stand: of each one that holds, else the last that was taken back. */
  readonly makers: ReadonlySet<string>
}

function bearings(cluster: Cluster, more: readonly Told[] = []): Bearings {
  const people = [...cluster.values()]
  const gone = new Set(people.flatMap(person => person.gone))
  const makers = [...people.flatMap(({ told }) => told), ...more]
    .filter(isMaker)
    .map(maker => (gone.has(maker.eventId) ? { ...maker, withdrawn: true as const } : maker))
  return { gone, makers: new Set(latestBy(makers, ({ key }) => key).map(({ eventId }) => eventId)) }
}

/** It was taken back, and is no request that must still be cancelled. */
const isSpent = ({ gone, makers }: Bearings, told: Told): boolean =>
  gone.has(told.eventId) && !(isMaker(told) && makers.has(told.eventId))

/** Without what was taken back, wherever in the cluster it stands; a request stays as withdrawn, unless made again. */
function settled(cluster: Cluster): Cluster {
  const known = bearings(cluster)
  const isWithdrawn = (told: Told): boolean => known.gone.has(told.eventId) && isMaker(told) && !told.withdrawn
  return new Map(
    [...cluster].map(([id, person]) => {
      if (!person.told.some(told => isSpent(known, told) || isWithdrawn(told))) return [id, person]
      const left = person.told.filter(told => !isSpent(known, told))
      return [id, { ...person, told: left.map(told => (isWithdrawn(told) ? { ...told, withdrawn: true } : told)) }]
    }),
  )
}

/** Of a unit that moves only the last word is kept, for each record: people of one hearing may be one by mistake. */
function withTold(person: PersonTold, eventId: string, added: readonly Told[]): PersonTold {
  if (person.told.some(each => each.eventId === eventId)) return person
  const all = [...person.told, ...added]
  const isAfter = (other: Told, n: number, told: Told, index: number): boolean =>
    (compareInstantTexts(other.recordedAt, told.recordedAt) || n - index) > 0
  const told = all.filter(
    (each, index) =>
      !isMove(each) ||
      !all.some((other, n) => isMove(other) && unitOf(other) === unitOf(each) && isAfter(other, n, each, index)),
  )
  return told.some(each => added.includes(each)) ? { ...person, told } : person
}

const unitOf = ({ row, identity, unit }: Told & Move): string => `${row}|${identity.token}|${unit}`
