import { addDays, type CalendarDate, compareDates, formatCalendarDate, parseCalendarDate } from './date'

/** What every row of a dated rule table says besides the rule itself. Dates are `YYYY-MM-DD`. */
export interface DatedRow {
  /** The first day on which the row applies. */
  readonly from: string
  /** The last day on which it applies; absent while it is in force. */
  readonly to?: string
  /** The policy, statute or specification it comes from. */
  readonly source: string
}

/** Rows that were checked: per key in order of date, none overlapping, none missing between two. */
export interface DatedTable<Row extends DatedRow> {
  /** As the table is called in errors. */
  readonly name: string
  /** All rows, in the order in which they were given. */
  readonly rows: readonly Row[]
  /** The rows of each key, by date; a table without keys has the one key ''. */
  readonly byKey: ReadonlyMap<string, readonly DatedEntry<Row>[]>
  readonly keyed: boolean
}

interface DatedEntry<Row> {
  readonly from: CalendarDate
  readonly to: CalendarDate | undefined
  readonly row: Row
}

/**
 * Makes a table of rows that apply from one day to another, per key (`keyOf`; without it there is one succession).
 *
 * Throws an Error, saying which row and what to change, for an unreadable date, a row that ends before it begins, an
 * empty source, two rows of a key on one day, and days of a key between two rows on which none applies. Before the first
 * row and after the end of the last there may be nothing: the rule did not exist yet or is repealed. A rule suspended
 * in between is a row that says so.
 */
export const datedTable = <Row extends DatedRow>(
  name: string,
  rows: readonly Row[],
  keyOf?: (row: Row) => string,
): DatedTable<Row> => {
  const byKey = new Map<string, DatedEntry<Row>[]>()
  for (const row of rows) {
    const key = keyOf ? keyOf(row) : ''
    const entries = byKey.get(key)
    if (entries) entries.push(entryOf(name, key, row))
    else byKey.set(key, [entryOf(name, key, row)])
  }
  for (const [key, entries] of byKey) {
    entries.sort((a, b) => compareDates(a.from, b.from))
    for (let i = 1; i < entries.length; i += 1) checkSuccession(label(name, key), entries[i - 1]!, entries[i]!)
  }
  return { name, rows, byKey, keyed: keyOf !== undefined }
}

/**
 * The row that applies on a day; undefined before the first, after the end of the last and for a key without rows.
 * Throws an Error if a key is given to a table without keys or missing for one that has them.
 */
export const rowOn = <Row extends DatedRow>(
  table: DatedTable<Row>,
  date: CalendarDate,
  key?: string,
): Row | undefined => {
  if ((key !== undefined) !== table.keyed)
    throw new Error(
      table.keyed
        ? `Table "${table.name}" has keys: pass the key of the row you look for.`
        : `Table "${table.name}" has no keys: ask by date only.`,
    )
  const entries = table.byKey.get(key ?? '') ?? []
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const { from, to, row } = entries[i]!
    if (compareDates(from, date) <= 0) return to === undefined || compareDates(date, to) <= 0 ? row : undefined
  }
  return undefined
}

const entryOf = <Row extends DatedRow>(name: string, key: string, row: Row): DatedEntry<Row> => {
  const where = label(name, key)
  const from = dateOf(where, 'from', row.from)
  const to = row.to === undefined ? undefined : dateOf(where, 'to', row.to)
  if (to !== undefined && compareDates(to, from) < 0)
    throw new Error(
      `${where}: the row from ${row.from} ends on ${row.to}, before it begins. Swap or correct the dates.`,
    )
  if (row.source.trim() === '')
    throw new Error(`${where}: the row from ${row.from} names no source. Name the policy or statute it comes from.`)
  return { from, to, row }
}

const dateOf = (where: string, field: string, text: string): CalendarDate => {
  const date = /^[0-9]{4}-/.test(text) ? parseCalendarDate(text) : undefined
  if (date === undefined) throw new Error(`${where}: ${field} "${text}" is not a date. Write it as YYYY-MM-DD.`)
  return date
}

const checkSuccession = <Row>(where: string, earlier: DatedEntry<Row>, later: DatedEntry<Row>): void => {
  const [first, second] = [formatCalendarDate(earlier.from), formatCalendarDate(later.from)]
  if (first === second) throw new Error(`${where}: two rows begin on ${first}. Remove one or give them different keys.`)
  const dayBefore = formatCalendarDate(addDays(later.from, -1))
  if (earlier.to === undefined || compareDates(earlier.to, later.from) >= 0)
    throw new Error(
      `${where}: the row from ${first} still applies when the row from ${second} begins. End the earlier one with to: '${dayBefore}'.`,
    )
  const dayAfter = formatCalendarDate(addDays(earlier.to, 1))
  if (dayAfter !== second)
    throw new Error(
      `${where}: no row applies from ${dayAfter} to ${dayBefore}. End the row from ${first} with to: '${dayBefore}', or add a row for those days that says what held.`,
    )
}

const label = (name: string, key: string): string => `Table "${name}"${key === '' ? '' : `, key "${key}"`}`
