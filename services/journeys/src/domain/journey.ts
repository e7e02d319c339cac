import { compareInstantTexts } from '@hub/calendar'
import { type Told, truthAt, type View } from '@hub/decider'

/** An identifier in the clear; `of` is the token of the identity whose bearer has it. */
export interface KnownIdentifier {
  readonly type: string
  readonly value: string
  readonly of: string
}

/** A name under which a person was reported, by the record of that token; what is not known is empty. */
export interface KnownName {
  readonly first: string
  readonly middle: string
  readonly last: string
  /** YYYY-MM-DD. */
  readonly dateOfBirth: string
  readonly of: string
  /** Since when the hub has heard it and no other of this id (RFC 3339); absent in what was kept before that was. */
  readonly at?: string
}

/** One event of a person's line. */
export interface LineRow {
  readonly eventId: string
  /** The person id it was recorded under. */
  readonly personId: string
  /** Token of the identity it was recorded against; absent for an event that is of the person as a whole. */
  readonly identity?: string
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
  /** What it states of the present, if it does: from then on `fact` (its name in the catalogue) is `value`. */
  readonly states?: { readonly fact: string; readonly value: string }
}

/** Rows of one person id that follow each other on its line: what came in one batch is kept together. */
export interface Stretch {
  readonly personId: string
  /** The place of its last row. */
  readonly to: number
  readonly rows: readonly Omit<LineRow, 'personId'>[]
}

/** A stretch takes no more than this: whoever reads one row reads them all. */
export const MOST_ROWS = 16

/** The row at the end of a stretch, or of a new one. */
export const withRow = (stretch: Stretch | undefined, { personId, ...row }: LineRow): Stretch => ({
  personId,
  to: row.at,
  rows: [...(stretch?.rows ?? []), row],
})

/** Rows from a place on, of stretches in their order. */
export const rowsOf = (stretches: readonly Stretch[], from: number): readonly LineRow[] =>
  stretches.flatMap(({ personId, rows }) => rows.flatMap(row => (row.at < from ? [] : [{ ...row, personId }])))

/**
 * Whose an identity is that was separated from others: what was recorded against it is this person's, under whichever
 * id it was recorded. Of identities that never were, there is none: theirs is the person they were recorded under.
 */
export interface Separated {
  readonly personId: string
  /** Where rows of it may be. */
  readonly recordedUnder: readonly string[]
  /** Position of the event that said it. */
  readonly at: number
}

/** What journeys knows of one person id. */
export interface JourneyPerson {
  readonly identifiers: readonly KnownIdentifier[]
  /** Latest first, as they were said under this id. */
  readonly names: readonly KnownName[]
  /** Ids that were merged into this one, also those that left again: an id's own `absorbedInto` is the last word. */
  readonly absorbed: readonly string[]
  readonly absorbedInto?: string
  /** People whose records were read as this one's once, or this one's as theirs. */
  readonly splitFrom?: readonly string[]
}

/** Names said under several ids, latest first. */
export const latestFirst = (names: readonly KnownName[]): readonly KnownName[] =>
  [...names].sort((a, b) => compareInstantTexts(b.at ?? '', a.at ?? ''))

export const nobody: JourneyPerson = { identifiers: [], names: [], absorbed: [] }

/** That an event was corrected or retracted. */
interface Superseded {
  /** The event that did it. */
  readonly by: string
  /** When the hub knew (RFC 3339). */
  readonly recordedAt: string
}

/** What rows corrected or retracted, by the event that was: the last one counts. */
export const supersededBy = (rows: readonly LineRow[]): ReadonlyMap<string, Superseded> =>
  new Map(
    rows.flatMap(({ corrects, retracts, eventId: by, recordedAt }) => {
      const superseded = corrects ?? retracts
      return superseded === undefined ? [] : [[superseded, { by, recordedAt }] as const]
    }),
  )

/** What the hub knew by a moment; without one, all of it. */
export const knownBy = (rows: readonly LineRow[], knownAt: string | undefined): readonly LineRow[] =>
  knownAt === undefined ? rows : rows.filter(({ recordedAt }) => compareInstantTexts(recordedAt, knownAt) <= 0)

/** Facts by name, from the lines of a cluster's ids: what holds in the view that is asked for. */
export function factsOf(lines: readonly (readonly LineRow[])[], view: View<string>): Readonly<Record<string, string>> {
  const rows = mergeLines(lines, Number.POSITIVE_INFINITY)
  const superseded = supersededBy(rows)
  const told = rows.flatMap((row): readonly Told<string, string>[] => {
    if (!row.states) return []
    const { eventId: id, occurredAt, recordedAt } = row
    const { fact: about, value } = row.states
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
