import { type CalendarDate, compareDates } from '@hub/calendar'
import type { HandoverStanding, ShortSentenceTeam } from '@hub/contracts/custody'

/** Sources name the month: hmppsinsights, 17 August 2021; welcome-hub, short-sentence-function-manager. */
const SINCE: CalendarDate = { year: 2022, month: 6, day: 1 }

/** The line of 10 months or less to serve, as the rule sets of handover name it, one after the other. */
const SHORT: readonly string[] = ['less_than_10_months_left_to_serve', 'determinate_short']

/**
 * The short-sentence function: since June 2022 a team of the probation region manages those whose case the community has
 * because they serve 10 months or less. Which region is known only where probation's record was read.
 */
export function shortSentenceTeam(
  standing: Pick<HandoverStanding, 'reason' | 'calculatedReason'> | undefined,
  probation: { readonly regionId: string; readonly regionName: string } | undefined,
  on: CalendarDate,
): ShortSentenceTeam | undefined {
  const reason = standing?.calculatedReason || standing?.reason
  if (!reason || !SHORT.includes(reason) || compareDates(on, SINCE) < 0) return undefined
  return { regionId: probation?.regionId ?? '', regionName: probation?.regionName ?? '' }
}
