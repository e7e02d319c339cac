import { MongoError, MongoServerError } from 'mongodb'
import { StoreError } from '../errors'

export const DUPLICATE_KEY = 11000
const WRITE_CONFLICT = 112
const OUT_OF_TIME = 50

const hasLabel = (error: unknown, label: string): boolean => error instanceof MongoError && error.hasErrorLabel(label)

export const codeOf = (error: unknown): number | undefined =>
  error instanceof MongoServerError && typeof error.code === 'number' ? error.code : undefined

/** The transaction left nothing, and may do better at another moment. */
export const isTransient = (error: unknown): boolean => hasLabel(error, 'TransientTransactionError')
/** The commit may have taken place: only the commit itself may be repeated. */
export const isUnknownCommit = (error: unknown): boolean => hasLabel(error, 'UnknownTransactionCommitResult')
/** Someone else's open transaction stands in the way. */
export const isBlocked = (error: unknown): boolean => [WRITE_CONFLICT, OUT_OF_TIME].includes(codeOf(error) ?? 0)

// Not primary, shutting down, interrupted, out of time, no majority, no disk, no right: never what a work wrote.
const OUTAGES = new Set([
  6, 7, 11, 13, 18, 24, 50, 64, 79, 89, 91, 100, 133, 134, 189, 202, 262, 317, 384, 9001, 10107, 11600, 11601, 11602,
  13388, 13435, 13436, 14031,
])

/** Errors of the driver itself that say that what it was given cannot be sent. */
const CONTENT = /^(MongoInvalidArgumentError|MongoBatchReExecutionError|MongoMissing|MongoBulkWriteError)/

/** Says that nothing can be read or written now, whoever asks. */
export function isOutageError(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false
  if (error instanceof MongoServerError)
    return isTransient(error) || hasLabel(error, 'RetryableWriteError') || OUTAGES.has(codeOf(error) ?? 0)
  return !CONTENT.test(error.name)
}

/** Names the kind of failure, never what was written. */
export const unavailable = (error: unknown): StoreError =>
  new StoreError(
    'HUB_STORE_UNAVAILABLE',
    `MongoDB refuses to work: ${error instanceof Error ? error.name : 'error'} ${codeOf(error) ?? ''}`.trim(),
    { cause: error },
  )

/** What the port promises to say of a failure. */
export const translated = (error: unknown): unknown => (isOutageError(error) ? unavailable(error) : error)
