import { eventOf, type HubEvent } from '@hub/contracts'
import { compareFacts, type Decider, evolveFacts, type Fact, type KnownFacts } from '@hub/decider'

/** A pre-sentence report service tells of one report. */
export interface ReportCommand {
  readonly is: 'report'
  readonly reportId: string
  readonly fact: Fact<HubEvent>
}

/** One pre-sentence report: what was said of it so far. Telling it twice, by either event, is no change. */
export const reportDecider: Decider<KnownFacts, ReportCommand, HubEvent> = {
  initialState: new Map(),
  evolve: evolveFacts,
  decide: ({ fact }, known) =>
    compareFacts(
      known,
      [fact],
      () => false,
      (key, before) => ({
        ...fact,
        key,
        hash: before.hash,
        event: eventOf('hub.court.v1.FactRetracted', { retractedType: before.type, factKey: key }),
      }),
    ),
}
