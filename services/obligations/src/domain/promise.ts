import {
  type CalendarDate,
  compareInstants,
  formatCalendarDate,
  type Instant,
  londonDate,
  parseInstant,
} from '@hub/calendar'
import { type DeepPartial, dayWords, eventOf, type HubEvent, type PromiseRow } from '@hub/contracts'
import { compareFacts, type Decider, type Decision, evolveFacts, type Fact, type KnownFacts } from '@hub/decider'
import type { Standing } from './standing'

/** What was published of one promise. */
export interface PromiseSaid {
  readonly facts: KnownFacts
  /** The day it was last said to be due; empty before it was made. */
  readonly due: string
}

/** Bring what was published in line with how the promise stands. */
export interface TellStanding {
  readonly row: PromiseRow
  readonly promiseId: string
  readonly standing: Standing
  readonly now: Instant
  readonly hashOf: (event: HubEvent) => string
}

export const MADE = 'made'
const MOVED = 'moved'
const KEPT = 'kept'
const MISSED = 'missed'
const CANCELLED = 'cancelled'

/**
 * One promise: what is said of it follows how it stands. What does not hold any more is retracted (a promise that was kept
 * before the hub knew was not missed), what holds otherwise is corrected, and a day that moved is said to have moved.
 * Who withdraws a request before anything was said of it is told nothing.
 */
export const promiseDecider: Decider<PromiseSaid, TellStanding, HubEvent> = {
  initialState: { facts: new Map(), due: '' },

  evolve: ({ facts, due }, past) => {
    const { event } = past
    const dated = event.type === 'hub.obligation.v1.PromiseMade' || event.type === 'hub.obligation.v1.PromiseMoved'
    const said = dated ? event.data.due : undefined
    return { facts: evolveFacts(facts, past), due: said ? formatCalendarDate(said) : due }
  },

  decide: (tell, { facts, due }) => {
    const { standing } = tell
    if (!standing.due) return []
    if (!facts.has(MADE) && standing.maker.withdrawn) return []
    const first: Decision<HubEvent>[] = []
    if (!facts.has(MADE)) first.push({ ...madeFact(tell), revision: 0 })
    else if (!standing.cancelled && due !== formatCalendarDate(standing.due.day))
      first.push({ ...movedFact(tell, due), revision: revisionAfter(facts, MOVED) })
    const compared = compareFacts(
      facts,
      // Of one that does not bind any more the day does not move.
      endingFacts(
        standing.cancelled && due
          ? { ...tell, standing: { ...standing, due: { ...standing.due, day: dayOf(due) } } }
          : tell,
      ),
      key => key === KEPT || key === MISSED || key === CANCELLED,
      (key, before) => ({
        key,
        hash: before.hash,
        occurredAt: tell.now,
        event: eventOf('hub.obligation.v1.FactRetracted', {
          retractedType: before.type,
          reason: reasonGone(key, standing),
          factKey: key,
          personal: {},
        }),
      }),
    )
    const goneFirst = [...compared].sort((a, b) => Number(!a.retracts) - Number(!b.retracts))
    return [...first, ...goneFirst]
  },
}

/** What the hub learnt since: why something that was said of a promise does not hold any more. */
function reasonGone(key: string, { maker, due, kept, cancelled }: Standing): string {
  if (maker.withdrawn) return 'the request was withdrawn'
  if (kept) return `it was done on ${dayWords(londonDate(kept.at))}`
  if (key === KEPT) return 'what kept it does not count for it any more'
  if (cancelled) return `${cancelled.because} on ${dayWords(londonDate(cancelled.at))}`
  return key === MISSED && due ? `it is due on ${dayWords(due.day)} now` : 'what ended it does not hold any more'
}

const revisionAfter = (facts: KnownFacts, key: string): number => (facts.get(key)?.revision ?? -1) + 1

function madeFact(tell: TellStanding): Fact<HubEvent> {
  const { row, standing } = tell
  const { maker, due } = standing
  const event = eventOf('hub.obligation.v1.PromiseMade', {
    ...common(tell),
    promisedBy: row.promisedBy,
    promisedTo: row.promisedTo,
    madeBy: maker.eventId,
    ...(due?.remindOn ? { remindOn: due.remindOn } : {}),
  })
  return { key: MADE, event, hash: tell.hashOf(event), occurredAt: instantOf(maker.at) }
}

function movedFact(tell: TellStanding, before: string): Fact<HubEvent> {
  const { due } = tell.standing
  const event = eventOf('hub.obligation.v1.PromiseMoved', {
    ...common(tell),
    dueBefore: dayOf(before),
    ...(due?.remindOn ? { remindOn: due.remindOn } : {}),
  })
  return { key: MOVED, event, hash: tell.hashOf(event), occurredAt: tell.now }
}

function endingFacts(tell: TellStanding): readonly Fact<HubEvent>[] {
  const { standing } = tell
  const { maker, due, kept, missed, cancelled } = standing
  const facts: Fact<HubEvent>[] = []
  const say = (key: string, event: HubEvent, occurredAt: Instant) =>
    facts.push({ key, event, hash: tell.hashOf(event), occurredAt })
  if (missed && due) {
    const heardLate = compareInstants(due.end, instantOf(maker.recordedAt)) <= 0
    say(MISSED, eventOf('hub.obligation.v1.PromiseMissed', { ...common(tell), heardLate }), due.end)
  }
  if (kept) {
    const { at, eventId, daysEarly, daysLate } = kept
    const told = { ...common(tell), keptAt: at, keptBy: eventId, daysEarly, daysLate }
    say(KEPT, eventOf('hub.obligation.v1.PromiseKept', told), at)
  }
  if (cancelled) {
    const told = { ...common(tell), reason: cancelled.because, cancelledBy: cancelled.eventId }
    say(CANCELLED, eventOf('hub.obligation.v1.PromiseCancelled', told), cancelled.at)
  }
  return facts
}

interface Common {
  readonly promiseId: string
  readonly promise: string
  readonly title: string
  readonly due: CalendarDate
  readonly personal: DeepPartial<object>
}

const common = ({ row, promiseId, standing }: TellStanding): Common => ({
  promiseId,
  promise: row.name,
  title: row.title,
  due: standing.due!.day,
  personal: {},
})

const dayOf = (text: string): CalendarDate => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return { year, month, day }
}
const instantOf = (text: string): Instant => parseInstant(text) ?? { seconds: 0n, nanos: 0 }
