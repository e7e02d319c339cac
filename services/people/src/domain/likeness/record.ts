import { NAME_PREFIXES, PLACEHOLDERS } from './weights'

/** What matching reads of one source record: cleaned, and without what says nothing. What is not known is empty. */
export interface Likeness {
  readonly first: string
  readonly middle: string
  readonly last: string
  /** YYYY-MM-DD. */
  readonly dateOfBirth: string
  readonly postcode: string
  readonly pnc: string
  readonly cro: string
  readonly masterDefendant: string
  /** YYYY-MM-DD. */
  readonly sentencedOn: readonly string[]
  /** Other names and dates of birth under which the same record was described. */
  readonly also: readonly Alias[]
}

export interface Alias {
  readonly first: string
  readonly last: string
  readonly dateOfBirth: string
}

/** Letters only, upper case, no accents: names that differ in nothing else are equal. */
export function cleanName(text: string): string {
  const upper = text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().trim()
  const prefix = NAME_PREFIXES.find(each => upper.startsWith(each)) ?? ''
  return upper.slice(prefix.length).replace(/[^\p{L}\p{N}]/gu, '')
}

/** Upper case, one space before the last three; empty for none, and for one that stands for no fixed abode. */
export function cleanPostcode(text: string): string {
  const bare = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (!/^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/.test(bare)) return ''
  const postcode = `${bare.slice(0, -3)} ${bare.slice(-3)}`
  return PLACEHOLDERS.postcodes.includes(postcode) ? '' : postcode
}

export const cleanDateOfBirth = (text: string): string => (PLACEHOLDERS.datesOfBirth.includes(text) ? '' : text)

export const cleanCro = (text: string): string => (PLACEHOLDERS.CRO.includes(text) ? '' : text)

/**
 * Who is said enough of to be told from others: a last name, and at least one of first name, middle name and date of
 * birth (hmpps-person-record: model/person/Person.kt). Of anybody else matching knows nothing.
 */
export const isUsable = ({ first, middle, last, dateOfBirth }: Likeness): boolean =>
  last !== '' && (first !== '' || middle !== '' || dateOfBirth !== '')
