import { type PromiseStanding, PromiseState } from './gen/hub/obligation/v1/types'

/** The row of a promised pre-sentence report. */
export const REPORT_PROMISE = 'pre-sentence-report'

/** What a court is told of a report that it asked for. */
export type ReportOutcome = 'requested' | 'in progress' | 'ready' | 'late' | 'not needed'

/** What a report that was promised comes to for its court. One that is ready and was late says by how much beside it. */
export function reportOutcome({ state, step }: Pick<PromiseStanding, 'state' | 'step'>): ReportOutcome {
  switch (state) {
    case PromiseState.PROMISE_STATE_KEPT:
    case PromiseState.PROMISE_STATE_KEPT_LATE:
      return 'ready'
    case PromiseState.PROMISE_STATE_MISSED:
      return 'late'
    case PromiseState.PROMISE_STATE_CANCELLED:
      return 'not needed'
    default:
      return step === '' ? 'requested' : 'in progress'
  }
}

/** The last stage that was told of, in words; empty when none was. */
export const reportStage = ({ step }: Pick<PromiseStanding, 'step'>): string =>
  step
    .replace(/^REPORT_STAGE_/, '')
    .replaceAll('_', ' ')
    .toLowerCase()
