import {
  DecideMatchReviewRequest,
  type DecideMatchReviewResponse,
  ReviewOutcome,
  TakeBackLinkRequest,
  type TakeBackLinkResponse,
} from '@hub/contracts/person'
import { contentHash, HubError } from '@hub/service'
import type { Json, Store, Tx } from '@hub/store'
import { linkId, type PersonRecord } from '../domain/person'
import { changePeople, livingPerson, type PeoplePorts } from './people-of'
import type { ReviewRow } from './reviews'

/** How long a name and a reason may be. */
const LONGEST_BY = 100
const LONGEST_REASON = 1_000

interface Command {
  readonly commandId: string
  readonly by: string
  readonly reason: string
}

/** Decisions of people about people. The same command again gets the same answer; with other content it is refused. */
export function commands(ports: PeoplePorts & { readonly store: Store }) {
  const perform = async <Answer extends Json>(
    command: Command,
    content: Uint8Array,
    lane: string,
    run: (tx: Tx) => Promise<Answer>,
  ): Promise<Answer> => {
    checked(command)
    const settled = await ports.store.run<Answer>([
      {
        lane,
        mark: { id: `command/${command.commandId}`, hash: contentHash(content) },
        priority: 'command',
        run: async tx => ({ outcome: { is: 'done' }, answer: await run(tx) }),
      },
    ])
    if (settled === 'fenced') throw new HubError('defect', 'HUB_DEFECT', 'a command was fenced')
    const [{ answer, error, conflict }] = settled as [(typeof settled)[number]]
    if (conflict)
      throw new HubError('conflict', 'HUB_COMMAND_CONFLICT', 'another command came with this id; draw a new one', {
        field: 'command_id',
      })
    if (error) throw error
    return answer!
  }

  return {
    decideReview: (request: DecideMatchReviewRequest): Promise<DecideMatchReviewResponse> => {
      const { reviewId, decision, by, reason } = request
      const { REVIEW_OUTCOME_SAME: SAME, REVIEW_OUTCOME_DIFFERENT: DIFFERENT } = ReviewOutcome
      if (decision !== SAME && decision !== DIFFERENT)
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'decide SAME or DIFFERENT', { field: 'decision' })
      const content = DecideMatchReviewRequest.encode(request).finish()
      return perform(request, content, `review/${reviewId}`, async tx => {
        const review = await tx.get<ReviewRow>('reviews', reviewId)
        if (!review) throw new HubError('not-found', 'HUB_REVIEW_UNKNOWN', 'no review has this id')
        if (review.state !== 'open')
          throw new HubError('conflict', 'HUB_REVIEW_CLOSED', 'this review is not open any more; look at the person')
        const { one, other } = review
        const { answer } = await changePeople(tx, ports, { ...DIRECT, by }, [one, other], register => {
          if (decision === DIFFERENT) register.separate(one, other, reason)
          else if (register.link({ one, other, kind: 'decided', reason }) === 'conflict')
            throw new HubError(
              'conflict',
              'HUB_PERSON_KEPT_APART',
              'a decision about other records keeps these two people apart; explain one with the other to see it',
            )
          return { personId: register.personOf(one)! }
        })
        return answer
      })
    },

    takeBackLink: (request: TakeBackLinkRequest): Promise<TakeBackLinkResponse> => {
      const { personId, linkId: asked, by, reason } = request
      const content = TakeBackLinkRequest.encode(request).finish()
      return perform(request, content, `person/${personId}`, async tx => {
        const living = await livingPerson(id => tx.get<PersonRecord>('people', id), personId)
        if (!living) throw new HubError('not-found', 'HUB_PERSON_UNKNOWN', 'no person has this id')
        const link = living.record.links.find(each => linkId(each) === asked)
        if (!link)
          throw new HubError('not-found', 'HUB_PERSON_LINK_UNKNOWN', 'the person has no such link (any more)', {
            field: 'link_id',
          })
        const { one, other } = link
        const { answer } = await changePeople(tx, ports, { ...DIRECT, by }, [one], register => {
          register.separate(one, other, reason)
          // The one that keeps the id first.
          return { personIds: [...new Set([living.personId, register.personOf(one)!, register.personOf(other)!])] }
        })
        return answer
      })
    },
  }
}

/** Of no message. */
const DIRECT = { receiptId: '', channel: '' }

function checked({ commandId, by, reason }: Command): void {
  const wrong = (field: string, message: string) => new HubError('invalid', 'HUB_REQUEST_INVALID', message, { field })
  if (commandId === '' || commandId.length > 100) throw wrong('command_id', 'draw a command id, such as a UUID')
  if (by.trim() === '' || by.length > LONGEST_BY)
    throw wrong('by', `say who decides, in at most ${LONGEST_BY} characters`)
  if (reason.trim() === '' || reason.length > LONGEST_REASON)
    throw wrong('reason', `say why, in at most ${LONGEST_REASON} characters`)
}
