import { formatInstant } from '@hub/calendar'
import type {
  ExplainPersonResponse,
  Identity,
  LinkKind,
  MatchReview,
  PersonRecord,
  Provenance,
  Weight,
} from '@hub/contracts/person'

/** Why a person is one, as JSON. */
export const explanationJson = (explained: ExplainPersonResponse): object => ({
  personId: explained.personId,
  records: explained.records.map(recordJson),
  links: explained.links.map(link => ({
    linkId: link.linkId,
    one: identityJson(link.one),
    other: identityJson(link.other),
    kind: kindOf(link.kind),
    reason: link.reason || null,
    decidedBy: link.decidedBy || null,
    ...weighedJson(link),
    from: provenanceJson(link.from),
  })),
  keptApart: explained.keptApart.map(({ one, other, otherPersonId, reason, decidedBy, at }) => ({
    one: identityJson(one),
    other: identityJson(other),
    otherPersonId,
    reason: reason || null,
    decidedBy: decidedBy || null,
    at: at ? formatInstant(at) : null,
  })),
  waiting: explained.waiting.map(({ one, other, otherPersonId, same, reason, decidedBy, from }) => ({
    one: identityJson(one),
    other: identityJson(other),
    otherPersonId,
    says: same ? 'one person' : 'different people',
    reason: reason || null,
    decidedBy: decidedBy || null,
    from: provenanceJson(from),
  })),
  reviews: explained.reviews.map(reviewJson),
  comparisons: explained.comparisons.map(({ one, other, verdict, comesTogether, ...weighed }) => ({
    one: identityJson(one),
    other: identityJson(other),
    ...weighedJson(weighed),
    verdict,
    comesTogether,
  })),
})

const kindOf = (kind: LinkKind): string => kind.replace('LINK_KIND_', '').toLowerCase()

const identityJson = (identity: Identity | undefined): string | null =>
  identity ? `${identity.type.replace('IDENTITY_TYPE_', '')}:${identity.value}` : null

const weighedJson = ({ evidence, total }: { evidence: readonly Weight[]; total: number }) => ({
  total: evidence.length > 0 ? total : null,
  evidence: evidence.map(({ compared, level, bits }) => ({ compared, level, bits })),
})

const provenanceJson = (from: Provenance | undefined) => ({
  receiptId: from?.receiptId || null,
  channel: from?.channel || null,
  at: from?.at ? formatInstant(from.at) : null,
})

const recordJson = ({ identity, homePersonId, from, statements }: PersonRecord) => ({
  identity: identityJson(identity),
  homePersonId,
  from: provenanceJson(from),
  statements: statements.map(({ about, value, from: said }) => ({ about, value, from: provenanceJson(said) })),
})

const reviewJson = (review: MatchReview) => ({
  reviewId: review.reviewId,
  raisedAt: review.raisedAt ? formatInstant(review.raisedAt) : null,
  personId: review.personId,
  otherPersonId: review.otherPersonId,
  one: review.one ? recordJson(review.one) : null,
  other: review.other ? recordJson(review.other) : null,
  ...weighedJson(review),
  reason: review.reason,
})
