import { StoreError } from './errors'
import type { Collections } from './port'

/** Refuses a name that some engine could not take as it is. */
export function checkedCollection(collection: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(collection))
    throw new StoreError('HUB_STORE_UNKNOWN_COLLECTION', `${collection} is no name for a collection`)
  return collection
}

/** Refuses what is no dotted path, the same in every engine. */
export function checkedField(field: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$/.test(field))
    throw new StoreError('HUB_STORE_BAD_QUERY', `${field} is no path of a field`)
  return field
}

export function declaredCollection(collections: Collections, collection: string): string {
  if (!Object.hasOwn(collections, collection))
    throw new StoreError('HUB_STORE_UNKNOWN_COLLECTION', `the collection ${collection} is not declared`)
  return checkedCollection(collection)
}
