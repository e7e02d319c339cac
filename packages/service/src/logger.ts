import pino from 'pino'

/**
 * One line per outcome, with ids and codes, never a body. Fields are named by what they are; there is none for a
 * personal value.
 */
export interface LogFields {
  readonly receiptId?: string
  readonly eventId?: string
  readonly channel?: string
  readonly state?: string
  readonly reason?: string
  readonly group?: string
  readonly topic?: string
  readonly partition?: number
  readonly count?: number
  readonly millis?: number
  readonly code?: string
  readonly port?: number
  readonly part?: number
  readonly stack?: string
}

export interface Logger {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  /** Logs the error's code and stack without its cause: a driver's cause may quote values. */
  error(message: string, error: unknown, fields?: LogFields): void
}

/** Writes JSON lines to `destination` (a file descriptor or path), standard output by default. */
export function createLogger(service: string, level: string, destination?: string | number): Logger {
  const log = pino(
    { level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: destination ?? 1, sync: true, mode: 0o600 }),
  )
  return {
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, error, fields) => log.error({ ...fields, ...describe(error) }, message),
  }
}

const describe = (error: unknown): LogFields =>
  error instanceof Error
    ? {
        code: 'code' in error ? String(error.code) : (codeInFront(error.message) ?? error.name),
        // Frames only: the first line is the message, which foreign code may fill with values.
        stack: (error.stack ?? '').split('\n').slice(1, 6).join('\n'),
      }
    : { code: typeof error }

/** Codes of our own stand in front of the message; the rest of it stays unsaid. */
const codeInFront = (message: string): string | undefined => /^HUB_[A-Z_]+(?=:|$)/.exec(message)?.[0]

/** Drops everything: for tests that do not look at the log. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} }
