import { eventOf, type HubEvent } from '@hub/contracts'
import {
  compareFacts,
  type Decider,
  type Decision,
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
  /** Everything in the message that can name a result of theirs could be read: only then is what it does not name gone. */
  readonly whole: boolean
  /** A newer share told of the person, though not whole: of this one counts what was never known, and nothing else. */
  readonly onlyAdds?: boolean
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
  /** Absent where a newer message tells of the listing. */
  readonly unlisted?: Fact<HubEvent>
}

export interface DeleteHearing {
  readonly is: 'delete'
  readonly hearingId: string
  readonly cancelled: Fact<HubEvent>
}

export const LISTING = 'listing'
export const DETAILS = 'details'
/** The hearing was deleted, with everything that was said in it. */
export const CANCELLED = 'cancelled'
/** The person is no longer listed; what was said of them stands. */
export const UNLISTED = 'unlisted'
/** Key of a result: the source keeps a result line's id from share to share. */
export const resultKey = (hearingDay: string, resultId: string): string => `result/${hearingDay}/${resultId}`

/** Key of the request for a report that the results of a day make: the share that does not make it any more withdraws it. */
export const reportRequestKey = (hearingDay: string): string => resultKey(hearingDay, 'report-request')

const OLDER = 'no change: something newer is known'
const PARTIAL = 'no change: nothing is corrected by what cannot be read whole'
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
 * Each share is compared with what is known, never trusted to say what changed. Only a resulted share that could be read
 * whole retracts, and only results of the hearing day it states; a deleted hearing takes back all of its results. A message
 * that does not name a person who was listed says something about the listing; only a resulted one says it about results
 * too.
 */
export const hearingDecider: Decider<HearingState, HearingCommand, HubEvent> = {
  initialState: { facts: new Map(), last: new Map() },

  evolve: ({ facts, last }, past) => {
    const next = new Map(evolveFacts(facts, past))
    // A cancelled hearing may be listed again, and then cancelled again: each makes the others say something new.
    if (LISTED_OR_NOT.includes(past.key))
      for (const other of LISTED_OR_NOT) {
        const known = next.get(other)
        if (known && other !== past.key) next.set(other, { ...known, retracted: true })
      }
    return { facts: next, last: new Map(last).set(past.key, past) }
  },

  decide: (command, state) => {
    switch (command.is) {
      case 'share': {
        if (isOlder(state, CANCELLED, command.at)) return nothing(OLDER)
        const results = `result/${command.hearingDay}/`
        const withdraws = command.kind === 'resulted' && command.whole
        const said = command.facts.filter(({ key }) =>
          command.onlyAdds ? !state.facts.has(key) : isResult(key) || !isToldNewer(state, key, command.at),
        )
        const decisions = compareFacts(
          state.facts,
          said,
          key => command.deleted.includes(key) || (withdraws && key.startsWith(results)),
          retractAt(command.at, key => withdrawnBecause(command, state, key)),
        )
        if (decisions.length === 0 && said.some(fact => fact.partial && differs(state, fact))) return nothing(PARTIAL)
        return decisions.map(insteadOf(state))
      }
      case 'leave': {
        const leaves = command.unlisted && isListed(state) && !isOlder(state, LISTING, command.at)
        const results = `result/${command.hearingDay}/`
        const decisions = compareFacts(
          state.facts,
          leaves ? [command.unlisted!] : [],
          key => command.kind === 'resulted' && key.startsWith(results),
          retractAt(command.at, () => GONE),
        )
        return decisions.map(insteadOf(state))
      }
      case 'delete': {
        const listed = isListed(state)
        if (!listed && ![...state.facts].some(([key, { retracted }]) => isResult(key) && !retracted))
          return nothing('no change: the hearing is not listed')
        const decisions = compareFacts(
          state.facts,
          listed ? [command.cancelled] : [],
          isResult,
          retractAt(command.cancelled.occurredAt, () => 'the hearing was deleted'),
        )
        return decisions.map(insteadOf(state))
      }
      default:
        return command satisfies never
    }
  },
}

const isResult = (key: string): boolean => key.startsWith('result/')

/** Of these one holds at most. */
const LISTED_OR_NOT: readonly string[] = [LISTING, CANCELLED, UNLISTED]

/** That somebody is listed, or is not any more, stands instead of what was said of it before: it corrects that event. */
const insteadOf =
  ({ facts }: HearingState) =>
  (decision: Decision<HubEvent>): Decision<HubEvent> => {
    if (!LISTED_OR_NOT.includes(decision.key) || decision.corrects) return decision
    const before = LISTED_OR_NOT.map(key => facts.get(key)).find(known => known?.retracted === false)
    return before ? { ...decision, corrects: before.id } : decision
  }

const differs = ({ facts }: HearingState, { key, hash }: Fact<HubEvent>): boolean => {
  const known = facts.get(key)
  return known !== undefined && !known.retracted && known.hash !== hash
}

const isListed = ({ facts }: HearingState): boolean => facts.get(LISTING)?.retracted === false

/** What is known of this fact was said later than that. */
function isOlder({ facts, last }: HearingState, key: string, at: Moment): boolean {
  const known = last.get(key)
  return known !== undefined && facts.get(key)?.retracted === false && before(at, known.occurredAt)
}

/** The same was told of newer, or what stands instead of it was. */
const isToldNewer = (state: HearingState, key: string, at: Moment): boolean =>
  (LISTED_OR_NOT.includes(key) ? LISTED_OR_NOT : [key]).some(each => isOlder(state, each, at))

function withdrawnBecause({ deleted, inError }: ShareHearing, { last }: HearingState, key: string): string {
  if (deleted.includes(key)) return 'deleted by the court'
  if (inError.length === 0) return GONE
  const { result } = (last.get(key)?.event.data ?? {}) as { result?: { offenceId?: string } }
  return inError.includes(result?.offenceId ?? '') ? 'entered in error' : GONE
}

/** Which newer shares told of the same person: one of any day of the hearing, one of the same day. */
export interface NewerShares {
  readonly ofHearing: boolean
  readonly ofDay: boolean
  /** One that could not be read whole: what it said holds, what it could not say may be told by an older one. */
  readonly partly: boolean
}

/** What of a share still counts beside newer ones; undefined when nothing does. */
export function stillCounts(share: ShareHearing, { ofHearing, ofDay, partly }: NewerShares): ShareHearing | undefined {
  if (ofHearing && ofDay) return undefined
  return {
    ...share,
    kind: ofDay || partly ? 'confirmed' : share.kind,
    onlyAdds: partly,
    facts: share.facts.filter(({ key }) => (isResult(key) ? !ofDay : !ofHearing)),
    deleted: ofDay || partly ? [] : share.deleted,
  }
}

/** What a share says by not naming a person, beside newer ones; undefined when it says nothing. */
export function leaving(
  share: Pick<ShareHearing, 'kind' | 'hearingDay' | 'at'>,
  unlisted: Fact<HubEvent>,
  { ofHearing, ofDay, partly }: NewerShares,
): LeaveHearing | undefined {
  if (partly || (ofHearing && ofDay)) return undefined
  const { hearingDay, at } = share
  const kind = ofDay ? 'confirmed' : share.kind
  return { is: 'leave', kind, hearingDay, at, ...(ofHearing ? {} : { unlisted }) }
}
