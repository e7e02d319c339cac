import { type CalendarDate, compareInstants } from '@hub/calendar'
import {
  CommunityManager,
  type HandoverProgress,
  type HandoverStanding,
  type HandoverTask,
  type HandoverType,
} from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'
import type { CustodyState } from '../state'
import { comNow, probationNow, stayOf } from '../stay'
import {
  checklistOf,
  handoverType,
  isComAllocationOverdue,
  isInProgress,
  isUpcoming,
  type Procedure,
} from './procedure'
import { calculated } from './procedure-said'

/** The procedure of the handover that was published last; undefined where there is nobody to hand over. */
export function procedureOf(state: CustodyState): Procedure | undefined {
  const { standing, procedure } = state
  const facts = standing && calculated(standing)
  if (!facts) return undefined
  const { said, datesSaidOn, preparingSince } = procedure
  const done = doneNow(state)
  const unasked = !preparingSince && tasksOf(state).some(task => !done.includes(task))
  return { facts, hasCom: hasCom(state), datesSaidOn, said, unasked }
}

function hasCom(state: CustodyState): boolean | undefined {
  const com = comNow(state)
  return com === undefined ? undefined : com === CommunityManager.COMMUNITY_MANAGER_NAMED
}

/** How much the handover asks for. */
export function typeOf(state: CustodyState): HandoverType {
  const { standing } = state
  const probation = probationNow(state)
  const facts = standing && calculated(standing)
  const enhancedResourcing = probation?.enhancedResourcing
  return handoverType({
    hasProbationRecord: probation !== undefined,
    ...(facts ? { reason: facts.reason } : {}),
    ...(enhancedResourcing === undefined ? {} : { enhancedResourcing }),
  })
}

/** What the checklist asks for; nothing without a day of handover. */
export const tasksOf = (state: CustodyState): readonly HandoverTask[] =>
  state.standing?.handover ? checklistOf(typeOf(state), state.standing.handover) : []

/** What is done of the checklist, and counts. */
export function doneNow(state: CustodyState): readonly HandoverTask[] {
  const { checklist } = state.procedure
  return checklist && !anewSince(state, checklist.changedAt) ? checklist.done : []
}

/** What has begun the checklist anew since a moment: the end of a stay, or a fall back of the handover. */
export function anewSince(state: CustodyState, moment: Moment): Moment | undefined {
  const { after, ended } = stayOf(state)
  return [state.procedure.fellBackAt, after, ended].find(since => since && compareInstants(moment, since) < 0)
}

/** What the progress of a handover rests on, beside the day. */
export interface Progress extends Pick<HandoverProgress, 'type' | 'tasks' | 'done'> {
  /** Whether a COM is known to be named. */
  readonly hasCom: boolean
}

export const progressIn = (state: CustodyState): Progress => ({
  hasCom: hasCom(state) === true,
  type: typeOf(state),
  tasks: [...tasksOf(state)],
  done: [...doneNow(state)],
})

/** A short sentence is the community's from its start: there is no day of handover, and a COM is named at once. */
export const isHandedOverFromStart = (standing: HandoverStanding): boolean =>
  calculated(standing)?.reason === 'determinate_short'

/** How far a handover at hand is on a day; undefined where none is. */
export function progressOn(
  standing: HandoverStanding,
  { hasCom, ...progress }: Progress,
  on: CalendarDate,
): HandoverProgress | undefined {
  const facts = calculated(standing)
  if (!facts) return undefined
  const [upcoming, inProgress] = [isUpcoming(facts, on), isInProgress(facts)]
  const comOverdue = isComAllocationOverdue(facts, hasCom, on) || (isHandedOverFromStart(standing) && !hasCom)
  return upcoming || inProgress || comOverdue ? { upcoming, inProgress, comOverdue, ...progress } : undefined
}
