import { type IdentifierParser, invalid, typedText, valid } from './result'

const shape = /^[A-Za-z][0-9]{6}$/

/**
 * Case reference number of the probation record (Delius): one letter and six digits. Canonical: upper case.
 *
 * Source: hmpps-person-record, RandomTestData.kt; pre-sentence-service, apiController.ts (upper-cases on input).
 */
export const parseCrn: IdentifierParser = value => {
  const text = typedText(value)
  return text !== undefined && shape.test(text)
    ? valid(text.toUpperCase())
    : invalid('A CRN is one letter and six digits.')
}
