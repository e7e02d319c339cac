import { isNothing } from '@hub/decider'
import {
  factEvent,
  type IntakePart,
  type PartAnswer,
  type Performance,
  pastOf,
  type RecordFactsContext,
} from '@hub/service'
import type { DeleteHearing, HearingCommand, HearingState } from '../domain/hearing'
import { peopleOf } from './hearing-people'

/**
 * Performs the deletion of a hearing: it names nobody, so it reaches everyone who was listed for it, in one transaction.
 */
export const deleteHearing =
  (context: Pick<RecordFactsContext<HearingState, HearingCommand>, 'decider' | 'codec' | 'clock'>) =>
  async (parts: readonly IntakePart<DeleteHearing>[]): Promise<readonly Performance[]> =>
    parts.map(({ part, receiptId, channel }) => ({
      lane: '',
      gets: [{ collection: 'hearings', id: part.command.hearingId }],
      run: async tx => {
        const { decider, codec, clock } = context
        const eventIds: string[] = []
        for (const [stream, { personId, identity }] of Object.entries(await peopleOf(tx, part.command.hearingId))) {
          const { version, events } = await tx.load(stream)
          const state = events.reduce(
            (folded, event) => decider.evolve(folded, pastOf(event, codec)),
            decider.initialState,
          )
          const decided = decider.decide(part.command, state)
          if (isNothing(decided) || decided.length === 0) continue
          const token = stream.slice(stream.lastIndexOf('/') + 1)
          const about = {
            intake: { receiptId, channel },
            stream,
            personId,
            identity,
            token,
            recordedAt: clock.now(),
            codec,
          }
          const recorded = decided.map(decision => factEvent(decision, about))
          tx.append(stream, version, recorded)
          eventIds.push(...recorded.map(({ id }) => id))
        }
        if (eventIds.length === 0) return { outcome: { is: 'ignored', reason: 'no change: the hearing is not listed' } }
        const answer: PartAnswer = { eventIds }
        return { outcome: { is: 'done' }, answer }
      },
    }))
