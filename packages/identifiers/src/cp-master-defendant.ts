import type { IdentifierParser } from './result'
import { parseUuid } from './uuid'

/**
 * Common Platform master defendant id: a uuid by which Common Platform groups the defendant records that it takes for
 * one person. That is its opinion, so the hub matches on it but never resolves by it. Canonical: lower case.
 */
export const parseCpMasterDefendant: IdentifierParser = value => parseUuid(value, 'Common Platform master defendant id')
