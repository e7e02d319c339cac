import { type IdentifierParser, invalid, typedText, valid } from './result'

const shape = /^[A-Za-z][0-9]{4}[A-Za-z]{2}$/

/**
 * Prison number (NOMS number): one letter, four digits, two letters, such as A1234BC. Canonical: upper case.
 *
 * There is no check letter, so a wrong key gives another valid number. People type it in lower case.
 * Source: offender-management-allocation-manager, app/models/offender.rb; hmpps-domain-events, spec/schemas.
 */
export const parseNoms: IdentifierParser = value => {
  const text = typedText(value)
  return text !== undefined && shape.test(text)
    ? valid(text.toUpperCase())
    : invalid('A prison number is one letter, four digits and two letters.')
}
