/**
 * Headers of the records on the topics. Events follow CloudEvents 1.0 binary content mode: id, source, type and
 * position stand in the record's own fields and the log adds them; these are the rest.
 */
export const EVENT = {
  /** When it happened, in the partner's sense (RFC 3339). */
  time: 'ce_time',
  /** When the hub knew (RFC 3339). */
  recorded: 'ce_recordedtime',
  /** The hub id of the person it is about. */
  subject: 'ce_subject',
  /** The receipt everything of one message shares. */
  correlation: 'ce_correlationid',
  /** The channel of that message. */
  channel: 'ce_channel',
  /** Natural key of the fact within its stream. */
  factKey: 'ce_factkey',
  /** Keyed hash of the fact's content. */
  factHash: 'ce_facthash',
  corrects: 'ce_corrects',
  retracts: 'ce_retracts',
  confirms: 'ce_confirms',
} as const

/** Headers of a record on an intake topic; its value is the raw body, its id the receipt. */
export const INTAKE = {
  channel: 'hub_channel',
  /** When the gateway took it (RFC 3339). */
  received: 'hub_received',
  /** Partner id of the sender. */
  sender: 'hub_sender',
  contentType: 'content-type',
  /** SHA-256 of the raw body, hexadecimal. */
  hash: 'hub_hash',
  /** Id of the blob that holds the body, when it is not the record's value. */
  blob: 'hub_blob',
  /** What the path said of the message's kind. */
  kind: 'hub_kind',
  /** The id that the path named. */
  pathId: 'hub_path_id',
  traceparent: 'traceparent',
} as const

/** The stream of everything that happened. */
export const EVENTS_TOPIC = 'hub.events'

/** The topic of what arrived for one context. */
export const intakeTopic = (context: string): string => `hub.intake.${context}`
