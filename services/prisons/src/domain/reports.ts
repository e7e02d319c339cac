import { compareInstants, type Instant } from '@hub/calendar'
import type { Moment } from '@hub/decider'
import type { MovementContent } from './movement-event'
import type { Direction } from './movements'

/** A family of prison events: each reports every movement in its own time and words. */
export type Family = 'prison-offender-events' | 'prisoner-offender-search'

/** A movement as one family tells of it. */
export interface Report extends MovementContent {
  readonly key: string
  readonly family: Family
  readonly occurredAt: Moment
  /** When it was told first. */
  readonly toldAt: Moment
  /** Of what its family says: with the same hash it says the same. */
  readonly hash: string
}

/** A movement, by the report that told of it first and, where the other family told of it too, by that. */
export interface Movement extends MovementContent {
  readonly first: Report
  readonly second?: Report
  readonly occurredAt: Moment
}

/** Key of a movement as one family tells of it; `when` is the instant as text, or what stands for an unknown one. */
export const movementKey = (family: Family, direction: Direction, when: string): string =>
  `movement/${family}/${direction}/${when}`

/** Family and direction of a report's key; undefined for every other key. */
export function placeOf(key: string): Pick<Report, 'family' | 'direction'> | undefined {
  const [kind, family, direction] = key.split('/')
  return kind === 'movement' ? { family: family as Family, direction: direction as Direction } : undefined
}

/** Two reports further apart are two movements: the hub's rule. */
const ONE_MOVEMENT_NANOS = 24n * 3_600n * 1_000_000_000n

/**
 * Movements in the order in which they happened; those of one instant as they were told. Reports of two families are one
 * movement when the direction is the same, they lie at most 24 hours apart and no movement the other way lies between;
 * of several the nearest belong together. So it rests on all reports, not on the order of their telling, which says
 * only which of two is the first.
 */
export function movementsOf(reports: readonly Report[]): readonly Movement[] {
  const known = MOVEMENTS.get(reports)
  if (known) return known
  const movements = inOrder(reports)
  MOVEMENTS.set(reports, movements)
  return movements
}

/** Of reports that nobody changes, so that many questions about one state cost one. */
const MOVEMENTS = new WeakMap<readonly Report[], readonly Movement[]>()

function inOrder(reports: readonly Report[]): readonly Movement[] {
  const partners = pairs(reports)
  return reports
    .flatMap((report, told): readonly Movement[] => {
      const partner = partners.get(report)
      if (!partner) return [movementOf(report)]
      return reports.indexOf(partner) < told ? [] : [movementOf(report, partner)]
    })
    .sort((a, b) => compareInstants(a.occurredAt, b.occurredAt))
}

function pairs(reports: readonly Report[]): ReadonlyMap<Report, Report> {
  const inTime = [...reports].sort((a, b) => compareInstants(a.occurredAt, b.occurredAt))
  const near = inTime
    .flatMap((report, at) => mayBeOneWith(report, inTime.slice(at + 1)))
    .sort((x, y) => (x.away === y.away ? (namesOf(x.pair) < namesOf(y.pair) ? -1 : 1) : x.away < y.away ? -1 : 1))
  const partners = new Map<Report, Report>()
  for (const { pair } of near) {
    const [a, b] = pair
    // A family tells of a movement once.
    if (!partners.has(a) && !partners.has(b)) partners.set(a, b).set(b, a)
  }
  return partners
}

interface Pair {
  readonly pair: readonly [Report, Report]
  /** How far apart, in nanoseconds. */
  readonly away: bigint
}

function mayBeOneWith(report: Report, later: readonly Report[]): readonly Pair[] {
  const pairs: Pair[] = []
  let opposite: Moment | undefined
  for (const other of later) {
    const away = nanosOf(other.occurredAt) - nanosOf(report.occurredAt)
    if (away > ONE_MOVEMENT_NANOS || (opposite && compareInstants(opposite, other.occurredAt) < 0)) break
    if (other.direction === report.direction) {
      if (other.family !== report.family) pairs.push({ pair: [report, other], away })
    } else if (away > 0n) opposite ??= other.occurredAt
  }
  return pairs
}

const namesOf = (pair: readonly Report[]): string =>
  pair
    .map(({ key }) => key)
    .sort()
    .join(' ')

/**
 * What both say together. The delayed family knows when it happened and why (`occurredAt`, the reason code); search knows
 * which prison was reached or left, where the other has the latest location.
 */
function movementOf(first: Report, second?: Report): Movement {
  if (!second) return { ...first, first }
  const [delayed, search] = first.family === 'prison-offender-events' ? [first, second] : [second, first]
  const counts = delayed.meaning ? delayed : search
  return {
    first,
    second,
    direction: first.direction,
    meaning: counts.meaning,
    occurredAt: delayed.occurredAt,
    prisonId: search.prisonId || delayed.prisonId,
    reasonCode: delayed.reasonCode || search.reasonCode,
    sourceReason: counts.sourceReason,
  }
}

const nanosOf = ({ seconds, nanos }: Instant): bigint => seconds * 1_000_000_000n + BigInt(nanos)
