import { type EventMessages, events, personal as personalCodecs, shapes } from './gen/catalogue'
import type { EventEntry, MessageCodec } from './shapes'

export type EventType = keyof EventMessages

/** An event as the domain sees it: its type on the wire and its generated message. */
export type HubEvent<T extends EventType = EventType> = {
  [K in T]: { readonly type: K; readonly data: EventMessages[K] }
}[T]

export const isEventType = (type: string): type is EventType => Object.hasOwn(events, type)

const personalCodec = (type: EventType): MessageCodec<unknown> | undefined => {
  const field = shapes[type]?.find(shape => shape.name === 'personal')
  return field?.of ? personalCodecs[field.of] : undefined
}

/**
 * Encrypts and decrypts the `personal` part of events under one key per person, so that destroying the key erases it
 * while the log stays replayable. `open` gives undefined when the key is gone.
 */
export interface Sealer {
  seal(personId: string, personal: Uint8Array): Uint8Array
  open(personId: string, sealed: Uint8Array): Uint8Array | undefined
}

interface Sealable {
  personId: string
  personal?: unknown
  sealedPersonal: Uint8Array
}

export interface EventCodec {
  /** Bytes for the wire; `personal` is sealed when the codec has a sealer. */
  encode<T extends EventType>(type: T, data: EventMessages[T]): Uint8Array
  /** The message; `personal` is absent when it was sealed and cannot be opened. Throws on bytes that are none. */
  decode<T extends EventType>(type: T, bytes: Uint8Array): EventMessages[T]
}

/** The one place where events become bytes and bytes events. */
export function createEventCodec(sealer?: Sealer): EventCodec {
  return {
    encode: (type, data) => {
      const entry = events[type] as EventEntry<unknown>
      const personal = personalCodec(type)
      const sealable = data as unknown as Sealable
      if (!sealer || !personal || sealable.personal === undefined) return entry.message.encode(data).finish()
      const sealedPersonal = sealer.seal(sealable.personId, personal.encode(sealable.personal).finish())
      return entry.message.encode({ ...data, personal: undefined, sealedPersonal }).finish()
    },
    decode: <T extends EventType>(type: T, bytes: Uint8Array) => {
      const entry = events[type] as EventEntry<EventMessages[T]>
      const data = entry.message.decode(bytes)
      const personal = personalCodec(type)
      const sealable = data as unknown as Sealable
      if (!sealer || !personal || sealable.sealedPersonal.length === 0) return data
      const opened = sealer.open(sealable.personId, sealable.sealedPersonal)
      if (opened) Object.assign(sealable, { personal: personal.decode(opened), sealedPersonal: new Uint8Array() })
      return data
    },
  }
}

/** Fills every field that `partial` leaves out with the schema's empty value. */
export function eventOf<T extends EventType>(type: T, partial: DeepPartial<EventMessages[T]>): HubEvent<T> {
  const entry = events[type] as EventEntry<EventMessages[T]>
  return { type, data: entry.message.fromPartial(partial as never) } as HubEvent<T>
}

export type DeepPartial<T> = T extends Uint8Array | bigint
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepPartial<Item>[]
    : T extends object
      ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
      : T
