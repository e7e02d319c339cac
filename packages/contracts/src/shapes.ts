/** One field of a message, as the schema declares it. */
export interface FieldShape {
  /** Name in code and in JSON. */
  readonly name: string
  readonly kind: 'string' | 'bool' | 'number' | 'bigint' | 'bytes' | 'enum' | 'message' | 'map'
  /** Full proto name of the message, for kind `message`. */
  readonly of?: string
  /** What every value of the enum starts with, for kind `enum`. */
  readonly prefix?: string
  readonly repeated?: boolean
  /** What the field says of who the person is: a part of a name, `date_of_birth`, or the type of an identifier. */
  readonly describes?: string
  /** How far the value may go: see hub/options/v1/options.proto. */
  readonly sensitivity: 'UNSPECIFIED' | 'NONE' | 'PSEUDONYM' | 'CASE' | 'IDENTIFYING' | 'SPECIAL'
}

/** How one message type is written to and read from bytes; what ts-proto generates for each. */
export interface MessageCodec<M> {
  encode(message: M): { finish(): Uint8Array }
  decode(bytes: Uint8Array): M
  fromPartial(partial: never): M
}

/** One event type of the catalogue. */
export interface EventEntry<M> {
  /** The context that publishes it, as in its proto package. */
  readonly context: string
  readonly subject: 'PERSON'
  /** Template of its one line in a journey; see EventOptions.summary. */
  readonly summary: string
  /** The present fact of the person that it states; of several, the one that happened last counts. */
  readonly present?: string
  readonly message: MessageCodec<M>
}
