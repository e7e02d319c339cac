import type { Incoming, Outgoing } from './port'

/**
 * The headers a record carries in every engine: the writer's own, and the CloudEvents 1.0 attributes (binary content
 * mode) of the record's fields. The fields win, so that a header can never contradict the record it stands on.
 */
export function wireHeaders(record: Omit<Outgoing, 'lane' | 'value'>): Record<string, string> {
  const { ce_position: _, ...own } = record.headers
  const headers: Record<string, string> = own
  headers.ce_specversion = '1.0'
  headers.ce_id = record.id
  headers.ce_type = record.type
  headers.ce_source = record.source
  if (record.position !== undefined) headers.ce_position = record.position.toString()
  return headers
}

/** The record as a reader receives it, from what stands on the wire. The inverse of `wireHeaders`. */
export function incomingOf(
  at: Pick<Incoming, 'topic' | 'partition' | 'offset'>,
  lane: string,
  headers: Readonly<Record<string, string>>,
  value: Uint8Array,
): Incoming {
  const position = headers.ce_position
  return {
    topic: at.topic,
    partition: at.partition,
    offset: at.offset,
    id: headers.ce_id ?? '',
    type: headers.ce_type ?? '',
    lane,
    source: headers.ce_source ?? '',
    position: position === undefined ? undefined : BigInt(position),
    headers,
    value,
  }
}
