/** What went wrong, as far as a caller can act on it. */
export type ErrorKind =
  | 'invalid'
  | 'not-found'
  | 'conflict'
  | 'forbidden'
  | 'unauthenticated'
  | 'exhausted'
  | 'unavailable'
  | 'defect'

/** Every code that leaves the hub. */
export const ERROR_CODES = [
  'HUB_AUTH_NOT_ALLOWED',
  'HUB_AUTH_TOKEN_INVALID',
  'HUB_CLOCK_BACKWARDS',
  'HUB_CLOCK_NOT_SIMULATED',
  'HUB_COMMAND_CONFLICT',
  'HUB_CONFIG_INVALID',
  'HUB_CONSUMER_STOPPED',
  'HUB_DEFECT',
  'HUB_EVENT_TOO_LARGE',
  'HUB_GATEWAY_CONTENT_TYPE',
  'HUB_GATEWAY_EMPTY_BODY',
  'HUB_GATEWAY_RATE',
  'HUB_GATEWAY_TOO_LARGE',
  'HUB_GATEWAY_UNAVAILABLE',
  'HUB_GATEWAY_UNKNOWN_CHANNEL',
  'HUB_LANE_UNKNOWN',
  'HUB_PERSON_KEPT_APART',
  'HUB_PERSON_LINK_UNKNOWN',
  'HUB_PERSON_UNKNOWN',
  'HUB_RECEIPT_UNKNOWN',
  'HUB_REQUEST_INVALID',
  'HUB_REQUEST_UNKNOWN_PATH',
  'HUB_REVIEW_CLOSED',
  'HUB_REVIEW_UNKNOWN',
  'HUB_RULES_INVALID',
  'HUB_RULES_NOT_DATED',
  'HUB_RULES_UNKNOWN',
  'HUB_SERVICE_UNAVAILABLE',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** gRPC and HTTP status of each kind, and whether trying the same again can help. */
export const KINDS: Readonly<
  Record<ErrorKind, { readonly grpc: number; readonly http: number; readonly again: boolean }>
> = {
  invalid: { grpc: 3, http: 400, again: false },
  'not-found': { grpc: 5, http: 404, again: false },
  conflict: { grpc: 10, http: 409, again: false },
  forbidden: { grpc: 7, http: 403, again: false },
  unauthenticated: { grpc: 16, http: 401, again: false },
  exhausted: { grpc: 8, http: 429, again: true },
  unavailable: { grpc: 14, http: 503, again: true },
  defect: { grpc: 13, http: 500, again: false },
}

/** The one error of the hub. The message says what to do and never holds a personal value. */
export class HubError extends Error {
  override readonly name = 'HubError'
  readonly code: ErrorCode
  readonly kind: ErrorKind
  /** The field the error is about, where there is one. */
  readonly field?: string

  constructor(kind: ErrorKind, code: ErrorCode, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.code = code
    if (options.field !== undefined) this.field = options.field
  }
}

/** Tells by code and kind, not by prototype: an error may have crossed a process. */
export const isHubError = (error: unknown): error is HubError =>
  error instanceof Error && error.name === 'HubError' && 'kind' in error && 'code' in error

/** True when the failure is a dependency's absence: nobody's message is at fault and the same may work later. */
export const isUnavailable = (error: unknown): boolean => isHubError(error) && error.kind === 'unavailable'
