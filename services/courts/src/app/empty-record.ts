import type { KnownFacts } from '@hub/decider'
import {
  type DecideContext,
  decideOn,
  type IntakePart,
  identityTypeName,
  type PartAnswer,
  type Performance,
} from '@hub/service'
import type { Tools } from '@hub/translation'
import { recordStream, type TellRecord } from '../domain/report'
import type { EmptyRecord } from '../translate/court-reports'

/**
 * Performs a record without any report: what was in it before is gone. It makes nobody known: of somebody of whom no
 * report was ever told, it says nothing.
 */
export const emptyRecord =
  (context: DecideContext<KnownFacts, TellRecord> & { readonly tools: Tools }) =>
  async (parts: readonly IntakePart<EmptyRecord>[]): Promise<readonly Performance[]> =>
    parts.map(intake => {
      const { identity, record } = intake.part.command
      const token = context.tools.tokenOf(identityTypeName(identity.type), identity.value)
      const stream = recordStream(token)
      return {
        lane: token,
        reads: [stream],
        gets: [{ collection: 'identities', id: token }],
        run: async tx => {
          const { events } = await tx.load(stream)
          const last = events.at(-1)
          if (!last) return { outcome: { is: 'ignored', reason: 'no court report in the record' } }
          const personId = (await tx.get<{ personId: string }>('identities', token))?.personId ?? last.lane
          const decided = await decideOn(tx, context, record, { intake, stream, personId, identity, token })
          if (decided.is === 'nothing') return { outcome: { is: 'ignored', reason: decided.reason } }
          const answer: PartAnswer = { eventIds: decided.eventIds, personId }
          return { outcome: { is: 'done' }, answer }
        },
      }
    })
