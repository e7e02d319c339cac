import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { addDays } from './date'
import { addDuration, daysProblem } from './duration'
import { formatInstant, parseInstant } from './instant-text'
import { londonDate } from './london'

const after = (start: string, duration: string) => {
  const later = addDuration(parseInstant(start)!, duration)
  return later && formatInstant(later)
}

describe('addDuration', () => {
  it.each([
    ['2026-01-05T09:00:00Z', 'P56D', '2026-03-02T09:00:00Z'],
    // Summer time began in between: the same time of day in London.
    ['2026-03-02T09:00:00Z', 'P56D', '2026-04-27T08:00:00Z'],
    ['2026-03-02T09:00:00Z', 'PT1344H', '2026-04-27T09:00:00Z'],
    ['2026-01-31T09:00:00.123456789Z', 'P1M', '2026-02-28T09:00:00.123456789Z'],
    ['2024-02-29T00:00:00Z', 'P1Y', '2025-02-28T00:00:00Z'],
    ['2026-11-24T23:59:59Z', 'P1WT1S', '2026-12-02T00:00:00Z'],
    ['2026-11-24T00:00:00Z', 'PT90M', '2026-11-24T01:30:00Z'],
  ])('%s and %s is %s', (start, duration, later) => {
    expect(after(start, duration)).toBe(later)
  })

  it.each(['', 'P', 'PT', '56D', 'P-1D', 'P1.5D', 'P1D ', 'P1H', 'PT1D', '-P1D', 'P9999Y'])(
    '%j is refused',
    duration => {
      expect(after('2026-01-01T00:00:00Z', duration)).toBeUndefined()
    },
  )

  it('moves the date in London by exactly the days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 5_000 }), (seconds, days) => {
        const start = { seconds: BigInt(seconds), nanos: 0 }
        expect(londonDate(addDuration(start, `P${days}D`)!)).toEqual(addDays(londonDate(start), days))
      }),
    )
  })
})

describe('a length in days', () => {
  it('is a whole number of less than a thousand years', () => {
    expect([1, 365, 364_999].map(daysProblem)).toEqual([undefined, undefined, undefined])
    for (const days of [-5, 0, 0.5, 365_000, 1e300, Number.NaN, '5']) expect(daysProblem(days)).toMatch(/whole number/)
  })
})
