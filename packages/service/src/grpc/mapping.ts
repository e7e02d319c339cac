import { ClientError, ServerError, Status } from 'nice-grpc'
import { ERROR_CODES, type ErrorCode, type ErrorKind, HubError, isHubError, KINDS } from '../errors'

/** The code travels in front of the message, the field behind it: `HUB_PERSON_UNKNOWN: …`, `…: … [field limit]`. */
export const asServerError = (error: unknown): ServerError => {
  const known = asHubError(error)
  return new ServerError(
    KINDS[known.kind].grpc as Status,
    `${known.code}: ${known.message}${known.field === undefined ? '' : ` [field ${known.field}]`}`,
  )
}

/** Anything thrown, as the hub's one error. What is not known is a defect and its text stays inside. */
export function asHubError(error: unknown): HubError {
  if (isHubError(error)) return error
  if (error instanceof ClientError) {
    const [, code, text, field] = /^(HUB_[A-Z_]+): (.*?)(?: \[field (.+)\])?$/s.exec(error.details) ?? []
    const kind = (Object.keys(KINDS) as ErrorKind[]).find(candidate => KINDS[candidate].grpc === error.code)
    if (kind && code && (ERROR_CODES as readonly string[]).includes(code))
      return new HubError(kind, code as ErrorCode, text ?? '', {
        cause: error,
        ...(field === undefined ? {} : { field }),
      })
    if (error.code === Status.UNAVAILABLE || error.code === Status.DEADLINE_EXCEEDED)
      return new HubError(
        'unavailable',
        'HUB_SERVICE_UNAVAILABLE',
        `${error.path} does not answer; it is tried again`,
        {
          cause: error,
        },
      )
  }
  return new HubError('defect', 'HUB_DEFECT', 'something in the hub failed; its log says what', { cause: error })
}
