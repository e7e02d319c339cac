import { eventOf, type HubEvent } from '@hub/contracts'
import { compareFacts, type Decider, evolveFacts, type Fact, type KnownFacts, type Moment } from '@hub/decider'

/** A system tells of one report. */
export interface ReportCommand {
  readonly is: 'report'
  /** Names the report, and which system's it is. */
  readonly reportId: string
  readonly facts: readonly Fact<HubEvent>[]
  /** Set by a system that tells everything it has of a report each time, at this moment: what is absent does not hold. */
  readonly whole?: Moment
}

/** One pre-sentence report: what was said of it so far. Telling it twice, by whatever event, is no change. */
export const reportDecider: Decider<KnownFacts, ReportCommand, HubEvent> = {
  initialState: new Map(),
  evolve: evolveFacts,
  decide: ({ facts, whole }, known) =>
    compareFacts(
      known,
      facts,
      () => whole !== undefined,
      (key, before) => ({
        key,
        hash: before.hash,
        occurredAt: whole ?? { seconds: 0n, nanos: 0 },
        event: eventOf('hub.court.v1.FactRetracted', {
          retractedType: before.type,
          reason: 'no longer in the record of the report',
          factKey: key,
        }),
      }),
    ),
}
