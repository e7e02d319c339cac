import { formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import { type Cohort, isPilot, type ReportRequest, reportDue } from './report-due'

export const REPORT_TYPES = ['oral', 'fast', 'standard', 'unknown'] as const
export const COHORTS: readonly Cohort[] = ['women', 'young-adults', 'at-risk-of-custody']

/**
 * By when a report is due that is described by facts (the rule `report-due`). It counts from the day of the request alone:
 * of a request that names none nothing can be said, and the day asked about would be a guess.
 */
export function reportDueOf(facts: Readonly<Record<string, unknown>> & { readonly requestedOn: string }) {
  const { reportType } = facts
  const nextHearing = parseCalendarDate(facts.nextHearing)
  const named = Array.isArray(facts.cohorts) ? (facts.cohorts as readonly unknown[]) : []
  const request: ReportRequest = {
    requestedOn: parseCalendarDate(facts.requestedOn)!,
    cohorts: COHORTS.filter(cohort => named.includes(cohort)),
    ...(reportType === undefined || reportType === 'unknown'
      ? {}
      : { reportType: reportType as 'oral' | 'fast' | 'standard' }),
    ...(nextHearing ? { nextHearing } : {}),
  }
  const due = reportDue(request)
  return {
    result: {
      due: due ? formatCalendarDate(due.due) : null,
      by: due?.by ?? null,
      reminder: due?.reminder ? formatCalendarDate(due.reminder) : null,
      pilot: isPilot(String(facts.court ?? ''), request.requestedOn) ?? null,
    },
    decidedBy: {
      row: due?.row ?? 'no term in force, or bank holidays not known, on that day',
      source: due?.source ?? '',
    },
  }
}
