import { eventOf, type HubEvent } from '@hub/contracts'
import {
  compareFacts,
  type Decider,
  evolveFacts,
  type Fact,
  type Known,
  type KnownFacts,
  type Moment,
  nothing,
} from '@hub/decider'

/** One person's part in one hearing: what was said of it so far. */
export interface HearingState {
  readonly facts: KnownFacts
}

export type HearingCommand = ShareHearing | DeleteHearing

export interface ShareHearing {
  readonly is: 'share'
  readonly hearingId: string
  /** A resulted share carries the whole current set of results of its hearing day, and so may withdraw some. */
  readonly kind: 'confirmed' | 'resulted'
  /** YYYY-MM-DD; the day whose results are shared. */
  readonly hearingDay: string
  /** When a resulted share was made; of several of one day the latest counts, whenever they arrive. */
  readonly sharedAt?: Moment
  readonly facts: readonly Fact<HubEvent>[]
}

export interface DeleteHearing {
  readonly is: 'delete'
  readonly hearingId: string
  readonly cancelled: Fact<HubEvent>
}

export const LISTING = 'listing'
export const CANCELLED = 'cancelled'
/** Key of a result: the source keeps a result line's id from share to share. */
export const resultKey = (hearingDay: string, resultId: string): string => `result/${hearingDay}/${resultId}`

const retract =
  (reason: string) =>
  (key: string, known: Known): Fact<HubEvent> => ({
    key,
    hash: known.hash,
    occurredAt: { seconds: 0n, nanos: 0 },
    event: eventOf('hub.court.v1.FactRetracted', { retractedType: known.type, reason, factKey: key }),
  })

/**
 * Each share is compared with what is known, never trusted to say what changed. Only a resulted share retracts, and
 * only results of the hearing day it states; a deleted hearing takes back all of its results.
 */
export const hearingDecider: Decider<HearingState, HearingCommand, HubEvent> = {
  initialState: { facts: new Map() },

  evolve: ({ facts }, past) => {
    const next = new Map(evolveFacts(facts, past))
    // A cancelled hearing may be listed again, and then cancelled again: each makes the other say something new.
    const opposite = past.key === CANCELLED ? LISTING : past.key === LISTING ? CANCELLED : undefined
    const other = opposite && next.get(opposite)
    if (opposite && other) next.set(opposite, { ...other, retracted: true })
    return { facts: next }
  },

  decide: (command, { facts }) => {
    switch (command.is) {
      case 'share': {
        const results = `result/${command.hearingDay}/`
        const withdrawn = (key: string) => command.kind === 'resulted' && key.startsWith(results)
        const shared = command.facts[0]?.occurredAt ?? { seconds: 0n, nanos: 0 }
        return compareFacts(facts, command.facts, withdrawn, (key, known) => ({
          ...retract('no longer among the results that the court shared')(key, known),
          occurredAt: shared,
        }))
      }
      case 'delete': {
        const listing = facts.get(LISTING)
        if (!listing || listing.retracted) return nothing('no change: the hearing is not listed')
        const withdrawn = (key: string) => key.startsWith('result/')
        return compareFacts(facts, [command.cancelled], withdrawn, (key, known) => ({
          ...retract('the hearing was deleted')(key, known),
          occurredAt: command.cancelled.occurredAt,
        }))
      }
      default:
        return command satisfies never
    }
  },
}
