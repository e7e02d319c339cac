import { compareDates, compareInstants, londonDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { type HandoverChecklistChanged, HandoverStep, HandoverTask } from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { isChangedSince, momentOf, nextWord, type Row } from '../facts'
import type { CustodyState } from '../state'
import { stepsDue } from './procedure'
import { anewSince, doneNow, procedureOf, tasksOf, typeOf } from './progress'

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
  const { checklist: last } = state.procedure
  const at = momentOf(row)
  const past = anewSince(state, at) !== undefined
  const before = past ? (last?.done ?? []) : doneNow(state)
  const done = TASKS.filter(task => told.get(task) ?? before.includes(task))
  if (isSame(before, done) && !isChangedSince(last?.changedAt, row.updatedAt)) return []
  return [checklistWord(done, { past }, state, deciding, at)]
}

export const CHECKLIST = 'handover-checklist'

const TASKS: readonly HandoverTask[] = Object.values(HandoverTask)

/** What the working procedure asks for now: a checklist that began anew or counts again, and the steps that are due. */
export const decideProgress = (state: CustodyState, deciding: Deciding): readonly Decision<HubEvent>[] => [
  ...checklistNow(state, deciding),
  ...steps(state, deciding),
]

/** Said where what counts of the checklist is not what was said last, though no row told of it. */
function checklistNow(state: CustodyState, deciding: Deciding): readonly Decision<HubEvent>[] {
  const { checklist, done } = state.procedure
  const now = doneNow(state)
  if (!checklist || isSame(done, now)) return []
  const anew = anewSince(state, checklist.changedAt)
  if (anew) return [checklistWord(now, { reset: true }, state, deciding, anew)]
  const said = state.facts.get(CHECKLIST)!.occurredAt
  const at = compareInstants(said, checklist.changedAt) > 0 ? said : checklist.changedAt
  return [checklistWord(now, { countsAgain: true }, state, deciding, at)]
}

const isSame = (a: readonly HandoverTask[], b: readonly HandoverTask[]): boolean =>
  a.length === b.length && a.every(task => b.includes(task))

type Why = Partial<Pick<HandoverChecklistChanged, 'reset' | 'past' | 'countsAgain'>>

function checklistWord(
  done: readonly HandoverTask[],
  why: Why,
  state: CustodyState,
  { hashOf }: Deciding,
  at: Moment,
): Decision<HubEvent> {
  const tasks = tasksOf(state)
  const { preparingSince } = state.procedure
  const on = londonDate(at)
  const event = eventOf('hub.custody.v1.HandoverChecklistChanged', {
    before: [...state.procedure.done],
    done: [...done],
    tasks: [...tasks],
    complete: !why.past && tasks.length > 0 && tasks.every(task => done.includes(task)),
    reset: false,
    past: false,
    countsAgain: false,
    countsOn: preparingSince && compareDates(preparingSince, on) > 0 ? preparingSince : on,
    ...why,
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
  return stepsDue(procedure, today).map(({ step, tells, dueOn }) => {
    const isUpcoming = step === HandoverStep.HANDOVER_STEP_UPCOMING_HANDOVER
    const isShort = step === HandoverStep.HANDOVER_STEP_SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER
    const event = eventOf('hub.custody.v1.HandoverStepDue', {
      step,
      tells,
      dueOn,
      saidOn: today,
      setOn: state.procedure.setOn,
      ...(standing ? { standing } : {}),
      type: typeOf(state),
      tasks: [...tasks],
      ...(isUpcoming && procedure.unasked ? { preparationDue: standing!.handover! } : {}),
      ...(isShort && !procedure.said.has(step) ? { comDue: today } : {}),
      personal: {},
    })
    return nextWord({ key: `handover-step/${step}`, event, hash: hashOf(event), occurredAt: now }, state.facts)
  })
}
