import { type CalendarDate, type Instant, parseCalendarDate, parseInstant } from '@hub/calendar'
import { isRecord } from './envelope'

/**
 * Reads a partner's JSON tolerantly: what is absent or null is not known; what has the wrong type or cannot be read is
 * not known either, and a warning names its field. Nothing throws.
 */
export interface Reader {
  /** Where this reader stands, as partners write paths: `hearing.prosecutionCases[0]`. Empty at the top. */
  readonly path: string
  readonly value: unknown
  /** True when the field is neither absent nor null. */
  has(name: string): boolean
  at(name: string): Reader
  /** Each item of a list; a lone object where a list belongs counts as one item. */
  list(name: string): readonly Reader[]
  /** Text; numbers and booleans are written as text. Blank text is not known. */
  text(name: string): string | undefined
  /** A whole number; text that is one is read. */
  whole(name: string): number | undefined
  /** A boolean; the texts "true" and "false" are read. */
  flag(name: string): boolean | undefined
  date(name: string): CalendarDate | undefined
  instant(name: string): Instant | undefined
  /** Says that a field was tolerated. */
  warn(name: string, problem: string): void
  /** The path of a field, as partners write it. */
  field(name: string): string
}

/** Collects its warnings in `warnings`; each names a field and never shows its value. */
export function readerOf(value: unknown, warnings: string[], path = ''): Reader {
  const record = isRecord(value) ? value : {}
  const field = (name: string) => (path === '' ? name : `${path}.${name}`)
  // Own fields only: a message may bring keys such as `constructor` or `__proto__`.
  const raw = (name: string): unknown => (Object.hasOwn(record, name) ? (record[name] ?? undefined) : undefined)
  const warn = (name: string, problem: string) => {
    warnings.push(`${field(name)} ${problem}`)
  }
  const read = <T>(name: string, kind: string, parse: (found: unknown) => T | undefined): T | undefined => {
    const found = raw(name)
    if (found === undefined || found === '') return undefined
    const parsed = parse(found)
    if (parsed === undefined) warn(name, `is not ${kind} and counts as not known`)
    return parsed
  }
  return {
    path,
    value,
    field,
    warn,
    has: name => raw(name) !== undefined,
    at: name => readerOf(raw(name), warnings, field(name)),
    list: name => {
      const found = raw(name)
      if (found === undefined) return []
      if (Array.isArray(found)) return found.map((item, index) => readerOf(item, warnings, `${field(name)}[${index}]`))
      if (isRecord(found)) return [readerOf(found, warnings, field(name))]
      warn(name, 'is not a list and counts as not known')
      return []
    },
    text: name => {
      const text = read(name, 'text', found =>
        typeof found === 'string' ? found.trim() : isPlain(found) ? String(found) : undefined,
      )
      return text === '' ? undefined : text
    },
    whole: name =>
      read(name, 'a whole number', found => {
        const number = typeof found === 'string' && /^-?\d{1,15}$/.test(found) ? Number(found) : found
        return Number.isSafeInteger(number) ? (number as number) : undefined
      }),
    flag: name =>
      read(name, 'true or false', found =>
        typeof found === 'boolean'
          ? found
          : typeof found === 'string' && /^(true|false)$/i.test(found)
            ? found.toLowerCase() === 'true'
            : undefined,
      ),
    date: name => read(name, 'a date', parseCalendarDate),
    instant: name => read(name, 'a date and time', parseInstant),
  }
}

const isPlain = (value: unknown): boolean => typeof value === 'boolean' || Number.isFinite(value)
