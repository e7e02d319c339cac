import type { Cursor, Incoming } from '@hub/messaging'
import type { KeptMark } from '../committer'
import type { Recorded } from '../port'
import { bytesOf, type Row, textOrNull } from './database'

export const EVENT_COLUMNS = 'position, stream, version, id, type, lane, headers, value'

export const recordedOf = (row: Row): Recorded => ({
  position: row.position as bigint,
  stream: row.stream as string,
  version: Number(row.version),
  id: row.id as string,
  type: row.type as string,
  lane: row.lane as string,
  headers: JSON.parse(row.headers as string) as Record<string, string>,
  value: bytesOf(row.value),
})

export const markOf = (row: Row): KeptMark => ({
  id: row.id as string,
  ...(row.has_part === 1n ? { part: row.part as string } : {}),
  version: Number(row.version),
  hash: row.hash as string,
  ...(row.at === null ? {} : { at: row.at as string }),
  ...(row.about === null ? {} : { about: JSON.parse(row.about as string) }),
  outcome: JSON.parse(row.outcome as string),
  ...(row.answer === null ? {} : { answer: JSON.parse(row.answer as string) }),
  since: { seconds: row.seconds as bigint, nanos: Number(row.nanos) },
  repeats: Number(row.repeats),
  conflicts: JSON.parse(row.conflicts as string),
  ...(row.topic === null
    ? {}
    : {
        message: {
          topic: row.topic as string,
          partition: Number(row.partition),
          offset: row.offset as bigint,
        },
      }),
})

/** A record without its bytes, as text: bigints are no JSON. */
export const copyText = ({ value: _, offset, position, ...rest }: Incoming): string =>
  JSON.stringify({ ...rest, offset: String(offset), ...(position === undefined ? {} : { position: String(position) }) })

export function copyOf(text: unknown, value: unknown): Incoming | undefined {
  const json = textOrNull(text)
  if (json === undefined) return undefined
  const { offset, position, ...rest } = JSON.parse(json) as Omit<Incoming, 'offset' | 'position' | 'value'> & {
    offset: string
    position?: string
  }
  return {
    ...rest,
    offset: BigInt(offset),
    ...(position === undefined ? {} : { position: BigInt(position) }),
    value: bytesOf(value),
  }
}

export const seenText = (seen: Readonly<Record<string, bigint>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(seen).map(([source, position]) => [source, String(position)])))

const seenOf = (text: unknown): Record<string, bigint> =>
  Object.fromEntries(
    Object.entries(JSON.parse(text as string) as Record<string, string>).map(([source, at]) => [source, BigInt(at)]),
  )

export const cursorOf = (row: Row): Cursor => ({
  topic: row.topic as string,
  partition: Number(row.partition),
  next: row.next as bigint,
  epoch: Number(row.epoch),
  seen: seenOf(row.seen),
})
