import { formatCalendarDate, type Instant, parseInstant } from '@hub/calendar'
import { type PromiseRow, promiseRows } from '@hub/contracts'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type Cluster,
  livingOf,
  type News,
  nothingTold,
  type PersonTold,
  peopleOf,
  type Word,
  withNews,
  withWord,
} from './person'
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

describe('facts about promises and of who is who', () => {
  type Said = { readonly news: News } | { readonly word: Word }
  const IDS = ['elder', 'younger', 'youngest']

  /**
   * Pairs that merge when they are two people and split when they are one, as people tells it: two events, on two
   * partitions. Beside the words, with whom each id was ever one.
   */
  function historyOf(turns: readonly (readonly [number, number])[]) {
    const into = new Map<string, string>()
    const living = (id: string): string => (into.has(id) ? living(into.get(id)!) : id)
    const isUnder = (id: string, top: string): boolean => id === top || (into.has(id) && isUnder(into.get(id)!, top))
    const under = (top: string) => IDS.filter(id => isUnder(id, top))
    const words: Word[] = []
    const wereOne = new Map(IDS.map(id => [id, new Set([id])]))
    for (const [one, other] of turns.map(([a, b]) => [IDS[a]!, IDS[b]!] as const)) {
      const at = words.length
      const [as, personId] = [living(one), living(other)].sort((a, b) => IDS.indexOf(a) - IDS.indexOf(b)) as [
        string,
        string,
      ]
      if (as !== personId) {
        into.set(personId, as)
        words.push(...[at, at + 1].map(at => ({ personId, as, identities: [], near: [as], at })))
        for (const id of under(as)) for (const each of under(as)) wereOne.get(id)!.add(each)
        continue
      }
      const all = under(as)
      into.delete(other)
      for (const id of [as, other]) {
        const identities = under(id).map(each => `of ${each}`)
        words.push({ personId: id, as: id, identities, near: all.filter(each => each !== id), at: words.length })
      }
    }
    return { words, wereOne }
  }

  const days = fc.constantFrom('2026-03-02', '2026-03-05', '2026-03-09', '2026-03-12', '2026-03-15')
  /** One thing, and what corrects it or takes it back, each recorded under some id that its person had. */
  const thing = fc.record({
    kind: fc.constantFrom('request', 'report', 'sentence'),
    whose: fc.constantFrom(...IDS),
    links: fc.array(fc.tuple(fc.nat(2), days), { minLength: 1, maxLength: 3 }),
    takenBack: fc.boolean(),
  })
  type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never
  const newsOf = ({ kind, whose, links, takenBack }: Thing, n: number, ids: readonly string[]): readonly News[] =>
    links.map(([place, day], index) => {
      const eventId = `${kind}${n}.${index}`
      const told: Told =
        kind === 'request'
          ? maker(eventId, { key: `${kind}${n}`, day, recordedAt: noon(`2026-03-0${index + 2}`) })
          : kind === 'report'
            ? done(eventId, day, { unit: `u${n}` })
            : sentenced(eventId, day)
      const nothing = takenBack && index > 0 && index === links.length - 1
      return {
        personId: ids[place % ids.length]!,
        eventId,
        told: nothing ? [] : [{ ...told, identity: { ...told.identity, token: `of ${whose}` } }],
        ...(index > 0 ? { supersedes: `${kind}${n}.${index - 1}` } : {}),
      }
    })
  const said = fc
    .tuple(
      fc.array(thing, { minLength: 1, maxLength: 5 }),
      fc.array(fc.constantFrom<readonly [number, number]>([0, 1], [0, 2], [1, 2]), { maxLength: 6 }),
    )
    .map(([things, turns]): readonly Said[] => {
      const { words, wereOne } = historyOf(turns)
      const news = things.flatMap((each, n) => newsOf(each, n, [...wereOne.get(each.whose)!]))
      return [...words.map(word => ({ word })), ...news.map(news => ({ news }))]
    })

  /** What is kept of everybody: each event finds those with whom its people are known to have been one, as in the service. */
  function kept(all: readonly Said[]): Cluster {
    const rows = new Map<string, PersonTold>()
    for (const each of all) {
      const open = 'news' in each ? [each.news.personId] : [each.word.personId, ...each.word.near]
      const cluster = new Map<string, PersonTold>()
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (cluster.has(id)) continue
        cluster.set(id, rows.get(id) ?? nothingTold)
        open.push(...cluster.get(id)!.near)
      }
      for (const [id, row] of after(cluster, each)) rows.set(id, row)
    }
    return rows
  }
  const after = (cluster: Cluster, each: Said): Cluster =>
    'news' in each ? withNews(cluster, each.news) : withWord(cluster, each.word)
  const glances = (cluster: Cluster, now: string) =>
    IDS.map(id => [id, livingOf(cluster, id), stand(peopleOf(cluster).get(id) ?? [], now)])

  it('come to the same in any order and repeated, corrections before what they correct included', () => {
    fc.assert(
      fc.property(
        said.chain(all =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 }),
            fc.constantFrom('2026-03-04T00:00:00Z', '2026-03-11T00:00:00Z', '2026-04-01T00:00:00Z'),
          ),
        ),
        ([inOrder, shuffled, now]) => {
          const end = kept(shuffled)
          expect(glances(end, now)).toEqual(glances(kept(inOrder), now))
          // From the start again: nothing is news.
          for (const each of inOrder) expect(after(end, each)).toBe(end)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('give everybody what is recorded against the identities that are theirs in the end', () => {
    fc.assert(
      fc.property(said, all => {
        const end = kept(all)
        for (const [personId, told] of peopleOf(end))
          for (const { identity } of told) expect(livingOf(end, identity.token.replace('of ', ''))).toBe(personId)
      }),
      { numRuns: 1_000 },
    )
  })
})
