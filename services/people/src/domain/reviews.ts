import type { ReviewOutcome } from '@hub/contracts/person'
import {
  type ClosedReview,
  elderFirst,
  type OpenReview,
  type PersonEvent,
  type PersonRecord,
  personEvent,
  type RaisedReview,
  type Weighed,
} from './person'

/** The people of a register, as far as reviews need them. */
interface People {
  /** Who has an identity, by token. */
  readonly owners: ReadonlyMap<string, string>
  idOf(token: string): string
  recordOf(token: string): PersonRecord
  put(personId: string, record: PersonRecord): void
  tell(event: PersonEvent): void
}

/** Reviews of people who may be one: raised and closed with both, told on the elder. `by`: who decides, by name. */
export function openReviews({ owners, idOf, recordOf, put, tell }: People, by: string | undefined) {
  const raised: RaisedReview[] = []
  const closed: ClosedReview[] = []
  const eldestFirst = (tokens: readonly string[]): readonly string[] =>
    tokens
      .map(token => ({ token, personId: idOf(token), since: recordOf(token).since }))
      .sort(elderFirst)
      .map(({ token }) => token)

  const between = (one: string, other: string): readonly OpenReview[] =>
    recordOf(one).reviews.filter(review => owners.get(review.other) === idOf(other))

  const close = ({ id, mine, other }: OpenReview, outcome: ReviewOutcome, reason: string): void => {
    const known = [mine, other].filter(token => owners.has(token))
    for (const token of known) {
      const record = recordOf(token)
      const reviews = record.reviews.filter(each => each.id !== id)
      if (reviews.length < record.reviews.length) put(idOf(token), { ...record, reviews })
    }
    closed.push({ id, outcome, reason })
    const personId = idOf(eldestFirst(known)[0]!)
    const said = { personId, reviewId: id, outcome, reason }
    tell(personEvent('hub.person.v1.MatchReviewClosed', `review/${id}/closed`, said, by))
  }

  const raise = (a: string, b: string, weighed: Weighed, reason: string, id: string): void => {
    if (between(a, b).length > 0) return
    const [one, other] = eldestFirst([a, b]) as [string, string]
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const)
      put(idOf(mine), { ...recordOf(mine), reviews: [...recordOf(mine).reviews, { id, mine, other: theirs }] })
    const [personId, otherPersonId] = [idOf(one), idOf(other)]
    raised.push({ id, personId, one, otherPersonId, other, weighed, reason })
    const typeOf = (token: string) => recordOf(token).identities.find(member => member.token === token)!.identity.type
    tell(
      personEvent('hub.person.v1.MatchReviewRaised', `review/${id}`, {
        personId,
        otherPersonId,
        reviewId: id,
        reason,
        ...weighed,
        identities: [one, other].map(token => ({ type: typeOf(token), token })),
      }),
    )
  }

  return { between, close, raise, raised, closed }
}
