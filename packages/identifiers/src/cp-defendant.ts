import type { IdentifierParser } from './result'
import { parseUuid } from './uuid'

/** Common Platform defendant id: a uuid, one per defendant and case. Canonical: lower case. */
export const parseCpDefendant: IdentifierParser = value => parseUuid(value, 'Common Platform defendant id')
