import { checkLetter } from './check-letter'
import { type AskedOn, type IdentifierParser, invalid, type ParsedIdentifier, typedText, valid } from './result'

const withSlash = /^([0-9]+)\/([0-9]+)([A-Za-z])$/
const withoutSlash = /^([0-9]{3,11})([A-Za-z])$/

const outOfShape = 'A PNC number is a year, a slash, up to seven digits and a letter.'

/**
 * Police National Computer id. Canonical: `YYYY/NNNNNNNL`, four-digit year, serial padded to seven, check letter.
 *
 * Read with a slash: what stands before it is the year (two or four digits), what follows the serial (one to seven).
 * So `1979/163001B` is 1979: a slash after four digits leaves nothing to guess. hmpps-person-record removes the slash
 * first, takes the same text for year 19 and refuses it. A slash after three digits names no year and is refused.
 *
 * Read without a slash: eleven digits are a four-digit year and a full serial; three to nine are a two-digit year and
 * its serial. Ten could only be a four-digit year with a short serial; no service writes that, so it is refused with
 * the advice to add the slash.
 *
 * A two-digit year is the latest such year that is not after the year asked about: in 2026, 26 is 2026 and 27 is 1927.
 * Without `on` such a value is not valid, because a guess would depend on when the question is asked.
 *
 * The check letter covers the last two year digits and the padded serial, so it does not protect the century.
 * Lower case and spaces around are accepted. Source: hmpps-person-record, PNCIdentifier.kt and its test.
 */
export const parsePnc: IdentifierParser = (value, on) => {
  const text = typedText(value)
  if (text === undefined) return invalid(outOfShape)
  const slashed = withSlash.exec(text)
  if (slashed) return fromParts(slashed[1]!, slashed[2]!, slashed[3]!, on)
  const plain = withoutSlash.exec(text)
  if (!plain) return invalid(outOfShape)
  const digits = plain[1]!
  if (digits.length === 10)
    return invalid('A PNC number with a four-digit year and fewer than seven digits after it needs the slash.')
  const yearLength = digits.length === 11 ? 4 : 2
  return fromParts(digits.slice(0, yearLength), digits.slice(yearLength), plain[2]!, on)
}

const fromParts = (year: string, serial: string, letter: string, on: AskedOn | undefined): ParsedIdentifier => {
  if (year.length !== 2 && year.length !== 4) return invalid('The year of a PNC number has two or four digits.')
  if (serial.length > 7) return invalid('A PNC number has at most seven digits after the year.')
  const padded = serial.padStart(7, '0')
  const expected = letter.toUpperCase()
  if (checkLetter(year.slice(-2) + padded) !== expected)
    return invalid('The last letter does not match the digits: one of them is mistyped.')
  if (year.length === 4) return valid(`${year}/${padded}${expected}`)
  if (!Number.isInteger(on?.year)) return invalid('A PNC number with a two-digit year needs a date to be read against.')
  const full = latestYear(Number(year), on!.year)
  return full < 0 || full > 9999
    ? invalid('A PNC number with a two-digit year needs a date to be read against.')
    : valid(`${String(full).padStart(4, '0')}/${padded}${expected}`)
}

/** The latest year ending in these two digits that is not after the year asked about. */
const latestYear = (twoDigits: number, asked: number): number => asked - ((((asked - twoDigits) % 100) + 100) % 100)
