import { exchange } from './mongo-command'

/**
 * True when the broker can name the coordinator of a consumer group: it then answers, knows itself as a live broker,
 * and has made the topic of offsets. Before that, clients log errors that pass by themselves.
 */
export async function answersAsCoordinator(port: number): Promise<boolean> {
  const client = Buffer.from('hub-engines')
  const group = Buffer.from('hub.engines.ready')
  const request = Buffer.concat([
    int16(10), // FindCoordinator
    int16(1), // version 1: throttle, error, message, node, host, port
    int32(1), // correlation id
    int16(client.length),
    client,
    int16(group.length),
    group,
    Buffer.from([0]), // of a group, not of a transaction
  ])
  try {
    const framed = Buffer.concat([int32(request.length), request])
    const answer = await exchange(port, framed, 2_000, head => 4 + head.readInt32BE(0))
    const error = answer.readInt16BE(12) // after length, correlation id and throttle time
    return error === 0
  } catch {
    return false
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
