import { type CalendarDate, compareDates, compareInstants, londonDate, startOfLondonDay } from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import { ChangeReason, type ParoleReview, type ResponsibilityOverride } from '@hub/contracts/custody'
import type { Identity } from '@hub/contracts/person'
import { type Decider, type Decision, type Fact, type Moment, nothing } from '@hub/decider'
import type { Ask } from '../translate/asks'
import { decideMovement } from './decide-movement'
import { type Row, record } from './facts'
import { decideOverride } from './handover/decide-override'
import { decideReview, decideTargetHearing, reviewKey } from './handover/decide-parole'
import { type ChecklistTold, decideChecklist, decideProgress } from './handover/decide-progress'
import { isHeldAlike, isSameStay } from './held'
import { decideReport } from './moved-booking'
import { decideDifference, decideReading, exactWhereKnown, firstOnCom, type Reading } from './readings'
import { decideReleaseByRecord } from './release-by-record'
import { decideKeyDates } from './release-dates/decide-key-dates'
import { decideResettlement, isPathwayOver, type ResettlementTold } from './resettlement/decide-told'
import { decideWindow } from './resettlement/decide-window'
import { decideStanding, nextLook } from './standing'
import { after, type CustodyState, evolve, heldNow, nothingKnown } from './state'

/** What a message says; what its sources answered comes with it. */
export type CustodyCommand = Asking &
  (
    | { readonly is: 'movement'; readonly fact: Fact<HubEvent> }
    /** Anything else that is said: a reported change. */
    | { readonly is: 'report'; readonly fact: Fact<HubEvent> }
    /** Another number is removed for this one. */
    | { readonly is: 'merge'; readonly fact: Fact<HubEvent>; readonly removed: Identity }
    /** This number is removed for another one. */
    | { readonly is: 'removal'; readonly fact: Fact<HubEvent> }
    /** The resettlement service's record of a person. */
    | { readonly is: 'resettlement'; readonly told: readonly ResettlementTold[] }
    | (RowTold & Row)
  )

/** What a row of the allocation manager tells. */
export type RowTold =
  /** The checklist of a handover. */
  | { readonly is: 'checklist'; readonly told: ChecklistTold }
  /** A review by the Parole Board. */
  | { readonly is: 'parole-review'; readonly review: ParoleReview }
  /** What a prison manager decided on who is responsible; undefined: the calculation counts. */
  | { readonly is: 'override'; readonly override: ResponsibilityOverride | undefined }

interface Asking {
  /** What the message leads to asking. */
  readonly asks?: readonly Ask[]
  /** What was answered. */
  readonly readings?: readonly Reading[]
}

/** A command, and when and by what key it is decided. */
export interface Told {
  readonly command: CustodyCommand
  readonly now: Moment
  readonly hashOf: (event: HubEvent) => string
}

/**
 * Everything about one prison number: what is told of movements, reported changes and merges, then what the sources say of
 * it, then who is responsible and whether the pre-release window is open. Movements stand by when they happened, so that
 * one told late changes nothing about the present; where a person is held rests on all reports, in whatever order they
 * came.
 */
export const custodyDecider: Decider<CustodyState, Told, HubEvent> = {
  initialState: nothingKnown,
  evolve,

  decide: (told, state) => {
    const { command, now } = told
    if (isOlderRow(command, state)) return nothing(NEWER)
    const readings = firstOnCom(exactWhereKnown(command.readings ?? []))
    const { all } = inTurn({ state, all: [] }, now, [
      before => decideTold(told, before),
      ...resettlementOf(command).map(each => (before: CustodyState) => decideResettlement(each, before, told)),
      ...readings.map(reading => (before: CustodyState) => decideReading(reading, before, told)),
      before => decideTargetHearing(before, told),
      before => decideKeyDates(readings, before, told),
      ...followUp({ ...told, because: ChangeReason.CHANGE_REASON_TOLD }),
    ])
    const isOver = all.length === 0 && resettlementOf(command).some(each => isPathwayOver(each, state))
    return isOver ? nothing(NEWER) : all
  },
}

const NEWER = 'no change: something newer is known'

/**
 * What became of a prison number since anything was recorded of it though nothing was told: each day on which the answer
 * can be another is decided by itself, one after the other, and what follows from it happened as that day began, also
 * when the hub comes to it later.
 */
export function daysPassed({ now, hashOf }: Omit<Told, 'command'>, state: CustodyState): DaysPassed {
  const today = londonDate(now)
  let decided: Decided = { state, all: [] }
  let next = state.recordedAt && nextLook(state, londonDate(state.recordedAt))
  while (next && compareDates(next, today) <= 0) {
    const because = ChangeReason.CHANGE_REASON_DAY_PASSED
    decided = inTurn(decided, now, followUp({ now: startOfLondonDay(next), hashOf, because }))
    next = nextLook(decided.state, next)
  }
  return { ...decided, next }
}

export interface DaysPassed extends Decided {
  /** The next day after today on which the answer can be another. */
  readonly next: CalendarDate | undefined
}

/** What is decided, and the state as it will be when that is recorded. */
interface Decided {
  readonly state: CustodyState
  readonly all: readonly Decision<HubEvent>[]
}

type Step = (state: CustodyState) => readonly Decision<HubEvent>[]

/** Each step decides on the state that those before it leave. */
const inTurn = (from: Decided, now: Moment, steps: readonly Step[]): Decided =>
  steps.reduce(({ state, all }, step) => {
    const decided = step(state)
    return { state: after(state, decided, now), all: [...all, ...decided] }
  }, from)

/** What follows from all that is known, on the day of `now`. */
const followUp = (deciding: Omit<Told, 'command'> & { readonly because: ChangeReason }): readonly Step[] => [
  state => decideReleaseByRecord(state, deciding),
  state => decideStanding(state, deciding),
  state => decideDifference(state, deciding),
  state => decideProgress(state, deciding),
  state => decideWindow(state, deciding),
]

/** Of one moment the last to come counts; a row without a time of its own is of the moment of its coming. */
function isOlderRow(command: CustodyCommand, state: CustodyState): boolean {
  const last = lastRow(command, state)
  return 'updatedAt' in command && !!command.updatedAt && !!last && compareInstants(command.updatedAt, last) < 0
}

/** When the last row of its kind was changed. */
function lastRow(command: CustodyCommand, { procedure, override, facts }: CustodyState): Moment | undefined {
  switch (command.is) {
    case 'checklist':
      return procedure.checklist?.changedAt
    case 'override':
      return override?.changedAt
    case 'parole-review':
      return facts.get(reviewKey(command.review))?.occurredAt
    default:
      return undefined
  }
}

const resettlementOf = (command: CustodyCommand): readonly ResettlementTold[] =>
  command.is === 'resettlement' ? command.told : []

function decideTold(told: Told, state: CustodyState): readonly Decision<HubEvent>[] {
  const { command } = told
  switch (command.is) {
    case 'movement':
      return withChange(decideMovement(command.fact, state), state)
    case 'merge':
      return withChange(record(command.fact, state.facts), state)
    case 'report':
      return withChange(decideReport(command.fact, state, told.now), state)
    case 'removal':
      return record(command.fact, state.facts)
    case 'checklist':
      return decideChecklist(command.told, state, told, command)
    case 'parole-review':
      return decideReview(command.review, state, told, command)
    case 'override':
      return decideOverride(command.override, state, told, command)
    case 'resettlement':
      return []
    default:
      return command satisfies never
  }
}

/** The last of what is decided says what all of it changed of the present. */
function withChange(decisions: readonly Decision<HubEvent>[], state: CustodyState): readonly Decision<HubEvent>[] {
  const last = decisions.at(-1)
  if (!last || !('change' in last.event.data)) return decisions
  const [before, now] = [heldNow(state), heldNow(after(state, decisions, last.occurredAt))]
  // Two families seldom agree on the second: that is no news.
  const isSame = last.confirms ? isHeldAlike : isSameStay
  if (isSame(before, now)) return decisions
  const event = { ...last.event, data: { ...last.event.data, change: { before, after: now } } } as HubEvent
  return [...decisions.slice(0, -1), { ...last, event }]
}
