import { formatInstant, londonDate, parseInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { JourneyServiceDefinition, type LineItem, type Person } from '@hub/contracts/journey'
import type { View } from '@hub/decider'
import { identifierTypeOf, parseIdentifier } from '@hub/identifiers'
import { HubError, type Served, serve } from '@hub/service'
import type { Store } from '@hub/store'
import { wordsOf } from '../domain/describe'
import {
  factsOf,
  type JourneyPerson,
  knownBy,
  type LineRow,
  mergeLines,
  readCursor,
  rowsOf,
  type Stretch,
  supersededBy,
  writeCursor,
} from '../domain/journey'

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

  /** The surviving id first, then every id that was merged into it, however long ago. */
  const cluster = async (id: string): Promise<readonly (readonly [string, JourneyPerson])[]> => {
    const person = await personOf(id)
    if (!person) return []
    const below = await Promise.all(person.absorbed.map(cluster))
    return [[id, person] as const, ...below.flat()]
  }

  const known = async (personId: string) => {
    const survivor = await living(personId)
    const members = survivor ? await cluster(survivor) : []
    if (!survivor || members.length === 0)
      throw new HubError('not-found', 'HUB_PERSON_UNKNOWN', 'no person has this id; find people by identifier or name')
    return { survivor, members }
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

  const show = async (personId: string, view: View<string>): Promise<Person> => {
    const { survivor, members } = await known(personId)
    const distinct = <T>(items: readonly T[]) => [...new Map(items.map(item => [JSON.stringify(item), item])).values()]
    const lines = await Promise.all(members.map(([id]) => lineFrom(id, 0)))
    return {
      personId: survivor,
      identifiers: distinct(members.flatMap(([, person]) => person.identifiers)).map(each => ({ ...each })),
      names: distinct(members.flatMap(([, person]) => person.names)).map(each => ({ ...each })),
      absorbed: members.slice(1).map(([id]) => id),
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
      const survivors = new Set<string>()
      for (const id of ids) survivors.add((await living(id)) ?? id)
      const most = Math.min(limit > 0 ? limit : 20, MOST_FOUND)
      return { people: await Promise.all([...survivors].slice(0, most).map(id => show(id, {}))) }
    },
    getPerson: async ({ personId, at, knownAt }) => ({
      person: await show(personId, {
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
      const { survivor, members } = await known(personId)
      const lines = await Promise.all(members.map(([id]) => lineFrom(id, cursor[id] ?? 0)))
      const all = knownBy(mergeLines(lines, Number.POSITIVE_INFINITY), knownAt && formatInstant(knownAt))
      const superseded = supersededBy(all)
      const rows = all.slice(0, most)
      const next = { ...cursor }
      for (const row of rows) next[row.personId] = row.at + 1
      return {
        personId: survivor,
        items: rows.map(row => itemOf(row, !superseded.has(row.eventId))),
        next: all.length > most ? writeCursor(next) : '',
      }
    },
  })
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
