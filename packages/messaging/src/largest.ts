import { LARGEST_RECORD_BYTES, type Outgoing } from './port'

// A UTF-16 unit takes at most three bytes in UTF-8: records far below the limit are passed without counting exactly.
const BYTES_PER_UNIT = 3

/**
 * Refuses a batch of which one record, with its lane and the headers it will carry, is larger than
 * `LARGEST_RECORD_BYTES`. Called before anything is written, so that the caller knows nothing was.
 */
export function refuseTooLarge(
  batch: readonly { record: Outgoing; headers: Readonly<Record<string, string>> }[],
): void {
  for (const { record, headers } of batch) {
    let units = record.lane.length
    for (const name in headers) units += name.length + headers[name]!.length
    if (record.value.byteLength + units * BYTES_PER_UNIT <= LARGEST_RECORD_BYTES) continue

    let bytes = record.value.byteLength + Buffer.byteLength(record.lane)
    for (const name in headers) bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name]!)
    if (bytes > LARGEST_RECORD_BYTES)
      throw new Error(
        `HUB_LOG_RECORD_TOO_LARGE: record ${record.id} has ${bytes} bytes with its lane and headers, ` +
          `the most is ${LARGEST_RECORD_BYTES}; larger bodies go through the blob store`,
      )
  }
}
