import { addDays, type CalendarDate, formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import type { ListReleasesRequest, ResettlementReportState, UpcomingRelease } from '@hub/contracts/custody'
import type { RecordedOf } from '@hub/service'
import type { Match, Query, Store, Tx } from '@hub/store'
import { isOfThisStay, preReleaseReportOf } from '../domain/resettlement/decide-window'
import { isOpen, windowOf } from '../domain/resettlement/window'
import { caseOf } from '../domain/standing'
import type { CustodyState } from '../domain/state'
import { type NoteOf, noteChanged } from './note-changed'

/** The release of somebody whom a prison manages, as resettlement shows it. */
interface Release {
  readonly prisonId: string
  readonly type: string
  /** YYYY-MM-DD. */
  readonly release: string
  /** YYYY-MM-DD. */
  readonly opensOn: string
  readonly preReleaseReport: ResettlementReportState
}

const RELEASES = 'releases'

/** Keeps the release of a prison number where it changed. */
export const noteRelease = (
  tx: Tx,
  change: { readonly before: CustodyState; readonly after: CustodyState },
  about: RecordedOf,
): void => noteChanged(tx, RELEASES, releaseOf, change, about)

/** Undefined without a date of this stay to show, and of somebody whom no prison manages any more. */
function releaseOf(state: CustodyState): Release | undefined {
  const prisonId = caseOf(state)?.prisonId
  const window = windowOf(state.dates)
  if (!prisonId || !window || !isOfThisStay(window, state)) return undefined
  return {
    prisonId,
    type: window.displayed!.type,
    release: formatCalendarDate(window.displayed!.date!),
    opensOn: formatCalendarDate(window.opensOn!),
    preReleaseReport: preReleaseReportOf(state),
  }
}

const WEEKS = 12
const FEW = 200
const MOST = 1_000

/** Releases from a prison from today on, the next first, and those that were to be before. At most 1,000 of each. */
export async function listReleases(
  store: Pick<Store, 'find'>,
  { prisonId, weeks, limit }: ListReleasesRequest,
  today: CalendarDate,
): Promise<{ readonly releases: UpcomingRelease[]; readonly overdue: UpcomingRelease[] }> {
  const first = formatCalendarDate(today)
  const after = formatCalendarDate(addDays(today, (weeks > 0 ? weeks : WEEKS) * 7 + 1))
  const find = async (release: Match) => {
    const query: Query = { where: { prisonId, release }, order: [{ field: 'release' }] }
    const found = await store.find<NoteOf<Release>>(RELEASES, query, { limit: Math.min(limit > 0 ? limit : FEW, MOST) })
    return found.map(row => upcomingOf(row, today))
  }
  return { releases: await find({ from: first, below: after }), overdue: await find({ below: first }) }
}

const upcomingOf = (
  { personId, nomsNumber, type, release, opensOn, preReleaseReport }: NoteOf<Release>,
  today: CalendarDate,
): UpcomingRelease => ({
  personId,
  nomsNumber,
  displayed: { type, date: parseCalendarDate(release) },
  preReleaseWindow: isOpen({ opensOn: parseCalendarDate(opensOn), displayed: undefined }, today),
  preReleaseReport,
})
