import { type CalendarDate, compareInstants } from '@hub/calendar'
import { type HubEvent, responsibilityWord } from '@hub/contracts'
import { type HandoverStanding, HandoverStep, type HandoverTask } from '@hub/contracts/custody'
import type { Moment, PastEvent } from '@hub/decider'
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
export function evolveProcedure(before: ProcedureSaid, { event }: PastEvent<HubEvent>, moment: Moment): ProcedureSaid {
  const { fellBackAt: last } = before
  const back = { fellBackAt: last && compareInstants(last, moment) > 0 ? last : moment }
  switch (event.type) {
    case 'hub.custody.v1.ResponsibilityChanged': {
      const { before: was, after: is } = event.data
      const isShort = is && calculated(is)?.reason === 'determinate_short'
      return {
        ...before,
        said: isShort
          ? before.said
          : without(before.said, HandoverStep.HANDOVER_STEP_SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER),
        ...(fellBack(was, is) ? back : {}),
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

/** By the calculation, responsibility is with custody alone again, or with nobody. */
function fellBack(was: HandoverStanding | undefined, is: HandoverStanding | undefined): boolean {
  const [before, now] = [was && calculated(was), is && calculated(is)]
  if (!before || before.responsibility === now?.responsibility) return false
  return now === undefined || now.responsibility === 'CustodyOnly'
}

/** The calculated case of a standing that was published, whatever a prison manager decided; undefined of nobody's. */
export function calculated(standing: HandoverStanding): CalculatedCase | undefined {
  const { responsibility, start, handover, reason, calculatedReason } = standing
  const isOverridden = calculatedReason !== ''
  const word = responsibilityWord(isOverridden ? standing.calculated : responsibility)
  if (word === 'Nobody') return undefined
  return {
    responsibility: word,
    ...(start ? { handoverStartDate: start } : {}),
    ...(handover ? { handoverDate: handover } : {}),
    reason: isOverridden ? calculatedReason : reason,
  }
}
