import type { Item, Line, Person } from '../answers'
import { command, type Hub } from '../command'
import { Failed, WrongUsage } from '../errors'
import { as, type Cell, count } from '../print'
import { dayOf, instantOf, londonMoment, londonTime } from '../times'

/** Items asked for at once, and by default at all. */
const PAGE = 1_000

export const person = command({
  name: 'person',
  summary: 'a person: identifiers, names, what holds now, and their line',
  usage: 'PERSON-ID | TYPE:value | NAME…',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  options: {
    at: { takes: 'INSTANT', meaning: 'what held at that time, instead of now' },
    'known-at': { takes: 'INSTANT', meaning: 'as the hub knew it at that time' },
    limit: { takes: 'NUMBER', meaning: `how much of the line, ${PAGE} events by default` },
  },
  detail:
    'TYPE:value is any identifier: NOMS:A1234BC, CRN:X123456, PNC:2012/394773H. Words of a name find whoever has them all;\n' +
    'when several people fit, they are listed. With --json one person is one document with the fields of the person and\n' +
    'of the line; several are {"people": […]}.',
  run: async ({ words, options, json }, hub) => {
    const { print } = hub
    const knownAt = instantOf('--known-at', options['known-at'])
    const view = viewOf(instantOf('--at', options.at), knownAt)
    const limit = limitOf(options.limit)
    const found = await find(words.join(' '), hub)
    if (typeof found !== 'string') {
      if (json) print.json(JSON.stringify({ people: found }))
      else if (found.length > 0) showSeveral(found, hub)
      if (found.length === 0) throw new Failed('nobody is known by that')
      return 0
    }
    const { value: shown } = await hub.api.get<Person>(`/v1/people/${encodeURIComponent(found)}${view}`)
    const line = await lineOf(shown.personId, limit, knownAt, hub)
    if (json) print.json(JSON.stringify({ ...shown, ...line }))
    else {
      showPerson(shown, view !== '', hub)
      showLine(line, { at: options.at !== undefined, known: knownAt !== undefined }, hub)
    }
    return 0
  },
})

function viewOf(at: string | undefined, knownAt: string | undefined): string {
  const query = new URLSearchParams({ ...(at ? { at } : {}), ...(knownAt ? { knownAt } : {}) }).toString()
  return query === '' ? '' : `?${query}`
}

function limitOf(text = String(PAGE)): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new WrongUsage('--limit is a number of events, from 1')
}

/** The id of the one person meant, or everyone who fits. */
async function find(what: string, { api }: Hub): Promise<string | readonly Person[]> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(what)) return what.toLowerCase()
  const by = /^\w+:/.test(what) ? 'identifier' : 'name'
  const { value } = await api.get<{ people: readonly Person[] }>(`/v1/people?${by}=${encodeURIComponent(what)}`)
  return value.people.length === 1 ? value.people[0]!.personId : value.people
}

async function lineOf(personId: string, limit: number, knownAt: string | undefined, { api }: Hub): Promise<Line> {
  const items: Item[] = []
  let next: string | null = ''
  while (next !== null && items.length < limit) {
    const query: URLSearchParams = new URLSearchParams({
      after: next,
      limit: String(Math.min(PAGE, limit - items.length)),
      ...(knownAt ? { knownAt } : {}),
    })
    const page: Line = (await api.get<Line>(`/v1/people/${personId}/line?${query}`)).value
    items.push(...page.items)
    next = page.next
  }
  return { personId, items, next }
}

function showPerson(
  { personId, identifiers, names, facts, absorbed }: Person,
  otherTime: boolean,
  { print }: Hub,
): void {
  print.line(as('bold', names[0] ? nameText(names[0]) : 'No name is known'))
  print.table([
    ...names.slice(1).map(name => ['also', nameText(name)]),
    ['person', personId],
    ...absorbed.map(id => ['merged', id]),
    ...identifiers.map(({ type, value }) => [type, value]),
    ...Object.entries(facts).map(([fact, holds]) => [`${otherTime ? 'then' : 'now'}: ${fact}`, as('bold', holds)]),
  ])
}

function showSeveral(people: readonly Person[], { print }: Hub): void {
  print.line(`${count(people.length, 'person', 'people')} fit; ask again with the id of one:`)
  print.table(
    people.map(({ personId, names, identifiers }) => [
      personId,
      names[0] ? nameText(names[0]) : 'no name is known',
      identifiers.map(({ type, value }) => `${type}:${value}`).join(' '),
    ]),
  )
}

const nameText = ({ first, middle, last, dateOfBirth }: Person['names'][number]): string =>
  [first, middle, last].filter(part => part !== '').join(' ') + (dateOfBirth ? `, born ${dayOf(dateOfBirth)}` : '')

function showLine({ items, next }: Line, then: { at: boolean; known: boolean }, { print }: Hub): void {
  const replaced = new Map(
    items.flatMap(item =>
      [item.corrects, item.retracts].flatMap(id =>
        id ? [[id, item.corrects ? 'corrected' : 'withdrawn'] as const] : [],
      ),
    ),
  )
  print.line()
  print.line(
    as('bold', `Line of ${count(items.length, 'event')}`),
    then.known
      ? ', as the hub knew it then'
      : then.at
        ? ', all of it, as it is known now'
        : ', in the order in which the hub learnt of them',
  )
  print.table(
    items.map(item => {
      const gone = item.current ? undefined : (replaced.get(item.eventId) ?? 'no longer so')
      const mark = gone ? `[${gone}] ` : item.corrects ? '[correction] ' : item.confirms ? '[confirmed] ' : ''
      const cells = [londonMoment(item.occurredAt), mark + inLondon(item.summary), londonTime(item.recordedAt)]
      return [...cells, item.source.channel ?? ''].map((cell): Cell => (gone ? as('dim', cell) : cell))
    }),
    ['HAPPENED', 'WHAT', 'KNOWN SINCE', 'FROM'],
  )
  if (next !== null) print.line('The line goes on: --limit shows more of it.')
}

/** Instants in a summary, as London's clocks showed them. */
const inLondon = (summary: string): string =>
  summary.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, instant => londonTime(instant))
