import { londonDate } from '@hub/calendar'
import type { Person } from '@hub/contracts/journey'
import {
  type IdentifierType,
  identifierKinds,
  identifierTypeOf,
  identifierTypes,
  parseIdentifier,
  parseQualified,
} from '@hub/identifiers'
import type { ConsolePorts } from '../ports'
import { askOne } from './contexts'
import { type PersonView, viewOf } from './person'

/** How many people are shown; who is looked for among more is found by another word or number. */
const MOST = 50

/** What somebody who looks for a person wrote. */
export type Sought =
  | { readonly by: 'identifier'; readonly values: readonly { readonly type: IdentifierType; readonly value: string }[] }
  | { readonly by: 'name' }
  | { readonly by: 'nothing'; readonly problem: string }

/**
 * Reads `TYPE:value`, else every type of identifier whose form the text has, else a name. `year` is the present one: a
 * PNC number with two digits for its year needs it.
 */
export function readSought(text: string, year: number): Sought {
  if (text === '') return { by: 'nothing', problem: 'Enter a name or a number' }
  const [type = ''] = text.split(':')
  if (type !== text) {
    if (!identifierTypeOf(type))
      return { by: 'nothing', problem: `Before the colon write one of ${identifierTypes.join(', ')}` }
    const read = parseQualified(text, { year })
    return read.valid
      ? { by: 'identifier', values: [{ type: read.type, value: read.canonical }] }
      : { by: 'nothing', problem: read.reason }
  }
  const values = identifierTypes.flatMap(candidate => {
    const read = parseIdentifier(candidate, text, { year })
    return read.valid ? [{ type: candidate, value: read.canonical }] : []
  })
  return values.length > 0 ? { by: 'identifier', values } : { by: 'name' }
}

export interface Found {
  readonly people: readonly PersonView[]
  /** How the text was understood. */
  readonly understood: string
  /** There may be more than are shown. */
  readonly more: boolean
}

/** People whom a text may mean: by number where it has the form of one, else, or when nobody has it, by name. */
export async function findPeople(ports: ConsolePorts, text: string): Promise<Found | { readonly problem: string }> {
  const { journeys } = ports
  const sought = readSought(text, londonDate(ports.clock.now()).year)
  if (sought.by === 'nothing') return { problem: sought.problem }
  const find = (request: Parameters<typeof journeys.findPeople>[0]) =>
    askOne('journeys', async () => (await journeys.findPeople({ ...request, limit: MOST })).people)
  if (sought.by === 'identifier') {
    const answers = await Promise.all(sought.values.map(identifier => find({ identifier })))
    const people = distinct(answers.flat())
    if (people.length > 0 || text.includes(':'))
      return found(people, sought.values.map(({ type }) => identifierKinds[type].name).join(' or '))
  }
  // A text without a letter or a digit names nobody.
  return /[\p{L}\p{N}]/u.test(text)
    ? found(await find({ name: text }), sought.by === 'name' ? 'name' : 'number or name')
    : { problem: 'Write at least one word of a name, or a number' }
}

const found = (people: readonly Person[], understood: string): Found => ({
  people: people.slice(0, MOST).map(viewOf),
  understood,
  more: people.length >= MOST,
})

const distinct = (people: readonly Person[]): readonly Person[] => [
  ...new Map(people.map(person => [person.personId, person])).values(),
]
