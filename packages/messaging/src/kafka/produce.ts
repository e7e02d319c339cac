import { createRequire } from 'node:module'
import { crc32c } from './crc32c'

/** A record as kafkajs takes it, and known as ours when it comes back to be encoded. */
export class Written {
  constructor(
    readonly key: string,
    readonly value: Buffer,
    readonly headers: Readonly<Record<string, string>>,
    readonly partition: number,
    readonly timestamp: string,
  ) {}
}

/** What kafkajs knows when it has a produce request encoded. */
export interface Produce {
  readonly acks: number
  readonly timeout: number
  readonly producerId: { toString(): string }
  readonly producerEpoch: number
  readonly topicData: readonly {
    readonly topic: string
    readonly partitions: readonly {
      readonly partition: number
      readonly firstSequence: number
      readonly messages: readonly Written[]
    }[]
  }[]
}

/** From the length of a batch's field `Length` to its first record. */
const BATCH_HEAD = 49
/** What stands in front of that: first offset and length. */
const BATCH_START = 12
const MAGIC = 2

const inKafkajs = createRequire(__filename)

/**
 * The body of a produce request (versions 3 to 7, no transaction, no compression) in one piece. kafkajs makes a buffer
 * for each record, each header, each batch, partition and topic, and copies every byte about ten times; a test holds
 * this against its bytes. All records of one batch carry the time of the first.
 */
export function produceBody({ acks, timeout, producerId, producerEpoch, topicData }: Produce): Buffer {
  let size = 2 + 2 + 4 + 4
  const topics = topicData.map(({ topic, partitions }) => {
    size += 2 + Buffer.byteLength(topic) + 4
    const batches = partitions.map(({ partition, firstSequence, messages }) => {
      const bodies = messages.map(bodySize)
      const length = bodies.reduce((sum, body) => sum + varIntSize(body) + body, BATCH_HEAD)
      size += 4 + 4 + BATCH_START + length
      return { partition, firstSequence, messages, bodies, length }
    })
    return { topic, batches }
  })

  const into: Room = { bytes: Buffer.allocUnsafe(size), at: 0 }
  const id = BigInt(producerId.toString())
  putInt16(into, -1)
  putInt16(into, acks)
  putInt32(into, timeout)
  putInt32(into, topics.length)
  for (const { topic, batches } of topics) {
    putInt16(into, Buffer.byteLength(topic))
    putText(into, topic, Buffer.byteLength(topic))
    putInt32(into, batches.length)
    for (const { partition, firstSequence, messages, bodies, length } of batches) {
      const time = BigInt(messages[0]!.timestamp)
      putInt32(into, partition)
      putInt32(into, BATCH_START + length)
      putInt64(into, 0n)
      putInt32(into, length)
      putInt32(into, 0)
      into.bytes[into.at++] = MAGIC
      const sum = into.at
      into.at += 4
      putInt16(into, 0)
      putInt32(into, messages.length - 1)
      putInt64(into, time)
      putInt64(into, time)
      putInt64(into, id)
      putInt16(into, producerEpoch)
      putInt32(into, firstSequence)
      putInt32(into, messages.length)
      for (const [index, message] of messages.entries()) putRecord(into, message, index, bodies[index]!)
      into.bytes.writeUInt32BE(crc32c(into.bytes.subarray(sum + 4, into.at)), sum)
    }
  }
  return into.bytes
}

/** Has kafkajs send our records as they are encoded here; what others of the process send, it encodes itself. */
export function encodeProduceInOnePiece(): void {
  interface Made {
    readonly request: object
    readonly response: object
  }
  const produce = inKafkajs('kafkajs/src/protocol/requests/produce') as {
    protocol(wanted: { version: number }): (fields: Produce) => Made
  }
  const Encoder = inKafkajs('kafkajs/src/protocol/encoder') as new () => object
  const theirs = produce.protocol
  produce.protocol = wanted => fields => {
    const made = theirs(wanted)(fields)
    if (!(fields.topicData[0]?.partitions[0]?.messages[0] instanceof Written)) return made
    const encode = async () => {
      const body = produceBody(fields)
      return Object.assign(new Encoder(), { buf: body, offset: body.length })
    }
    return { ...made, request: { ...made.request, encode } }
  }
}

interface Room {
  readonly bytes: Buffer
  at: number
}

/** A record without the length it begins with. */
function bodySize({ key, value, headers }: Written, index: number): number {
  // One byte of attributes, and one for its time after the first's: none.
  let size = 2 + varIntSize(index) + sized(Buffer.byteLength(key)) + sized(value.length)
  let count = 0
  for (const name in headers) {
    count++
    size += sized(Buffer.byteLength(name)) + sized(Buffer.byteLength(headers[name]!))
  }
  return size + varIntSize(count)
}

function putRecord(into: Room, { key, value, headers }: Written, index: number, body: number): void {
  putVarInt(into, body)
  into.bytes[into.at++] = 0
  into.bytes[into.at++] = 0
  putVarInt(into, index)
  putSized(into, key)
  putVarInt(into, value.length)
  into.at += value.copy(into.bytes, into.at)
  const names = Object.keys(headers)
  putVarInt(into, names.length)
  for (const name of names) {
    putSized(into, name)
    putSized(into, headers[name]!)
  }
}

const sized = (length: number): number => varIntSize(length) + length

/** Zigzag: a number that is not negative takes one bit more. */
const varIntSize = (value: number): number => {
  let size = 1
  for (let rest = value >>> 6; rest > 0; rest >>>= 7) size++
  return size
}

function putVarInt(into: Room, value: number): void {
  let rest = value << 1
  for (; rest > 0x7f; rest >>>= 7) into.bytes[into.at++] = (rest & 0x7f) | 0x80
  into.bytes[into.at++] = rest
}

function putSized(into: Room, text: string): void {
  const length = Buffer.byteLength(text)
  putVarInt(into, length)
  putText(into, text, length)
}

const putText = (into: Room, text: string, length: number): void => {
  into.at += into.bytes.write(text, into.at, length === text.length ? 'latin1' : 'utf8')
}
const putInt16 = (into: Room, value: number): void => {
  into.at = into.bytes.writeInt16BE(value, into.at)
}
const putInt32 = (into: Room, value: number): void => {
  into.at = into.bytes.writeInt32BE(value, into.at)
}
const putInt64 = (into: Room, value: bigint): void => {
  into.at = into.bytes.writeBigInt64BE(value, into.at)
}
