import { connect } from 'node:net'

/**
 * One command to one MongoDB server over its wire protocol (OP_MSG), without a driver: enough to make a replica set
 * of one and to see that it has a primary. Knows documents, strings, numbers and truths; reads over other types.
 */
export type Value = string | number | boolean | Document | readonly Value[] | undefined
export interface Document {
  readonly [key: string]: Value
}

export async function mongoCommand(port: number, command: Document, timeoutMs: number): Promise<Document> {
  const body = encodeDocument({ ...command, $db: 'admin' })
  const message = Buffer.alloc(21 + body.length)
  message.writeInt32LE(message.length, 0)
  message.writeInt32LE(1, 4)
  message.writeInt32LE(2013, 12)
  body.copy(message, 21)
  const answer = await exchange(port, message, timeoutMs, head => head.readInt32LE(0))
  return decodeDocument(answer, 21)
}

/** Sends `request` to 127.0.0.1 and returns the whole answer; `lengthOf` tells its length from its first four bytes. */
export function exchange(
  port: number,
  request: Buffer,
  timeoutMs: number,
  lengthOf: (head: Buffer) => number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let got = Buffer.alloc(0)
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer from port ${port} in ${timeoutMs} ms`)))
    socket.on('connect', () => socket.write(request))
    socket.on('data', part => {
      got = Buffer.concat([got, part])
      if (got.length < 4 || got.length < lengthOf(got)) return
      socket.destroy()
      resolve(got)
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`port ${port} closed the connection`)))
  })
}

function encodeDocument(document: Document): Buffer {
  const parts: Buffer[] = []
  for (const [key, value] of Object.entries(document)) {
    if (value === undefined) continue
    const [type, bytes] = encodeValue(value)
    parts.push(Buffer.from([type]), Buffer.from(`${key}\0`), bytes)
  }
  const body = Buffer.concat(parts)
  const size = Buffer.alloc(4)
  size.writeInt32LE(body.length + 5)
  return Buffer.concat([size, body, Buffer.from([0])])
}

function encodeValue(value: NonNullable<Value>): [number, Buffer] {
  if (typeof value === 'string') {
    const size = Buffer.alloc(4)
    size.writeInt32LE(Buffer.byteLength(value) + 1)
    return [0x02, Buffer.concat([size, Buffer.from(`${value}\0`)])]
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(value)
    return [0x10, bytes]
  }
  if (typeof value === 'boolean') return [0x08, Buffer.from([value ? 1 : 0])]
  if (Array.isArray(value))
    return [0x04, encodeDocument(Object.fromEntries(value.map((item, at) => [String(at), item])))]
  return [0x03, encodeDocument(value as Document)]
}

function decodeDocument(bytes: Buffer, from: number): Document {
  const found: Record<string, Value> = {}
  let at = from + 4
  for (let type = bytes[at++]; type; type = bytes[at++]) {
    const nameEnd = bytes.indexOf(0, at)
    const name = bytes.toString('utf8', at, nameEnd)
    at = nameEnd + 1
    const [value, size] = decodeValue(bytes, at, type)
    found[name] = value
    at += size
  }
  return found
}

function decodeValue(bytes: Buffer, at: number, type: number): [Value, number] {
  switch (type) {
    case 0x01:
      return [bytes.readDoubleLE(at), 8]
    case 0x02:
      return [bytes.toString('utf8', at + 4, at + 3 + bytes.readInt32LE(at)), 4 + bytes.readInt32LE(at)]
    case 0x03:
      return [decodeDocument(bytes, at), bytes.readInt32LE(at)]
    case 0x04:
      return [Object.values(decodeDocument(bytes, at)), bytes.readInt32LE(at)]
    case 0x05:
      return [undefined, 5 + bytes.readInt32LE(at)]
    case 0x07:
      return [undefined, 12]
    case 0x08:
      return [bytes[at] === 1, 1]
    case 0x09:
    case 0x11:
      return [undefined, 8]
    case 0x0a:
      return [undefined, 0]
    case 0x10:
      return [bytes.readInt32LE(at), 4]
    case 0x12:
      return [Number(bytes.readBigInt64LE(at)), 8]
    default:
      throw new Error(`MongoDB answered with a value of type ${type}, which this reader does not know`)
  }
}
