import { type CalendarDate, compareDates } from '@hub/calendar'
import type { ParoleReview } from '@hub/contracts/custody'
import type { CustodyState } from '../state'

/**
 * The outcome of the latest review of this sentence that was completed; undefined when none was. One of which only the day
 * of its outcome is known is completed all the same (parole_review.rb, `with_hearing_outcome`).
 */
export function lastParoleOutcome(state: CustodyState): string | undefined {
  const completed = reviewsOfSentence(state).filter(
    ({ outcome, outcomeReceivedOn }) => !NO_OUTCOME.has(outcome) || outcomeReceivedOn,
  )
  const last = completed.at(-1)
  return last && (last.outcome || NOT_SPECIFIED)
}

const NOT_SPECIFIED = 'Not Specified'
const NO_OUTCOME: ReadonlySet<string> = new Set(['', 'Not Applicable', NOT_SPECIFIED])

/** Reviews whose hearing is set on or after the start of the sentence, by that day (mpc_offender.rb:223-243). */
export function reviewsOfSentence({ record, paroleReviews }: CustodyState): readonly ParoleReview[] {
  const start = record?.says.sentenceStart
  if (!start) return []
  const heard = ({ targetHearingDate }: ParoleReview): CalendarDate => targetHearingDate!
  return [...paroleReviews.values()]
    .filter(({ targetHearingDate }) => targetHearingDate && compareDates(targetHearingDate, start) >= 0)
    .sort((a, b) => compareDates(heard(a), heard(b)) || Number(a.reviewId) - Number(b.reviewId))
}
