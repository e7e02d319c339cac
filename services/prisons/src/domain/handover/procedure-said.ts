import { type CalendarDate, compareInstants, isSameDate, londonDate } from '@hub/calendar'
import { type HubEvent, responsibilityWord } from '@hub/contracts'
import type { HandoverStanding, HandoverStep, HandoverTask } from '@hub/contracts/custody'
import type { Moment, PastEvent } from '@hub/decider'
import { isEnd } from '../held'
import { type CalculatedCase, isUpcoming, type Said, stepsOver } from './procedure'

/** What was said of the working procedure of a handover. */
export interface ProcedureSaid {
  /** The day on which the dates of the handover were said last; absent without dates. */
  readonly datesSaidOn?: CalendarDate
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
      const said = without(before.said, stepsOver(is && calculated(is)?.reason))
      return { ...before, said, ...standingSaid(before, is, day, moment) }
    }
    case 'hub.custody.v1.HandoverDatesSet':
    case 'hub.custody.v1.HandoverDatesChanged': {
      const { standing, saidOn } = event.data
      const said = event.type === 'hub.custody.v1.HandoverDatesSet' ? new Map() : before.said
      return { ...before, said, ...datesSaid(saidOn), ...standingSaid(before, standing, saidOn ?? day, moment) }
    }
    case 'hub.custody.v1.HandoverDatesCleared': {
      const { datesSaidOn: _, ...rest } = before
      return { ...rest, said: new Map(), ...standingSaid(before, event.data.standing, day, moment) }
    }
    case 'hub.custody.v1.HandoverStepDue': {
      const { step, dueOn, saidOn } = event.data
      return dueOn && saidOn ? { ...before, said: new Map(before.said).set(step, { dueOn, saidOn }) } : before
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

const datesSaid = (saidOn: CalendarDate | undefined) => (saidOn ? { datesSaidOn: saidOn } : {})

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

/** Responsibility is with custody alone again, or is so still and its handover moved away. */
function fellBack(was: CalculatedCase, is: CalculatedCase, on: CalendarDate): boolean {
  if (is.responsibility !== 'CustodyOnly') return false
  return was.responsibility !== 'CustodyOnly' || (!isSameDate(was.handoverDate, is.handoverDate) && !isUpcoming(is, on))
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
