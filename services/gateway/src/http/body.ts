import { type ErrorCode, HubError } from '@hub/service'
import { isRecord } from '@hub/translation'

/** The request's body as a JSON object; else the error that says what to send. */
export function objectOf(body: unknown, code: ErrorCode, hint: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.isBuffer(body) ? body.toString() : '')
    if (isRecord(value)) return value
  } catch {
    // Said below, whatever the body was.
  }
  throw new HubError('invalid', code, hint)
}
