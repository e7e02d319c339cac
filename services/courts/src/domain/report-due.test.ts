import { addDays, type CalendarDate, compareDates, isWorkingDay, parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { reportDue } from './report-due'
import { reportDueOf } from './report-due-rule'

const date = (text: string): CalendarDate => parseCalendarDate(text)!
const answer = (facts: Readonly<Record<string, unknown>> & { requestedOn: string }) => reportDueOf(facts).result

describe('when a report is due', () => {
  it.each([
    ['the next hearing', { nextHearing: '2026-03-30' }, { due: '2026-03-30', by: 'hearing', reminder: '2026-03-27' }],
    ['a hearing after a bank holiday', { nextHearing: '2026-04-07' }, { due: '2026-04-07', reminder: '2026-04-02' }],
    ['a hearing on the day itself', { nextHearing: '2026-03-02' }, { due: '2026-03-23', by: 'type' }],
    ['an oral one', { reportType: 'oral' }, { due: '2026-03-02', by: 'type', reminder: null }],
    ['a fast one', { reportType: 'fast' }, { due: '2026-03-09', reminder: '2026-03-06' }],
    ['a standard one', { reportType: 'standard' }, { due: '2026-03-23' }],
    ['one of no type', {}, { due: '2026-03-23' }],
    ['one of no type for a cohort', { cohorts: ['at-risk-of-custody'] }, { due: '2026-03-09' }],
    ['an unknown type for no cohort', { reportType: 'unknown', cohorts: [] }, { due: '2026-03-23' }],
    ['over Christmas', { requestedOn: '2026-12-22', reportType: 'fast' }, { due: '2026-12-31' }],
  ])('%s', (_, facts, expected) => {
    expect(answer({ requestedOn: '2026-03-02', ...facts })).toMatchObject({ pilot: null, ...expected })
  })

  it('says which row decided', () => {
    expect(reportDueOf({ requestedOn: '2026-03-02', cohorts: ['women'] }).decidedBy).toEqual({
      row: 'fast, 5 working days (priority cohort)',
      source: 'parliamentary answer 98201, 9 October 2020',
    })
  })

  it('is never before the request, and by type a working day; the reminder lies between', () => {
    const day = fc.integer({ min: 0, max: 12_000 }).map(n => addDays(date('2000-01-01'), n))
    fc.assert(
      fc.property(
        day,
        fc.option(day, { nil: undefined }),
        fc.constantFrom('oral', 'fast', 'standard', undefined),
        (requestedOn, nextHearing, reportType) => {
          const due = reportDue({
            requestedOn,
            cohorts: [],
            ...(nextHearing ? { nextHearing } : {}),
            ...(reportType ? { reportType } : {}),
          })
          // Long ago and far ahead nobody knows the bank holidays.
          if (!due) return
          expect(compareDates(due.due, requestedOn)).toBeGreaterThanOrEqual(0)
          if (due.by === 'type' && reportType !== 'oral') expect(isWorkingDay(due.due)).toBe(true)
          if (!due.reminder) return
          expect(isWorkingDay(due.reminder)).toBe(true)
          expect(compareDates(due.reminder, requestedOn)).toBeGreaterThan(0)
          expect(compareDates(due.reminder, due.due)).toBeLessThan(0)
        },
      ),
    )
  })
})
