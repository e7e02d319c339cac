import { parseIdentifier } from '@hub/identifiers'

/** Which identifiers can be checked, by type. */
export const CHECKED_TYPES = ['PNC', 'CRO', 'NOMS', 'CRN'] as const

const SOURCES: Readonly<Record<string, string>> = {
  PNC: 'ministryofjustice/hmpps-person-record, PNCIdentifier',
  CRO: 'ministryofjustice/hmpps-person-record, CROIdentifier',
  NOMS: 'ministryofjustice/hmpps-domain-events, event schemas',
  CRN: 'ministryofjustice/hmpps-person-record, CanonicalIdentifiers',
}

/** Whether an identifier is valid, and its canonical form. The year decides what two-digit years mean. */
export function checkIdentifier(facts: Readonly<Record<string, unknown>>, year: number) {
  const type = String(facts.type ?? '')
  const parsed = parseIdentifier(type, facts.value, { year })
  return {
    result: parsed.valid
      ? { valid: true, canonical: parsed.canonical, reason: null }
      : { valid: false, canonical: null, reason: parsed.reason },
    decidedBy: { row: type, source: SOURCES[type] ?? '' },
  }
}
