import { compareInstants, londonDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { HandoverStep, HandoverTask } from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { isChangedSince, momentOf, nextWord, type Row } from '../facts'
import type { CustodyState } from '../state'
import { stayOf } from '../stay'
import { stepsDue } from './procedure'
import { procedureOf, tasksOf, typeOf } from './progress'

interface Deciding {
  readonly now: Moment
  readonly hashOf: (event: HubEvent) => string
}

/** The allocation manager's checklist of a handover: what is done and what is not; a task it does not name is as it was. */
export type ChecklistTold = ReadonlyMap<HandoverTask, boolean>

/** What is news in a checklist. */
export function decideChecklist(
  told: ChecklistTold,
  state: CustodyState,
  deciding: Deciding,
  row: Row,
): readonly Decision<HubEvent>[] {
  const before = state.procedure.done
  const done = TASKS.filter(task => told.get(task) ?? before.includes(task))
  const isSame = done.length === before.length && done.every(task => before.includes(task))
  if (isSame && !isChangedSince(state.facts.get(CHECKLIST), row.updatedAt)) return []
  return [checklistWord(done, false, state, deciding, momentOf(row))]
}

export const CHECKLIST = 'handover-checklist'

const TASKS: readonly HandoverTask[] = Object.values(HandoverTask)

/** What the working procedure asks for now: a checklist begun anew, and the steps that are due. */
export function decideProgress(state: CustodyState, deciding: Deciding): readonly Decision<HubEvent>[] {
  const since = anewSince(state)
  return [...(since ? [checklistWord([], true, state, deciding, since)] : []), ...steps(state, deciding)]
}

/** From when on the checklist begins anew, where what is done was done before: this stay, its end, or the last fall back. */
function anewSince(state: CustodyState): Moment | undefined {
  const { done, fellBackAt } = state.procedure
  const doneAt = done.length > 0 ? state.facts.get(CHECKLIST)?.occurredAt : undefined
  if (!doneAt) return undefined
  const { after, ended } = stayOf(state)
  return [fellBackAt, after, ended].find(since => since && compareInstants(doneAt, since) < 0)
}

function checklistWord(
  done: readonly HandoverTask[],
  reset: boolean,
  state: CustodyState,
  { hashOf }: Deciding,
  at: Moment,
): Decision<HubEvent> {
  const tasks = tasksOf(state)
  const event = eventOf('hub.custody.v1.HandoverChecklistChanged', {
    before: [...state.procedure.done],
    done: [...done],
    tasks: [...tasks],
    complete: tasks.length > 0 && tasks.every(task => done.includes(task)),
    reset,
    personal: {},
  })
  return nextWord({ key: CHECKLIST, event, hash: hashOf(event), occurredAt: at }, state.facts)
}

function steps(state: CustodyState, { now, hashOf }: Deciding): readonly Decision<HubEvent>[] {
  const procedure = procedureOf(state)
  if (!procedure) return []
  const today = londonDate(now)
  const { standing } = state
  const tasks = tasksOf(state)
  const isPrepared = tasks.every(task => state.procedure.done.includes(task))
  return stepsDue(procedure, today).map(({ step, tells, dueOn }) => {
    const isFirst = !procedure.said.has(step)
    const isUpcoming = step === HandoverStep.HANDOVER_STEP_UPCOMING_HANDOVER
    const isShort = step === HandoverStep.HANDOVER_STEP_SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER
    const event = eventOf('hub.custody.v1.HandoverStepDue', {
      step,
      tells,
      dueOn,
      saidOn: today,
      ...(standing ? { standing } : {}),
      type: typeOf(state),
      tasks: [...tasks],
      ...(isUpcoming && isFirst && !isPrepared ? { preparationDue: standing!.handover! } : {}),
      ...(isShort && isFirst ? { comDue: today } : {}),
      personal: {},
    })
    return nextWord({ key: `handover-step/${step}`, event, hash: hashOf(event), occurredAt: now }, state.facts)
  })
}
