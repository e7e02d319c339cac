import { describe, expect, it } from '@jest/globals'
import { reportOutcome, reportStage } from '../src'
import { PromiseState } from '../src/obligation'

describe('the outcome of a report', () => {
  it.each([
    [PromiseState.PROMISE_STATE_OPEN, '', 'requested', ''],
    [PromiseState.PROMISE_STATE_OPEN, 'REPORT_STAGE_STARTED', 'in progress', 'started'],
    [PromiseState.PROMISE_STATE_KEPT, 'REPORT_STAGE_SENT_TO_COURT', 'ready', 'sent to court'],
    [PromiseState.PROMISE_STATE_KEPT_LATE, 'completed', 'ready', 'completed'],
    [PromiseState.PROMISE_STATE_MISSED, 'REPORT_STAGE_STARTED', 'late', 'started'],
    [PromiseState.PROMISE_STATE_CANCELLED, '', 'not needed', ''],
  ])('%s with step "%s" is %s, %s', (state, step, outcome, stage) => {
    expect([reportOutcome({ state, step }), reportStage({ step })]).toEqual([outcome, stage])
  })
})
