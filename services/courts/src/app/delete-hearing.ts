import { compareInstantTexts, formatInstant, type Instant } from '@hub/calendar'
import {
  type Changed,
  type DecideContext,
  decideOn,
  type IntakePart,
  type PartAnswer,
  type Performance,
} from '@hub/service'
import type { DeleteHearing, HearingCommand, HearingState } from '../domain/hearing'
import { COLLECTION, changedLine, type KnownHearing, knownHearing, tokenOfStream } from './known-hearing'

/**
 * Performs the deletion of a hearing: it names nobody, so it reaches everyone who was listed for it, in one transaction.
 * It is remembered for the hearing itself, also for one that was never seen: a share from before it may still come.
 */
export const deleteHearing =
  (context: DecideContext<HearingState, HearingCommand>) =>
  async (parts: readonly IntakePart<DeleteHearing>[]): Promise<readonly Performance[]> =>
    parts.map(intake => ({
      lane: '',
      gets: [{ collection: COLLECTION, id: intake.part.command.hearingId }],
      run: async tx => {
        const { command } = intake.part
        const known = await knownHearing(tx, command.hearingId)
        const others: Changed[] = []
        for (const [stream, { personId, identity }] of Object.entries(known.people)) {
          const token = tokenOfStream(stream)
          const decided = await decideOn(tx, context, command, { intake, stream, personId, identity, token })
          if (decided.is === 'recorded') others.push(changedLine(identity, personId, decided.eventIds))
        }
        const deleted = deletedAt(known, command.cancelled.occurredAt)
        if (deleted !== known.deleted) tx.put<KnownHearing>(COLLECTION, command.hearingId, { ...known, deleted })
        if (others.length === 0) return { outcome: { is: 'ignored', reason: 'no change: the hearing is not listed' } }
        const answer: PartAnswer = { eventIds: [], others }
        return { outcome: { is: 'done' }, answer }
      },
    }))

/**
 * A deletion carries no time of its own. It counts when it is received, and after everything that came before it, though
 * a share may bear a time that is later by another clock.
 */
function deletedAt({ latest, deleted }: KnownHearing, received: Instant): string {
  const times = [...Object.values(latest).map(({ at }) => at), ...(deleted === undefined ? [] : [deleted])]
  return times.reduce((last, time) => (compareInstantTexts(time, last) > 0 ? time : last), formatInstant(received))
}
