/** Everything the store refuses, by code. */
export const STORE_ERROR_CODES = [
  /** A stream or document kept moving under a work, or never was at the version the work expected. */
  'HUB_STORE_VERSION_CONFLICT',
  /** The same mark id came with other content. */
  'HUB_STORE_MARK_CONFLICT',
  /** An event with this id is recorded already: published events never come twice. */
  'HUB_STORE_EVENT_EXISTS',
  /** A held entry was resumed by someone who does not own its partition. */
  'HUB_STORE_NOT_OWNER',
  /** A document holds something that is not plain JSON. */
  'HUB_STORE_DOCUMENT_NOT_JSON',
  'HUB_STORE_UNKNOWN_COLLECTION',
  'HUB_STORE_BAD_QUERY',
  /** Another process has the database open. */
  'HUB_STORE_IN_USE',
  'HUB_STORE_CLOSED',
  /** The engine cannot be reached or cannot write at all. Nobody's message is to blame, so nothing is held for it. */
  'HUB_STORE_UNAVAILABLE',
] as const

export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number]

/** A refusal of the store. Messages name ids, lanes and collections, never content. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** True for a refusal with that code, even if it was made by another copy of this module. */
export const isStoreError = (error: unknown, code: StoreErrorCode): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === code
