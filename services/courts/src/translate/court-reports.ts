import { type CalendarDate, londonDate, parseLocalInstant, startOfLondonDay } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { ReportStage, ReportType } from '@hub/contracts/court'
import { type Identity, IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { parseIdentifier } from '@hub/identifiers'
import { isRecord, type Reader, readerOf, type Tools, type Translate } from '@hub/translation'
import type { TellRecord } from '../domain/report'
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

/** A record without any report. */
export interface EmptyRecord {
  readonly is: 'empty-record'
  readonly identity: Identity
  readonly record: TellRecord
}

/**
 * Probation's own record of the court reports about one person, whole each time: `{ crn, courtReports: […] }`, the list
 * as community-api gives it for that CRN. It knows what the report service does not: allocation, sending and receipt.
 * Source: ministryofjustice/court-case-service (GET_court_reports fixture, CourtReportMapper), community-api.
 */
export const translateCourtReports: Translate<TellRecord | EmptyRecord> = ({ body, receivedAt }, tools) => {
  const warnings: string[] = []
  if (!isRecord(body)) return { is: 'rejected', reason: 'not a record: the message is not a JSON object', warnings }
  const reader = readerOf(body, warnings)
  const crn = parseIdentifier('CRN', reader.text('crn'))
  if (!crn.valid) return { is: 'rejected', reason: 'no usable CRN of the person', field: 'crn', warnings }
  const identity: Identity = { type: IdentityType.IDENTITY_TYPE_CRN, value: crn.canonical }
  const subject = `CRN:${crn.canonical}`
  const reports = reader.list('courtReports')
  const named = reportsById(reports)
  const [unnamed] = reports.filter(report => idAt(report, 'courtReportId') === undefined)
  if (unnamed && named.size === 0)
    return { is: 'rejected', reason: 'no report id', field: unnamed.field('courtReportId'), warnings }
  unnamed?.warn('courtReportId', 'names no report; it was left out')
  const told = [...named].map(([reportId, report]) => readReport(report, reportId, tools))
  const record: TellRecord = {
    is: 'record',
    at: receivedAt,
    facts: told.flatMap(({ facts }) => facts),
    whole: reader.isWhole('courtReports') && unnamed === undefined,
    unread: told.flatMap(({ unread }) => unread),
  }
  if (named.size > 0)
    return { is: 'parts', parts: [{ is: 'command', subject, identities: [identity], command: record }], warnings }
  if (!reader.has('courtReports') || !record.whole)
    return { is: 'ignored', reason: 'no court report in the record', warnings }
  // It says what is gone. It names nobody to resolve: that somebody has no report makes nobody known.
  const command: EmptyRecord = { is: 'empty-record', identity, record }
  return { is: 'parts', parts: [{ is: 'command', subject, identities: [], command }], warnings }
}

/** Delius and the report service number their reports apart. Of one that stands twice the first counts. */
function reportsById(reports: readonly Reader[]): ReadonlyMap<string, Reader> {
  const named = new Map<string, Reader>()
  for (const report of reports) {
    const id = idAt(report, 'courtReportId')
    if (id === undefined) continue
    if (named.has(`delius-${id}`)) report.warn('courtReportId', 'stands twice in the record; the first counts')
    else named.set(`delius-${id}`, report)
  }
  return named
}

/** The stages that a report reached, and the keys of those of which it says something that cannot be read. */
function readReport(report: Reader, reportId: string, tools: Tools) {
  const types = {
    reportType: typeAt(report, 'courtReportType'),
    deliveredType: typeAt(report, 'deliveredCourtReportType'),
  }
  const facts: Fact<HubEvent>[] = []
  const unread: string[] = []
  for (const [field, stage, stageKey] of STAGES) {
    const key = `${reportId}/${stageKey}`
    const isAllocation = stage === ReportStage.REPORT_STAGE_ALLOCATED
    const reachedOn = dayAt(report, field)
    // A report that waits for somebody has a date of allocation too, and a manager that is no person.
    const waits = isAllocation && isUnallocated(report)
    if ((!reachedOn && report.has(field)) || (isAllocation && !report.isWhole('reportManagers'))) unread.push(key)
    else if (reachedOn && !waits) facts.push(stageFact(key, { reportId, stage, reachedOn, ...types }, tools))
  }
  return { facts, unread }
}

function stageFact(
  key: string,
  reached: {
    reportId: string
    stage: ReportStage
    reachedOn: CalendarDate
    reportType: ReportType
    deliveredType: ReportType
  },
  tools: Tools,
): Fact<HubEvent> {
  const event = eventOf('hub.court.v1.ReportStageReached', { ...reached, personal: {} })
  return { key, event, hash: tools.hashOf(event), occurredAt: startOfLondonDay(reached.reachedOn) }
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
