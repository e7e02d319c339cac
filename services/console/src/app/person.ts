import type { Name, Person } from '@hub/contracts/journey'
import { identifierKinds, identifierTypeOf } from '@hub/identifiers'
import { dayTextOf } from './london'

/** A person as a page shows them. */
export interface PersonView {
  readonly personId: string
  readonly name: string
  readonly names: readonly { readonly name: string; readonly born: string }[]
  readonly identifiers: readonly { readonly type: string; readonly value: string }[]
  /** As prisons asks for them. */
  readonly prisonNumbers: readonly string[]
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  readonly absorbed: readonly string[]
}

export function viewOf({ personId, names, identifiers, facts, absorbed }: Person): PersonView {
  const shown = names.map(name => ({ name: nameText(name), born: dayTextOf(name.dateOfBirth) }))
  return {
    personId,
    name: shown[0]?.name ?? 'Name not known',
    names: shown,
    identifiers: identifiers.map(({ type, value }) => ({ type: typeText(type), value })),
    prisonNumbers: identifiers.flatMap(({ type, value }) => (type === 'NOMS' ? [value] : [])),
    facts: Object.entries(facts).map(([name, value]) => ({ name: sentence(wordsOf(name)), value })),
    absorbed,
  }
}

const nameText = ({ first, middle, last }: Name): string =>
  [first, middle, last].filter(part => part !== '').join(' ') || 'Name not known'

const typeText = (type: string): string => {
  const known = identifierTypeOf(type)
  return sentence(known ? identifierKinds[known].name : wordsOf(type))
}

/** `prisonId` and `PRISON_ID` as `prison id`. */
export const wordsOf = (name: string): string =>
  (/[a-z]/.test(name) ? name.replace(/[A-Z]/g, letter => ` ${letter}`) : name).replaceAll('_', ' ').trim().toLowerCase()

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
