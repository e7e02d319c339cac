/** An event on two time axes. `Instant` is whatever the caller compares: moments, or texts that sort. */
export interface Told<Instant, Value> {
  readonly id: string
  /** When it happened, in the source's sense. */
  readonly occurredAt: Instant
  /** When the hub knew. */
  readonly recordedAt: Instant
  /** The event that this one is told instead of. */
  readonly corrects?: string
  /** The event that this one takes back. */
  readonly retracts?: string
  /** What holds from then on; absent for an event that only takes back. */
  readonly says?: { readonly about: string; readonly value: Value }
}

/** What is true at `at`, as known at `knownAt`; an absent one sets no bound. */
export interface View<Instant> {
  readonly at?: Instant
  readonly knownAt?: Instant
}

/**
 * What is true at T as known at R, by what it is about. `told` is in stream order, which is the order in which each
 * source's facts succeed each other.
 *
 * 1. Only what was recorded by R counts: to know more later never changes what was known at R.
 * 2. What an event corrects or retracts does not hold, and never holds again, whatever becomes of that event: one that
 *    retracts a correction takes back the fact, it does not bring back the error.
 * 3. Of what is left and happened by T, the event that happened last holds; of several at the same moment, the one
 *    told last. A correction so stands where it says that it happened, not where it came.
 */
export function truthAt<Instant, Value, Event extends Told<Instant, Value>>(
  told: readonly Event[],
  { at, knownAt }: View<Instant>,
  compare: (a: Instant, b: Instant) => number,
): ReadonlyMap<string, Event> {
  const known = told.filter(({ recordedAt }) => knownAt === undefined || compare(recordedAt, knownAt) <= 0)
  const gone = new Set(known.flatMap(({ corrects, retracts }) => [corrects, retracts]))
  const truth = new Map<string, Event>()
  for (const event of known) {
    if (!event.says || gone.has(event.id)) continue
    if (at !== undefined && compare(event.occurredAt, at) > 0) continue
    const other = truth.get(event.says.about)
    if (!other || compare(other.occurredAt, event.occurredAt) <= 0) truth.set(event.says.about, event)
  }
  return truth
}
