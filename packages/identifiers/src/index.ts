export { checkLetter } from './check-letter'
export { parseCpDefendant } from './cp-defendant'
export { parseCpMasterDefendant } from './cp-master-defendant'
export { parseCrn } from './crn'
export { parseCro } from './cro'
export { parseLibraCase } from './libra-case'
export { parseLibraCid } from './libra-cid'
export { parseNoms } from './noms'
export { parsePnc } from './pnc'
export type { AskedOn, IdentifierParser, ParsedIdentifier } from './result'
export {
  formatQualified,
  type IdentifierKind,
  type IdentifierType,
  identifierKinds,
  identifierTypeOf,
  identifierTypes,
  identifies,
  parseIdentifier,
  parseQualified,
  type QualifiedIdentifier,
} from './types'
