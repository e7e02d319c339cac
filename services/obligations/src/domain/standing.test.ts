import { formatCalendarDate, type Instant, parseInstant } from '@hub/calendar'
import { type PromiseRow, promiseRows } from '@hub/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Cluster, type News, nothingTold, withNews } from './person'
import { type Standing, standingsOf } from './standing'
import type { Answer, End, Maker, Move, Told } from './told'

const row = promiseRows.find(({ name }) => name === 'pre-sentence-report')!
const at = (text: string): Instant => parseInstant(text)!
const telling = (eventId: string, moment: string) => ({
  eventId,
  at: moment,
  recordedAt: moment,
  identity: { type: 'IDENTITY_TYPE_CRN', token: 't' },
  receiptId: 'receipt',
  row: row.name,
})
const noon = (day: string) => `${day}T12:00:00Z`
const maker = (eventId: string, over: Partial<Maker> & { recordedAt?: string } = {}): Told & Maker => ({
  ...telling(eventId, noon('2026-03-02')),
  channel: 'common-platform',
  is: 'maker',
  key: eventId,
  unit: 'h1',
  matter: 'URN1',
  since: '2026-03-02',
  day: '2026-03-10',
  about: {},
  ...over,
})
const done = (eventId: string, day: string, over: Partial<Answer> & { channel?: string } = {}): Told & Answer => ({
  ...telling(eventId, noon(day)),
  channel: 'hmpps-domain-events',
  is: 'answer',
  unit: eventId,
  keeps: true,
  step: 'completed',
  ...over,
})
const sentenced = (eventId: string, day: string): Told & End => ({
  ...telling(eventId, noon(day)),
  channel: 'common-platform',
  is: 'end',
  matter: 'URN1',
  because: 'sentenced without it',
})
const listed = (eventId: string, unit: string, days: readonly string[], recorded: string): Told & Move => ({
  ...telling(eventId, noon(recorded)),
  channel: 'common-platform',
  is: 'move',
  unit,
  matter: 'URN1',
  days,
})

/** What can be read at a glance. */
const glance = ({ due, kept, missed, cancelled, step }: Standing): string =>
  [
    due && formatCalendarDate(due.day),
    missed && 'missed',
    kept && `kept by ${kept.eventId}, ${kept.daysEarly - kept.daysLate}`,
    cancelled?.because,
    step,
  ]
    .filter(Boolean)
    .join('; ')
const stand = (told: readonly Told[], now: string, of: PromiseRow = row) => standingsOf(of, told, at(now)).map(glance)

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

describe('facts about promises', () => {
  const start: Cluster = new Map([
    ['elder', { ...nothingTold, absorbed: ['younger'] }],
    ['younger', { ...nothingTold, absorbedInto: 'elder' }],
  ])
  const asked: News = { personId: 'elder', eventId: 'm', told: [maker('m')] }
  /** A chain in which each event corrects or retracts the one before: as they come from two partitions after a merge. */
  const chain = (first: News, second: News): readonly News[] => [first, { ...second, supersedes: first.eventId }]
  const days = fc.constantFrom('2026-03-02', '2026-03-05', '2026-03-09', '2026-03-12', '2026-03-15')
  const person = fc.constantFrom('elder', 'younger')
  const news = fc
    .array(
      fc.oneof(
        fc.tuple(person, days, fc.boolean(), days).map(([personId, day, corrected, other]) => ({
          make: (n: number): readonly News[] => {
            const first = { personId, eventId: `r${n}`, told: [done(`r${n}`, day, { unit: `u${n}` })] }
            const second = { personId: 'elder', eventId: `r${n}'`, told: [done(`r${n}'`, other, { unit: `u${n}` })] }
            return corrected ? chain(first, second) : chain(first, { ...second, told: [] })
          },
        })),
        fc.tuple(person, days).map(([personId, day]) => ({
          make: (n: number): readonly News[] => [{ personId, eventId: `s${n}`, told: [sentenced(`s${n}`, day)] }],
        })),
        fc.tuple(person, days, days).map(([personId, before, after]) => ({
          make: (n: number): readonly News[] => {
            const second = maker(`m${n}'`, { key: `m${n}`, day: after, recordedAt: noon('2026-03-04') })
            return chain(
              { personId, eventId: `m${n}`, told: [maker(`m${n}`, { day: before })] },
              { personId: 'elder', eventId: `m${n}'`, told: [second] },
            )
          },
        })),
      ),
      { maxLength: 6 },
    )
    .map(makers => [asked, ...makers.flatMap(({ make }, n) => make(n))])

  it('come to the same in any order and repeated, corrections before what they correct included', () => {
    fc.assert(
      fc.property(
        news.chain(all =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 }),
            fc.constantFrom('2026-03-04T00:00:00Z', '2026-03-11T00:00:00Z', '2026-04-01T00:00:00Z'),
          ),
        ),
        ([inOrder, shuffled, now]) => {
          const end = (each: readonly News[]) =>
            stand(
              [...each.reduce(withNews, start).values()].flatMap(({ told }) => told),
              now,
            )
          expect(end(shuffled)).toEqual(end(inOrder))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
