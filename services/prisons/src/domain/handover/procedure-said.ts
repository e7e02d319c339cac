import { type CalendarDate, compareInstants, londonDate } from '@hub/calendar'
import { type HubEvent, responsibilityWord } from '@hub/contracts'
import type { HandoverStanding, HandoverStep, HandoverTask } from '@hub/contracts/custody'
import type { Moment, PastEvent } from '@hub/decider'
import { isEnd } from '../held'
import { type CalculatedCase, DATED_STEPS, isUpcoming, type Said, stepsOver } from './procedure'

/** What was said of the working procedure of a handover. */
export interface ProcedureSaid {
  /** The day on which the dates of the handover were said first; absent without dates. */
  readonly setOn?: CalendarDate
  /** The day on which they were said last. */
  readonly datesSaidOn?: CalendarDate
  /** The day from which it is to be prepared, as was said; absent before that. */
  readonly preparingSince?: CalendarDate
  readonly said: ReadonlyMap<HandoverStep, Said>
  /** The checklist as it was told last, of whichever stay: what is done, and when that was changed. */
  readonly checklist?: { readonly done: readonly HandoverTask[]; readonly changedAt: Moment }
  /** Tasks of the checklist that were said last to be done and to count. */
  readonly done: readonly HandoverTask[]
  /** The calculation as it was said last in this stay. */
  readonly calculated?: CalculatedCase | undefined
  /** When the handover was not at hand any more: the checklist begins anew (recalculate_handover_date_job.rb:81-107). */
  readonly fellBackAt?: Moment
}

export const nothingSaid: ProcedureSaid = { said: new Map(), done: [] }

/** What an event that follows from something of a moment says of the procedure; the same as before for every other event. */
export function evolveProcedure(before: ProcedureSaid, past: PastEvent<HubEvent>, moment: Moment): ProcedureSaid {
  const { event, occurredAt } = past
  const day = londonDate(occurredAt)
  switch (event.type) {
    case 'hub.custody.v1.ResponsibilityChanged': {
      const { after: is } = event.data
      const said = without(before.said, stepsOver(is && calculated(is)))
      return { ...before, said, ...standingSaid(before, is, day, moment) }
    }
    case 'hub.custody.v1.HandoverDatesSet':
    case 'hub.custody.v1.HandoverDatesChanged': {
      const { standing, saidOn = day } = event.data
      const begun =
        event.type === 'hub.custody.v1.HandoverDatesSet' ? { ...withoutDates(before), setOn: saidOn } : before
      return { ...begun, datesSaidOn: saidOn, ...standingSaid(before, standing, saidOn, moment) }
    }
    case 'hub.custody.v1.HandoverDatesCleared':
      return { ...withoutDates(before), ...standingSaid(before, event.data.standing, day, moment) }
    case 'hub.custody.v1.HandoverStepDue': {
      const { step, dueOn, saidOn, preparationDue } = event.data
      if (!dueOn || !saidOn) return before
      const preparing = preparationDue ? { preparingSince: saidOn } : {}
      return { ...before, said: new Map(before.said).set(step, { dueOn, saidOn }), ...preparing }
    }
    case 'hub.custody.v1.HandoverChecklistChanged': {
      const { done, past: isPast, reset, countsAgain } = event.data
      const isRow = !reset && !countsAgain
      return {
        ...before,
        ...(isRow ? { checklist: { done, changedAt: occurredAt } } : {}),
        ...(isPast ? {} : { done }),
      }
    }
    default:
      return before
  }
}

const without = (said: ProcedureSaid['said'], steps: readonly HandoverStep[]) =>
  new Map([...said].filter(([each]) => !steps.includes(each)))

/** Without dates none of their steps was said. */
function withoutDates({ setOn: _, datesSaidOn: __, preparingSince: ___, ...rest }: ProcedureSaid): ProcedureSaid {
  return { ...rest, said: without(rest.said, DATED_STEPS) }
}

/** Whom the calculation has nothing to say of for a while goes on as they were; with the end of the stay all is over. */
function standingSaid(
  { calculated: was, fellBackAt }: ProcedureSaid,
  standing: HandoverStanding | undefined,
  on: CalendarDate,
  moment: Moment,
): Pick<ProcedureSaid, 'fellBackAt'> & { readonly calculated?: CalculatedCase | undefined } {
  const is = standing && calculated(standing)
  if (!is) return isEnd(standing?.reason ?? '') ? { calculated: undefined } : {}
  if (!was || !fellBack(was, is, on)) return { calculated: is }
  return { calculated: is, fellBackAt: fellBackAt && compareInstants(fellBackAt, moment) > 0 ? fellBackAt : moment }
}

/** Responsibility is with custody alone again, or is so still and its handover is not upcoming any more. */
function fellBack(was: CalculatedCase, is: CalculatedCase, on: CalendarDate): boolean {
  if (is.responsibility !== 'CustodyOnly') return false
  return was.responsibility !== 'CustodyOnly' || (isUpcoming(was, on) && !isUpcoming(is, on))
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
