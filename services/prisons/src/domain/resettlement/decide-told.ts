import {
  compareDates,
  compareInstants,
  formatCalendarDate,
  isSameDate,
  londonDate,
  startOfLondonDay,
} from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import { eventOf } from '@hub/contracts'
import {
  type PathwayStanding,
  PathwayStatus,
  ResettlementFinding,
  ResettlementReport,
  type ResettlementReportStanding,
  ResettlementReportState,
} from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { nextWord } from '../facts'
import type { CustodyState } from '../state'
import { isOfStay, stayOf } from '../stay'
import { type NamedPathway, pathwayName, type Resettlement } from './resettlement'

/** One pathway or report, as the resettlement service's record of a person has it. */
export type ResettlementTold =
  | ({ readonly is: 'pathway'; readonly standing: PathwayStanding } & NamedPathway)
  | { readonly is: 'report'; readonly report: ResettlementReport; readonly standing: ResettlementReportStanding }

interface Deciding {
  readonly now: Moment
  readonly hashOf: (event: HubEvent) => string
}

/** What is news in one of the things that a record says. */
export const decideResettlement = (
  told: ResettlementTold,
  state: CustodyState,
  deciding: Deciding,
): readonly Decision<HubEvent>[] =>
  told.is === 'pathway' ? decidePathway(told, state, deciding) : decideReport(told, state, deciding)

/** True of a pathway of which a later change is known. */
export function isPathwayOver(told: ResettlementTold, state: CustodyState): boolean {
  const known = told.is === 'pathway' ? state.resettlement.pathways.get(pathwayName(told)) : undefined
  return told.is === 'pathway' && !!known && isOfStay(state, known.toldAt) && isOlder(told.standing, known.standing)
}

function decidePathway(
  told: ResettlementTold & { readonly is: 'pathway' },
  state: CustodyState,
  { now, hashOf }: Deciding,
): readonly Decision<HubEvent>[] {
  const name = pathwayName(told)
  const before = state.resettlement.pathways.get(name)?.standing
  const { standing } = told
  if (before && before.status === standing.status && isSameDate(before.changedOn, standing.changedOn)) return []
  if (isPathwayOver(told, state)) return []
  const event = eventOf('hub.custody.v1.PathwayStatusChanged', {
    pathway: told.pathway,
    pathwayCode: told.code,
    ...(before ? { before } : {}),
    after: standing,
    personal: {},
  })
  const changed = standing.changedOn && startOfLondonDay(standing.changedOn)
  const occurredAt = changed && compareInstants(changed, now) < 0 ? changed : now
  return [nextWord({ key: `pathway/${name}`, event, hash: hashOf(event), occurredAt }, state.facts)]
}

/**
 * A record carries no time of its own, but each pathway the day it changed. One that says an earlier day is older,
 * whenever it comes; so is one that was never begun, without a day. Of one day the last to come counts.
 */
function isOlder(told: PathwayStanding, known: PathwayStanding): boolean {
  if (!known.changedOn) return false
  if (told.changedOn) return compareDates(told.changedOn, known.changedOn) < 0
  return told.status === PathwayStatus.PATHWAY_STATUS_NOT_STARTED
}

function decideReport(
  { report, standing }: ResettlementTold & { readonly is: 'report' },
  state: CustodyState,
  { now, hashOf }: Deciding,
): readonly Decision<HubEvent>[] {
  const before = state.resettlement.reports.get(report)?.standing
  if (before && before.state === standing.state && before.skipReason === standing.skipReason) return []
  const { began } = stayOf(state)
  const event = eventOf('hub.custody.v1.ResettlementReportChanged', {
    report,
    ...(before ? { before } : {}),
    after: standing,
    findings: [...findingsOf(report, standing, state.resettlement)],
    reportKey: `${report}${began ? `/${formatCalendarDate(londonDate(began))}` : ''}`,
    personal: {},
  })
  return [nextWord({ key: `report/${report}`, event, hash: hashOf(event), occurredAt: now }, state.facts)]
}

const {
  RESETTLEMENT_REPORT_STATE_NOT_STARTED: NOT_STARTED,
  RESETTLEMENT_REPORT_STATE_IN_PROGRESS: IN_PROGRESS,
  RESETTLEMENT_REPORT_STATE_COMPLETE: COMPLETE,
  RESETTLEMENT_REPORT_STATE_SUBMITTED: SUBMITTED,
  RESETTLEMENT_REPORT_STATE_SKIPPED: SKIPPED,
  RESETTLEMENT_REPORT_STATE_NOT_SUBMITTED: NOT_SUBMITTED,
} = ResettlementReportState

const BEGUN: readonly ResettlementReportState[] = [IN_PROGRESS, COMPLETE, SUBMITTED]
const LACKING: readonly ResettlementReportState[] = [NOT_STARTED, IN_PROGRESS, COMPLETE, NOT_SUBMITTED]

/**
 * The rules of the two reports (PrisonerService.kt, ResettlementAssessmentService.kt, assessment-skip.njk): the pre-release
 * report is offered once that of immediate needs is submitted, or a pre-release one is in progress; only that of immediate
 * needs may be skipped, and then waits for nothing. A record that says otherwise is believed, and said to.
 */
function findingsOf(
  report: ResettlementReport,
  { state }: ResettlementReportStanding,
  { reports }: Resettlement,
): readonly ResettlementFinding[] {
  if (report !== ResettlementReport.RESETTLEMENT_REPORT_PRE_RELEASE) return []
  if (state === SKIPPED) return [ResettlementFinding.RESETTLEMENT_FINDING_MAY_NOT_BE_SKIPPED]
  const before = reports.get(report)?.standing.state
  const needs = reports.get(ResettlementReport.RESETTLEMENT_REPORT_IMMEDIATE_NEEDS)?.standing.state
  const begins = BEGUN.includes(state) && !(before && BEGUN.includes(before))
  return begins && needs && LACKING.includes(needs)
    ? [ResettlementFinding.RESETTLEMENT_FINDING_BEGUN_BEFORE_IMMEDIATE_NEEDS]
    : []
}
