import type { ClosedReview, RaisedReview } from '../domain/person'

/** A review as it is kept: found by its state, oldest first. */
export interface ReviewRow extends RaisedReview {
  readonly state: 'open' | 'closed'
  /** RFC 3339. */
  readonly raisedAt: string
  readonly closed?: Omit<ClosedReview, 'id'> & { readonly at: string }
}
