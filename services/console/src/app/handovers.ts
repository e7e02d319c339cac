import type { CalendarDate } from '@hub/calendar'
import type { UpcomingHandover } from '@hub/contracts/custody'
import type { ConsolePorts } from '../ports'
import { askOne } from './contexts'
import { type StandingView, standingView } from './custody'
import { type ProgressView, progressView } from './progress'

/** A person's handover as the page shows it. */
export interface HandoverRow extends StandingView {
  readonly personId: string
  readonly nomsNumber: string
  readonly progress?: ProgressView
}

/** How many a page shows. */
export const MOST_HANDOVERS = 200

/** Handovers of those whom a prison holds, the next first, from a day on; without one from today, and those overdue. */
export async function readHandovers(
  { custody }: ConsolePorts,
  prisonId: string,
  from?: CalendarDate,
): Promise<{ readonly handovers: readonly HandoverRow[]; readonly overdue: readonly HandoverRow[] }> {
  const { handovers, overdue } = await askOne('prisons', () =>
    custody.listHandovers({ prisonId, limit: MOST_HANDOVERS, ...(from ? { from } : {}) }),
  )
  return { handovers: handovers.flatMap(rowOf), overdue: overdue.flatMap(rowOf) }
}

const rowOf = ({ standing, progress, personId, nomsNumber }: UpcomingHandover): readonly HandoverRow[] =>
  standing
    ? [{ personId, nomsNumber, ...standingView(standing), ...(progress ? { progress: progressView(progress) } : {}) }]
    : []
