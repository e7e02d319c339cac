import { type CalendarDate, formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import {
  HandoverStanding,
  type ListHandoversRequest,
  type Responsibility,
  type UpcomingHandover,
} from '@hub/contracts/custody'
import type { RecordedOf } from '@hub/service'
import type { Query, Store, Tx } from '@hub/store'
import { isHandedOverFromStart, type Progress, progressIn, progressOn } from '../domain/handover/progress'
import { caseOf } from '../domain/standing'
import type { CustodyState } from '../domain/state'
import { type NoteOf, noteChanged } from './note-changed'

/** The handover of somebody whom a prison manages, as it was published last. */
interface Handover extends Progress {
  readonly prisonId: string
  readonly responsibility: Responsibility
  readonly reason: string
  readonly ruleSet: string
  /** By the calculation, where a prison manager decided. */
  readonly calculated: Responsibility
  readonly calculatedReason: string
  /** YYYY-MM-DD; empty when there is no such day. */
  readonly start: string
  /** YYYY-MM-DD; empty of a short sentence. */
  readonly handover: string
}

const HANDOVERS = 'handovers'

/** Keeps the handover of a prison number where it changed. */
export const noteHandover = (
  tx: Tx,
  change: { readonly before: CustodyState; readonly after: CustodyState },
  about: RecordedOf,
): void => noteChanged(tx, HANDOVERS, handoverOf, change, about)

/** Undefined without a handover, and of somebody whom no prison manages any more. */
function handoverOf(state: CustodyState): Handover | undefined {
  const { standing } = state
  const prisonId = caseOf(state)?.prisonId
  if (!prisonId || !standing || !(standing.handover || isHandedOverFromStart(standing))) return undefined
  const { responsibility, reason, ruleSet, calculated, calculatedReason, start, handover } = standing
  return {
    prisonId,
    responsibility,
    reason,
    ruleSet,
    calculated,
    calculatedReason,
    start: start ? formatCalendarDate(start) : '',
    handover: handover ? formatCalendarDate(handover) : '',
    ...progressIn(state),
  }
}

const FEW = 200
const MOST = 1_000

/** Handovers of a prison from a day on, the next first; from today also those that are overdue. At most 1,000 of each. */
export async function listHandovers(
  store: Pick<Store, 'find'>,
  { prisonId, from, limit }: ListHandoversRequest,
  today: CalendarDate,
): Promise<{ readonly handovers: UpcomingHandover[]; readonly overdue: UpcomingHandover[] }> {
  const most = Math.min(limit > 0 ? limit : FEW, MOST)
  const find = async (where: Query['where'], limit: number) => {
    const order = [{ field: 'handover' }, { field: 'start' }]
    const found = await store.find<NoteOf<Handover>>(HANDOVERS, { where: { prisonId, ...where }, order }, { limit })
    return found.map(row => upcomingOf(row, today))
  }
  const handovers = await find({ handover: { from: formatCalendarDate(from ?? today) } }, most)
  if (from) return { handovers, overdue: [] }
  const passed = await find({ hasCom: false, handover: { below: formatCalendarDate(today) } }, MOST)
  return { handovers, overdue: passed.filter(({ progress }) => progress?.comOverdue).slice(0, most) }
}

function upcomingOf(row: NoteOf<Handover>, today: CalendarDate): UpcomingHandover {
  const { personId, nomsNumber, responsibility, reason, ruleSet, calculated, calculatedReason } = row
  const { hasCom, type, tasks, done } = row
  const [start, handover] = [parseCalendarDate(row.start), parseCalendarDate(row.handover)]
  // Rows that were written before there was a calculation beside the answer have none.
  const told = { responsibility, start, handover, reason, ruleSet, calculated, calculatedReason }
  const standing = HandoverStanding.fromPartial(told)
  const progress = progressOn(standing, { hasCom, type, tasks, done }, today)
  return { personId, nomsNumber, standing, upcoming: progress?.upcoming ?? false, progress }
}
