import { compareInstantTexts } from '@hub/calendar'
import type { KnownIdentifier, KnownName } from './describe'

/** One event of a person's line. */
export interface LineRow {
  readonly eventId: string
  /** The person id it was recorded under. */
  readonly personId: string
  /** Its place in the person's partition of the stream: ascending for one person id. */
  readonly at: number
  readonly type: string
  /** RFC 3339. */
  readonly occurredAt: string
  /** RFC 3339. */
  readonly recordedAt: string
  readonly channel: string
  readonly receiptId: string
  readonly corrects?: string
  readonly retracts?: string
  readonly confirms?: string
  /** The event as it is on the wire, base64. */
  readonly value: string
}

/** What journeys knows of one person id. */
export interface JourneyPerson {
  readonly identifiers: readonly KnownIdentifier[]
  /** Latest first. */
  readonly names: readonly KnownName[]
  readonly facts: Readonly<
    Record<string, { readonly value: string; readonly occurredAt: string; readonly eventId: string }>
  >
  /** Ids that were merged into this one. */
  readonly absorbed: readonly string[]
  readonly absorbedInto?: string
}

export const nobody: JourneyPerson = { identifiers: [], names: [], facts: {}, absorbed: [] }

/** How far a reader has come in each person id of a cluster: the place of the next row. */
export type LineCursor = Readonly<Record<string, number>>

/** Opaque to readers. */
export const writeCursor = (cursor: LineCursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Undefined for a text that is no cursor. */
export function readCursor(text: string): LineCursor | undefined {
  if (text === '') return {}
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    const fine =
      typeof cursor === 'object' &&
      cursor !== null &&
      !Array.isArray(cursor) &&
      Object.values(cursor).every(place => Number.isSafeInteger(place) && place >= 0)
    return fine ? (cursor as LineCursor) : undefined
  } catch {
    return undefined
  }
}

/**
 * One line from the lines of a cluster's ids: each keeps its own order, and where they meet the event that the hub knew
 * first comes first. Reading is the same however often and in whatever pages it is done.
 */
export function mergeLines(lines: readonly (readonly LineRow[])[], limit: number): readonly LineRow[] {
  const places = lines.map(() => 0)
  const merged: LineRow[] = []
  while (merged.length < limit) {
    let first: number | undefined
    lines.forEach((line, index) => {
      const row = line[places[index]!]
      if (!row) return
      const best = first === undefined ? undefined : lines[first]![places[first]!]
      if (!best || earlier(row, best)) first = index
    })
    if (first === undefined) break
    merged.push(lines[first]![places[first]!]!)
    places[first]!++
  }
  return merged
}

const earlier = (a: LineRow, b: LineRow): boolean =>
  (compareInstantTexts(a.recordedAt, b.recordedAt) || a.personId.localeCompare(b.personId)) < 0
