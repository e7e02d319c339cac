import { REPORT_PROMISE, type ReportOutcome, reportOutcome, reportStage } from '@hub/contracts'
import { isUnavailable } from '@hub/service'
import type { ConsolePorts } from '../ports'
import { dayText, dayTextOf } from './london'

/** A pre-sentence report as the page shows it. */
export interface ReportRow {
  readonly outcome: ReportOutcome
  readonly requestedOn: string
  readonly court: string
  readonly caseReference: string
  readonly due: string
  readonly stage: string
  readonly daysLate: number
  readonly document: string
  readonly because: string
}

/** The reports that courts asked for about a person; undefined when obligations does not answer. */
export async function readReports(
  { promises, logger }: ConsolePorts,
  personId: string,
): Promise<readonly ReportRow[] | undefined> {
  try {
    const answer = await promises.listPromises({ personId, promise: REPORT_PROMISE })
    return answer.promises.map(standing => ({
      outcome: reportOutcome(standing),
      requestedOn: dayTextOf(standing.about.requestedOn ?? ''),
      court: standing.about.court || standing.about.courtCode || '',
      caseReference: standing.about.caseReference ?? '',
      due: standing.due ? dayText(standing.due) : '',
      stage: reportStage(standing),
      daysLate: standing.daysLate,
      document: standing.document,
      because: standing.cancelledBecause,
    }))
  } catch (error) {
    if (!isUnavailable(error)) logger.error('obligations could not answer the console', error)
    return undefined
  }
}
