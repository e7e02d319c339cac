import { isRecord, type Reader } from '@hub/translation'

/**
 * Reads what may name somebody or something, and keeps whether all of it could be read: what could not be read is not
 * known, and nobody and nothing that it may have named is gone.
 */
export interface Gathering {
  isWhole(): boolean
  /** Something was there that names nobody who can be told. */
  miss(): void
  at(reader: Reader, name: string): Reader
  list(reader: Reader, name: string): readonly Reader[]
  /** An id as text, in lower case. */
  id(reader: Reader, name: string): string | undefined
}

export function gathering(isWhole = true): Gathering {
  let whole = isWhole
  return {
    isWhole: () => whole,
    miss: () => {
      whole = false
    },
    at: (reader, name) => {
      const found = reader.at(name)
      if (reader.has(name) && !isRecord(found.value)) whole = false
      return found
    },
    list: (reader, name) => {
      if (!reader.isWhole(name)) whole = false
      return reader.list(name)
    },
    id: (reader, name) => {
      const id = reader.text(name)?.toLowerCase()
      if (reader.has(name) && id === undefined) whole = false
      return id
    },
  }
}
