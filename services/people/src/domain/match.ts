import { ReviewOutcome } from '@hub/contracts/person'
import { isUsable, type Likeness } from './likeness/record'
import { type Score, score } from './likeness/score'
import { BREAKS_BELOW, VERDICTS } from './likeness/weights'
import { ALIKE } from './links'
import type { Weighed } from './person'
import type { Register } from './register-interface'

/** Records of a person as matching reads them, by token. */
export type Likenesses = ReadonlyMap<string, Likeness>

export const JOINS_FROM = VERDICTS.find(({ verdict }) => verdict === 'join')!.from

/** What two records come to; nothing of one that is not said enough of. */
export function weigh(likenesses: Likenesses, one: string, other: string): Score {
  const [a, b] = [likenesses.get(one), likenesses.get(other)]
  if (!a || !b || !isUsable(a) || !isUsable(b))
    return { evidence: [], total: Number.NEGATIVE_INFINITY, verdict: 'none' }
  return score(a, b)
}

export const NOT_CERTAIN = 'the two are alike, but not beyond doubt'
export const KEPT_APART = 'the two are alike beyond doubt, but a decision about other records keeps them apart'
export const NO_LONGER_ALIKE = 'what is known of the records changed: they are not alike any more'

/**
 * Takes the consequences of a record that is new or changed: what likeness holds together with it is weighed again, who
 * is alike beyond doubt is joined, the most alike first, and of whom it cannot be said a review is raised. Nobody is
 * merged by guess: a pair that a decision keeps apart is left alone.
 */
export function match(
  register: Register,
  token: string,
  candidates: readonly string[],
  likenesses: Likenesses,
  reviewId: (one: string, other: string) => string,
): void {
  const weighed = (one: string, other: string): Weighed => weighedOf(weigh(likenesses, one, other))
  register.reweigh(token, weighed, { joinsFrom: JOINS_FROM, endsBelow: BREAKS_BELOW, reason: NO_LONGER_ALIKE })
  for (const review of register.recordOf(token).reviews.filter(({ mine }) => mine === token))
    if (register.personOf(review.other) !== undefined && weigh(likenesses, token, review.other).verdict === 'none')
      register.close(review.id, token, ReviewOutcome.REVIEW_OUTCOME_NO_LONGER_ALIKE, NO_LONGER_ALIKE)
  const scored = candidates
    .filter(other => register.personOf(other) !== undefined)
    .map(other => ({ other, score: weigh(likenesses, token, other) }))
    .sort((a, b) => b.score.total - a.score.total || a.other.localeCompare(b.other))
  for (const { other, score: found } of scored) {
    if (found.verdict === 'none' || register.personOf(other) === register.personOf(token)) continue
    if (found.verdict === 'join') {
      const link = { one: token, other, kind: 'alike', reason: ALIKE, weighed: weighedOf(found) } as const
      if (register.link(link) === 'conflict')
        register.raise(token, other, weighedOf(found), KEPT_APART, reviewId(token, other))
    } else if (!register.apart(token, other))
      register.raise(token, other, weighedOf(found), NOT_CERTAIN, reviewId(token, other))
  }
}

const weighedOf = ({ evidence, total }: Score): Weighed => ({ evidence, total })
