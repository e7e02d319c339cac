import { compareInstantTexts } from '@hub/calendar'
import { type Told, truthAt, type View } from '@hub/decider'
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
  /** Ids that were merged into this one. */
  readonly absorbed: readonly string[]
  readonly absorbedInto?: string
}

export const nobody: JourneyPerson = { identifiers: [], names: [], absorbed: [] }

/** What one event states of the present: from then on `fact` is `value`. Its places and times are as on the line. */
export interface FactRow extends Pick<LineRow, 'eventId' | 'personId' | 'at' | 'occurredAt' | 'recordedAt'> {
  /** The fact's name in the catalogue: `custody`. */
  readonly fact: string
  readonly value: string
}

/** That an event was corrected or retracted. */
export interface Superseded {
  /** The event that did it. */
  readonly by: string
  /** When the hub knew (RFC 3339). */
  readonly recordedAt: string
}

/** Facts by name, from the rows of a cluster's ids and what became of them: what holds in the view that is asked for. */
export function factsOf(
  rows: readonly (readonly FactRow[])[],
  superseded: ReadonlyMap<string, Superseded>,
  view: View<string>,
): Readonly<Record<string, string>> {
  const told = mergeLines(rows, Number.POSITIVE_INFINITY).flatMap((row): readonly Told<string, string>[] => {
    const { eventId: id, occurredAt, recordedAt, fact: about, value } = row
    const statement = { id, occurredAt, recordedAt, says: { about, value } }
    const later = superseded.get(id)
    if (!later) return [statement]
    return [statement, { id: later.by, occurredAt, recordedAt: later.recordedAt, retracts: id }]
  })
  return Object.fromEntries(
    [...truthAt(told, view, compareInstantTexts)].map(([fact, { says }]) => [fact, says!.value]),
  )
}

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
export function mergeLines<Row extends Placed>(lines: readonly (readonly Row[])[], limit: number): readonly Row[] {
  const places = lines.map(() => 0)
  const merged: Row[] = []
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

type Placed = Pick<LineRow, 'personId' | 'recordedAt'>

const earlier = (a: Placed, b: Placed): boolean =>
  (compareInstantTexts(a.recordedAt, b.recordedAt) || a.personId.localeCompare(b.personId)) < 0
