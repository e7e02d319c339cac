import { createRequire } from 'node:module'
import type { Message } from 'kafkajs'
import { crc32c } from './crc32c'

/** What kafkajs wants sent, as far as it is written here. */
export interface Produce {
  readonly acks: number
  readonly timeout: number
  readonly compression?: number
  readonly transactionalId?: string | null
  readonly producerId: { toString(): string }
  readonly producerEpoch: number
  readonly topicData: readonly {
    readonly topic: string
    readonly partitions: readonly {
      readonly partition: number
      readonly firstSequence: number
      readonly messages: readonly Message[]
    }[]
  }[]
}

interface Definition {
  protocol(of: { readonly version: number }): (options: Produce) => { readonly request: { encode(): Promise<unknown> } }
}

/** The first version of the request with record batches; the later ones that kafkajs knows are written the same. */
const FIRST_VERSION = 3

/**
 * kafkajs makes an encoder for each record and each of its headers, and copies every value seven times on its way to
 * the socket. Here a request is written in one pass (decision 0002); what the hub never sends is left to kafkajs.
 */
export function writeRequestsInOnePass(): void {
  const produce = createRequire(__filename)('kafkajs/src/protocol/requests/produce') as Definition
  const { protocol } = produce
  produce.protocol = of => {
    const made = protocol(of)
    if (Number(of.version) < FIRST_VERSION) return made
    return options => {
      const whole = made(options)
      const encode = async () => {
        const buf = writeRequest(options)
        return buf ? { buf, buffer: buf } : whole.request.encode()
      }
      return { ...whole, request: { ...whole.request, encode } }
    }
  }
}

/** The request's body; undefined for one that is compressed, transactional or holds records without a time. */
export function writeRequest(options: Produce): Buffer | undefined {
  const { topicData, compression = 0, transactionalId = null } = options
  const all = topicData.flatMap(({ partitions }) => partitions.flatMap(({ messages }) => messages))
  if (compression !== 0 || transactionalId !== null || !all.every(isOurs)) return undefined
  const writer = createWriter(all.reduce((bytes, { value }) => bytes + (value?.length ?? 0) + ROOM, ROOM))
  writer.int16(-1)
  writer.int16(options.acks)
  writer.int32(options.timeout)
  writer.int32(topicData.length)
  for (const { topic, partitions } of topicData) {
    const name = Buffer.from(topic)
    writer.int16(name.length)
    writer.raw(name)
    writer.int32(partitions.length)
    for (const part of partitions) {
      writer.int32(part.partition)
      writer.measured(() => batch(writer, part, options))
    }
  }
  return writer.written()
}

/** What a record beside its value takes at first; more is made when needed. */
const ROOM = 1_500

const isOurs = ({ timestamp, headers = {}, key }: Message): boolean =>
  timestamp !== undefined &&
  (key === null || typeof key === 'string') &&
  Object.values(headers).every(value => typeof value === 'string')

const MAGIC = 2

function batch(
  writer: Writer,
  { messages, firstSequence }: Produce['topicData'][number]['partitions'][number],
  of: Produce,
) {
  let first = Number.POSITIVE_INFINITY
  let last = 0
  for (const { timestamp } of messages) {
    first = Math.min(first, Number(timestamp))
    last = Math.max(last, Number(timestamp))
  }
  // Its offset is the broker's to tell.
  writer.int64(0n)
  writer.measured(() => {
    writer.int32(0)
    writer.int8(MAGIC)
    writer.checked(() => {
      writer.int16(0)
      writer.int32(messages.length - 1)
      writer.int64(BigInt(first))
      writer.int64(BigInt(last))
      writer.int64(BigInt(of.producerId.toString()))
      writer.int16(of.producerEpoch)
      writer.int32(firstSequence)
      writer.int32(messages.length)
      for (const [at, message] of messages.entries()) record(writer, message, at, Number(message.timestamp) - first)
    })
  })
}

const record = (writer: Writer, { key, value, headers = {} }: Message, offset: number, time: number): void =>
  writer.sized(() => {
    writer.int8(0)
    writer.varint(time)
    writer.varint(offset)
    writer.text((key ?? null) as string | null)
    if (value === null) writer.varint(-1)
    else {
      writer.varint(value.length)
      writer.raw(value as Buffer)
    }
    const names = Object.keys(headers)
    writer.varint(names.length)
    for (const name of names) {
      writer.text(name)
      writer.text(headers[name] as string)
    }
  })

interface Writer {
  int8(value: number): void
  int16(value: number): void
  int32(value: number): void
  int64(value: bigint): void
  /** Zigzag, at most 32 bits. */
  varint(value: number): void
  raw(bytes: Uint8Array): void
  /** Behind its length as a varint; null as length -1. */
  text(value: string | null): void
  /** What is written meanwhile, behind its length: four bytes, or a varint. */
  measured(write: () => void): void
  sized(write: () => void): void
  /** What is written meanwhile, behind its CRC-32C. */
  checked(write: () => void): void
  written(): Buffer
}

/** The longest varint of 32 bits. */
const LONGEST = 5
/** Up to so many letters are written one by one, which is faster than asking for it. */
const SHORT = 64

function createWriter(bytes: number): Writer {
  let buffer = Buffer.allocUnsafe(bytes)
  let at = 0
  const room = (more: number): void => {
    if (at + more <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(at + more, buffer.length * 2))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  const varint = (value: number): void => {
    let left = ((value << 1) ^ (value >> 31)) >>> 0
    while (left > 0x7f) {
      buffer[at++] = (left & 0x7f) | 0x80
      left >>>= 7
    }
    buffer[at++] = left
  }
  /** Writes plain letters; false when there is another, and nothing is written then. */
  const plain = (text: string): boolean => {
    const start = at
    varint(text.length)
    for (let letter = 0; letter < text.length; letter++) {
      const code = text.charCodeAt(letter)
      if (code > 0x7f) {
        at = start
        return false
      }
      buffer[at++] = code
    }
    return true
  }
  const writer: Writer = {
    int8: value => {
      room(1)
      at = buffer.writeInt8(value, at)
    },
    int16: value => {
      room(2)
      at = buffer.writeInt16BE(value, at)
    },
    int32: value => {
      room(4)
      at = buffer.writeInt32BE(value, at)
    },
    int64: value => {
      room(8)
      at = buffer.writeBigInt64BE(value, at)
    },
    varint: value => {
      room(LONGEST)
      varint(value)
    },
    raw: bytes => {
      room(bytes.length)
      buffer.set(bytes, at)
      at += bytes.length
    },
    text: value => {
      if (value === null) return writer.varint(-1)
      room(LONGEST + 3 * value.length)
      if (value.length <= SHORT && plain(value)) return
      const length = Buffer.byteLength(value)
      varint(length)
      at += buffer.write(value, at, 'utf8')
    },
    measured: write => {
      writer.int32(0)
      const start = at
      write()
      buffer.writeInt32BE(at - start, start - 4)
    },
    sized: write => {
      room(LONGEST)
      const start = at
      at += LONGEST
      write()
      const length = at - start - LONGEST
      at = start
      varint(length)
      buffer.copyWithin(at, start + LONGEST, start + LONGEST + length)
      at += length
    },
    checked: write => {
      writer.int32(0)
      const start = at
      write()
      buffer.writeUInt32BE(crc32c(buffer, start, at), start - 4)
    },
    written: () => buffer.subarray(0, at),
  }
  return writer
}
