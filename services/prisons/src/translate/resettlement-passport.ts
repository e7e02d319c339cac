import { type CalendarDate, compareDates, londonDate } from '@hub/calendar'
import {
  Pathway,
  PathwayStatus,
  ResettlementReport,
  type ResettlementReportStanding,
  ResettlementReportState,
} from '@hub/contracts/custody'
import { isRecord, type Reader, readerOf, type Translate } from '@hub/translation'
import type { CustodyCommand } from '../domain/custody'
import type { ResettlementTold } from '../domain/resettlement/decide-told'
import { codeAt, NO_PRISON_NUMBER, prisonerAt } from './envelope'

/** data/Pathway.kt. */
const PATHWAYS: Readonly<Record<string, Pathway>> = {
  ACCOMMODATION: Pathway.PATHWAY_ACCOMMODATION,
  ATTITUDES_THINKING_AND_BEHAVIOUR: Pathway.PATHWAY_ATTITUDES_THINKING_AND_BEHAVIOUR,
  CHILDREN_FAMILIES_AND_COMMUNITY: Pathway.PATHWAY_CHILDREN_FAMILIES_AND_COMMUNITY,
  DRUGS_AND_ALCOHOL: Pathway.PATHWAY_DRUGS_AND_ALCOHOL,
  EDUCATION_SKILLS_AND_WORK: Pathway.PATHWAY_EDUCATION_SKILLS_AND_WORK,
  FINANCE_AND_ID: Pathway.PATHWAY_FINANCE_AND_ID,
  HEALTH: Pathway.PATHWAY_HEALTH,
}

/** data/Status.kt. */
const STATUSES: Readonly<Record<string, PathwayStatus>> = {
  NOT_STARTED: PathwayStatus.PATHWAY_STATUS_NOT_STARTED,
  IN_PROGRESS: PathwayStatus.PATHWAY_STATUS_IN_PROGRESS,
  SUPPORT_NOT_REQUIRED: PathwayStatus.PATHWAY_STATUS_SUPPORT_NOT_REQUIRED,
  SUPPORT_DECLINED: PathwayStatus.PATHWAY_STATUS_SUPPORT_DECLINED,
  DONE: PathwayStatus.PATHWAY_STATUS_DONE,
  SUPPORT_REQUIRED: PathwayStatus.PATHWAY_STATUS_SUPPORT_REQUIRED,
}

/** data/ResettlementAssessmentStatus.kt: of the part that a report has for each pathway. */
const PARTS: readonly string[] = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETE', 'SUBMITTED']

/** Immediate needs first: whether the other is in order rests on it. */
const REPORTS = [
  {
    type: 'BCST2',
    report: ResettlementReport.RESETTLEMENT_REPORT_IMMEDIATE_NEEDS,
    submitted: 'immediateNeedsSubmitted',
  },
  {
    type: 'RESETTLEMENT_PLAN',
    report: ResettlementReport.RESETTLEMENT_REPORT_PRE_RELEASE,
    submitted: 'preReleaseSubmitted',
  },
] as const

/** There are seven. Each becomes an event of the person: a record of thousands would hold up everybody else. */
const MOST_PATHWAYS = 50

/**
 * The resettlement service's record of one person, whole each time: what `GET /resettlement-passport/prisoner/{nomsId}`
 * answers, and beside it under `assessments`, for each `assessmentType`, the `summary` that
 * `…/resettlement-assessment/summary` answers, and the `skip` that was asked for. Source:
 * ministryofjustice/hmpps-resettlement-passport-api (PrisonerService.kt, ResettlementAssessment.kt).
 */
export const translateResettlementPassport: Translate<CustodyCommand> = ({ body, receivedAt }) => {
  const warnings: string[] = []
  if (!isRecord(body)) return { is: 'rejected', reason: 'not a record: the message is not a JSON object', warnings }
  const reader = readerOf(body, warnings)
  const prisoner =
    prisonerAt(reader.at('personalDetails'), 'prisonerNumber') ??
    prisonerAt(reader, 'prisonerNumber') ??
    prisonerAt(reader, 'nomsId')
  if (!prisoner) return { is: 'rejected', reason: NO_PRISON_NUMBER, field: 'personalDetails.prisonerNumber', warnings }
  const { length } = reader.list('pathways')
  if (length > MOST_PATHWAYS)
    return { is: 'rejected', reason: `more than ${MOST_PATHWAYS} pathways`, field: 'pathways', warnings }
  const told = [...pathwaysIn(reader, londonDate(receivedAt)), ...reportsIn(reader)]
  if (told.length === 0) return { is: 'ignored', reason: 'no pathway and no report in the record', warnings }
  const { subject, identity } = prisoner
  const command: CustodyCommand = { is: 'resettlement', told }
  return { is: 'parts', parts: [{ is: 'command', subject, identities: [identity], command }], warnings }
}

/** Of a pathway that stands twice the first counts. */
function pathwaysIn(record: Reader, today: CalendarDate): readonly ResettlementTold[] {
  const told = new Map<string, ResettlementTold>()
  for (const each of record.list('pathways')) {
    const code = codeAt(each, 'pathway')
    if (code === '') each.warn('pathway', 'names no pathway; it was left out')
    else if (told.has(code)) each.warn('pathway', 'stands twice in the record; the first counts')
    else told.set(code, pathwayIn(each, code, today))
  }
  return [...told.values()]
}

function pathwayIn(each: Reader, code: string, today: CalendarDate): ResettlementTold {
  const pathway = Object.hasOwn(PATHWAYS, code) ? PATHWAYS[code] : undefined
  if (!pathway) each.warn('pathway', 'is not a pathway that the hub knows; it is recorded as not known')
  const text = each.text('status')?.toUpperCase() ?? ''
  const status = Object.hasOwn(STATUSES, text) ? STATUSES[text] : undefined
  if (!status) each.warn('status', 'is not a status that the hub knows; it is recorded as not known')
  return {
    is: 'pathway',
    pathway: pathway ?? Pathway.PATHWAY_NOT_KNOWN,
    code: pathway ? '' : code,
    standing: {
      status: status ?? PathwayStatus.PATHWAY_STATUS_NOT_KNOWN,
      changedOn: changeIn(each, today),
    },
  }
}

/** A day that is yet to come would have it count before what is changed until then. */
function changeIn(each: Reader, today: CalendarDate): CalendarDate | undefined {
  const day = each.date('lastDateChange')
  if (!day || compareDates(day, today) <= 0) return day
  each.warn('lastDateChange', 'is yet to come and counts as not known')
  return undefined
}

function reportsIn(record: Reader): readonly ResettlementTold[] {
  const assessments = record.list('assessments')
  const typeOf = (each: Reader) => each.text('assessmentType')?.toUpperCase()
  for (const each of assessments)
    if (!REPORTS.some(({ type }) => type === typeOf(each)))
      each.warn('assessmentType', 'is not a report that the hub knows; it was left out')
  return REPORTS.flatMap(({ type, report, submitted }) => {
    const [own, second] = assessments.filter(each => typeOf(each) === type)
    second?.warn('assessmentType', 'stands twice in the record; the first counts')
    const standing = (own && assessmentStanding(own)) ?? flagStanding(record, submitted)
    return standing ? [{ is: 'report', report, standing }] : []
  })
}

const standingOf = (state: ResettlementReportState, skipReason = ''): ResettlementReportStanding => ({
  state,
  skipReason,
})

/** Undefined where an assessment says neither that it was skipped nor how far any part is. */
function assessmentStanding(own: Reader): ResettlementReportStanding | undefined {
  if (own.has('skip'))
    return standingOf(ResettlementReportState.RESETTLEMENT_REPORT_STATE_SKIPPED, codeAt(own.at('skip'), 'reason'))
  const parts = own.list('summary').map(part => {
    const status = part.text('assessmentStatus')?.toUpperCase() ?? ''
    if (!PARTS.includes(status)) part.warn('assessmentStatus', 'is not a status that the hub knows')
    return status
  })
  return parts.length > 0 ? standingOf(stateOf(parts)) : undefined
}

/** The whole of its parts (PrisonerService.kt): submitted when all are, in progress when any is begun. */
function stateOf(parts: readonly string[]): ResettlementReportState {
  if (parts.some(part => !PARTS.includes(part))) return ResettlementReportState.RESETTLEMENT_REPORT_STATE_NOT_KNOWN
  if (parts.every(part => part === 'SUBMITTED')) return ResettlementReportState.RESETTLEMENT_REPORT_STATE_SUBMITTED
  if (parts.every(part => part === 'COMPLETE' || part === 'SUBMITTED'))
    return ResettlementReportState.RESETTLEMENT_REPORT_STATE_COMPLETE
  return parts.every(part => part === 'NOT_STARTED')
    ? ResettlementReportState.RESETTLEMENT_REPORT_STATE_NOT_STARTED
    : ResettlementReportState.RESETTLEMENT_REPORT_STATE_IN_PROGRESS
}

/** The record itself only says whether a report is submitted. */
function flagStanding(record: Reader, field: string): ResettlementReportStanding | undefined {
  const submitted = record.flag(field)
  if (submitted === undefined) return undefined
  return standingOf(
    submitted
      ? ResettlementReportState.RESETTLEMENT_REPORT_STATE_SUBMITTED
      : ResettlementReportState.RESETTLEMENT_REPORT_STATE_NOT_SUBMITTED,
  )
}
