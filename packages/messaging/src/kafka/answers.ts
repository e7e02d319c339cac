import { createRequire } from 'node:module'
import type { IHeaders } from 'kafkajs'

/** A record as it is fetched, as far as kafkajs and this adapter look at it. */
export interface FetchedRecord {
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: IHeaders
  readonly isControlRecord: boolean
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean }
}
/** One partition's part of an answer, as kafkajs names it. */
export interface FetchedPartition {
  readonly partition: number
  readonly errorCode: number
  readonly highWatermark: string
  readonly lastStableOffset: string
  readonly lastStartOffset: string
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[]
  readonly preferredReadReplica: number
  readonly messages: readonly FetchedRecord[]
}
export interface FetchAnswer {
  readonly throttleTime: 0
  readonly clientSideThrottleTime: number
  readonly errorCode: number
  readonly sessionId: number
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[]
}

interface Response {
  decode(answer: Buffer): Promise<unknown>
  parse(data: unknown): Promise<unknown>
}
interface Definition {
  protocol(of: { readonly version: number }): (options: object) => { readonly response: Response }
}

/** The version of the protocol whose answers are read here; every broker of today speaks it. */
const VERSION = 11

/**
 * kafkajs makes a decoder for each record and a new object for each of its headers, which costs more than everything
 * else about reading them. Here an answer is read in one pass (decision 0002); what the hub never writes, compressed
 * batches and the formats before Kafka 0.11, is left to kafkajs.
 */
export function readAnswersInOnePass(): void {
  const fetch = createRequire(__filename)('kafkajs/src/protocol/requests/fetch') as Definition
  const { protocol } = fetch
  fetch.protocol = of => {
    const made = protocol(of)
    if (Number(of.version) !== VERSION) return made
    return options => {
      const request = made(options)
      const { decode, parse } = request.response
      return { ...request, response: { decode: async answer => readAnswer(answer) ?? decode(answer), parse } }
    }
  }
}

/** What is not read here. */
class Foreign extends Error {}

/** The answer to a fetch of version 11; undefined when something of it is not written as the hub writes. */
export function readAnswer(bytes: Buffer): FetchAnswer | undefined {
  const reader = createReader(bytes)
  try {
    const clientSideThrottleTime = reader.int32()
    const errorCode = reader.int16()
    const sessionId = reader.int32()
    const responses = reader.array(() => ({
      topicName: reader.text(),
      partitions: reader.array(() => partition(reader)),
    }))
    // The broker has not held this answer back and expects the client to wait, which kafkajs does by the other field.
    return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses }
  } catch (error) {
    if (error instanceof Foreign) return undefined
    throw error
  }
}

function partition(reader: Reader): FetchedPartition {
  return {
    partition: reader.int32(),
    errorCode: reader.int16(),
    highWatermark: reader.int64(),
    lastStableOffset: reader.int64(),
    lastStartOffset: reader.int64(),
    abortedTransactions: reader.array(() => ({ producerId: reader.int64(), firstOffset: reader.int64() })),
    preferredReadReplica: reader.int32(),
    messages: records(reader),
  }
}

/** Bytes of a batch before its records, from its first offset on, and of them those that its length does not count. */
const BATCH = { head: 61, uncounted: 12, magicAt: 16 } as const
const MAGIC = 2
const ATTRIBUTES = { compression: 0x07, transactional: 0x10, control: 0x20 } as const

function records(reader: Reader): FetchedRecord[] {
  const found: FetchedRecord[] = []
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
    // Last offset and both times.
    reader.at += 20
    const producerId = reader.int64()
    // Its epoch and first sequence number.
    reader.at += 6
    const batchContext = { producerId, inTransaction: (attributes & ATTRIBUTES.transactional) !== 0 }
    const isControlRecord = (attributes & ATTRIBUTES.control) !== 0
    for (let left = reader.int32(); left > 0; left--) {
      const size = reader.varint()
      const next = reader.at + size
      reader.at += 1
      reader.skipVarint()
      const offset = String(firstOffset + reader.varint())
      found.push({
        offset,
        key: reader.sized(),
        value: reader.sized(),
        headers: headers(reader),
        isControlRecord,
        batchContext,
      })
      reader.at = next
    }
    reader.at = start + BATCH.uncounted + length
  }
  reader.at = end
  return found
}

const NOT_ASCII = /[\x80-\xff]/

/** As text. Only a foreign writer repeats a header: all its values are kept then, as kafkajs does. */
function headers(reader: Reader): IHeaders {
  const found: Record<string, string | string[]> = {}
  for (let left = reader.varint(); left > 0; left--) {
    const name = reader.sizedText() ?? ''
    const value = reader.sizedText() ?? ''
    const before = Object.hasOwn(found, name) ? found[name] : undefined
    found[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return found
}

interface Reader {
  readonly bytes: Buffer
  at: number
  int16(): number
  int32(): number
  /** As decimal text. */
  int64(): string
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
      return bytes.readBigInt64BE(reader.at - 8).toString()
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
