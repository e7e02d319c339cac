import { eventOf, type HubEvent } from '@hub/contracts'
import { compareFacts, type Decider, evolveFacts, type Fact, type KnownFacts, type Moment, nothing } from '@hub/decider'

/** The report service tells of one report. */
export interface TellReport {
  readonly is: 'report'
  readonly reportId: string
  readonly facts: readonly Fact<HubEvent>[]
}

/** Probation tells everything that it has of the reports about one person: what is absent does not hold. */
export interface TellRecord {
  readonly is: 'record'
  /** When it was told. */
  readonly at: Moment
  readonly facts: readonly Fact<HubEvent>[]
  /** Every report in it could be read: only then is what it does not name gone. */
  readonly whole: boolean
  /** Keys of what it says, but so that it could not be read. */
  readonly unread: readonly string[]
}

/** The stream of one person's reports in probation's record, by the token of their CRN. */
export const recordStream = (token: string): string => `reports/${token}`

/** What was said of one report, or of one person's reports. Telling it twice, by whatever event, is no change. */
export const reportDecider: Decider<KnownFacts, TellReport | TellRecord, HubEvent> = {
  initialState: new Map(),
  evolve: evolveFacts,
  decide: (command, known) => {
    if (command.facts.length === 0 && known.size === 0) return nothing('nothing to record')
    const record = command.is === 'record' ? command : undefined
    return compareFacts(
      known,
      command.facts,
      key => record?.whole === true && !record.unread.includes(key),
      (key, before) => ({
        key,
        hash: before.hash,
        occurredAt: record?.at ?? { seconds: 0n, nanos: 0 },
        event: eventOf('hub.court.v1.FactRetracted', {
          retractedType: before.type,
          reason: 'no longer in the record of the report',
          factKey: key,
        }),
      }),
    )
  },
}
