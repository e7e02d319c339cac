import type { Reader } from '@hub/translation'

/**
 * An id of the partner's. Ids name streams and facts, so a text that is too long for one, or holds what no id holds,
 * counts as absent.
 */
export function idAt(reader: Reader, field: string): string | undefined {
  const text = reader.text(field)
  if (text === undefined) return undefined
  if (/^[\x21-\x7e]{1,100}$/.test(text)) return text
  reader.warn(field, 'is not an id and counts as absent')
  return undefined
}

/** Text order that is the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
