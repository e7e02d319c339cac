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
  /** True when the field is neither absent nor null nor blank text. */
  has(name: string): boolean
  /** An object below this one; empty where there is none. */
  at(name: string): Reader
  /** Each object of a list; a lone object where a list belongs counts as one item. What is left out is warned of. */
  list(name: string): readonly Reader[]
  /** False when a list may say more than `list` gives: it is no list, or some item of it is no object. */
  isWhole(name: string): boolean
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

/** Collects its warnings in `warnings`, each once; they name a field and never show its value. */
export function readerOf(value: unknown, warnings: string[]): Reader {
  const told = new Set<string>()
  return readerAt(value, '', warning => {
    if (told.has(warning)) return
    told.add(warning)
    warnings.push(warning)
  })
}

function readerAt(value: unknown, path: string, tell: (warning: string) => void): Reader {
  const record = isRecord(value) ? value : {}
  const field = (name: string) => (path === '' ? name : `${path}.${name}`)
  // Own fields only: a message may bring keys such as `constructor` or `__proto__`.
  const raw = (name: string): unknown => {
    const found = Object.hasOwn(record, name) ? record[name] : undefined
    return found === null || (typeof found === 'string' && found.trim() === '') ? undefined : found
  }
  const warn = (name: string, problem: string) => tell(`${field(name)} ${problem}`)
  const read = <T>(name: string, kind: string, parse: (found: unknown) => T | undefined): T | undefined => {
    const found = raw(name)
    if (found === undefined) return undefined
    const parsed = parse(found)
    if (parsed === undefined) warn(name, `is not ${kind} and counts as not known`)
    return parsed
  }
  const living = <A>(name: string, found: A | undefined, isSince: (found: A) => boolean): A | undefined => {
    if (found === undefined || isSince(found)) return found
    warn(name, `lies before ${FIRST_YEAR} and counts as not known`)
    return undefined
  }
  return {
    path,
    value,
    field,
    warn,
    has: name => raw(name) !== undefined,
    at: name => {
      const found = raw(name)
      if (found !== undefined && !isRecord(found)) warn(name, 'is not an object and counts as not known')
      return readerAt(found, field(name), tell)
    },
    list: name => {
      const found = raw(name)
      if (found === undefined) return []
      if (Array.isArray(found)) {
        const items = found.flatMap((item, index) =>
          isRecord(item) ? [readerAt(item, `${field(name)}[${index}]`, tell)] : [],
        )
        if (items.length < found.length) warn(name, 'has an entry that is not an object and counts as not known')
        return items
      }
      if (!isRecord(found)) {
        warn(name, 'is not a list and counts as not known')
        return []
      }
      warn(name, 'is not a list and counts as a list of one')
      return [readerAt(found, field(name), tell)]
    },
    isWhole: name => {
      const found = raw(name)
      return found === undefined || (Array.isArray(found) && found.every(isRecord))
    },
    text: name =>
      read(name, 'text', found =>
        typeof found === 'string' ? found.trim() : isPlain(found) ? String(found) : undefined,
      ),
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
    date: name => living(name, read(name, 'a date', parseCalendarDate), ({ year }) => year >= FIRST_YEAR),
    instant: name =>
      living(name, read(name, 'a date and time', parseInstant), ({ seconds }) => seconds >= FIRST_SECOND),
  }
}

/** Nothing that anybody tells the hub of lies before: what does is a mistake, or stands for what is not known. */
const FIRST_YEAR = 1900
const FIRST_SECOND = parseInstant(`${FIRST_YEAR}-01-01T00:00:00Z`)!.seconds

const isPlain = (value: unknown): boolean => typeof value === 'boolean' || Number.isFinite(value)
