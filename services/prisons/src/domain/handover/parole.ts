import { compareDates } from '@hub/calendar'
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
  const isOfSentence = ({ targetHearingDate }: ParoleReview) =>
    targetHearingDate !== undefined && compareDates(targetHearingDate, start) >= 0
  return reviewsByHearing([...paroleReviews.values()].filter(isOfSentence))
}

/** By the day of their hearing, then by their id; those without a day come last. */
export const reviewsByHearing = (reviews: Iterable<ParoleReview>): ParoleReview[] =>
  [...reviews].sort((a, b) => {
    const [one, other] = [a.targetHearingDate, b.targetHearingDate]
    if (one && other) return compareDates(one, other) || byId(a, b)
    return Number(one === undefined) - Number(other === undefined) || byId(a, b)
  })

const byId = (a: ParoleReview, b: ParoleReview): number => Number(a.reviewId) - Number(b.reviewId)
