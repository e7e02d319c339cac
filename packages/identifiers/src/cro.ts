import { checkLetter } from './check-letter'
import { type IdentifierParser, invalid, typedText, valid } from './result'

const standard = /^([0-9]{1,6})\/([0-9]{2})([A-Z])$/
const searchFile = /^SF([0-9]{2})\/([0-9]{1,6})([A-Z])$/
const noSlash = /^(SF)?[0-9]{3,8}[A-Z]$/

// Passes the check letter but stands for "none"; hmpps-person-match drops it before matching.
const placeholder = '000000/00Z'

/**
 * Criminal Records Office number, the number of a set of fingerprints.
 *
 * Standard: one to six digits, slash, two year digits, check letter; canonical pads the serial to six (065656/91H).
 * SF form: `SF`, two year digits, slash, one to six digits, check letter; canonical keeps the serial as written, since
 * the check letter is reckoned on it unpadded (SF83/50058Z). The year stays at two digits: no source widens it.
 *
 * (Four-digit SF numbers in a public test list pass only if padded to five, as SF83/04661E does. The person record
 * refuses them as written, and so does the hub.)
 *
 * The slash is required, unlike in a PNC number: without it the value could as well be a PNC number in the wrong field.
 * `000000/00Z` is valid with `placeholder: true`. Lower case and spaces around are accepted.
 * Source: hmpps-person-record, CROIdentifier.kt; hmpps-person-match, data_cleaning/transformations.
 */
export const parseCro: IdentifierParser = value => {
  const text = typedText(value)
  // Only plain letters: upper-casing others can turn them into plain ones.
  const upper = text !== undefined && /^[A-Za-z0-9/]+$/.test(text) ? text.toUpperCase() : ''
  const file = searchFile.exec(upper)
  if (file) {
    const [, year, serial, letter] = file
    return checkLetter(`${year}${serial}`) === letter ? valid(upper) : mistyped
  }
  const parts = standard.exec(upper)
  if (parts) {
    const [, serial, year, letter] = parts
    const padded = serial!.padStart(6, '0')
    if (checkLetter(`${year}${padded}`) !== letter) return mistyped
    const canonical = `${padded}/${year}${letter}`
    return canonical === placeholder ? { valid: true, canonical, placeholder: true } : valid(canonical)
  }
  return noSlash.test(upper)
    ? invalid('A CRO number needs its slash.')
    : invalid('A CRO number is up to six digits, a slash, a two-digit year and a letter, or starts with SF.')
}

const mistyped = invalid('The last letter does not match the digits: one of them is mistyped.')
