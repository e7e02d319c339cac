/** Castagnoli's polynomial, its bits in reverse (RFC 3720, section 12.1). */
const POLYNOMIAL = 0x82f63b78
const BYTES_AT_ONCE = 8

/** TABLES[n][b]: what byte b adds when n more bytes follow it in the same step. */
const TABLES = Array.from({ length: BYTES_AT_ONCE }, () => new Uint32Array(256))
for (let byte = 0; byte < 256; byte++) {
  let sum = byte
  for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1
  TABLES[0]![byte] = sum
}
for (let behind = 1; behind < BYTES_AT_ONCE; behind++)
  for (let byte = 0; byte < 256; byte++) {
    const before = TABLES[behind - 1]![byte]!
    TABLES[behind]![byte] = (before >>> 8) ^ TABLES[0]![before & 0xff]!
  }
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
]

/** CRC-32C of the bytes from `start` up to `end`: what Kafka checks a record batch by. Eight bytes a step. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0xffffffff
  let at = start
  for (; at + BYTES_AT_ONCE <= end; at += BYTES_AT_ONCE)
    sum =
      T7[(sum ^ bytes[at]!) & 0xff]! ^
      T6[((sum >>> 8) ^ bytes[at + 1]!) & 0xff]! ^
      T5[((sum >>> 16) ^ bytes[at + 2]!) & 0xff]! ^
      T4[(sum >>> 24) ^ bytes[at + 3]!]! ^
      T3[bytes[at + 4]!]! ^
      T2[bytes[at + 5]!]! ^
      T1[bytes[at + 6]!]! ^
      T0[bytes[at + 7]!]!
  for (; at < end; at++) sum = (sum >>> 8) ^ T0[(sum ^ bytes[at]!) & 0xff]!
  return (sum ^ 0xffffffff) >>> 0
}
