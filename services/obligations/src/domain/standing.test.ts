import { formatCalendarDate } from '@hub/calendar'
import type { PromiseRow } from '@hub/contracts'
import { describe, expect, it } from '@jest/globals'
import { at, done, listed, maker, row, sentenced, stand } from '../../test/told'
import { standingsOf } from './standing'
import type { Told } from './told'

describe('how promises stand', () => {
  it.each<[string, readonly Told[], string, readonly string[]]>([
    ['open on its day', [maker('m')], '2026-03-10T23:59:59Z', ['2026-03-10']],
    ['missed after it', [maker('m')], '2026-03-11T00:00:00Z', ['2026-03-10; missed']],
    [
      'work of the day on which it was asked for counts',
      [maker('m'), done('r', '2026-03-02')],
      '2026-03-03T00:00:00Z',
      ['2026-03-10; kept by r, 8; completed'],
    ],
    ['work before that does not', [maker('m'), done('r', '2026-03-01')], '2026-03-03T00:00:00Z', ['2026-03-10']],
    [
      'one piece of work keeps the earliest due, the other stays open',
      [maker('late', { day: '2026-03-20' }), maker('early'), done('r', '2026-03-05')],
      '2026-03-06T00:00:00Z',
      ['2026-03-10; kept by r, 5; completed', '2026-03-20'],
    ],
    [
      'two pieces keep both',
      [maker('late', { day: '2026-03-20' }), maker('early'), done('a', '2026-03-05'), done('b', '2026-03-05')],
      '2026-03-06T00:00:00Z',
      ['2026-03-10; kept by a, 5; completed', '2026-03-20; kept by b, 15; completed'],
    ],
    [
      'work that another channel tells of within three days is the same',
      [
        maker('late', { day: '2026-03-20' }),
        maker('early'),
        done('a', '2026-03-05'),
        done('b', '2026-03-08', { channel: 'delius' }),
      ],
      '2026-03-09T00:00:00Z',
      ['2026-03-10; kept by a, 5; completed', '2026-03-20'],
    ],
    [
      'work in hand is a step, and keeps nothing',
      [maker('m'), done('r', '2026-03-05', { keeps: false, step: 'started' })],
      '2026-03-11T00:00:00Z',
      ['2026-03-10; missed; started'],
    ],
    [
      'of several steps on one day the last that can be reached is told',
      [
        done('c', '2026-03-05', { keeps: false, step: 'REPORT_STAGE_RECEIVED_BY_COURT' }),
        maker('m'),
        done('b', '2026-03-05', { keeps: false, step: 'REPORT_STAGE_SENT_TO_COURT' }),
        done('a', '2026-03-05'),
      ].map(told => ({ ...told, ...('unit' in told && told.is === 'answer' ? { unit: 'one' } : {}) })),
      '2026-03-06T00:00:00Z',
      ['2026-03-10; kept by a, 5; REPORT_STAGE_RECEIVED_BY_COURT'],
    ],
    [
      'a sentence after its day ends one that was missed',
      [maker('m'), sentenced('s', '2026-03-12')],
      '2026-03-13T00:00:00Z',
      ['2026-03-10; missed; sentenced without it'],
    ],
    [
      'work after the sentence keeps nothing',
      [maker('m'), sentenced('s', '2026-03-09'), done('r', '2026-03-10')],
      '2026-03-13T00:00:00Z',
      ['2026-03-10; sentenced without it'],
    ],
    [
      'work of the day of the sentence was there in time',
      [maker('m'), sentenced('s', '2026-03-09'), done('r', '2026-03-09')],
      '2026-03-13T00:00:00Z',
      ['2026-03-10; kept by r, 1; completed'],
    ],
    [
      'the next hearing of the case is the day, not the one at which it was asked for',
      [
        maker('m'),
        listed('1', 'h1', ['2026-03-03'], '2026-03-02'),
        listed('2', 'h2', ['2026-03-01', '2026-03-16'], '2026-03-03'),
      ],
      '2026-03-06T00:00:00Z',
      ['2026-03-16'],
    ],
    [
      'a mention before the hearing that it was adjourned to does not pull it forward',
      [maker('m', { fixed: true }), listed('1', 'h2', ['2026-03-05'], '2026-03-03')],
      '2026-03-06T00:00:00Z',
      ['2026-03-10'],
    ],
    [
      'nor does a mention pull forward one that was moved',
      [
        maker('m', { fixed: true }),
        listed('1', 'h2', ['2026-03-05'], '2026-03-03'),
        listed('2', 'h3', ['2026-03-16'], '2026-03-03'),
      ],
      '2026-03-06T00:00:00Z',
      ['2026-03-16'],
    ],
    [
      'of one that only has its term the first hearing of the case is the day, also an earlier one',
      [maker('m'), listed('1', 'h2', ['2026-03-05'], '2026-03-03')],
      '2026-03-04T00:00:00Z',
      ['2026-03-05'],
    ],
    [
      'of one that names its hearing that hearing alone moves it, forward too',
      [
        maker('m', { fixed: true, movedBy: 'h3' }),
        listed('1', 'h2', ['2026-03-05', '2026-03-20'], '2026-03-03'),
        listed('2', 'h3', ['2026-03-06'], '2026-03-03'),
      ],
      '2026-03-04T00:00:00Z',
      ['2026-03-06'],
    ],
    [
      'its hearing is not listed any more: the day that the request states',
      [maker('m', { fixed: true, movedBy: 'h3' }), listed('2', 'h3', [], '2026-03-03')],
      '2026-03-04T00:00:00Z',
      ['2026-03-10'],
    ],
    ['nothing without a day', [{ ...maker('m'), day: undefined } as never], '2026-03-06T00:00:00Z', ['']],
  ])('%s', (_, told, now, expected) => {
    expect(stand(told, now)).toEqual(expected)
  })

  const termed = (terms: Extract<PromiseRow['due'], { after: string }>['terms']): PromiseRow => ({
    ...row,
    due: { after: 'requestedOn', terms },
  })
  it.each<[string, string, string]>([
    // Christmas Day 2026 is a Friday, Boxing Day a Saturday: Monday 28 December is the substitute.
    ['2026-12-24', '2026-12-31', '2026-12-30'],
    ['2027-12-24', '2027-12-31', '2027-12-30'],
    ['2026-04-01', '2026-04-08', '2026-04-07'],
  ])('%s plus three working days is %s, reminded on %s', (day, due, remindOn) => {
    const rows = termed([{ from: '2020-01-01', source: 'a test', workingDays: 3 }])
    const [standing] = standingsOf(rows, [maker('m', { day })], at('2026-01-01T00:00:00Z'))
    expect(formatCalendarDate(standing!.due!.day)).toBe(due)
    expect(formatCalendarDate(standing!.due!.remindOn!)).toBe(remindOn)
  })

  it('a term is the one in force on the day it counts from', () => {
    const rows = termed([
      { from: '2020-01-01', to: '2026-03-31', source: 'before', days: 10 },
      { from: '2026-04-01', source: 'now', workingDays: 1 },
    ])
    const dueOf = (day: string) => stand([maker('m', { day })], '2020-01-01T00:00:00Z', rows)
    expect([dueOf('2026-03-31'), dueOf('2026-04-01'), dueOf('2019-12-31')]).toEqual([
      ['2026-04-10'],
      ['2026-04-02'],
      [''],
    ])
  })
})

describe('of two things that were told at one moment', () => {
  it.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('the one recorded first counts: %s before %s', (first, second) => {
    const end = (eventId: string, position: number): Told => ({ ...sentenced(eventId, '2026-03-09'), position })
    const told = [maker('m'), end(first, 7), end(second, 8)]
    for (const order of [told, [...told].reverse()])
      expect(standingsOf(row, order, at('2026-03-10T12:00:00Z')).map(({ cancelled }) => cancelled?.eventId)).toEqual([
        first,
      ])
  })
})
