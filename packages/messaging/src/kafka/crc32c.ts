/** The reversed Castagnoli polynomial. */
const POLYNOMIAL = 0x82f63b78
/** Bytes that one step takes. */
const STEP = 8

/** For each place in a step a table of what a byte there does to the sum. */
const tables = Array.from({ length: STEP }, () => new Int32Array(256))
for (const [place, table] of tables.entries())
  for (let byte = 0; byte < 256; byte++) {
    let sum = place === 0 ? byte : tables[place - 1]![byte]!
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? POLYNOMIAL : 0)
    table[byte] = sum
  }
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
]

/** CRC-32C, eight bytes a step; byte by byte, as kafkajs has it, it is most of encoding a record of 40 KB. */
export function crc32c(bytes: Uint8Array): number {
  let sum = -1
  let at = 0
  for (const end = bytes.length - (STEP - 1); at < end; at += STEP) {
    sum ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    sum =
      t7[sum & 0xff]! ^
      t6[(sum >>> 8) & 0xff]! ^
      t5[(sum >>> 16) & 0xff]! ^
      t4[sum >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ t0[(sum ^ bytes[at]!) & 0xff]!
  return ~sum >>> 0
}
