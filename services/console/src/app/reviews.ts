import type {
  ExplainPersonResponse,
  Identity,
  MatchReview,
  PersonRecord,
  Provenance,
  ReviewOutcome,
  Weight,
} from '@hub/contracts/person'
import { asHubError, HubError } from '@hub/service'
import type { ConsolePorts } from '../ports'
import { dayTextOf, instantText } from './london'
import { sentence, wordsOf } from './person'

/** How many reviews a page shows. */
export const REVIEWS_A_PAGE = 20

/** What a source says of a person under one number. */
export interface RecordView {
  readonly identity: string
  readonly receiptId: string
  readonly statements: readonly { readonly about: string; readonly value: string; readonly receiptId: string }[]
}

export interface ReviewView {
  readonly reviewId: string
  readonly raised: string
  readonly reason: string
  readonly people: readonly { readonly personId: string; readonly record: RecordView }[]
  readonly weights: readonly string[]
  readonly total: string
  readonly open: boolean
}

/** The open reviews, oldest first. */
export async function readReviews({ matches }: ConsolePorts, page: number) {
  const { reviews, more } = await matches.listMatchReviews({ limit: REVIEWS_A_PAGE, skip: (page - 1) * REVIEWS_A_PAGE })
  return { reviews: reviews.map(reviewView), more }
}

/** One review, open or not any more. */
export async function readReview({ matches }: ConsolePorts, reviewId: string): Promise<ReviewView> {
  const { reviews } = reviewId === '' ? { reviews: [] } : await matches.listMatchReviews({ reviewId })
  const [review] = reviews
  if (!review) throw new HubError('not-found', 'HUB_REVIEW_UNKNOWN', 'no review has this id')
  return reviewView(review)
}

/** Why a person is one; undefined where `people` does not answer, for the rest of a page is true without it. */
export async function readExplanation({ matches }: ConsolePorts, personId: string) {
  try {
    return explanationView(await matches.explainPerson({ personId }))
  } catch (error) {
    if (['unavailable', 'not-found'].includes(asHubError(error).kind)) return undefined
    throw error
  }
}

export interface Decision {
  /** Drawn when the form was shown: sent twice it is one decision. */
  readonly commandId: string
  readonly by: string
  readonly reason: string
}

export const decideReview = (ports: ConsolePorts, reviewId: string, decision: ReviewOutcome, decided: Decision) =>
  ports.matches.decideMatchReview({ reviewId, decision, ...decided })

export const takeBackLink = (ports: ConsolePorts, personId: string, linkId: string, decided: Decision) =>
  ports.matches.takeBackLink({ personId, linkId, ...decided })

function reviewView(review: MatchReview): ReviewView {
  const people = [
    { personId: review.personId, record: review.one },
    { personId: review.otherPersonId, record: review.other },
  ]
  return {
    reviewId: review.reviewId,
    raised: review.raisedAt ? instantText(review.raisedAt) : '',
    reason: review.reason,
    people: people.map(({ personId, record }) => ({ personId, record: recordView(record) })),
    weights: review.evidence.map(weightText),
    total: bitsText(review.total),
    open: review.outcome === 'REVIEW_OUTCOME_UNSPECIFIED',
  }
}

const explanationView = ({ records, links, keptApart, waiting, reviews }: ExplainPersonResponse) => ({
  records: records.map(recordView),
  links: links.map(link => ({
    linkId: link.linkId,
    between: [identityText(link.one), identityText(link.other)],
    reason: sentence(link.reason || wordsOf(link.kind.replace('LINK_KIND_', ''))),
    by: link.decidedBy,
    weights: link.evidence.map(weightText),
    total: bitsText(link.total),
    ...fromView(link.from),
  })),
  keptApart: keptApart.map(({ one, other, otherPersonId, reason, decidedBy }) => ({
    between: [identityText(one), identityText(other)],
    otherPersonId,
    reason: sentence(reason),
    by: decidedBy,
  })),
  waiting: waiting.map(({ one, other, same, reason, decidedBy, from }) => ({
    between: [identityText(one), identityText(other)],
    same,
    reason: sentence(reason),
    by: decidedBy,
    ...fromView(from),
  })),
  reviews: reviews.map(reviewView),
})

const recordView = (record: PersonRecord | undefined): RecordView => ({
  identity: identityText(record?.identity),
  ...fromView(record?.from),
  statements: (record?.statements ?? []).map(({ about, value, from }) => ({
    about: /^[A-Z_]+$/.test(about) ? about.replaceAll('_', ' ') : sentence(about),
    value: dayTextOf(value),
    ...fromView(from),
  })),
})

const fromView = (from: Provenance | undefined) => ({ receiptId: from?.receiptId ?? '' })

const identityText = (identity: Identity | undefined): string =>
  identity ? `${identity.type.replace('IDENTITY_TYPE_', '').replaceAll('_', ' ')} ${identity.value}` : 'not known'

const weightText = ({ compared, level, bits }: Weight): string =>
  `${compared.charAt(0).toUpperCase()}${compared.slice(1)} ${level}: ${bitsText(bits)}`

const bitsText = (bits: number): string => `${bits > 0 ? '+' : bits < 0 ? '−' : ''}${Math.abs(bits)}`
