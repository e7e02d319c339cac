import type { Length } from '@hub/contracts'

const UNITS: Readonly<Record<string, keyof Length>> = { Y: 'years', M: 'months', W: 'weeks', D: 'days', H: 'hours' }

/** A length from a unit's letter and its value, as durationElement has it. Undefined when either is not known. */
export function lengthOf(unit: string | undefined, value: number | undefined): Partial<Length> | undefined {
  const field = UNITS[unit?.charAt(0).toUpperCase() ?? '']
  return field && value !== undefined && value > 0 ? { [field]: value } : undefined
}

/** A length from a prompt's text: "80 Hours", "2 Years", "1 Years 6 Months". Undefined when it is none. */
export function parseLength(text: string | undefined): Partial<Length> | undefined {
  const parts = [...(text ?? '').matchAll(/(\d{1,5})\s+(year|month|week|day|hour)s?\b/gi)]
  if (parts.length === 0) return undefined
  return Object.assign({}, ...parts.map(([, value, unit]) => lengthOf(unit, Number(value))))
}
