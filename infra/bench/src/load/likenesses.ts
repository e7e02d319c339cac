import { describedBy, type LikenessRow, undescribed } from '@hub/people'
import { numbersFrom, uuidOf } from './numbers'

const SYLLABLES = 'ba ber bri co den el fa gar hol in jo ker la mor ni os pa quin ro sa ton ul ver wy yar'.split(' ')
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const two = (value: number) => String(value).padStart(2, '0')

/**
 * What courts say of the invented person of that number; the same in every run. About as many have a name, a birthday
 * or a postcode in common as in a million people: 15,625 first names, 390,625 last names, 24,000 birthdays, 1.4 million
 * postcodes; two of three have a PNC, one of three a CRO.
 */
export function likenessOfPerson(number: number, token = uuidOf('likeness', number)): LikenessRow {
  const draw = numbersFrom(number + 1)
  const below = (limit: number) => Math.floor(draw() * limit)
  const name = (syllables: number) => Array.from({ length: syllables }, () => SYLLABLES[below(25)]).join('')
  const letters = (count: number) => Array.from({ length: count }, () => LETTERS[below(24)]).join('')
  const says = {
    identity: token,
    name: {
      first: name(3),
      middle: below(2) === 0 ? name(2) : '',
      last: name(4),
      dateOfBirth: `${1940 + below(66)}-${two(1 + below(12))}-${two(1 + below(28))}`,
    },
    postcode: `${letters(2)}${below(30)} ${below(10)}${letters(2)}`,
    sentenceDate: '',
    identifiers: [
      ...(number % 3 === 0 ? [] : [{ type: 'PNC', value: `2004/${String(number).padStart(7, '0')}A`, of: token }]),
      ...(number % 3 === 1 ? [{ type: 'CRO', value: `${String(number).padStart(6, '0')}/04A`, of: token }] : []),
    ],
  }
  const from = { receiptId: `courts-${token}`, channel: 'common-platform', at: '2026-01-01T09:30:00Z' }
  return { ...describedBy(undescribed, { eventId: token, says, from, corrects: false }), token }
}

/** Another record of the same person, as another court writes it. */
export const otherRecordOf = (number: number): LikenessRow => likenessOfPerson(number, uuidOf('other likeness', number))
