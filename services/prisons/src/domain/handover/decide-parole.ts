import { eventOf, type HubEvent } from '@hub/contracts'
import type { ParoleReview } from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { isChangedSince, momentOf, nextWord, type Row } from '../facts'
import { decideDates } from '../readings'
import type { CustodyState } from '../state'
import { reviewsOfSentence } from './parole'

interface Deciding {
  readonly now: Moment
  readonly hashOf: (event: HubEvent) => string
}

export const reviewKey = ({ reviewId }: ParoleReview): string => `parole-review/${reviewId}`

/** What is news in a review: of each the last word counts. */
export function decideReview(
  after: ParoleReview,
  { facts, paroleReviews }: CustodyState,
  { hashOf }: Pick<Deciding, 'hashOf'>,
  row: Row,
): readonly Decision<HubEvent>[] {
  const key = reviewKey(after)
  const before = paroleReviews.get(after.reviewId)
  const hash = hashOf(eventOf('hub.custody.v1.ParoleReviewChanged', { after, personal: {} }))
  const known = facts.get(key)
  if (known?.hash === hash && !isChangedSince(known?.occurredAt, row.updatedAt)) return []
  const event = eventOf('hub.custody.v1.ParoleReviewChanged', { ...(before ? { before } : {}), after, personal: {} })
  return [nextWord({ key, event, hash, occurredAt: momentOf(row) }, facts)]
}

/** The target hearing date that the reviews come to, when it is another than the one known. */
export const decideTargetHearing = (state: CustodyState, deciding: Deciding): readonly Decision<HubEvent>[] => {
  const target = reviewsOfSentence(state).at(-1)?.targetHearingDate
  const dates = { byType: target ? { THD: { calculated: target } } : {} }
  return decideDates({ dates, carries: ['THD'], exact: true }, 'allocation-manager', state, deciding)
}
