import { compareInstants, londonDate } from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import type {
  CommunityManager,
  Custody,
  FactConfirmed,
  HandoverStanding,
  ParoleReview,
  PrisonRecord,
  PrisonRecordChangeReported,
  ResponsibilityOverride,
} from '@hub/contracts/custody'
import { type Decision, evolveFacts, type KnownFacts, type Moment, type PastEvent } from '@hub/decider'
import { ofBooking } from './booking'
import { evolveProcedure, nothingSaid, type ProcedureSaid } from './handover/procedure-said'
import { heldOf, isHeldAlike } from './held'
import { asTold, contentOf, type MovementContent } from './movement-event'
import { type Direction, meaningOf } from './movements'
import { withChanges } from './release-dates/changes'
import type { ReleaseDates } from './release-dates/dates'
import { evolveKeyDates, type KeyDatesSaid, noKeyDatesSaid } from './release-dates/key-dates-said'
import { movementsOf, placeOf, type Report } from './reports'
import { evolveResettlement, noResettlement, type Resettlement } from './resettlement/resettlement'
import { type Whereabouts, withRecord } from './whereabouts'

/** A second report of a movement, by its own key. */
interface Confirmation {
  readonly of: string
  readonly hash: string
  readonly revision: number
}

/** What prison systems said about one prison number, and what the hub said of it. */
export interface CustodyState {
  /** When anything was recorded last. */
  readonly recordedAt?: Moment
  /** What a partner told last: when it happened, and when it was recorded. */
  readonly told?: { readonly occurredAt: Moment; readonly recordedAt: Moment } | undefined
  readonly facts: KnownFacts
  /** Every report of a movement as its own family tells it, in the order of telling: where the person is rests on them. */
  readonly reports: readonly Report[]
  /** Those that count as a fact, as they were published. */
  readonly movements: readonly Report[]
  readonly confirmations: ReadonlyMap<string, Confirmation>
  /** The prison's own record as it was read last, and when. */
  readonly record?: { readonly says: PrisonRecord; readonly readAt: Moment }
  /** What the records said of where the person is, each time it was something else. */
  readonly whereabouts: readonly Whereabouts[]
  readonly dates: ReleaseDates
  /** Eligible for early allocation, by the latest word, and when that was. */
  readonly earlyAllocation?: { readonly eligible: boolean; readonly changedAt: Moment }
  /** Whether a community offender manager is named, as it was told last, and when. */
  readonly com?: { readonly says: CommunityManager; readonly toldAt: Moment }
  /** Who is responsible, and from when, as it was published last. */
  readonly standing?: HandoverStanding
  /** Probation's record as it was read last: the region of its delivery unit, empty texts when the unit is not known. */
  readonly probation?:
    | {
        readonly regionId: string
        readonly regionName: string
        readonly readAt: Moment
        readonly enhancedResourcing?: boolean
        readonly mappaLevel?: number
      }
    | undefined
  /** What a prison manager decided last on who is responsible, of whichever stay, and when; without a value: nothing. */
  readonly override?: Partial<ResponsibilityOverride> & { readonly changedAt: Moment }
  /** The allocation manager's answer to who is responsible, while it differs from the hub's. */
  readonly theirs?: HandoverStanding | undefined
  /** By their ids. */
  readonly paroleReviews: ReadonlyMap<string, ParoleReview>
  /** What was said of the working procedure of handover. */
  readonly procedure: ProcedureSaid
  readonly resettlement: Resettlement
  readonly keyDates: KeyDatesSaid
  /** When the booking went to another number in which the person was held: what was known before is not of now. */
  readonly wentAt?: Moment
  /** Token of the number that is kept in place of this one, which was removed in a merge. */
  readonly keptAs?: string
  /**
   * What was told elsewhere that came to this number, by the key of the fact that brought it: movements and rows of a
   * number that was removed for it, movements of a booking that moved.
   */
  readonly brought: ReadonlyMap<string, readonly PastEvent<HubEvent>[]>
}

/** Key of what differs between the hub's answer and the allocation manager's. */
export const DIFFERS = 'handover-differs'
/** Key of probation's own record. */
export const PROBATION = 'probation-record'

export const nothingKnown: CustodyState = {
  facts: new Map(),
  reports: [],
  movements: [],
  confirmations: new Map(),
  dates: { byType: {} },
  whereabouts: [],
  procedure: nothingSaid,
  resettlement: noResettlement,
  keyDates: noKeyDatesSaid,
  brought: new Map(),
  paroleReviews: new Map(),
}

/** Folds one recorded event into the state. */
export function evolve(state: CustodyState, past: PastEvent<HubEvent>): CustodyState {
  const next = evolveSaid(state, past)
  const { occurredAt, recordedAt, key, event } = past
  return { ...next, recordedAt, told: placeOf(key) || TOLD.has(event.type) ? { occurredAt, recordedAt } : next.told }
}

/** What partners tell of somebody beside movements. */
const TOLD: ReadonlySet<HubEvent['type']> = new Set([
  'hub.custody.v1.PrisonRecordChangeReported',
  'hub.custody.v1.ParoleReviewChanged',
])

function evolveSaid(state: CustodyState, past: PastEvent<HubEvent>): CustodyState {
  if (past.confirms) return evolveConfirmation(state, past)
  const next = { ...state, facts: evolveFacts(state.facts, past) }
  const place = placeOf(past.key)
  if (place) return evolveMovement(next, past, place)
  if (past.event.type === 'hub.custody.v1.PrisonNumbersMerged') return withBrought(next, past)
  const said = {
    ...next,
    ...evolveOther(state, past),
    procedure: evolveProcedure(state.procedure, past, because(state, past)),
    keyDates: evolveKeyDates(state.keyDates, past),
  }
  return past.event.type === 'hub.custody.v1.PrisonRecordChangeReported'
    ? withBooking(said, past, past.event.data)
    : said
}

/** The moment of what an event follows from: of what was told with it, or else its own. */
function because({ told }: CustodyState, { occurredAt, recordedAt }: PastEvent<HubEvent>): Moment {
  if (!told || compareInstants(told.recordedAt, recordedAt) !== 0) return occurredAt
  return compareInstants(told.occurredAt, occurredAt) < 0 ? told.occurredAt : occurredAt
}

/** What was told elsewhere, as though it had been told of this number now; what is known here already counts. */
function withBrought(state: CustodyState, { key: by, recordedAt }: PastEvent<HubEvent>): CustodyState {
  const known = new Set(state.reports.map(({ key }) => key))
  return (state.brought.get(by) ?? [])
    .filter(past => (placeOf(past.key) ? !known.has(past.key) : isLater(past, state)))
    .reduce((before, past) => evolve(before, { ...past, recordedAt, event: unsaid(past.event) }), state)
}

/** Of rows the one that was changed last counts, of whichever number it was told. */
function isLater(
  { key, event, occurredAt }: PastEvent<HubEvent>,
  { facts, procedure, override }: CustodyState,
): boolean {
  const last =
    event.type === 'hub.custody.v1.HandoverChecklistChanged'
      ? procedure.checklist?.changedAt
      : event.type === 'hub.custody.v1.ResponsibilityOverrideChanged'
        ? override?.changedAt
        : facts.get(key)?.occurredAt
  return !last || compareInstants(occurredAt, last) > 0
}

/** What a checklist of another number comes to was not said of this one. */
const unsaid = (event: HubEvent): HubEvent =>
  event.type === 'hub.custody.v1.HandoverChecklistChanged' ? { ...event, data: { ...event.data, past: true } } : event

/** The movements of a booking that moved go with it. */
function withBooking(
  state: CustodyState,
  past: PastEvent<HubEvent>,
  { movedFrom, movedTo, bookingStart }: PrisonRecordChangeReported,
): CustodyState {
  if (movedFrom) return withBrought(state, past)
  if (!movedTo || !bookingStart) return state
  const gone = ofBooking(state.reports, bookingStart)
  const stays = ({ key }: Report) => !gone.has(key)
  const left = { ...state, reports: state.reports.filter(stays), movements: state.movements.filter(stays) }
  return isHeldAlike(heldNow(state), heldNow(left)) ? left : { ...left, wentAt: past.recordedAt }
}

/** The state as it will be when this is recorded. */
export const after = (
  state: CustodyState,
  decisions: readonly Decision<HubEvent>[],
  recordedAt: Moment,
): CustodyState => decisions.reduce((folded, decision) => evolve(folded, { ...decision, id: '', recordedAt }), state)

/** Where the person is held now; undefined before the first movement that says so. */
export const heldNow = ({ reports }: CustodyState): Custody | undefined => heldOf(movementsOf(reports))

type Place = Pick<Report, 'family' | 'direction'>

function evolveMovement(state: CustodyState, past: PastEvent<HubEvent>, place: Place): CustodyState {
  const others = state.movements.filter(({ key }) => key !== past.key)
  const on = londonDate(past.occurredAt)
  const content = past.retracts ? undefined : contentOf(past.event, place.direction, on)
  if (!content) return { ...state, movements: others }
  const { key, hash, occurredAt, recordedAt: toldAt } = past
  const report = { ...content, ...place, key, hash, occurredAt, toldAt }
  const told = { ...report, ...asTold(content, on) }
  return { ...state, reports: withReport(state.reports, told), movements: [...others, report] }
}

/** What the other family brought to a fact leaves the hash, and is not what this family says. */
const withReport = (reports: readonly Report[], report: Report): readonly Report[] => {
  const before = reports.find(({ key }) => key === report.key)
  if (!before) return [...reports, report]
  if (before.hash === report.hash) return reports
  return reports.map(each => (each === before ? { ...report, toldAt: before.toldAt } : each))
}

function evolveOther(
  { dates, resettlement, paroleReviews, earlyAllocation, whereabouts }: CustodyState,
  past: PastEvent<HubEvent>,
): Partial<CustodyState> {
  const { event, occurredAt, recordedAt } = past
  switch (event.type) {
    case 'hub.custody.v1.PrisonRecordRead': {
      const { record: says } = event.data
      if (!says) return {}
      const readAt = recordedAt
      return { record: { says, readAt }, whereabouts: withRecord(whereabouts, says, readAt) }
    }
    case 'hub.custody.v1.ReleaseDatesChanged':
      return { dates: withChanges(dates, event.data.changes) }
    case 'hub.custody.v1.PrisonRecordChangeReported': {
      const { earlyAllocation: eligible } = event.data
      if (eligible === undefined) return {}
      const changedAt = compareInstants(recordedAt, occurredAt) < 0 ? recordedAt : occurredAt
      const isOlder = earlyAllocation && compareInstants(changedAt, earlyAllocation.changedAt) < 0
      return isOlder ? {} : { earlyAllocation: { eligible, changedAt } }
    }
    case 'hub.custody.v1.CommunityOffenderManagerChanged':
      return { com: { says: event.data.com, toldAt: recordedAt } }
    case 'hub.custody.v1.ResponsibilityChanged':
      return event.data.after ? { standing: event.data.after } : {}
    case 'hub.custody.v1.HandoverDatesSet':
    case 'hub.custody.v1.HandoverDatesChanged':
    case 'hub.custody.v1.HandoverDatesCleared':
      return event.data.standing ? { standing: event.data.standing } : {}
    case 'hub.custody.v1.HandoverDiffers':
      return { theirs: event.data.theirs }
    case 'hub.custody.v1.FactRetracted':
      return {
        ...(past.key === DIFFERS ? { theirs: undefined } : {}),
        ...(past.key === PROBATION ? { probation: undefined } : {}),
      }
    case 'hub.custody.v1.PrisonNumberRemoved':
      return event.data.kept ? { keptAs: event.data.kept.token } : {}
    case 'hub.custody.v1.ParoleReviewChanged': {
      const { after: review } = event.data
      return review ? { paroleReviews: new Map(paroleReviews).set(review.reviewId, review) } : {}
    }
    case 'hub.custody.v1.ResponsibilityOverrideChanged':
      return { override: { ...event.data.after, changedAt: occurredAt } }
    case 'hub.custody.v1.ProbationRecordRead': {
      const { regionId, regionName, enhancedResourcing, mappaLevel } = event.data
      const resourcing = enhancedResourcing === undefined ? {} : { enhancedResourcing }
      const mappa = mappaLevel === undefined ? {} : { mappaLevel }
      return { probation: { regionId, regionName, readAt: recordedAt, ...resourcing, ...mappa } }
    }
    default:
      return { resettlement: evolveResettlement(resettlement, past) }
  }
}

function evolveConfirmation(state: CustodyState, past: PastEvent<HubEvent>): CustodyState {
  if (past.event.type !== 'hub.custody.v1.FactConfirmed') return state
  const revision = (state.confirmations.get(past.key)?.revision ?? -1) + 1
  const confirmation = { of: past.event.data.factKey, hash: past.hash, revision }
  const confirmations = new Map(state.confirmations).set(past.key, confirmation)
  const place = placeOf(past.key)
  if (!place) return { ...state, confirmations }
  const { occurredAt, key, hash, recordedAt: toldAt } = past
  const content = confirmedContent(past.event.data, place.direction, occurredAt)
  const report = { ...content, ...place, key, hash, occurredAt, toldAt }
  return { ...state, confirmations, reports: withReport(state.reports, report) }
}

/** What a second report says, read back. */
function confirmedContent(
  { prisonId, reasonCode, sourceReason, recall }: FactConfirmed,
  direction: Direction,
  occurredAt: Moment,
): MovementContent {
  const meaning = meaningOf({ direction, reason: sourceReason, code: reasonCode, on: londonDate(occurredAt) })
  const told = meaning?.is === 'received' ? { ...meaning, recall } : meaning
  return { direction, meaning: told, prisonId, reasonCode, sourceReason }
}
