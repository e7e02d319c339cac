/**
 * The answer to "is this text such an identifier?". Never an exception.
 *
 * `canonical` is the one way the hub writes the value; parsing it again gives the same. `placeholder` marks a value
 * that is well formed but identifies nobody: keep it out of matching and search. `reason` is one short sentence for
 * the person who typed the value; it never repeats the value, so it may stand in logs and receipts.
 */
export type ParsedIdentifier =
  | { readonly valid: true; readonly canonical: string; readonly placeholder?: true }
  | { readonly valid: false; readonly reason: string }

/** The date asked about, as far as identifiers need it: the year decides the century of a two-digit year. */
export interface AskedOn {
  readonly year: number
}

/** One type's parser. Any input is tolerated; what is not text is not valid. */
export type IdentifierParser = (value: unknown, on?: AskedOn) => ParsedIdentifier

export const valid = (canonical: string): ParsedIdentifier => ({ valid: true, canonical })
export const invalid = (reason: string): Extract<ParsedIdentifier, { valid: false }> => ({ valid: false, reason })

/** Text without the spaces around it that typing and pasting leave; undefined for anything but text. */
export const typedText = (value: unknown): string | undefined => (typeof value === 'string' ? value.trim() : undefined)
