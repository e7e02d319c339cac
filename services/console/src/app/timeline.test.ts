import { addDays, parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Stretch, type StretchKind, type TimelineAsked, timelineOf } from './timeline'

const day = (text: string) => parseCalendarDate(text)!
const held = (kind: StretchKind, from: string, prisonId = 'LEI'): Stretch => ({ kind, prisonId, from: day(from) })
const named = (name: string, date: string) => ({ name, date: day(date) })
const asked = (over: Partial<TimelineAsked>): TimelineAsked => ({
  today: day('2026-01-01'),
  stretches: [],
  handover: [],
  dates: [],
  ...over,
})

describe('bars', () => {
  it('run from each stretch to the next, the last one to today', () => {
    const drawn = timelineOf(
      asked({
        stretches: [held('prison', '2025-01-01'), held('prison', '2025-07-02', 'MDI')],
        dates: [named('CRD', '2027-01-01')],
      }),
    )!
    expect(drawn.bars).toMatchObject([
      { x: 1, width: 24.4, label: 'LEI' },
      { x: 25.4, width: 24.6, label: 'MDI' },
    ])
  })

  it('tell statuses apart by height, and only a whole bar has a name', () => {
    const drawn = timelineOf(
      asked({
        stretches: [
          held('prison', '2025-01-01'),
          held('away', '2025-04-01'),
          held('out', '2025-06-01'),
          held('at-large', '2025-08-01'),
          held('recall', '2025-10-01'),
        ],
        sentenceStart: day('2025-01-01'),
      }),
    )!
    expect(drawn.bars.map(({ kind, height, label }) => `${kind} ${height} ${label}`.trim())).toEqual([
      'prison 26 LEI',
      'away 13',
      'out 7',
      'at-large 7',
      'recall 26 LEI',
    ])
    expect(drawn.kinds).toEqual(['prison', 'recall', 'away', 'at-large', 'out'])
  })

  it('are not drawn after the end, for a part of a day, nor from tomorrow on', () => {
    const kinds = (stretches: readonly Stretch[]) => timelineOf(asked({ stretches }))!.bars.map(({ kind }) => kind)
    expect(kinds([held('prison', '2025-01-01'), held('ended', '2025-04-01')])).toEqual(['prison'])
    expect(kinds([held('prison', '2025-01-01'), held('away', '2025-04-01'), held('prison', '2025-04-01')])).toEqual([
      'prison',
      'prison',
    ])
    expect(kinds([held('prison', '2025-01-01'), held('out', '2026-02-01')])).toEqual(['prison'])
  })

  it('begin with the last stay, or before it with the sentence', () => {
    const stretches = [
      held('prison', '2010-01-01'),
      held('out', '2011-01-01'),
      held('prison', '2024-01-01'),
      held('out', '2024-06-01'),
      held('recall', '2025-01-01'),
    ]
    const last = timelineOf(asked({ stretches }))!
    expect([last.from, last.isCut, last.bars.length]).toEqual(['1 January 2025', true, 1])
    const sentence = timelineOf(asked({ stretches, sentenceStart: day('2024-01-01') }))!
    expect([sentence.from, sentence.isCut, sentence.bars.length]).toEqual(['1 January 2024', true, 3])
    const whole = timelineOf(asked({ stretches: stretches.slice(0, 2) }))!
    expect([whole.from, whole.isCut]).toEqual(['1 January 2010', false])
  })
})

describe('labels', () => {
  it('name days, those of one day together', () => {
    const { marks, height } = timelineOf(
      asked({
        sentenceStart: day('2025-01-06'),
        handover: [named('Handover', '2026-04-21')],
        dates: [named('SED', '2028-01-05'), named('CRD', '2026-07-05'), named('LED', '2028-01-05')],
      }),
    )!
    expect(marks.map(({ label }) => label)).toEqual([
      'Sentence start 6 Jan 2025',
      'Today 1 Jan 2026',
      'Handover 21 Apr 2026',
      'SED, LED 5 Jan 2028',
      'CRD 5 Jul 2026',
    ])
    expect(marks.filter(({ isToday }) => isToday)).toHaveLength(1)
    expect(height).toBeGreaterThan(Math.max(...marks.map(({ y }) => y)))
  })

  it('are left out where there is nothing but today', () => {
    expect(timelineOf(asked({}))).toBeUndefined()
    expect(timelineOf(asked({ dates: [named('CRD', '2026-01-01')] }))!.marks).toHaveLength(2)
  })

  it('share no row, stay on the narrowest page, and no bar lies on another, whatever the days', () => {
    const date = fc.integer({ min: -4_000, max: 9_000 }).map(days => addDays(day('2026-01-01'), days))
    const kind = fc.constantFrom<StretchKind>('prison', 'recall', 'away', 'hospital', 'at-large', 'out', 'ended')
    const days = fc.array(date, { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 8 }), days, date, days, (kinds, begins, start, dates) => {
        const sorted = [...begins].sort((a, b) => a.year - b.year || a.month - b.month || a.day - b.day)
        const drawn = timelineOf({
          today: day('2026-01-01'),
          stretches: sorted.map((from, index) => ({ kind: kinds[index] ?? 'prison', prisonId: 'LEI', from })),
          sentenceStart: start,
          handover: [{ name: 'Handover start', date: start }],
          dates: dates.map((each, index) => ({ name: `DATE${index}`, date: each })),
        })!
        const rows = drawn.marks.map(({ y }) => y).sort((a, b) => a - b)
        expect(rows.every((y, index) => index === 0 || y - rows[index - 1]! >= 20)).toBe(true)
        for (const { label, x, anchor } of drawn.marks) {
          // What no page of a telephone holds on one line is allowed to be wider.
          const width = label.length * 2.9
          const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
          if (width < 60) expect(left >= -0.5 && left + width <= 100.5).toBe(true)
        }
        let end = 0
        for (const { x, width } of drawn.bars) {
          expect(x).toBeGreaterThanOrEqual(end - 0.11)
          end = x + width
        }
        expect(end).toBeLessThanOrEqual(99.1)
      }),
    )
  })
})

it('names years, of many only some', () => {
  const years = (to: string) =>
    timelineOf(asked({ stretches: [held('prison', '2025-06-01')], dates: [named('SED', to)] }))!.years.map(
      ({ label }) => label,
    )
  expect(years('2028-05-01')).toEqual(['2026', '2027', '2028'])
  expect(years('2055-05-01')).toEqual(['2030', '2035', '2040', '2045', '2050'])
  expect(years('2025-12-01')).toEqual([])
})
