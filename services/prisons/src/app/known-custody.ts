import { type CalendarDate, compareInstants, formatCalendarDate } from '@hub/calendar'
import {
  type CountingDate,
  type Custody,
  CustodyStatus,
  type KnownPathway,
  type KnownReport,
  Pathway,
  type PrisonerCustody,
  type ReleaseDate,
  ResettlementReport,
} from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'
import { handoverOn } from '../domain/handover/handover'
import { reviewsByHearing } from '../domain/handover/parole'
import { doneNow, progressIn, progressOn } from '../domain/handover/progress'
import { ruleSetOn } from '../domain/handover/rule-sets'
import { afterMovement, isHeldAlike } from '../domain/held'
import { CONFIRMED } from '../domain/release-dates/changes'
import { effectiveDate, RELEASE_DATE_TYPES, type ReleaseDates, type SentenceType } from '../domain/release-dates/dates'
import { keyDatesNow } from '../domain/release-dates/decide-key-dates'
import { HANDOVER_KEY_DATES, KEY_DATES } from '../domain/release-dates/key-dates'
import { pairProblems } from '../domain/release-dates/pairs'
import {
  type CountingDate as Counting,
  handoverEarliest,
  prisonEffective,
  resettlementDisplayed,
} from '../domain/release-dates/which-date'
import { onWorkingDay } from '../domain/release-dates/working-day'
import { movementsOf } from '../domain/reports'
import { windowOn } from '../domain/resettlement/decide-window'
import { shortSentenceTeam } from '../domain/resettlement/short-sentence'
import { caseOn, nextLook } from '../domain/standing'
import type { CustodyState } from '../domain/state'
import { isOfStay, probationNow, stayOf } from '../domain/stay'

/** Everything known of a prison number, as it stands on a day. */
export function knownCustody(state: CustodyState, today: CalendarDate): Omit<PrisonerCustody, 'nomsNumber'> {
  const { record, dates, standing } = state
  const stretches = stretchesOf(state)
  const sentenceType: SentenceType = record?.says.indeterminate ? 'indeterminate' : 'determinate'
  const keyDates = keyDatesNow(state)
  return {
    now: stretches.at(-1),
    stretches,
    record: record?.says,
    recordReadAt: record?.readAt,
    dates: datesOf(dates),
    prisonEffective: counting(prisonEffective(dates)),
    handoverEarliest: counting(handoverEarliest(dates, sentenceType, today)),
    resettlementDisplayed: counting(resettlementDisplayed(dates)),
    keyDates: [
      ...KEY_DATES.map(({ code }) => ({ type: code, date: keyDates[code] })),
      ...HANDOVER_KEY_DATES.map(({ code, of }) => ({ type: code, date: standing?.[of] })),
    ].filter(({ date }) => date),
    questions: [...pairProblems(dates).map(({ text }) => text), ...noWorkingDays(dates)],
    standing,
    standingSource: standing ? sourceOf(state, today) : '',
    nextLook: nextLook(state, today),
    pathways: pathwaysOf(state),
    reports: reportsOf(state),
    preReleaseWindow: windowOn(state, today),
    shortSentenceTeam: shortSentenceTeam(standing, probationNow(state), today),
    handoverProgress: standing && progressOn(standing, progressIn(state), today),
    paroleReviews: reviewsByHearing(state.paroleReviews.values()),
    handoverTasksDone: [...doneNow(state)],
  }
}

/** Known pathways in the order of the service, others after them. */
const pathwaysOf = (state: CustodyState): KnownPathway[] =>
  [...state.resettlement.pathways.values()]
    .map(({ pathway, code, standing, toldAt }) => ({
      pathway,
      pathwayCode: code,
      standing,
      ofEarlierStay: !isOfStay(state, toldAt),
    }))
    .sort((a, b) => PATHWAYS.indexOf(a.pathway) - PATHWAYS.indexOf(b.pathway))

const PATHWAYS: readonly Pathway[] = Object.values(Pathway)

const reportsOf = (state: CustodyState): KnownReport[] =>
  [...state.resettlement.reports]
    .map(([report, { standing, findings, toldAt }]) => ({
      report,
      standing,
      findings: [...findings],
      ofEarlierStay: !isOfStay(state, toldAt),
    }))
    .sort((a, b) => REPORTS.indexOf(a.report) - REPORTS.indexOf(b.report))

const REPORTS: readonly ResettlementReport[] = Object.values(ResettlementReport)

/**
 * Where a person was held, as each movement left it, and the record where no movement tells of a release. Neighbours that
 * say the same are one, from the first of them on.
 */
function stretchesOf(state: CustodyState): Custody[] {
  const stretches: Custody[] = []
  const byRecord = [...stayOf(state).byRecord]
  const endBefore = (moment?: Moment) => {
    const last = stretches.at(-1)
    if (!last || !byRecord[0] || (moment && compareInstants(byRecord[0], moment) > 0)) return
    const since = byRecord.shift()!
    stretches.push({ ...last, status: CustodyStatus.CUSTODY_STATUS_RELEASED, recall: false, since })
  }
  for (const movement of movementsOf(state.reports)) {
    endBefore(movement.occurredAt)
    const last = stretches.at(-1)
    const next = afterMovement(last, movement)
    if (next && !isHeldAlike(last, next)) stretches.push(next)
  }
  endBefore()
  return stretches
}

const datesOf = ({ byType, confirmed }: ReleaseDates): ReleaseDate[] => [
  ...RELEASE_DATE_TYPES.flatMap(({ code }) => {
    const { calculated, override } = byType[code] ?? {}
    return calculated || override ? [{ type: code, calculated, override }] : []
  }),
  ...(confirmed ? [{ type: CONFIRMED, calculated: confirmed, override: undefined }] : []),
]

const counting = (found: Counting | undefined): CountingDate | undefined =>
  found && { type: found.type.toUpperCase(), date: found.date }

/** Dates on which nobody is released, though they stand as they are. */
const noWorkingDays = (dates: ReleaseDates): readonly string[] =>
  RELEASE_DATE_TYPES.flatMap(({ code }) => {
    const date = effectiveDate(dates, code)
    const effect = date && onWorkingDay(code, date)
    if (!date || effect?.is !== 'moves') return []
    const instead = effect.to ? `expect ${formatCalendarDate(effect.to)} in its place` : 'bank holidays are not known'
    return [`${code} is ${formatCalendarDate(date)}, not a working day; ${instead}`]
  })

/** Of the row that decides today. Empty when it gives another reason than the one published: the timer is on its way. */
function sourceOf(state: CustodyState, today: CalendarDate): string {
  const facts = caseOn(state, today)
  const ruleSet = ruleSetOn(today)
  if (!facts || !ruleSet) return ''
  const { decidedBy } = handoverOn(facts, today, ruleSet)
  return decidedBy.reason === state.standing?.reason ? decidedBy.source : ''
}
