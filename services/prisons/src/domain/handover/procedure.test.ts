import { parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import {
  type CalculatedCase,
  chasersOn,
  checklistOf,
  handoverType,
  isComAllocationOverdue,
  isInProgress,
  isUpcoming,
} from './procedure'

const date = (text: string) => parseCalendarDate(text)!
const UPCOMING: CalculatedCase = {
  responsibility: 'CustodyOnly',
  handoverStartDate: date('2026-06-30'),
  handoverDate: date('2026-06-30'),
  reason: 'determinate',
}
const PASSED: CalculatedCase = { ...UPCOMING, responsibility: 'Community' }
const SHORT: CalculatedCase = { responsibility: 'Community', reason: 'determinate_short' }

describe('the lists', () => {
  it.each([
    ['2026-05-04', UPCOMING, false],
    ['2026-05-05', UPCOMING, true],
    ['2026-06-29', UPCOMING, true],
    ['2026-06-30', UPCOMING, false],
    ['2026-06-01', { ...UPCOMING, responsibility: 'CustodyWithCom' } as const, false],
    ['2026-06-01', PASSED, false],
    ['2026-06-01', { responsibility: 'CustodyOnly', reason: 'release_date_unknown' } as const, false],
  ])('on %s a handover is upcoming (%#)', (on, facts, expected) => {
    expect(isUpcoming(facts, date(on))).toBe(expected)
  })

  it('of handovers in progress has those of the community by a date', () => {
    expect([PASSED, UPCOMING, SHORT].map(isInProgress)).toEqual([true, false, false])
  })

  it.each([
    ['2026-07-01', PASSED, false, false],
    ['2026-07-02', PASSED, false, true],
    ['2026-08-02', PASSED, false, true],
    ['2026-08-02', PASSED, true, false],
    ['2026-08-02', UPCOMING, false, false],
    ['2026-08-02', SHORT, false, false],
  ])('on %s a COM is overdue (%#)', (on, facts, hasCom, expected) => {
    expect(isComAllocationOverdue(facts, hasCom, date(on))).toBe(expected)
  })
})

describe('the chasers', () => {
  const START = { ...UPCOMING, handoverStartDate: date('2026-01-10') }
  it.each<[string, CalculatedCase, boolean, string | undefined, readonly string[]]>([
    ['2026-05-04', UPCOMING, false, undefined, []],
    ['2026-05-05', UPCOMING, false, undefined, ['upcoming_handover']],
    ['2026-05-05', UPCOMING, true, undefined, ['upcoming_handover']],
    ['2026-05-06', UPCOMING, false, undefined, []],
    ['2026-06-30', PASSED, true, undefined, ['handover_date']],
    ['2026-06-30', PASSED, false, undefined, []],
    ['2026-07-01', PASSED, true, undefined, []],
    ['2026-07-07', PASSED, false, undefined, ['follow_up']],
    ['2026-07-07', PASSED, true, undefined, []],
    ['2026-01-17', START, false, undefined, ['follow_up']],
    ['2026-07-14', PASSED, false, undefined, ['com_allocation_overdue']],
    ['2026-07-14', PASSED, true, undefined, []],
    ['2026-07-15', PASSED, false, undefined, []],
    ['2026-07-15', SHORT, false, undefined, ['determinate_short_without_com']],
    ['2026-07-15', SHORT, true, undefined, []],
    ['2026-07-15', SHORT, false, '2026-07-14', []],
    ['2026-07-15', SHORT, false, '2026-07-13', ['determinate_short_without_com']],
    ['2026-07-15', SHORT, false, '2026-07-01', ['determinate_short_without_com']],
  ])('on %s (%#)', (on, facts, hasCom, lastSent, expected) => {
    const codes = chasersOn(facts, hasCom, date(on), lastSent ? date(lastSent) : undefined).map(({ code }) => code)
    expect(codes).toEqual(expected)
  })
})

describe('the type of a handover', () => {
  it.each([
    [{ hasProbationRecord: true, reason: 'determinate_short', enhancedResourcing: true }, 'none'],
    [{ hasProbationRecord: true, reason: 'determinate', enhancedResourcing: true }, 'enhanced'],
    [{ hasProbationRecord: true, reason: 'determinate' }, 'enhanced'],
    [{ hasProbationRecord: true, reason: 'determinate', enhancedResourcing: false }, 'standard'],
    [{ hasProbationRecord: false, reason: 'determinate', enhancedResourcing: false }, undefined],
    [{ hasProbationRecord: true, enhancedResourcing: false }, undefined],
  ])('%j: %s', (facts, expected) => {
    expect(handoverType(facts)).toBe(expected)
  })

  it.each([
    ['none', '2026-09-01', []],
    ['standard', '2026-08-31', ['contacted_com', 'sent_handover_report']],
    ['standard', '2026-09-01', ['contacted_com', 'sent_handover_report']],
    ['enhanced', '2026-08-31', ['reviewed_oasys', 'contacted_com', 'attended_handover_meeting']],
    ['enhanced', '2026-09-01', ['reviewed_oasys', 'contacted_com']],
  ] as const)('%s, handover on %s: %j', (type, handoverDate, tasks) => {
    expect(checklistOf(type, date(handoverDate))).toEqual(tasks)
  })
})
