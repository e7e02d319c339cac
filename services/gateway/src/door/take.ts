import { formatInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { Outgoing } from '@hub/messaging'
import { contentHash, HubError, INTAKE, intakeTopic, type Tokens, type Tracer, uuidFrom } from '@hub/service'
import type { Blob } from '@hub/store'
import { parseBody, unwrap } from '@hub/translation'
import type { Channels } from './channels'

/** A message at the door. */
export interface Arrival {
  readonly channel: string
  readonly body: Uint8Array
  readonly contentType: string
  /** Partner id of the sender. */
  readonly sender: string
  /** What the path says of its kind, and the id it names. */
  readonly kind?: string
  readonly pathId?: string
  readonly traceparent?: string
}

export interface Taken {
  readonly receiptId: string
  readonly context: string
}

export interface TakePorts {
  readonly channels: Channels
  readonly tokens: Tokens
  readonly clock: Clock
  /** Both resolve when it is durable. */
  store(blob: Blob): Promise<void>
  append(topic: string, record: Outgoing): Promise<void>
  /** Absent: nothing is traced, and a partner's own trace is passed on as it is. */
  readonly tracer?: Tracer
}

/** Above this a message is refused. */
export const LARGEST_MESSAGE = 10 * 1024 * 1024
/** Above this a body goes to the blob store, and the record carries its hash, size and reference. */
const LARGEST_INLINE = 256 * 1024

const CONTENT_TYPES = ['application/json', 'application/x-ndjson', 'application/cloudevents+json', 'text/plain']

/**
 * Takes a message: resolves when its bytes are durable, whatever they say. Refuses, with an error that says what to do,
 * only what names no channel, is empty, too large or of a media type that no partner speaks.
 */
export function createTake(ports: TakePorts): (arrival: Arrival) => Promise<Taken> {
  const { channels, tokens, clock } = ports
  // Lanes in which a body is on its way to the blob store: who comes behind it waits, lest it overtakes.
  const storing = new Map<string, Promise<void>>()
  const inTurn = async (lane: string, store: (() => Promise<void>) | undefined): Promise<void> => {
    const before = storing.get(lane)
    if (!before && !store) return
    const turn = (before ?? Promise.resolve()).catch(() => {}).then(store)
    storing.set(lane, turn)
    try {
      await turn
    } finally {
      if (storing.get(lane) === turn) storing.delete(lane)
    }
  }
  // Done with the parsed body before anything is waited for: thousands wait, and what they hold must be their bytes alone.
  const place = (arrival: Arrival) => {
    const { parsed, envelope } = unwrap(parseBody(arrival.body))
    const { owner, lane } = channels.place(arrival.channel, parsed, envelope?.attributes ?? {})
    // A partner's own message id makes repeats harmless; without one every arrival is a new receipt.
    const uuid = envelope?.messageId
      ? uuidFrom(`${arrival.channel}|${arrival.sender}|${envelope.messageId}`)
      : clock.newId()
    const receiptId = tokens.receiptId(owner, uuid)
    const hash = contentHash(envelope ? Buffer.from(envelope.message) : arrival.body)
    const blob =
      arrival.body.length > LARGEST_INLINE
        ? { id: `${receiptId}/${envelope ? contentHash(arrival.body) : hash}`, bytes: arrival.body }
        : undefined
    const lastLane =
      arrival.pathId !== undefined && !lane ? `hearing/${encodeURIComponent(arrival.pathId.toLowerCase())}` : lane
    return { owner, receiptId, hash, blob, lane: lastLane ?? `receipt/${receiptId}` }
  }
  return async arrival => {
    refuse(channels, arrival)
    const { owner, receiptId, hash, blob, lane } = place(arrival)
    const span = ports.tracer?.start('intake', { parent: arrival.traceparent, begins: true })
    const traceparent = span?.traceparent ?? arrival.traceparent
    await inTurn(lane, blob && (() => ports.store(blob)))
    await ports.append(intakeTopic(owner), {
      id: receiptId,
      type: 'hub.intake.message',
      lane,
      source: 'gateway',
      headers: {
        [INTAKE.channel]: arrival.channel,
        [INTAKE.received]: formatInstant(clock.now()),
        [INTAKE.sender]: arrival.sender,
        [INTAKE.contentType]: arrival.contentType,
        [INTAKE.hash]: hash,
        ...(blob ? { [INTAKE.blob]: blob.id } : {}),
        ...(arrival.kind ? { [INTAKE.kind]: arrival.kind } : {}),
        ...(arrival.pathId ? { [INTAKE.pathId]: arrival.pathId } : {}),
        ...(traceparent ? { [INTAKE.traceparent]: traceparent } : {}),
      },
      value: blob ? new Uint8Array() : arrival.body,
    })
    span?.end({ attributes: { receiptId, channel: arrival.channel } })
    return { receiptId, context: owner }
  }
}

function refuse(channels: Channels, arrival: Arrival): void {
  refuseUnspoken(channels, arrival)
  const { body, kind } = arrival
  if (body.length === 0 && kind !== 'deleted')
    throw new HubError('invalid', 'HUB_GATEWAY_EMPTY_BODY', 'the body is empty; send the message as it is')
  if (body.length > LARGEST_MESSAGE)
    throw new HubError('invalid', 'HUB_GATEWAY_TOO_LARGE', `a message has at most ${LARGEST_MESSAGE / 1024 / 1024} MB`)
}

/** Refuses what no message of which could be taken: a channel that nobody has, a media type that no partner speaks. */
export function refuseUnspoken(
  channels: Channels,
  { channel, contentType }: Pick<Arrival, 'channel' | 'contentType'>,
): void {
  if (!channels.has(channel))
    throw new HubError('not-found', 'HUB_GATEWAY_UNKNOWN_CHANNEL', `send to one of: ${channels.names.join(', ')}`, {
      field: 'channel',
    })
  const mediaType = contentType.split(';')[0]!.trim().toLowerCase()
  if (mediaType !== '' && !CONTENT_TYPES.includes(mediaType))
    throw new HubError('invalid', 'HUB_GATEWAY_CONTENT_TYPE', `send one of: ${CONTENT_TYPES.join(', ')}`, {
      field: 'content-type',
    })
}
