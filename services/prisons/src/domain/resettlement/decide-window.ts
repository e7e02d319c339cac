import type { CalendarDate } from '@hub/calendar'
import { compareDates, isSameDate, londonDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import {
  type ChangeReason,
  type PreReleaseWindow,
  ResettlementReport,
  ResettlementReportState,
} from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { nextWord } from '../facts'
import { caseOf, RECORD_NOT_KNOWN } from '../standing'
import type { CustodyState } from '../state'
import { endOfStay, isOfStay, stayOf } from '../stay'
import { isOpen, windowOf } from './window'

interface Deciding {
  readonly now: Moment
  readonly because: ChangeReason
  readonly hashOf: (event: HubEvent) => string
}

/** The pre-release window that is open on a day, by what is known of this stay in custody. */
export function windowOn(state: CustodyState, on: CalendarDate): PreReleaseWindow | undefined {
  const window = caseOf(state) && windowOf(state.dates)
  return window && isOpen(window, on) ? window : undefined
}

/** What changed in the pre-release window, since it was last said. */
export function decideWindow(state: CustodyState, { now, because, hashOf }: Deciding): readonly Decision<HubEvent>[] {
  const today = londonDate(now)
  const { window: before, openedOn } = state.resettlement
  const window = windowOn(state, today)
  const say = (event: HubEvent) => [
    nextWord({ key: 'pre-release-window', event, hash: hashOf(event), occurredAt: now }, state.facts),
  ]
  // Somebody back in custody has a release date of an earlier stay, until there is another.
  if (window && (!before || (!isOfThisStay(before, state) && isOfThisStay(window, state))))
    return say(
      eventOf('hub.custody.v1.PreReleaseWindowOpened', {
        window,
        because,
        saidOn: today,
        ...(isOfThisStay(window, state) && !isSubmitted(state) ? { reportDue: window.displayed!.date } : {}),
        personal: {},
      }),
    )
  if (window && before && !isSameDate(window.opensOn, before.opensOn))
    return say(eventOf('hub.custody.v1.PreReleaseWindowMoved', { window, because, before, openedOn, personal: {} }))
  if (!window && before)
    return say(
      eventOf('hub.custody.v1.PreReleaseWindowClosed', { before, because, reason: whyClosed(state), personal: {} }),
    )
  return []
}

/** The release date is none that lies before this stay in custody began. */
export function isOfThisStay({ displayed }: PreReleaseWindow, state: CustodyState): boolean {
  const { began } = stayOf(state)
  return !began || !displayed?.date || compareDates(displayed.date, londonDate(began)) >= 0
}

/** How far the pre-release report of this stay in custody is. */
export function preReleaseReportOf(state: CustodyState): ResettlementReportState {
  const told = state.resettlement.reports.get(ResettlementReport.RESETTLEMENT_REPORT_PRE_RELEASE)
  return told && isOfStay(state, told.toldAt)
    ? told.standing.state
    : ResettlementReportState.RESETTLEMENT_REPORT_STATE_UNSPECIFIED
}

const isSubmitted = (state: CustodyState): boolean =>
  preReleaseReportOf(state) === ResettlementReportState.RESETTLEMENT_REPORT_STATE_SUBMITTED

function whyClosed(state: CustodyState): string {
  const ended = endOfStay(state)
  if (ended) return ended
  if (!caseOf(state)) return RECORD_NOT_KNOWN
  return windowOf(state.dates) ? 'release_later' : 'no_release_date'
}
