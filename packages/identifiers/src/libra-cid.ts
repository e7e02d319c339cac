import { type IdentifierParser, invalid, typedText, valid } from './result'

const shape = /^([Cc][Ii][Dd])?[0-9]{1,20}$/

/**
 * Libra's person id (cId): digits, in some messages with the letters CID in front. Canonical: upper case, otherwise as
 * written; leading zeros and CID stay, because nothing says that the value means the same person without them.
 *
 * Source: hmpps-person-record, RandomTestData.kt (digits); court-case-matcher, messages/libra fixtures (with CID).
 */
export const parseLibraCid: IdentifierParser = value => {
  const text = typedText(value)
  return text !== undefined && shape.test(text)
    ? valid(text.toUpperCase())
    : invalid('A Libra person id is one to twenty digits, which may follow the letters CID.')
}
