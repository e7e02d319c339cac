import { type CalendarDate, formatInstant, londonDate, parseInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { type Identifier, JourneyServiceDefinition, type LineItem, type Person } from '@hub/contracts/journey'
import type { View } from '@hub/decider'
import { identifierTypeOf, parseIdentifier } from '@hub/identifiers'
import { HubError, type Served, serve } from '@hub/service'
import type { Store } from '@hub/store'
import {
  factsOf,
  type JourneyPerson,
  knownBy,
  type LineCursor,
  type LineRow,
  latestFirst,
  mergeLines,
  readCursor,
  rowsOf,
  type Separated,
  type Stretch,
  supersededBy,
  writeCursor,
} from '../domain/journey'
import { wordsOf } from '../domain/words'

const MOST_FOUND = 100
const MOST_ITEMS = 1_000
const STRETCHES_AT_ONCE = 500
/** How many rows of one word are looked at: a word that names more people than this finds the first of them. */
const MOST_WITH_WORD = 1_000

/** People by identifier or name, and their lines. A merge is a look-up here, at reading time. */
export function journeyService(store: Store, clock: Clock): Served {
  const personOf = async (id: string) => (await store.get<JourneyPerson>('people', [id])).get(id)

  const living = async (id: string): Promise<string | undefined> => {
    const person = await personOf(id)
    return person && (person.absorbedInto ? ((await living(person.absorbedInto)) ?? id) : id)
  }

  /** The surviving id first, then every id that was merged into it, however long ago, and did not leave again. */
  const cluster = async (id: string, into?: string): Promise<readonly Member[]> => {
    const person = await personOf(id)
    if (!person || (into !== undefined && person.absorbedInto !== into)) return []
    const below = await Promise.all(person.absorbed.map(absorbed => cluster(absorbed, id)))
    return [[id, person] as const, ...below.flat()]
  }

  const find = async (personId: string): Promise<Known | undefined> => {
    const survivor = await living(personId)
    if (!survivor) return undefined
    const members = await cluster(survivor)
    const ids = members.map(([id]) => id)
    // What was separated from others may be recorded under ids that are theirs.
    const own = await store.find<Separated>('separated', { where: { personId: { in: ids } } }, { limit: MOST_ITEMS })
    const elsewhere = [...new Set(own.flatMap(({ recordedUnder }) => recordedUnder))].filter(id => !ids.includes(id))
    const others = elsewhere.length > 0 ? [...(await store.get<JourneyPerson>('people', elsewhere))] : []
    return { survivor, ids, members, places: [...members, ...others] }
  }

  const known = async (personId: string): Promise<Known> => {
    const person = await find(personId)
    if (person) return person
    throw new HubError('not-found', 'HUB_PERSON_UNKNOWN', 'no person has this id; find people by identifier or name')
  }

  /** What was recorded against an identity is whose the identity is; anything else, of whom it was recorded under. */
  const belonging = async <T>(
    { ids }: Known,
    recorded: readonly (readonly [string, readonly T[]])[],
    identityOf: (one: T) => string | undefined,
  ): Promise<readonly (readonly T[])[]> => {
    const tokens = new Set(recorded.flatMap(([, all]) => all.flatMap(one => identityOf(one) || [])))
    const separated = tokens.size === 0 ? undefined : await store.get<Separated>('separated', [...tokens])
    return recorded.map(([id, all]) =>
      all.filter(one => ids.includes(separated?.get(identityOf(one) ?? '')?.personId ?? id)),
    )
  }

  /** The line of one id from a place on, to its end: only what came later tells what still counts. */
  const lineFrom = async (personId: string, from: number): Promise<readonly LineRow[]> => {
    const stretches: Stretch[] = []
    for (;;) {
      const query = {
        where: { personId, to: { from: (stretches.at(-1)?.to ?? from - 1) + 1 } },
        order: [{ field: 'to' }],
      }
      const page = await store.find<Stretch>('lines', query, { limit: STRETCHES_AT_ONCE })
      stretches.push(...page)
      if (page.length < STRETCHES_AT_ONCE) return rowsOf(stretches, from)
    }
  }

  const linesFrom = async (person: Known, cursor: LineCursor): Promise<readonly (readonly LineRow[])[]> => {
    const lines = person.places.map(async ([id]) => [id, await lineFrom(id, cursor[id] ?? 0)] as const)
    return belonging(person, await Promise.all(lines), ({ identity }) => identity)
  }

  const show = async (person: Known, view: View<string>): Promise<Person> => {
    const distinct = <T>(items: readonly T[]) => [...new Map(items.map(item => [JSON.stringify(item), item])).values()]
    const own = async <T extends { readonly of: string }>(of: (person: JourneyPerson) => readonly T[]) => {
      const recorded = person.places.map(([id, each]) => [id, of(each)] as const)
      return (await belonging(person, recorded, one => one.of)).flat()
    }
    const lines = await linesFrom(person, {})
    return {
      personId: person.survivor,
      identifiers: distinct((await own(({ identifiers }) => identifiers)).map(({ type, value }) => ({ type, value }))),
      names: distinct(latestFirst(await own(({ names }) => names)).map(({ of: _, at: __, ...name }) => name)),
      absorbed: person.ids.slice(1),
      facts: factsOf(lines, view),
    }
  }

  const byIdentifier = async (type: string, value: string): Promise<readonly string[]> => {
    const canonicalType = identifierTypeOf(type)
    if (!canonicalType)
      throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'the type of identifier is not known; write NOMS:A1234BC', {
        field: 'identifier',
      })
    const parsed = parseIdentifier(canonicalType, value, { year: londonDate(clock.now()).year })
    if (!parsed.valid) throw new HubError('invalid', 'HUB_REQUEST_INVALID', parsed.reason, { field: 'identifier' })
    const rows = await store.find<{ personId: string }>(
      'identifiers',
      { where: { key: `${canonicalType}:${parsed.canonical}` } },
      { limit: MOST_FOUND },
    )
    return rows.map(({ personId }) => personId)
  }

  const byName = async (name: string): Promise<readonly string[]> => {
    const words = wordsOf(name)
    if (words.length === 0)
      throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'write at least one word of a name', { field: 'name' })
    const found = await Promise.all(
      words.map(async word => {
        const rows = await store.find<{ personId: string }>(
          'names',
          { where: { word: { prefix: word } } },
          { limit: MOST_WITH_WORD },
        )
        return new Set(rows.map(({ personId }) => personId))
      }),
    )
    const [first = new Set<string>(), ...others] = found
    return [...first].filter(id => others.every(set => set.has(id)))
  }

  return serve(JourneyServiceDefinition, {
    findPeople: async ({ identifier, name, limit }) => {
      const ids = identifier ? await byIdentifier(identifier.type, identifier.value) : await byName(name)
      const found = new Map<string, Known>()
      const sought = [...ids]
      for (let at = 0; at < sought.length; at++) {
        const person = await find(sought[at]!)
        if (!person || found.has(person.survivor)) continue
        found.set(person.survivor, person)
        // What was recorded under one id may be of somebody who was separated from it.
        sought.push(...person.members.flatMap(([, { splitFrom = [] }]) => splitFrom))
      }
      const most = Math.min(limit > 0 ? limit : 20, MOST_FOUND)
      const people: Person[] = []
      for (const person of found.values()) {
        if (people.length === most) break
        const shown = await show(person, {})
        const split = person.members.some(([, { splitFrom = [] }]) => splitFrom.length > 0)
        if (!split || answers(shown, identifier, name, londonDate(clock.now()))) people.push(shown)
      }
      return { people }
    },
    getPerson: async ({ personId, at, knownAt }) => ({
      person: await show(await known(personId), {
        ...(at ? { at: formatInstant(at) } : {}),
        ...(knownAt ? { knownAt: formatInstant(knownAt) } : {}),
      }),
    }),
    getLine: async ({ personId, after, limit, knownAt }) => {
      const most = limit === 0 ? 100 : limit
      if (most < 1 || most > MOST_ITEMS)
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', `limit is 1 to ${MOST_ITEMS}`, { field: 'limit' })
      const cursor = readCursor(after)
      if (!cursor)
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'after is not the `next` of a line', { field: 'after' })
      const person = await known(personId)
      const lines = await linesFrom(person, cursor)
      const all = knownBy(mergeLines(lines, Number.POSITIVE_INFINITY), knownAt && formatInstant(knownAt))
      const superseded = supersededBy(all)
      const rows = all.slice(0, most)
      const next = { ...cursor }
      for (const row of rows) next[row.personId] = row.at + 1
      return {
        personId: person.survivor,
        items: rows.map(row => itemOf(row, !superseded.has(row.eventId))),
        next: all.length > most ? writeCursor(next) : '',
      }
    },
  })
}

type Member = readonly [id: string, person: JourneyPerson]

/** Somebody as the hub reads them now. */
interface Known {
  readonly survivor: string
  /** Their ids, the surviving one first. */
  readonly ids: readonly string[]
  readonly members: readonly Member[]
  /** The ids under which something of theirs may be recorded. */
  readonly places: readonly Member[]
}

/** Whether the person has what was looked for; what is recorded under one of their ids may be somebody else's. */
function answers(
  { identifiers, names }: Person,
  identifier: Identifier | undefined,
  name: string,
  today: CalendarDate,
): boolean {
  if (identifier) {
    const type = identifierTypeOf(identifier.type)
    const parsed = parseIdentifier(type ?? '', identifier.value, today)
    return identifiers.some(one => one.type === type && parsed.valid && one.value === parsed.canonical)
  }
  const words = names.flatMap(({ first, middle, last }) => wordsOf(`${first} ${middle} ${last}`))
  return wordsOf(name).every(sought => words.some(word => word.startsWith(sought)))
}

const itemOf = (row: LineRow, current: boolean): LineItem => ({
  eventId: row.eventId,
  type: row.type,
  personId: row.personId,
  occurredAt: parseInstant(row.occurredAt),
  recordedAt: parseInstant(row.recordedAt),
  channel: row.channel,
  receiptId: row.receiptId,
  corrects: row.corrects ?? '',
  retracts: row.retracts ?? '',
  confirms: row.confirms ?? '',
  current,
  value: Buffer.from(row.value, 'base64'),
})
