import { incomingOf } from '../headers'
import type { Incoming } from '../port'

/** One record as it is stored: what Kafka would carry, key, headers and value. */
export interface Stored {
  readonly lane: string
  readonly headers: Readonly<Record<string, string>>
  readonly value: Uint8Array
}

/** A contiguous run of one partition, stored as one row: a row per record would cost several times as much. */
export interface Segment {
  readonly first: number
  readonly last: number
  readonly body: Uint8Array
}

/** A reader decodes a whole segment, so a segment is no larger than one wants to read in one go. */
const MOST_RECORDS = 100
const MOST_BYTES = 256 * 1024

type Entry = [lane: string, headers: Readonly<Record<string, string>>, valueLength: number]

/** Packs records that get the offsets from `first` on; at least one record a segment. */
export function segmentsOf(first: number, records: readonly Stored[]): Segment[] {
  const segments: Segment[] = []
  for (let from = 0; from < records.length; ) {
    let bytes = records[from]!.value.byteLength
    let to = from + 1
    while (to < records.length && to - from < MOST_RECORDS) {
      bytes += records[to]!.value.byteLength
      if (bytes > MOST_BYTES) break
      to += 1
    }
    segments.push({ first: first + from, last: first + to - 1, body: encode(records.slice(from, to)) })
    from = to
  }
  return segments
}

// Length of the directory (4 bytes), the directory as JSON, then the values one after another.
function encode(records: readonly Stored[]): Uint8Array {
  const entries = records.map(({ lane, headers, value }): Entry => [lane, headers, value.byteLength])
  const directory = Buffer.from(JSON.stringify(entries))
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32LE(directory.length)
  return Buffer.concat([length, directory, ...records.map(record => record.value)])
}

/** The records of a segment. Their values are views of its body, never copied. */
export function recordsOf(topic: string, partition: number, { first, body }: Segment): Incoming[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  let at = 4 + bytes.readUInt32LE(0)
  const entries = JSON.parse(bytes.toString('utf8', 4, at)) as Entry[]
  return entries.map(([lane, headers, length], index) => {
    const value = new Uint8Array(body.buffer, body.byteOffset + at, length)
    at += length
    return incomingOf({ topic, partition, offset: BigInt(first + index) }, lane, headers, value)
  })
}
