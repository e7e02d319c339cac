import type { KafkaMessage } from 'kafkajs'
import { incomingOf } from '../headers'
import { partitionOf } from '../partitioner'
import type { Incoming, Outgoing } from '../port'
import { Written } from './produce'

/** A record as kafkajs takes it. The partition is stated: kafkajs finds the same one, several times slower. */
export const messageOf = ({ lane, value }: Outgoing, headers: Record<string, string>, timestamp: string): Written =>
  new Written(
    lane,
    Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    headers,
    partitionOf(lane),
    timestamp,
  )

const NOTHING = new Uint8Array()

/** A record as kafkajs gives it. */
export function recordOf(topic: string, partition: number, message: KafkaMessage): Incoming {
  const headers: Record<string, string> = {}
  for (const name in message.headers) {
    const header = message.headers[name]
    // Only a foreign writer repeats a header: the last one counts, as in HTTP's binary mode it would be the only one.
    const last = Array.isArray(header) ? header.at(-1) : header
    headers[name] = last === undefined ? '' : last.toString()
  }
  const lane = message.key?.toString() ?? ''
  return incomingOf({ topic, partition, offset: BigInt(message.offset) }, lane, headers, message.value ?? NOTHING)
}
