import { type CalendarDate, compareDates, londonDate, parseCalendarDate, startOfLondonDay } from '@hub/calendar'
import { type DeepPartial, eventOf, type HubEvent } from '@hub/contracts'
import { type NextHearing, PriorityCohort, ReportDueBy, ReportType } from '@hub/contracts/court'
import type { Fact } from '@hub/decider'
import { reportRequestKey } from '../domain/hearing'
import { type Cohort, cohortsOf, reportDue } from '../domain/report-due'
import type { Line, ShareContext } from './line'
import { nextHearingOf } from './next-hearing'

/**
 * The request for a pre-sentence report that a share makes for one person: a result that is one (the definition that
 * HMCTS itself tells subscribers of), or one whose prompt `pSROrdered` is true. That probation is to be told of an order
 * asks for no report. However many lines repeat it, a person and hearing day have one request.
 * Source: hmcts/cpp-context-subscriptions (PreSentenceReportEventRule), hmcts/cpp-context-results (fixtures).
 */
export function reportRequest(
  lines: readonly Line[],
  isWhole: boolean,
  context: ShareContext,
): readonly Fact<HubEvent>[] {
  const [line] = lines.filter(({ means, prompts }) => means?.is === 'report-requested' || prompts.flag('pSROrdered'))
  const hearingDay = parseCalendarDate(context.hearingDay)
  const requestedOn = (line?.line.orderedOn as CalendarDate | undefined) ?? hearingDay
  if (!line || !requestedOn) return []
  const cohorts = cohortsOf(context.person, requestedOn)
  const nextHearing = soonest(lines, requestedOn)
  const day = nextHearing && dayOf(nextHearing)
  const due = reportDue({ requestedOn, cohorts, ...(day ? { nextHearing: day } : {}) })
  const event = eventOf('hub.court.v1.ReportRequested', {
    hearingId: context.hearingId,
    caseReference: line.caseReference,
    ...(hearingDay ? { hearingDay } : {}),
    court: context.court,
    result: line.line,
    requestedOn,
    reportType: ReportType.REPORT_TYPE_UNSPECIFIED,
    ...(nextHearing ? { nextHearing } : {}),
    cohorts: cohorts.map(cohort => COHORTS[cohort]),
    ...(due ? { due: due.due, dueBy: DUE_BY[due.by], dueRow: due.row } : {}),
    personal: {},
  })
  return [
    {
      key: reportRequestKey(context.hearingDay),
      event,
      hash: context.tools.hashOf(event),
      occurredAt: startOfLondonDay(requestedOn),
      // A line that cannot be read may be the request, or the next hearing.
      ...(isWhole ? {} : { partial: true as const }),
    },
  ]
}

const COHORTS: Readonly<Record<Cohort, PriorityCohort>> = {
  women: PriorityCohort.PRIORITY_COHORT_WOMEN,
  'young-adults': PriorityCohort.PRIORITY_COHORT_YOUNG_ADULT,
  'at-risk-of-custody': PriorityCohort.PRIORITY_COHORT_AT_RISK_OF_CUSTODY,
}

const DUE_BY = { hearing: ReportDueBy.REPORT_DUE_BY_HEARING, type: ReportDueBy.REPORT_DUE_BY_TYPE } as const

/** The first hearing after the request that the person's results name; one without any day only when there is no other. */
function soonest(lines: readonly Line[], requestedOn: CalendarDate): DeepPartial<NextHearing> | undefined {
  const hearings = lines.flatMap(({ reader }) => nextHearingOf(reader) ?? [])
  const [first] = hearings
    .flatMap(hearing => {
      const day = dayOf(hearing)
      return day && compareDates(day, requestedOn) > 0 ? [{ hearing, day }] : []
    })
    .sort((a, b) => compareDates(a.day, b.day))
  return first?.hearing ?? hearings[0]
}

/** Of a hearing that only has its week, the first day of it: no report may come after a hearing. */
function dayOf({ startsAt, weekCommencing }: DeepPartial<NextHearing>): CalendarDate | undefined {
  if (startsAt) return londonDate(startsAt as { seconds: bigint; nanos: number })
  return weekCommencing as CalendarDate | undefined
}
