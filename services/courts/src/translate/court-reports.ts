import { type CalendarDate, londonDate, parseLocalInstant, startOfLondonDay } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { ReportStage, ReportType } from '@hub/contracts/court'
import { type Identity, IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { parseIdentifier } from '@hub/identifiers'
import { isRecord, type Part, type Reader, readerOf, type Tools, type Translate } from '@hub/translation'
import type { ReportCommand } from '../domain/report'
import { idAt } from './id'

/** Delius court report types (COMM, RCourtReportType); others are older. */
const TYPES: Readonly<Record<string, ReportType>> = {
  CJF: ReportType.REPORT_TYPE_FAST,
  CJO: ReportType.REPORT_TYPE_ORAL,
  CJS: ReportType.REPORT_TYPE_STANDARD,
  PSA: ReportType.REPORT_TYPE_ADDENDUM,
}

/** Each date of the record, the stage it says was reached, and its fact's key. */
const STAGES: readonly (readonly [field: string, stage: ReportStage, key: string])[] = [
  ['allocationDate', ReportStage.REPORT_STAGE_ALLOCATED, 'stage/allocated'],
  ['completedDate', ReportStage.REPORT_STAGE_COMPLETED, 'stage/completed'],
  ['sentToCourtDate', ReportStage.REPORT_STAGE_SENT_TO_COURT, 'stage/sent-to-court'],
  ['receivedByCourtDate', ReportStage.REPORT_STAGE_RECEIVED_BY_COURT, 'stage/received-by-court'],
]

/**
 * Probation's own record of the court reports about one person, whole each time: `{ crn, courtReports: […] }`, the list
 * as community-api gives it for that CRN. It knows what the report service does not: allocation, sending and receipt.
 * Source: ministryofjustice/court-case-service (GET_court_reports fixture, CourtReportMapper), community-api.
 */
export const translateCourtReports: Translate<ReportCommand> = ({ body, receivedAt }, tools) => {
  const warnings: string[] = []
  if (!isRecord(body)) return { is: 'rejected', reason: 'not a record: the message is not a JSON object', warnings }
  const reader = readerOf(body, warnings)
  const crn = parseIdentifier('CRN', reader.text('crn'))
  if (!crn.valid) return { is: 'rejected', reason: 'no usable CRN of the person', field: 'crn', warnings }
  const reports = reader.list('courtReports')
  if (reports.length === 0) return { is: 'ignored', reason: 'no court report in the record', warnings }
  const identity: Identity = { type: IdentityType.IDENTITY_TYPE_CRN, value: crn.canonical }
  const seen = new Set<string>()
  const parts = reports.flatMap((report): readonly Part<ReportCommand>[] => {
    const reportId = idAt(report, 'courtReportId')
    const subject =
      reports.length === 1 ? `CRN:${crn.canonical}` : `CRN:${crn.canonical} report ${reportId ?? report.path}`
    if (seen.has(subject)) {
      report.warn('courtReportId', 'stands twice in the record; the first counts')
      return []
    }
    seen.add(subject)
    if (!reportId) return [{ is: 'rejected', subject, reason: 'no report id', field: report.field('courtReportId') }]
    const command: ReportCommand = {
      is: 'report',
      // Delius and the report service number their reports apart.
      reportId: `delius-${reportId}`,
      facts: factsOf(report, `delius-${reportId}`, tools),
      whole: receivedAt,
    }
    return [{ is: 'command', subject, identities: [identity], command }]
  })
  return { is: 'parts', parts, warnings }
}

function factsOf(report: Reader, reportId: string, tools: Tools): readonly Fact<HubEvent>[] {
  const reportType = typeAt(report, 'courtReportType')
  const deliveredType = typeAt(report, 'deliveredCourtReportType')
  return STAGES.flatMap(([field, stage, key]) => {
    // A report that waits for somebody has a date of allocation too, and a manager that is no person.
    if (stage === ReportStage.REPORT_STAGE_ALLOCATED && isUnallocated(report)) return []
    const reachedOn = dayAt(report, field)
    if (!reachedOn) return []
    const event = eventOf('hub.court.v1.ReportStageReached', {
      reportId,
      stage,
      reachedOn,
      reportType,
      deliveredType,
      personal: {},
    })
    return [{ key, event, hash: tools.hashOf(event), occurredAt: startOfLondonDay(reachedOn) }]
  })
}

function typeAt(report: Reader, field: string): ReportType {
  const code = report.at(field).text('code')
  if (code === undefined) return ReportType.REPORT_TYPE_UNSPECIFIED
  return Object.hasOwn(TYPES, code) ? TYPES[code]! : ReportType.REPORT_TYPE_OTHER
}

const isUnallocated = (report: Reader): boolean =>
  report
    .list('reportManagers')
    .some(manager => manager.flag('active') === true && manager.at('staff').flag('unallocated') === true)

/** Dates are written as local times; only their day says something. */
function dayAt(report: Reader, field: string): CalendarDate | undefined {
  const text = report.text(field)
  if (text === undefined) return undefined
  const instant = parseLocalInstant(text)
  return instant ? londonDate(instant) : report.date(field)
}
