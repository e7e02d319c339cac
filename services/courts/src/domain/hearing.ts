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
  type PastEvent,
} from '@hub/decider'

/** One person's part in one hearing: what was said of it so far. */
export interface HearingState {
  readonly facts: KnownFacts
  /** The last event of each fact, by key. */
  readonly last: ReadonlyMap<string, PastEvent<HubEvent>>
}

export type HearingCommand = ShareHearing | LeaveHearing | DeleteHearing

/** What a message says of one person in a hearing. */
export interface ShareHearing {
  readonly is: 'share'
  readonly hearingId: string
  /** A resulted share carries the whole current set of results of its hearing day, and so may withdraw some. */
  readonly kind: 'confirmed' | 'resulted'
  /** YYYY-MM-DD; the day whose results are shared. */
  readonly hearingDay: string
  /** When it was shared; for a message that does not say, when it was received. */
  readonly at: Moment
  readonly facts: readonly Fact<HubEvent>[]
  /** Keys of results that the share itself calls deleted. */
  readonly deleted: readonly string[]
  /** Charges one of whose results was entered in error. */
  readonly inError: readonly string[]
}

/** A later message of the hearing does not name the person any more. */
export interface LeaveHearing {
  readonly is: 'leave'
  readonly kind: ShareHearing['kind']
  readonly hearingDay: string
  readonly at: Moment
  readonly cancelled: Fact<HubEvent>
}

export interface DeleteHearing {
  readonly is: 'delete'
  readonly hearingId: string
  readonly cancelled: Fact<HubEvent>
}

export const LISTING = 'listing'
export const DETAILS = 'details'
export const CANCELLED = 'cancelled'
/** Key of a result: the source keeps a result line's id from share to share. */
export const resultKey = (hearingDay: string, resultId: string): string => `result/${hearingDay}/${resultId}`

/** What a message older than one that came before it comes to. */
export const OLDER = 'no change: something newer is known'
const GONE = 'no longer among the results that the court shared'

const before = (a: Moment, b: Moment): boolean =>
  a.seconds < b.seconds || (a.seconds === b.seconds && a.nanos < b.nanos)

const retractAt =
  (occurredAt: Moment, reason: (key: string) => string) =>
  (key: string, known: Known): Fact<HubEvent> => ({
    key,
    hash: known.hash,
    occurredAt,
    event: eventOf('hub.court.v1.FactRetracted', { retractedType: known.type, reason: reason(key), factKey: key }),
  })

/**
 * Each share is compared with what is known, never trusted to say what changed. Only a resulted share retracts, and
 * only results of the hearing day it states; a deleted hearing takes back all of its results. A message that does not
 * name a person who was listed says something about the listing; only a resulted one says it about results too.
 */
export const hearingDecider: Decider<HearingState, HearingCommand, HubEvent> = {
  initialState: { facts: new Map(), last: new Map() },

  evolve: ({ facts, last }, past) => {
    const next = new Map(evolveFacts(facts, past))
    // A cancelled hearing may be listed again, and then cancelled again: each makes the other say something new.
    const opposite = past.key === CANCELLED ? LISTING : past.key === LISTING ? CANCELLED : undefined
    const other = opposite && next.get(opposite)
    if (opposite && other) next.set(opposite, { ...other, retracted: true })
    return { facts: next, last: new Map(last).set(past.key, past) }
  },

  decide: (command, state) => {
    switch (command.is) {
      case 'share': {
        if (isOlder(state, CANCELLED, command.at)) return nothing(OLDER)
        const results = `result/${command.hearingDay}/`
        const said = command.facts.filter(({ key }) => isResult(key) || !isOlder(state, key, command.at))
        return compareFacts(
          state.facts,
          said,
          key => command.deleted.includes(key) || (command.kind === 'resulted' && key.startsWith(results)),
          retractAt(command.at, key => withdrawnBecause(command, state, key)),
        )
      }
      case 'leave': {
        const listed = isListed(state) && !isOlder(state, LISTING, command.at)
        const results = `result/${command.hearingDay}/`
        return compareFacts(
          state.facts,
          listed ? [command.cancelled] : [],
          key => command.kind === 'resulted' && key.startsWith(results),
          retractAt(command.at, () => GONE),
        )
      }
      case 'delete': {
        const listed = isListed(state)
        if (!listed && ![...state.facts].some(([key, { retracted }]) => isResult(key) && !retracted))
          return nothing('no change: the hearing is not listed')
        return compareFacts(
          state.facts,
          listed ? [command.cancelled] : [],
          isResult,
          retractAt(command.cancelled.occurredAt, () => 'the hearing was deleted'),
        )
      }
      default:
        return command satisfies never
    }
  },
}

const isResult = (key: string): boolean => key.startsWith('result/')

const isListed = ({ facts }: HearingState): boolean => facts.get(LISTING)?.retracted === false

/** What is known of this fact was said later than that. */
function isOlder({ facts, last }: HearingState, key: string, at: Moment): boolean {
  const known = last.get(key)
  return known !== undefined && facts.get(key)?.retracted === false && before(at, known.occurredAt)
}

function withdrawnBecause({ deleted, inError }: ShareHearing, { last }: HearingState, key: string): string {
  if (deleted.includes(key)) return 'deleted by the court'
  if (inError.length === 0) return GONE
  const { result } = (last.get(key)?.event.data ?? {}) as { result?: { offenceId?: string } }
  return inError.includes(result?.offenceId ?? '') ? 'entered in error' : GONE
}

/** What of a share still counts when a newer share is known: of any day of the hearing, or of the same day. */
export function stillCounts(
  share: ShareHearing,
  newer: { ofHearing: boolean; ofDay: boolean },
): ShareHearing | undefined {
  if (newer.ofHearing && newer.ofDay) return undefined
  const counts = ({ key }: Fact<HubEvent>) => (isResult(key) ? !newer.ofDay : !newer.ofHearing)
  return {
    ...share,
    kind: newer.ofDay ? 'confirmed' : share.kind,
    facts: share.facts.filter(counts),
    deleted: newer.ofDay ? [] : share.deleted,
  }
}
