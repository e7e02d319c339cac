/** A moment, to the nanosecond. */
export interface Moment {
  readonly seconds: bigint
  readonly nanos: number
}

/** An event before it is recorded: its type on the wire and its content. */
export interface Described {
  readonly type: string
  readonly data: object
}

/** One thing a partner says, with the natural key by which the same thing is recognised when it is said again. */
export interface Fact<E extends Described = Described> {
  /** Unique within its stream; never an ordinal, never an identifier of a person. */
  readonly key: string
  readonly event: E
  readonly occurredAt: Moment
  /** Keyed hash of the content: two facts with the same key and hash say the same. */
  readonly hash: string
  /** Some of the content could not be read: it is recorded where nothing is known, and corrects nothing. */
  readonly partial?: true
}

/** What a decider answers: record this event, and how it relates to an earlier one. */
export interface Decision<E extends Described = Described> extends Fact<E> {
  /** 0 for a fact's first event, one more for each later one of the same key. */
  readonly revision: number
  readonly corrects?: string
  readonly retracts?: string
  readonly confirms?: string
}

/** An event of the stream as `evolve` sees it. */
export interface PastEvent<E extends Described = Described> {
  readonly id: string
  readonly key: string
  readonly hash: string
  readonly occurredAt: Moment
  readonly recordedAt: Moment
  readonly corrects?: string
  readonly retracts?: string
  readonly confirms?: string
  readonly event: E
}

/** The last word on one fact. */
export interface Known {
  readonly id: string
  readonly type: string
  readonly hash: string
  readonly occurredAt: Moment
  readonly revision: number
  readonly retracted: boolean
}

/** The last word on every fact of a stream, by key. */
export type KnownFacts = ReadonlyMap<string, Known>

/** Folds one recorded event into what is known. A confirmation changes nothing. */
export function evolveFacts(known: KnownFacts, past: PastEvent): KnownFacts {
  if (past.confirms) return known
  const before = known.get(past.key)
  const next = new Map(known)
  next.set(past.key, {
    id: past.id,
    type: past.retracts && before ? before.type : past.event.type,
    hash: past.hash,
    occurredAt: past.occurredAt,
    revision: before ? before.revision + 1 : 0,
    retracted: past.retracts !== undefined,
  })
  return next
}

/**
 * Compares what is said with what is known. New → an event; changed → a correction naming the old event; the same →
 * nothing; known, not said and `withdrawn(key)` → a retraction made by `retract`. A fact whose event type changed is
 * retracted under its old type and recorded anew. A partial fact leaves what is known as it is. The order of the facts
 * does not matter to the outcome per key.
 */
export function compareFacts<E extends Described>(
  known: KnownFacts,
  said: readonly Fact<E>[],
  withdrawn: (key: string) => boolean,
  retract: (key: string, known: Known) => Fact<E>,
): readonly Decision<E>[] {
  const decisions: Decision<E>[] = []
  const mentioned = new Set<string>()
  for (const fact of said) {
    if (mentioned.has(fact.key)) continue
    mentioned.add(fact.key)
    const before = known.get(fact.key)
    if (!before) decisions.push({ ...fact, revision: 0 })
    else if (before.retracted) decisions.push({ ...fact, revision: before.revision + 1 })
    else if (fact.partial) continue
    else if (before.type !== fact.event.type) {
      decisions.push({ ...retract(fact.key, before), revision: before.revision + 1, retracts: before.id })
      decisions.push({ ...fact, revision: before.revision + 2 })
    } else if (before.hash !== fact.hash)
      decisions.push({ ...fact, revision: before.revision + 1, corrects: before.id })
  }
  for (const [key, before] of known)
    if (!before.retracted && !mentioned.has(key) && withdrawn(key))
      decisions.push({ ...retract(key, before), revision: before.revision + 1, retracts: before.id })
  return decisions
}
