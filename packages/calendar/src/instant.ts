/**
 * A moment in time with nanoseconds, shaped like protobuf's Timestamp so that it travels unchanged.
 *
 * `seconds` counts from 1970-01-01T00:00:00Z, `nanos` is 0 to 999,999,999 and always counts forward.
 */
export interface Instant {
  readonly seconds: bigint
  readonly nanos: number
}

/** Negative when `a` is earlier than `b`, positive when later, 0 when equal. */
export const compareInstants = (a: Instant, b: Instant): number =>
  a.seconds === b.seconds ? a.nanos - b.nanos : a.seconds < b.seconds ? -1 : 1

/** From milliseconds since 1970, as the machine's clock counts them. */
export const instantFromMillis = (millis: number): Instant => {
  const seconds = Math.floor(millis / 1000)
  return { seconds: BigInt(seconds), nanos: Math.round((millis - seconds * 1000) * 1e6) }
}

/** To whole milliseconds since 1970; what is finer is cut off. */
export const millisOf = (instant: Instant): number => Number(instant.seconds) * 1000 + Math.floor(instant.nanos / 1e6)
