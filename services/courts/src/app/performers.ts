import { type IntakePart, type Performance, performBy, type RecordFactsContext, recordFacts } from '@hub/service'
import { type DeleteHearing, type HearingCommand, type HearingState, hearingDecider } from '../domain/hearing'
import { type ReportCommand, reportDecider } from '../domain/report'
import type { HearingMessage } from '../translate/hearing'
import { deleteHearing } from './delete-hearing'
import { shareHearing } from './share-hearing'

/** What a message of courts can ask for. */
export type CourtCommand = HearingMessage | DeleteHearing | ReportCommand

type Shared = Pick<RecordFactsContext<never, never>, 'tools' | 'codec' | 'clock' | 'people'>

/** Performs every command of courts. */
export function performCourtCommands(
  shared: Shared,
): (parts: readonly IntakePart<CourtCommand>[]) => Promise<readonly Performance[]> {
  const hearing = { ...shared, decider: hearingDecider }
  const performers = {
    share: recordFacts<HearingState, HearingMessage, HearingCommand>({
      ...hearing,
      streamOf: ({ hearingId }, token) => `hearing/${hearingId}/${token}`,
      ...shareHearing(hearing),
    }),
    delete: deleteHearing(hearing),
    report: recordFacts({ ...shared, decider: reportDecider, streamOf: ({ reportId }) => `report/${reportId}` }),
  }
  return parts => performBy(parts, command => command.is, performers)
}
