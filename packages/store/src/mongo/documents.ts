import type { Filter } from 'mongodb'
import { checkedField, declaredCollection } from '../names'
import type { Collections, Match, Query, Scalar, Store } from '../port'
import type { Database } from './database'
import type { DocumentRow } from './rows'

type Condition = Readonly<Record<string, object | Scalar>>

/** A list is no value: without a look, MongoDB would find whoever has the value in a list on the way. */
function noLists(field: string): Condition[] {
  const names = field.split('.')
  return names.map((_, at) => ({ [`doc.${names.slice(0, at + 1).join('.')}`]: { $not: { $type: 'array' } } }))
}

function condition(field: string, match: Match): Condition[] {
  const path = `doc.${checkedField(field)}`
  if (typeof match !== 'object') return [{ [path]: { $eq: match } }, ...noLists(field)]
  if ('in' in match) return [{ [path]: { $in: match.in } }, ...noLists(field)]
  // No text that starts with the prefix sorts after the prefix and the last code point.
  if ('prefix' in match)
    return [{ [path]: { $gte: match.prefix, $lte: `${match.prefix}\u{10ffff}` } }, ...noLists(field)]
  const range = {
    ...(match.from === undefined ? {} : { $gte: match.from }),
    ...(match.below === undefined ? {} : { $lt: match.below }),
  }
  return Object.keys(range).length === 0 ? [] : [{ [path]: range }, ...noLists(field)]
}

function filterOf({ where }: Query): Filter<DocumentRow> {
  const conditions = Object.entries(where).flatMap(([field, match]) => condition(field, match))
  return (conditions.length === 0 ? {} : { $and: conditions }) as Filter<DocumentRow>
}

/** Reads documents outside any work: what is committed, as it is now. */
export function documentsOf(database: Database, collections: Collections): Pick<Store, 'get' | 'find'> {
  const documents = (collection: string) => database.documents(declaredCollection(collections, collection))
  return {
    get: <D extends object>(collection: string, ids: readonly string[]) =>
      database.guarded(async () => {
        const rows = await documents(collection)
          .find({ _id: { $in: [...ids] } })
          .toArray()
        return new Map(rows.map(({ _id, doc }) => [_id, doc as D]))
      }),
    find: <D extends object>(collection: string, query: Query, page: { limit: number; skip?: number }) =>
      database.guarded(async () => {
        if (page.limit < 1) return []
        // By id at last, so that pages never overlap.
        const order = (query.order ?? []).map(
          ({ field, descending }) => [`doc.${checkedField(field)}`, descending ? -1 : 1] as [string, 1 | -1],
        )
        const rows = await documents(collection)
          .find(filterOf(query), { projection: { doc: 1 } })
          .sort([...order, ['_id', 1]])
          .skip(page.skip ?? 0)
          .limit(page.limit)
          .toArray()
        return rows.map(({ doc }) => doc as D)
      }),
  }
}
