import { PARTITIONS } from './port'

/** The mixing constants of MurmurHash2 and the seed of Kafka's Java client. */
const MIX = 0x5bd1e995
const SEED = 0x9747b28c

/** MurmurHash2, 32 bits, exactly as Kafka's Java client computes it (`Utils.murmur2`). */
function murmur2(data: Uint8Array): number {
  const length = data.length
  const whole = length & ~3
  let hash = SEED ^ length
  for (let at = 0; at < whole; at += 4) {
    const word = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24)
    const mixed = Math.imul(word, MIX)
    hash = Math.imul(hash, MIX) ^ Math.imul(mixed ^ (mixed >>> 24), MIX)
  }
  const rest = length - whole
  if (rest === 3) hash ^= data[whole + 2]! << 16
  if (rest >= 2) hash ^= data[whole + 1]! << 8
  if (rest >= 1) hash = Math.imul(hash ^ data[whole]!, MIX)
  hash = Math.imul(hash ^ (hash >>> 13), MIX)
  return hash ^ (hash >>> 15)
}

/**
 * The partition of a lane: what Kafka's default partitioner gives for the lane as a UTF-8 key, in every engine.
 *
 * Pinned for ever: another answer for a known lane would put one person's records in two orders.
 */
export const partitionOf = (lane: string): number => (murmur2(Buffer.from(lane, 'utf8')) & 0x7fffffff) % PARTITIONS
