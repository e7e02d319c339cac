import { type DecideContext, decideOn, type IntakePart, type PartAnswer, type Performance } from '@hub/service'
import type { DeleteHearing, HearingCommand, HearingState } from '../domain/hearing'
import { COLLECTION, knownHearing, tokenOfStream } from './known-hearing'

/**
 * Performs the deletion of a hearing: it names nobody, so it reaches everyone who was listed for it, in one transaction.
 */
export const deleteHearing =
  (context: DecideContext<HearingState, HearingCommand>) =>
  async (parts: readonly IntakePart<DeleteHearing>[]): Promise<readonly Performance[]> =>
    parts.map(intake => ({
      lane: '',
      gets: [{ collection: COLLECTION, id: intake.part.command.hearingId }],
      run: async tx => {
        const { command } = intake.part
        const eventIds: string[] = []
        const { people } = await knownHearing(tx, command.hearingId)
        for (const [stream, { personId, identity }] of Object.entries(people)) {
          const token = tokenOfStream(stream)
          const decided = await decideOn(tx, context, command, { intake, stream, personId, identity, token })
          if (decided.is === 'recorded') eventIds.push(...decided.eventIds)
        }
        if (eventIds.length === 0) return { outcome: { is: 'ignored', reason: 'no change: the hearing is not listed' } }
        const answer: PartAnswer = { eventIds }
        return { outcome: { is: 'done' }, answer }
      },
    }))
