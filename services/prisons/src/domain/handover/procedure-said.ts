import { type CalendarDate, compareInstants, londonDate } from '@hub/calendar'
import { type HubEvent, responsibilityWord } from '@hub/contracts'
import { type HandoverStanding, HandoverStep, type HandoverTask } from '@hub/contracts/custody'
import type { Moment, PastEvent } from '@hub/decider'
import { OVERRIDE } from './handover'
import { type CalculatedCase, isUpcoming, type Said } from './procedure'

/** What was said of the working procedure of a handover. */
export interface ProcedureSaid {
  /** The day on which the dates of the handover were said last; absent without dates. */
  readonly datesSaidOn?: CalendarDate
  readonly said: ReadonlyMap<HandoverStep, Said>
  /** Tasks of the checklist that are done. */
  readonly done: readonly HandoverTask[]
  /** When the handover was not at hand any more: the checklist begins anew (recalculate_handover_date_job.rb:81-107). */
  readonly fellBackAt?: Moment
}

export const nothingSaid: ProcedureSaid = { said: new Map(), done: [] }

/** What an event that follows from something of a moment says of the procedure; the same as before for every other event. */
export function evolveProcedure(
  before: ProcedureSaid,
  { event, occurredAt }: PastEvent<HubEvent>,
  moment: Moment,
): ProcedureSaid {
  const { fellBackAt: last } = before
  const back = { fellBackAt: last && compareInstants(last, moment) > 0 ? last : moment }
  switch (event.type) {
    case 'hub.custody.v1.ResponsibilityChanged': {
      const { before: was, after: is } = event.data
      const isShort = is?.reason === 'determinate_short'
      return {
        ...before,
        said: isShort
          ? before.said
          : without(before.said, HandoverStep.HANDOVER_STEP_SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER),
        ...(fellBack(was, is, londonDate(occurredAt)) ? back : {}),
      }
    }
    case 'hub.custody.v1.HandoverDatesSet':
      return { ...before, ...datesSaid(event.data.saidOn), said: new Map() }
    case 'hub.custody.v1.HandoverDatesChanged': {
      const { standing, saidOn } = event.data
      const facts = standing && calculated(standing)
      const isOff = saidOn !== undefined && facts?.responsibility === 'CustodyOnly' && !isUpcoming(facts, saidOn)
      return { ...before, ...datesSaid(saidOn), ...(isOff ? back : {}) }
    }
    case 'hub.custody.v1.HandoverDatesCleared': {
      const { datesSaidOn: _, ...rest } = before
      return { ...rest, said: new Map(), ...back }
    }
    case 'hub.custody.v1.HandoverStepDue': {
      const { step, dueOn, saidOn } = event.data
      return dueOn && saidOn ? { ...before, said: new Map(before.said).set(step, { dueOn, saidOn }) } : before
    }
    case 'hub.custody.v1.HandoverChecklistChanged':
      return { ...before, done: event.data.done }
    default:
      return before
  }
}

const without = (said: ProcedureSaid['said'], step: HandoverStep) =>
  new Map([...said].filter(([each]) => each !== step))

const datesSaid = (saidOn: CalendarDate | undefined) => (saidOn ? { datesSaidOn: saidOn } : {})

/**
 * Responsibility is with custody alone again, or with nobody. That an override is taken back is no such change while the
 * handover is at hand: the calculation said so all the time.
 */
function fellBack(was: HandoverStanding | undefined, is: HandoverStanding | undefined, on: CalendarDate): boolean {
  if (!was || !is || was.responsibility === is.responsibility) return false
  const facts = calculated(is)
  if (!facts) return true
  return facts.responsibility === 'CustodyOnly' && !(was.reason === OVERRIDE.reason && isUpcoming(facts, on))
}

/** The case of a standing that was published; undefined of somebody who is nobody's. */
export function calculated({ responsibility, start, handover, reason }: HandoverStanding): CalculatedCase | undefined {
  const word = responsibilityWord(responsibility)
  if (word === 'Nobody') return undefined
  return {
    responsibility: word,
    ...(start ? { handoverStartDate: start } : {}),
    ...(handover ? { handoverDate: handover } : {}),
    reason,
  }
}
