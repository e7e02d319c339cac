import { compareInstants } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { compareFacts, type Decision, type Fact, type Known, type KnownFacts, type Moment } from '@hub/decider'

/** A fact compared with what is known of its key. */
export const record = (fact: Fact<HubEvent>, facts: KnownFacts): readonly Decision<HubEvent>[] =>
  compareFacts(
    facts,
    [fact],
    () => false,
    (key, known) => retraction(key, known, fact.occurredAt),
  )

/** What was told of a key does not hold. */
export const retraction = (
  key: string,
  known: Known,
  occurredAt: Moment,
  reason = 'the prison system now tells of another kind of movement',
): Fact<HubEvent> => ({
  key,
  hash: known.hash,
  occurredAt,
  event: eventOf('hub.custody.v1.FactRetracted', {
    retractedType: known.type,
    reason,
    factKey: key,
  }),
})

/** The next word on a fact of which there is one at a time: it replaces the last one and corrects nothing. */
export const nextWord = (fact: Fact<HubEvent>, facts: KnownFacts): Decision<HubEvent> => ({
  ...fact,
  revision: (facts.get(fact.key)?.revision ?? -1) + 1,
})

/** A row that was changed after the last one, if any: though it says the same, all that was said before is over by it. */
export const isChangedSince = (last: Moment | undefined, updatedAt: Moment | undefined): boolean =>
  !!updatedAt && (!last || compareInstants(updatedAt, last) > 0)

/** A row of another system, which is told whole each time. */
export interface Row {
  /** When it was changed last, as it says itself: of two the later one counts, whichever comes first. */
  readonly updatedAt?: Moment
  /** When it came: where it does not say when it was changed, it was then. */
  readonly cameAt: Moment
}

/** The moment of which a row is. */
export const momentOf = ({ updatedAt, cameAt }: Row): Moment => updatedAt ?? cameAt
