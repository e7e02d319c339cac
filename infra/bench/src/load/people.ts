import { uuidOf } from './numbers'

/** Somebody invented. Odd ones are known to a prison, even ones to a court. */
export interface Person {
  readonly number: number
  readonly nomsNumber: string
  readonly defendantId: string
  readonly pnc: string
  readonly firstName: string
  readonly lastName: string
  /** YYYY-MM-DD */
  readonly born: string
  readonly postcode: string
}

const FIRST = 'Abel Bryn Cora Dale Esme Finn Gwen Hugh Iris Joel Kara Leon Maya Neil Olga Paul Rhys Sara Tess Umar'
const LAST = 'Ashdown Bellfield Corrigan Drummond Elsworth Farrant Gadsby Hollis Inglewood Jessop Kirkham Lomax'
const FIRST_NAMES = FIRST.split(' ')
const LAST_NAMES = LAST.split(' ')
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const CHECK_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY'

/** The invented person of that number; the same in every run. */
export function personOf(number: number): Person {
  const digits = String(number % 10_000).padStart(4, '0')
  const letters = Math.floor(number / 10_000)
  const serial = String(number).padStart(7, '0')
  const two = (value: number) => String(value).padStart(2, '0')
  return {
    number,
    nomsNumber: `B${digits}${LETTERS[Math.floor(letters / 26) % 26]}${LETTERS[letters % 26]}`,
    defendantId: uuidOf('defendant', number),
    pnc: `2004/${serial}${CHECK_LETTERS[Number(`04${serial}`) % 23]}`,
    firstName: FIRST_NAMES[number % FIRST_NAMES.length]!,
    lastName: `${LAST_NAMES[Math.floor(number / FIRST_NAMES.length) % LAST_NAMES.length]}`,
    // Spread as addresses are: people of one name at one address would all be compared with each other.
    postcode: `${LETTERS[number % 26]}${LETTERS[Math.floor(number / 26) % 26]}${number % 10} ${Math.floor(number / 676) % 10}AB`,
    born: `${1950 + (number % 55)}-${two(1 + (number % 12))}-${two(1 + (number % 28))}`,
  }
}
