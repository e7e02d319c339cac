import { declaredCollection } from '../names'
import type { Collections, Match, Page, Query, Scalar, Store } from '../port'
import type { Bound, Database } from './database'
import { fieldOf, pathOf, tableOf } from './schema'

type Condition = readonly [sql: string, bound: readonly Bound[]]

// SQLite has no booleans and sorts texts after all numbers: without a look at the type, `1` would find `true`.
const typesOf = (value: Scalar): string => {
  if (typeof value === 'string') return "'text'"
  return typeof value === 'number' ? "'integer', 'real'" : "'true', 'false'"
}
const boundOf = (value: Scalar): Bound => (typeof value === 'boolean' ? (value ? 1 : 0) : value)

function condition(field: string, match: Match): Condition {
  const value = fieldOf(field)
  const typed = (one: Scalar, sql: string) => `(${sql} AND json_type(doc, '${pathOf(field)}') IN (${typesOf(one)}))`
  if (typeof match !== 'object') return [typed(match, `${value} = ?`), [boundOf(match)]]
  if ('in' in match) {
    if (match.in.length === 0) return ['0', []]
    return [`(${match.in.map(one => typed(one, `${value} = ?`)).join(' OR ')})`, match.in.map(boundOf)]
  }
  if ('prefix' in match)
    // No text that starts with the prefix sorts after the prefix and the last code point.
    return [typed('', `${value} >= ? AND ${value} <= ?`), [match.prefix, `${match.prefix}\u{10ffff}`]]
  const parts: string[] = []
  const bound: Bound[] = []
  if (match.from !== undefined) {
    parts.push(typed(match.from, `${value} >= ?`))
    bound.push(boundOf(match.from))
  }
  if (match.below !== undefined) {
    parts.push(typed(match.below, `${value} < ?`))
    bound.push(boundOf(match.below))
  }
  return [parts.join(' AND ') || '1', bound]
}

/** Reads documents outside any work: what is committed, as it is now. */
export function documentsOf(database: Database, collections: Collections): Pick<Store, 'get' | 'find'> {
  const declared = (collection: string): string => tableOf(declaredCollection(collections, collection))
  return {
    get: async <D extends object>(collection: string, ids: readonly string[]) => {
      const rows = database.all(
        `SELECT id, doc FROM ${declared(collection)} WHERE id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(ids),
      )
      return new Map(rows.map(row => [row.id as string, JSON.parse(row.doc as string) as D]))
    },
    find: async <D extends object>(collection: string, query: Query, page: Page) => {
      const conditions = Object.entries(query.where).map(([field, match]) => condition(field, match))
      const where = conditions.map(([sql]) => sql).join(' AND ') || '1'
      // By id at last, so that pages never overlap.
      const order = (query.order ?? []).map(({ field, descending }) => fieldOf(field) + (descending ? ' DESC' : ''))
      const rows = database.all(
        `SELECT doc FROM ${declared(collection)} WHERE ${where} ORDER BY ${[...order, 'id'].join(', ')} LIMIT ? OFFSET ?`,
        ...conditions.flatMap(([, bound]) => bound),
        page.limit,
        page.skip ?? 0,
      )
      return rows.map(row => JSON.parse(row.doc as string) as D)
    },
  }
}
