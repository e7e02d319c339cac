// No I, O or S, which are easily read as digits. The remainder 0 is Z.
const letters = 'ZABCDEFGHJKLMNPQRTUVWXY'

/**
 * The check letter of PNC and CRO numbers: the digits read as one number, modulo 23, pick a letter.
 *
 * `digits` are the two last digits of the year followed by the serial: padded to 7 for a PNC id, padded to 6 for a
 * standard CRO number, as written for an SF one. At most 15 digits (the number must be exact).
 * Source: hmpps-person-record, PNCIdentifier.kt and CROIdentifier.kt.
 */
export const checkLetter = (digits: string): string => letters.charAt(Number(digits) % letters.length)
