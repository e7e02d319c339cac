import { incomingOf } from '../headers'
import type { Incoming } from '../port'

/** One partition's part of an answer. */
export interface FetchedPartition {
  readonly topic: string
  readonly partition: number
  /** 0: none. */
  readonly errorCode: number
  readonly highWatermark: bigint
  /** Without those by which transactions are marked. */
  readonly records: readonly Incoming[]
  /** The offset behind everything that was fetched; absent when nothing was. */
  readonly next: bigint | undefined
}
export interface FetchAnswer {
  readonly errorCode: number
  /** 0: none. */
  readonly sessionId: number
  readonly partitions: readonly FetchedPartition[]
}

/** What is not read here. */
class Foreign extends Error {}

/** The answer to a fetch of version 11; undefined when something of it is not written as the hub writes. */
export function readAnswer(bytes: Buffer): FetchAnswer | undefined {
  const reader = createReader(bytes)
  try {
    // How long the broker wishes that we wait.
    reader.int32()
    const errorCode = reader.int16()
    const sessionId = reader.int32()
    const partitions = reader
      .array(() => {
        const topic = reader.text()
        return reader.array(() => partition(reader, topic))
      })
      .flat()
    return { errorCode, sessionId, partitions }
  } catch (error) {
    if (error instanceof Foreign) return undefined
    throw error
  }
}

function partition(reader: Reader, topic: string): FetchedPartition {
  const partition = reader.int32()
  const errorCode = reader.int16()
  const highWatermark = reader.int64()
  // Last stable and first offset; then aborted transactions, each with its producer and first offset, and the replica
  // that the broker would rather be asked.
  reader.at += 16
  for (let left = reader.int32(); left > 0; left--) reader.at += 16
  reader.at += 4
  return { topic, partition, errorCode, highWatermark, ...records(reader, topic, partition) }
}

/** Bytes of a batch before its records, from its first offset on, and of them those that its length does not count. */
const BATCH = { head: 61, uncounted: 12, magicAt: 16 } as const
const MAGIC = 2
const ATTRIBUTES = { compression: 0x07, control: 0x20 } as const

function records(reader: Reader, topic: string, partition: number): Pick<FetchedPartition, 'records' | 'next'> {
  const found: Incoming[] = []
  let behind: bigint | undefined
  const size = reader.int32()
  const end = reader.at + Math.max(0, size)
  while (end - reader.at >= BATCH.head) {
    const start = reader.at
    if (reader.bytes[start + BATCH.magicAt] !== MAGIC) throw new Foreign()
    const firstOffset = Number(reader.int64())
    const length = reader.int32()
    // The broker cuts the last batch where the answer has become long enough; it comes whole the next time.
    if (start + BATCH.uncounted + length > end) break
    // Leader epoch, magic and checksum, which kafkajs does not compare either.
    reader.at += 9
    const attributes = reader.int16()
    if ((attributes & ATTRIBUTES.compression) !== 0) throw new Foreign()
    const isControl = (attributes & ATTRIBUTES.control) !== 0
    // Last offset, both times, producer, its epoch and first sequence number.
    reader.at += 34
    for (let left = reader.int32(); left > 0; left--) {
      const size = reader.varint()
      const next = reader.at + size
      reader.at += 1
      reader.skipVarint()
      const offset = BigInt(firstOffset + reader.varint())
      if (!isControl) {
        const lane = reader.sizedText() ?? ''
        const value = reader.sized() ?? NOTHING
        found.push(incomingOf({ topic, partition, offset }, lane, headers(reader), value))
      }
      behind = offset + 1n
      reader.at = next
    }
    reader.at = start + BATCH.uncounted + length
  }
  reader.at = end
  return { records: found, next: behind }
}

const NOTHING = Buffer.alloc(0)
const NOT_ASCII = /[\x80-\xff]/

/** As text. Only a foreign writer repeats a header: the last one counts, as in HTTP's binary mode it would be the only one. */
function headers(reader: Reader): Record<string, string> {
  const found: Record<string, string> = {}
  for (let left = reader.varint(); left > 0; left--) {
    const name = reader.sizedText() ?? ''
    found[name] = reader.sizedText() ?? ''
  }
  return found
}

interface Reader {
  readonly bytes: Buffer
  at: number
  int16(): number
  int32(): number
  int64(): bigint
  text(): string
  array<T>(read: () => T): T[]
  /** Zigzag, at most 32 bits. */
  varint(): number
  skipVarint(): void
  sized(): Buffer | null
  sizedText(): string | null
}

function createReader(bytes: Buffer): Reader {
  const textOf = (from: number, to: number): string => {
    const text = bytes.toString('latin1', from, to)
    return NOT_ASCII.test(text) ? bytes.toString('utf8', from, to) : text
  }
  const reader: Reader = {
    bytes,
    at: 0,
    int16: () => {
      reader.at += 2
      return bytes.readInt16BE(reader.at - 2)
    },
    int32: () => {
      reader.at += 4
      return bytes.readInt32BE(reader.at - 4)
    },
    int64: () => {
      reader.at += 8
      return bytes.readBigInt64BE(reader.at - 8)
    },
    text: () => {
      const length = Math.max(0, reader.int16())
      reader.at += length
      return bytes.toString('utf8', reader.at - length, reader.at)
    },
    array: read => Array.from({ length: Math.max(0, reader.int32()) }, read),
    varint: () => {
      let { at } = reader
      let byte = bytes[at++]!
      let value = byte & 0x7f
      for (let shift = 7; byte > 0x7f; shift += 7) {
        byte = bytes[at++]!
        value |= (byte & 0x7f) << shift
      }
      reader.at = at
      return (value >>> 1) ^ -(value & 1)
    },
    skipVarint: () => {
      while (bytes[reader.at++]! > 0x7f);
    },
    sized: () => {
      const length = reader.varint()
      if (length < 0) return null
      reader.at += length
      return bytes.subarray(reader.at - length, reader.at)
    },
    sizedText: () => {
      const length = reader.varint()
      if (length < 0) return null
      reader.at += length
      return textOf(reader.at - length, reader.at)
    },
  }
  return reader
}
