import type { KnownFacts } from '@hub/decider'
import { type IntakePart, type Performance, performBy, type RecordFactsContext, recordFacts } from '@hub/service'
import { type DeleteHearing, type HearingCommand, type HearingState, hearingDecider } from '../domain/hearing'
import { recordStream, reportDecider, type TellRecord, type TellReport } from '../domain/report'
import type { EmptyRecord } from '../translate/court-reports'
import type { CallRoll, HearingMessage } from '../translate/hearing'
import { deleteHearing } from './delete-hearing'
import { emptyRecord } from './empty-record'
import { callRoll, shareHearing } from './share-hearing'

/** What a message of courts can ask for. */
export type CourtCommand = HearingMessage | CallRoll | DeleteHearing | TellReport | TellRecord | EmptyRecord

type Shared = Pick<RecordFactsContext<never, never>, 'tools' | 'codec' | 'clock' | 'people'>

/** Performs every command of courts. */
export function performCourtCommands(
  shared: Shared,
): (parts: readonly IntakePart<CourtCommand>[]) => Promise<readonly Performance[]> {
  const hearing = { ...shared, decider: hearingDecider }
  const report = { ...shared, decider: reportDecider }
  const performers = {
    share: recordFacts<HearingState, HearingMessage, HearingCommand>({
      ...hearing,
      streamOf: ({ hearingId }, token) => `hearing/${hearingId}/${token}`,
      ...shareHearing(hearing),
    }),
    roll: callRoll(hearing),
    delete: deleteHearing(hearing),
    report: recordFacts<KnownFacts, TellReport, TellReport | TellRecord>({
      ...report,
      streamOf: ({ reportId }) => `report/${reportId}`,
    }),
    record: recordFacts<KnownFacts, TellRecord, TellReport | TellRecord>({
      ...report,
      streamOf: (_, token) => recordStream(token),
    }),
    'empty-record': emptyRecord(report),
  }
  return parts => performBy(parts, command => command.is, performers)
}
