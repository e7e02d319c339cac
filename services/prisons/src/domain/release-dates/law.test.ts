import { addDays, type CalendarDate, compareDates, parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  curfewTermsOn,
  fixedTermRecallOn,
  PROGRESSION_MODEL,
  releasePointOn,
  type StandardSentence,
  sds40On,
} from './law'

const date = (text: string): CalendarDate => parseCalendarDate(text)!

describe('the release point', () => {
  it.each<[StandardSentence, string, readonly number[] | undefined]>([
    ['SDS', '2005-04-03', undefined],
    ['SDS', '2005-04-04', [1, 2]],
    ['SDS+', '2020-03-31', undefined],
    ['SDS+', '2020-04-01', [2, 3]],
    // The progression model is configured and not in force.
    ['SDS', '2026-10-01', [1, 2]],
    ['SDS+', '2027-12-31', [2, 3]],
  ])('of %s on %s: %j', (sentence, on, expected) => {
    const served = releasePointOn(date(on), sentence)?.served
    expect(served && [served.parts, served.of]).toEqual(expected)
  })

  it('of the progression model is one third, of SDS+ one half', () => {
    expect(PROGRESSION_MODEL.map(({ sentence, served, from }) => [sentence, served.parts, served.of, from])).toEqual([
      ['SDS', 1, 3, '2026-10-01'],
      ['SDS+', 1, 2, '2026-10-01'],
    ])
  })
})

describe('release after 40 per cent', () => {
  it.each([
    [4, '2024-09-09', undefined],
    [4, '2024-09-10', 'as first listed'],
    [5, '2024-10-21', undefined],
    [5, '2024-10-22', 'as first listed'],
    [4, '2024-12-15', 'as first listed'],
    [4, '2024-12-16', 'with those added in December 2024'],
    [12, '2024-12-16', 'with those added in December 2024'],
  ])('for %d years on %s excludes offences %s', (years, on, excluded) => {
    const row = sds40On(date(on), years)
    expect(row?.excluded).toBe(excluded)
    if (row) expect(row.served).toEqual({ parts: 2, of: 5 })
  })
})

describe('the 56-day recall', () => {
  it.each([
    [1701, '2026-03-30', undefined],
    [1701, '2026-03-31', 1],
    [1702, '2026-04-13', undefined],
    [1702, '2026-04-14', 2],
    [2128, '2026-04-14', 2],
    [2129, '2026-04-20', undefined],
    [2576, '2026-04-21', 3],
    [3304, '2026-04-28', 4],
    [4438, '2026-05-05', 5],
    [4439, '2026-05-11', undefined],
    [4439, '2026-05-12', 6],
    [Number.NaN, '2026-05-12', undefined],
  ])('for %d days on %s: tranche %s', (days, on, tranche) => {
    expect(fixedTermRecallOn(date(on), days)?.tranche).toBe(tranche)
  })

  it('once there for a sentence is there for every shorter one', () => {
    const on = fc.integer({ min: 0, max: 60 }).map(days => addDays(date('2026-03-25'), days))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 0, max: 6_000 }), on, (days, more, day) => {
        if (fixedTermRecallOn(day, days + more)) expect(fixedTermRecallOn(day, days)).toBeDefined()
      }),
    )
  })
})

describe('home detention curfew', () => {
  it.each([
    ['2023-06-05', undefined, undefined],
    ['2023-06-06', 180, 179],
    ['2025-06-02', 180, 179],
    ['2025-06-03', 365, 364],
  ])('on %s lasts %s days at most, from %s days before release', (on, maximum, deduction) => {
    const terms = curfewTermsOn(date(on))
    expect([terms?.maximumCurfew, terms?.deduction]).toEqual([maximum, deduction])
    if (terms) expect([terms.minimumCustody, terms.minimumCurfew]).toEqual([42, 14])
  })
})

it('law that came once is never gone', () => {
  const day = fc.integer({ min: 0, max: 9_000 }).map(days => addDays(date('2005-04-04'), days))
  fc.assert(
    fc.property(day, day, fc.integer({ min: 1, max: 20 }), (one, other, years) => {
      const [early, late] = compareDates(one, other) < 0 ? [one, other] : [other, one]
      for (const find of [
        (on: CalendarDate) => releasePointOn(on, 'SDS'),
        (on: CalendarDate) => releasePointOn(on, 'SDS+'),
        (on: CalendarDate) => sds40On(on, years),
        (on: CalendarDate) => fixedTermRecallOn(on, years * 365),
        curfewTermsOn,
      ])
        if (find(early)) expect(find(late)).toBeDefined()
    }),
  )
})
