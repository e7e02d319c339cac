import { addDays, type CalendarDate, compareDates } from '@hub/calendar'
import type { PreReleaseWindow } from '@hub/contracts/custody'
import type { ReleaseDates } from '../release-dates/dates'
import { resettlementDisplayed } from '../release-dates/which-date'

/** 12 weeks; hmpps-resettlement-passport-ui: server/utils/preReleaseWindow.ts. */
const WINDOW_DAYS = 84

/**
 * The pre-release window of these dates: it opens 84 days before the release date that resettlement shows, and stays open
 * however long that date has passed. Without that date there is none.
 */
export function windowOf(dates: ReleaseDates): PreReleaseWindow | undefined {
  const displayed = resettlementDisplayed(dates)
  return (
    displayed && {
      opensOn: addDays(displayed.date, -WINDOW_DAYS),
      displayed: { type: displayed.type.toUpperCase(), date: displayed.date },
    }
  )
}

/** Open from the morning of that day on. */
export const isOpen = ({ opensOn }: PreReleaseWindow, on: CalendarDate): boolean =>
  opensOn !== undefined && compareDates(opensOn, on) <= 0
