import { parseInstant } from '@hub/calendar'
import {
  type ListMatchReviewsRequest,
  type ListMatchReviewsResponse,
  type MatchReview,
  ReviewOutcome,
} from '@hub/contracts/person'
import { HubError } from '@hub/service'
import type { Store } from '@hub/store'
import type { PersonRecord } from '../domain/person'
import type { LikenessRow } from './find-alike'
import type { IdentityRow } from './people-of'
import { recordAnswer } from './record-answer'
import type { ReviewRow } from './reviews'

const MOST_REVIEWS = 100

/** A page of the open reviews, or one of any state. */
export async function listReviews(store: Store, request: ListMatchReviewsRequest): Promise<ListMatchReviewsResponse> {
  const { limit, skip, reviewId } = request
  if (reviewId) return { reviews: await reviewsOf(store, [reviewId]), more: false }
  const most = limit === 0 ? 20 : limit
  if (most < 1 || most > MOST_REVIEWS || skip < 0)
    throw new HubError('invalid', 'HUB_REQUEST_INVALID', `limit is 1 to ${MOST_REVIEWS}`, { field: 'limit' })
  const query = { where: { state: 'open' }, order: [{ field: 'raisedAt' }] }
  const rows = await store.find<ReviewRow>('reviews', query, { limit: most + 1, skip })
  return { reviews: await answers(store, rows.slice(0, most)), more: rows.length > most }
}

/** Reviews by id, with both records as they are known now. */
export async function reviewsOf(store: Store, ids: readonly string[]): Promise<MatchReview[]> {
  return answers(store, [...(await store.get<ReviewRow>('reviews', ids)).values()])
}

async function answers(store: Store, rows: readonly ReviewRow[]): Promise<MatchReview[]> {
  const tokens = [...new Set(rows.flatMap(({ one, other }) => [one, other]))]
  const [owners, described] = await Promise.all([
    store.get<IdentityRow>('identities', tokens),
    store.get<LikenessRow>('likenesses', tokens),
  ])
  const people = await store.get<PersonRecord>('people', [
    ...new Set([...owners.values()].map(({ personId }) => personId)),
  ])
  const recordOf = (token: string) => {
    const personId = owners.get(token)?.personId ?? ''
    const member = people.get(personId)?.identities.find(each => each.token === token)
    return { personId, record: member && recordAnswer(member, described.get(token)) }
  }
  return rows.map(({ id, raisedAt, one, other, weighed, reason, closed }) => {
    const [first, second] = [recordOf(one), recordOf(other)]
    return {
      reviewId: id,
      raisedAt: parseInstant(raisedAt),
      personId: first.personId,
      otherPersonId: second.personId,
      one: first.record,
      other: second.record,
      evidence: [...weighed.evidence],
      total: weighed.total,
      reason,
      outcome: closed?.outcome ?? ReviewOutcome.REVIEW_OUTCOME_UNSPECIFIED,
    }
  })
}
