import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { formatCalendarDate, formatInstant, londonDate, parseInstant, parseLocalInstant, startOfLondonDay } from '.'
import { londonOffset } from './london'

const wallClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'medium',
})
/** `YYYY-MM-DD HH:MM:SS` as the platform's time-zone data has it. */
const platform = (seconds: number): string => wallClock.format(seconds * 1000)
const dateAt = (text: string): string => formatCalendarDate(londonDate(parseInstant(text)!))

const between = (from: number, to: number) =>
  fc.integer({ min: Date.UTC(from, 0, 1) / 1000, max: Date.UTC(to + 1, 0, 1) / 1000 - 1 })

describe('London', () => {
  it('dates an instant by its own clocks', () => {
    expect(dateAt('2024-06-30T22:59:59Z')).toBe('2024-06-30')
    expect(dateAt('2024-06-30T23:00:00Z')).toBe('2024-07-01')
    expect(dateAt('2024-12-31T23:59:59Z')).toBe('2024-12-31')
    expect(dateAt('1969-12-31T23:00:00Z')).toBe('1970-01-01')
  })

  it.each([
    ['by rule', 1996, 2040],
    ['from the platform', 1900, 1995],
  ])('agrees with the platform %s, %i to %i', (_, from, to) => {
    fc.assert(
      fc.property(between(from, to), seconds => {
        expect(formatCalendarDate(londonDate({ seconds: BigInt(seconds), nanos: 0 }))).toBe(
          platform(seconds).slice(0, 10),
        )
        expect(new Date((seconds + londonOffset(seconds)) * 1000).toISOString().slice(0, 19)).toBe(
          platform(seconds).replace(' ', 'T'),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('changes the clocks to the second when the platform does, every year from 1996 to 2040', () => {
    for (let year = 1996; year <= 2040; year += 1) {
      let seconds = Date.UTC(year, 0, 1) / 1000
      const changes: number[] = []
      for (let day = 0; day < 366; day += 1, seconds += 86_400)
        if (londonOffset(seconds) !== londonOffset(seconds + 86_400)) changes.push(seconds)
      expect(changes).toHaveLength(2)
      for (const day of changes) {
        const at = day + 3600
        for (const second of [at - 1, at])
          expect(new Date((second + londonOffset(second)) * 1000).toISOString().slice(11, 19)).toBe(
            platform(second).slice(11),
          )
        expect(londonOffset(at - 1)).not.toBe(londonOffset(at))
      }
    }
  })

  it('reads back every wall-clock time that occurs once', () => {
    fc.assert(
      fc.property(between(1930, 2040), seconds => {
        const wall = platform(seconds).replace(' ', 'T')
        fc.pre(
          platform(seconds - 3600).replace(' ', 'T') !== wall && platform(seconds + 3600).replace(' ', 'T') !== wall,
        )
        expect(parseLocalInstant(wall)).toEqual({ seconds: BigInt(seconds), nanos: 0 })
      }),
    )
  })

  it('begins a day at midnight by its clocks', () => {
    expect(formatInstant(startOfLondonDay({ year: 2024, month: 7, day: 1 }))).toBe('2024-06-30T23:00:00Z')
    expect(formatInstant(startOfLondonDay({ year: 2024, month: 3, day: 31 }))).toBe('2024-03-31T00:00:00Z')
    fc.assert(
      fc.property(between(1900, 2040), seconds => {
        const date = londonDate({ seconds: BigInt(seconds), nanos: 0 })
        const start = startOfLondonDay(date)
        expect(londonDate(start)).toEqual(date)
        expect(londonDate({ ...start, seconds: start.seconds - 1n })).not.toEqual(date)
      }),
    )
  })
})
