import { type IdentifierParser, invalid, typedText, valid } from './result'

const courtShape = /^[A-Za-z0-9]{5,7}$/
const caseShape = /^[A-Za-z0-9][A-Za-z0-9/-]{0,29}$/

/**
 * A Libra case at its court, `courtCode/caseNumber`, such as B10JQ/1600032981; one message concerns one defendant of
 * it, so it stands for a person. Libra's own case id is not used: its owners call it unreliable.
 *
 * Court: an organisation unit code, of which only the first five characters name the court (B10JQ and B10JQ00 are
 * one). Case number: up to 30 letters, digits, hyphens and slashes, kept as written but in upper case.
 * Source: court-case-matcher, CPCourtCentre.java, HearingProcessor.java; court-case-service, doc/adr/0013.
 */
export const parseLibraCase: IdentifierParser = value => {
  const text = typedText(value)
  const slash = text?.indexOf('/') ?? -1
  if (text === undefined || slash < 0) return invalid('A Libra case is a court code, a slash and a case number.')
  const court = text.slice(0, slash).trim()
  const number = text.slice(slash + 1).trim()
  if (!courtShape.test(court)) return invalid('A court code is five to seven letters or digits.')
  if (number === '') return invalid('The case number is missing.')
  if (!caseShape.test(number))
    return invalid('A Libra case number is up to thirty letters, digits, hyphens or slashes.')
  return valid(`${court.slice(0, 5)}/${number}`.toUpperCase())
}
