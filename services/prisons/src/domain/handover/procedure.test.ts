import { formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import { type HandoverStep, HandoverTask, HandoverType } from '@hub/contracts/custody'
import { describe, expect, it } from '@jest/globals'
import {
  type CalculatedCase,
  checklistOf,
  handoverType,
  isComAllocationOverdue,
  isInProgress,
  isUpcoming,
  nextStep,
  type Said,
  stepsDue,
  stepsOver,
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

describe('the steps', () => {
  const STARTED = { ...UPCOMING, responsibility: 'CustodyWithCom', handoverStartDate: date('2026-01-10') } as const
  const OPEN = { ...STARTED, reason: 'indeterminate_open' }
  const LONG_AGO = date('2025-01-01')
  const procedureOf = (facts: CalculatedCase, hasCom: boolean | undefined, said: Record<string, Said> = {}) => ({
    facts,
    hasCom,
    datesSaidOn: LONG_AGO,
    said: new Map(Object.entries(said).map(([step, each]) => [`HANDOVER_STEP_${step}` as HandoverStep, each])),
  })
  const codes = (due: readonly { readonly step: HandoverStep }[]) =>
    due.map(({ step }) => step.replace('HANDOVER_STEP_', ''))
  const saidOn = (text: string): Said => ({ dueOn: date(text), saidOn: date(text) })

  it.each<[string, CalculatedCase, boolean, readonly string[]]>([
    ['2026-05-04', UPCOMING, false, []],
    ['2026-05-05', UPCOMING, false, ['UPCOMING_HANDOVER']],
    ['2026-05-05', UPCOMING, true, ['UPCOMING_HANDOVER']],
    // Who becomes known later is upcoming at once.
    ['2026-06-29', UPCOMING, false, ['UPCOMING_HANDOVER']],
    ['2026-06-29', PASSED, true, []],
    ['2026-06-30', PASSED, true, ['HANDOVER_DATE']],
    ['2026-06-30', PASSED, false, []],
    ['2026-07-06', PASSED, false, []],
    ['2026-07-07', PASSED, false, ['FOLLOW_UP']],
    // Who is named later is told of nothing that was for the day.
    ['2026-07-07', PASSED, true, []],
    ['2026-01-16', STARTED, false, []],
    ['2026-01-17', STARTED, false, ['FOLLOW_UP']],
    ['2026-07-13', PASSED, false, []],
    ['2026-07-14', PASSED, false, ['COMMUNITY_MANAGER_OVERDUE']],
    ['2026-07-15', PASSED, false, []],
    // The list of upcoming handovers is of custody alone, the e-mail is not.
    ['2026-05-05', STARTED, true, ['UPCOMING_HANDOVER']],
    ['2026-05-06', STARTED, true, []],
    ['2026-07-15', SHORT, false, ['SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER']],
    ['2026-07-15', SHORT, true, []],
    ['2026-02-01', OPEN, false, ['OPEN_CONDITIONS_WITHOUT_COMMUNITY_MANAGER']],
    ['2026-02-01', OPEN, true, []],
  ])('on %s (%#)', (on, facts, hasCom, expected) => {
    expect(codes(stepsDue(procedureOf(facts, hasCom), date(on)))).toEqual(expected)
  })

  it('are said once for each day, and not made up for where the dates were said after it', () => {
    const said = procedureOf(PASSED, false, { FOLLOW_UP: saidOn('2026-07-07') })
    expect(codes(stepsDue(said, date('2026-07-14')))).toEqual(['COMMUNITY_MANAGER_OVERDUE'])
    const moved = procedureOf(PASSED, false, { FOLLOW_UP: saidOn('2026-07-06') })
    expect(codes(stepsDue(moved, date('2026-07-07')))).toEqual(['FOLLOW_UP'])
    const late = { ...procedureOf(PASSED, false), datesSaidOn: date('2026-07-08') }
    expect(codes(stepsDue(late, date('2026-07-14')))).toEqual(['COMMUNITY_MANAGER_OVERDUE'])
    expect(stepsDue({ ...said, datesSaidOn: undefined }, date('2026-07-14'))).toEqual([])
  })

  it.each([
    ['2026-07-14', false, []],
    ['2026-07-15', false, ['SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER']],
    ['2026-08-01', false, ['SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER']],
    ['2026-08-01', true, []],
    // Nobody tells whether anybody is named.
    ['2026-08-01', undefined, []],
  ])('of a short sentence come every two days while nobody is named: %s, %s', (on, hasCom, expected) => {
    const procedure = procedureOf(SHORT, hasCom, { SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER: saidOn('2026-07-13') })
    expect(codes(stepsDue(procedure, date(on)))).toEqual(expected)
  })

  it.each([[false], [undefined]])(
    'of open conditions come once, where it is known that nobody is named: %s',
    hasCom => {
      const procedure = procedureOf(OPEN, hasCom, { OPEN_CONDITIONS_WITHOUT_COMMUNITY_MANAGER: saidOn('2026-02-01') })
      expect(stepsDue(procedure, date('2026-02-03'))).toEqual([])
    },
  )

  it('begin anew once their reason is gone; of a short sentence once the community is not responsible any more', () => {
    const over = (facts?: CalculatedCase) => codes(stepsOver(facts).map(step => ({ step })))
    expect(over(OPEN)).toEqual(['SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER'])
    expect(over(PASSED)).toEqual(['OPEN_CONDITIONS_WITHOUT_COMMUNITY_MANAGER'])
    expect(over()).toHaveLength(2)
  })

  it.each<[string, CalculatedCase, boolean | undefined, Record<string, Said>, string | undefined]>([
    ['2026-01-01', UPCOMING, false, {}, '2026-05-05'],
    ['2026-05-05', UPCOMING, false, { UPCOMING_HANDOVER: saidOn('2026-05-05') }, '2026-07-07'],
    ['2026-05-05', UPCOMING, true, { UPCOMING_HANDOVER: saidOn('2026-05-05') }, '2026-06-30'],
    ['2026-07-07', PASSED, false, {}, '2026-07-14'],
    ['2026-07-14', PASSED, false, {}, undefined],
    ['2026-07-13', SHORT, false, { SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER: saidOn('2026-07-13') }, '2026-07-15'],
    ['2026-07-13', SHORT, undefined, { SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER: saidOn('2026-07-13') }, undefined],
    ['2026-07-13', SHORT, true, {}, undefined],
  ])('after %s the next is due on a day that is known (%#)', (on, facts, hasCom, said, expected) => {
    const next = nextStep(procedureOf(facts, hasCom, said), date(on))
    expect(next && formatCalendarDate(next)).toBe(expected)
  })
})

describe('the type of a handover', () => {
  it.each([
    [{ hasProbationRecord: true, reason: 'determinate_short', enhancedResourcing: true }, 'NONE'],
    [{ hasProbationRecord: true, reason: 'determinate', enhancedResourcing: true }, 'ENHANCED'],
    [{ hasProbationRecord: true, reason: 'determinate' }, 'ENHANCED'],
    [{ hasProbationRecord: true, reason: 'determinate', enhancedResourcing: false }, 'STANDARD'],
    [{ hasProbationRecord: false, reason: 'determinate', enhancedResourcing: false }, 'UNSPECIFIED'],
    [{ hasProbationRecord: true, enhancedResourcing: false }, 'UNSPECIFIED'],
  ])('%j: %s', (facts, expected) => {
    expect(handoverType(facts)).toBe(`HANDOVER_TYPE_${expected}`)
  })

  it.each([
    ['NONE', '2026-09-01', []],
    ['UNSPECIFIED', '2026-09-01', []],
    ['STANDARD', '2026-08-31', ['CONTACTED_COM', 'SENT_HANDOVER_REPORT']],
    ['STANDARD', '2026-09-01', ['CONTACTED_COM', 'SENT_HANDOVER_REPORT']],
    ['ENHANCED', '2026-08-31', ['REVIEWED_OASYS', 'CONTACTED_COM', 'ATTENDED_HANDOVER_MEETING']],
    ['ENHANCED', '2026-09-01', ['REVIEWED_OASYS', 'CONTACTED_COM']],
  ] as const)('%s, handover on %s: %j', (type, handoverDate, tasks) => {
    const asked = checklistOf(HandoverType[`HANDOVER_TYPE_${type}`], date(handoverDate))
    expect(asked).toEqual(tasks.map(task => HandoverTask[`HANDOVER_TASK_${task}`]))
  })
})
