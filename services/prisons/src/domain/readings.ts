import { isSameDate, londonDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { type CommunityManager, type HandoverStanding, Responsibility } from '@hub/contracts/custody'
import type { Decision, Fact, Moment } from '@hub/decider'
import { nextWord, retraction } from './facts'
import { changesOf, type DatesTold, withChanges } from './release-dates/changes'
import { pairProblems } from './release-dates/pairs'
import { type CountingDate, handoverEarliest, prisonEffective, resettlementDisplayed } from './release-dates/which-date'
import { standingNow } from './standing'
import { type CustodyState, DIFFERS, PROBATION } from './state'
import { comNow, endOfStay, isOfStay, probationNow } from './stay'
import { withRecord } from './whereabouts'

/** What a source answered to a question that a message led to. */
export type Reading =
  /** The record of the person: a fact of which the last one counts. */
  | { readonly is: 'record'; readonly fact: Fact<HubEvent> }
  | { readonly is: 'dates'; readonly told: DatesTold; readonly source: string }
  /** The allocation manager's own answer to who is responsible. */
  | { readonly is: 'handover'; readonly theirs: HandoverStanding }
  /** Whether a COM is named. */
  | { readonly is: 'com'; readonly com: CommunityManager }
  /** Who the prison offender manager is: a fact of which the last one counts. */
  | { readonly is: 'manager'; readonly fact: Fact<HubEvent> }
  /** Probation's own record: a fact of which the last one counts. */
  | { readonly is: 'probation'; readonly fact: Fact<HubEvent> }
  /** Probation has no case of this prison number. */
  | { readonly is: 'unknown-to-probation' }
  /** The booking, and how long its sentences are taken together: facts of which the last one counts. */
  | { readonly is: 'booking' | 'envelope'; readonly fact: Fact<HubEvent> }

/**
 * Of answers to one message, a date of which one source says exactly what is calculated and what overridden is left out of
 * what another says, which has only the one that counts and may have it later.
 */
export function exactWhereKnown(readings: readonly Reading[]): readonly Reading[] {
  const exact = new Set(readings.flatMap(each => (each.is === 'dates' && each.told.exact ? each.told.carries : [])))
  return readings.map(each => {
    if (each.is !== 'dates' || each.told.exact) return each
    return { ...each, told: { ...each.told, carries: each.told.carries.filter(type => !exact.has(type)) } }
  })
}

/** Of answers to one message the first that says whether a COM is named counts. */
export function firstOnCom(readings: readonly Reading[]): readonly Reading[] {
  const first = readings.find(({ is }) => is === 'com')
  return readings.filter(each => each.is !== 'com' || each === first)
}

interface Deciding {
  readonly now: Moment
  readonly hashOf: (event: HubEvent) => string
}

/** What is news in an answer. */
export function decideReading(
  reading: Reading,
  state: CustodyState,
  deciding: Deciding,
): readonly Decision<HubEvent>[] {
  switch (reading.is) {
    case 'record':
      return isFirstOfStay(state, deciding.now) || endsNow(state, deciding.now)
        ? [wordOn(reading.fact, state, { before: state.record?.says })]
        : ifNew(reading.fact, state, { before: state.record?.says })
    case 'probation':
      return probationNow(state) ? ifNew(reading.fact, state, {}) : [wordOn(reading.fact, state, {})]
    case 'manager':
    case 'booking':
    case 'envelope':
      return ifNew(reading.fact, state, {})
    case 'unknown-to-probation':
      return decideUnknown(state, deciding)
    case 'dates':
      return decideDates(reading.told, reading.source, state, deciding)
    case 'handover':
      return decideTheirs(reading.theirs, state, deciding)
    case 'com':
      return decideCom(reading.com, state, deciding)
    default:
      return reading satisfies never
  }
}

/** What was known of probation's case does not hold when it has none. */
function decideUnknown(state: CustodyState, { now }: Deciding): readonly Decision<HubEvent>[] {
  const known = state.facts.get(PROBATION)
  if (!known || known.retracted) return []
  const gone = retraction(PROBATION, known, now, 'probation has no case of this prison number')
  return [{ ...nextWord(gone, state.facts), retracts: known.id }]
}

/** A record read in a new stay in custody is news though it says what it said before: who is responsible rests on it. */
const isFirstOfStay = (state: CustodyState, now: Moment): boolean =>
  state.record !== undefined && !isOfStay(state, state.record.readAt) && isOfStay(state, now)

/** A record that says again that somebody is out is news when a movement was told since that left them in custody. */
function endsNow(state: CustodyState, now: Moment): boolean {
  const { record, whereabouts } = state
  if (!record || endOfStay(state)) return false
  return endOfStay({ ...state, whereabouts: withRecord(whereabouts, record.says, now) }) !== undefined
}

/** Recorded unless the last word says the same; `beside` is no part of what is compared. */
const ifNew = (fact: Fact<HubEvent>, state: CustodyState, beside: object): readonly Decision<HubEvent>[] =>
  state.facts.get(fact.key)?.hash === fact.hash ? [] : [wordOn(fact, state, beside)]

const wordOn = (fact: Fact<HubEvent>, { facts }: CustodyState, beside: object): Decision<HubEvent> =>
  nextWord({ ...fact, event: { ...fact.event, data: { ...fact.event.data, ...beside } } as HubEvent }, facts)

/** What changed in the release dates. */
export function decideDates(
  told: DatesTold,
  source: string,
  { dates, facts, record }: CustodyState,
  { now, hashOf }: Deciding,
): readonly Decision<HubEvent>[] {
  const changes = changesOf(dates, told)
  if (changes.length === 0) return []
  const after = withChanges(dates, changes)
  const sentenceType = record?.says.indeterminate ? 'indeterminate' : 'determinate'
  const event = eventOf('hub.custody.v1.ReleaseDatesChanged', {
    changes: [...changes],
    source,
    ...counting('prisonEffective', prisonEffective(after)),
    ...counting('handoverEarliest', handoverEarliest(after, sentenceType, londonDate(now))),
    ...counting('resettlementDisplayed', resettlementDisplayed(after)),
    pairProblems: pairProblems(after).map(({ pair }) => pair),
    personal: {},
  })
  return [nextWord({ key: 'release-dates', event, hash: hashOf(event), occurredAt: now }, facts)]
}

const counting = (field: string, found: CountingDate | undefined): object =>
  found ? { [field]: { type: found.type.toUpperCase(), date: found.date } } : {}

/** Told when it is another than before. */
function decideCom(
  com: CommunityManager,
  state: CustodyState,
  { now, hashOf }: Deciding,
): readonly Decision<HubEvent>[] {
  if (com === comNow(state)) return []
  const event = eventOf('hub.custody.v1.CommunityOffenderManagerChanged', { com, personal: {} })
  return [nextWord({ key: 'community-manager', event, hash: hashOf(event), occurredAt: now }, state.facts)]
}

/** A difference is over, or another one, also when it is the hub's own answer that changed. */
export const decideDifference = (state: CustodyState, deciding: Deciding): readonly Decision<HubEvent>[] =>
  state.theirs ? decideTheirs(state.theirs, state, deciding) : []

/** Agreement is silent; a difference names both answers, until they agree again. */
function decideTheirs(
  theirs: HandoverStanding,
  state: CustodyState,
  { now, hashOf }: Deciding,
): readonly Decision<HubEvent>[] {
  const { facts } = state
  const ours = standingNow(state, londonDate(now))
  const known = facts.get(DIFFERS)
  const differs = ours ? differencesOf(ours, theirs) : []
  if (differs.length === 0) {
    if (!known || known.retracted) return []
    const why = ours ? 'the allocation manager and the hub agree again' : 'the hub has no answer any more'
    return [{ ...nextWord(retraction(DIFFERS, known, now, why), facts), retracts: known.id }]
  }
  const event = eventOf('hub.custody.v1.HandoverDiffers', { ours, theirs, differs: [...differs], personal: {} })
  const hash = hashOf(event)
  if (known && !known.retracted && known.hash === hash) return []
  return [nextWord({ key: DIFFERS, event, hash, occurredAt: now }, facts)]
}

function differencesOf(ours: HandoverStanding, theirs: HandoverStanding): readonly string[] {
  const isCommunity = ({ responsibility }: HandoverStanding) =>
    responsibility === Responsibility.RESPONSIBILITY_COMMUNITY
  return [
    ...(isCommunity(ours) === isCommunity(theirs) ? [] : ['responsibility']),
    ...(isSameDate(ours.start, theirs.start) ? [] : ['start']),
    ...(isSameDate(ours.handover, theirs.handover) ? [] : ['handover']),
  ]
}
