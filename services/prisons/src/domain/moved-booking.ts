import type { HubEvent } from '@hub/contracts'
import type { Decision, Fact, Moment } from '@hub/decider'
import { ofBooking } from './booking'
import { nextWord, record, retraction } from './facts'
import { movementEvent } from './movement-event'
import { after, type CustodyState } from './state'

/**
 * A reported change. Where it is a booking that moved, its movements are withdrawn of its former owner and told of the new
 * one, whose they were all the time.
 */
export function decideReport(fact: Fact<HubEvent>, state: CustodyState, now: Moment): readonly Decision<HubEvent>[] {
  const decided = record(fact, state.facts)
  if (decided.length === 0 || fact.event.type !== 'hub.custody.v1.PrisonRecordChangeReported') return decided
  const { movedTo, bookingStart } = fact.event.data
  const became = after(state, decided, now)
  const came = became.movements.filter(({ key }) => !state.movements.some(known => known.key === key))
  const gone = movedTo && bookingStart ? ofBooking(state.reports, bookingStart) : undefined
  const went = state.movements.filter(({ key }) => gone?.has(key))
  return [
    ...decided,
    ...went.map(({ key, occurredAt }) => {
      const known = state.facts.get(key)!
      const gone = retraction(key, known, occurredAt, 'its booking is of another prison number')
      return { ...nextWord(gone, state.facts), retracts: known.id }
    }),
    ...came.map(each => nextWord({ ...each, event: movementEvent(each, {}) }, became.facts)),
  ]
}
