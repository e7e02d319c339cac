import { StoreError } from '../errors'

/**
 * A deep copy of plain JSON: what a work does to its copy later touches nobody else's. Anything that one engine would
 * keep and another would not (dates, bigints, bytes, NaN) is refused by every engine alike.
 */
export function copyJson<T>(value: T): T {
  return copy(value) as T
}

const refuse = (what: string): never => {
  throw new StoreError('HUB_STORE_DOCUMENT_NOT_JSON', `a document holds ${what}; documents are plain JSON`)
}

function copy(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : refuse('a number that is not finite')
    case 'object': {
      if (value === null) return null
      if (Array.isArray(value)) return value.map(copy)
      const prototype: unknown = Object.getPrototypeOf(value)
      // By name as well: objects made in another realm have another Object.prototype.
      if (prototype !== null && (prototype as { constructor?: { name?: string } }).constructor?.name !== 'Object')
        return refuse('an object that is not a plain one')
      const result: Record<string, unknown> = {}
      for (const [key, field] of Object.entries(value)) if (field !== undefined) result[key] = copy(field)
      return result
    }
    default:
      return refuse(`a ${typeof value}`)
  }
}
