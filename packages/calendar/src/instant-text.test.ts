import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { formatInstant, type Instant, parseInstant, parseLocalInstant } from '.'

const normal = (text: unknown) => {
  const instant = parseInstant(text)
  return instant && formatInstant(instant)
}
const local = (text: unknown) => {
  const instant = parseLocalInstant(text)
  return instant && formatInstant(instant)
}

describe('reading instants', () => {
  it.each([
    ['2023-07-31T09:26:39Z', '2023-07-31T09:26:39Z'],
    ['2023-07-31T09:26:39+01:00', '2023-07-31T08:26:39Z'],
    ['2023-07-31T09:26:39.362+0100', '2023-07-31T08:26:39.362Z'],
    ['2023-07-31T09:26:39.3+01', '2023-07-31T08:26:39.300Z'],
    ['2023-07-31T23:26:39.362518-05:30', '2023-08-01T04:56:39.362518Z'],
    ['2023-07-31T09:26:39.3625187Z', '2023-07-31T09:26:39.362518700Z'],
    ['2023-07-31T09:26:39.36251876+00:00', '2023-07-31T09:26:39.362518760Z'],
    ['2023-07-31T09:26:39.362518769Z', '2023-07-31T09:26:39.362518769Z'],
    ['2023-07-31T09:26:39.362518769999Z', '2023-07-31T09:26:39.362518769Z'],
    ['2023-07-31T09:26:39.999999999999Z', '2023-07-31T09:26:39.999999999Z'],
    ['2020-06-18T11:45:31.578Z[UTC]', '2020-06-18T11:45:31.578Z'],
    ['2020-06-18T11:45:31+01:00[Europe/London]', '2020-06-18T10:45:31Z'],
    ['2020-06-18T11:45Z', '2020-06-18T11:45:00Z'],
    ['2020-06-18t11:45:00,5z', '2020-06-18T11:45:00.500Z'],
    ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.500Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999999999Z'],
  ])('%s is %s', (text, expected) => expect(normal(text)).toBe(expected))

  it.each([
    '2023-07-31T09:26:39.362Z+01:00',
    '2023-07-31T09:26:39',
    '2023-07-31T09:26:39[Europe/London]',
    '2023-07-31',
    '2023-07-31 09:26:39Z',
    '2023-07-31T09:26:39.Z',
    '2023-07-31T24:00:00Z',
    '2023-07-31T09:60:00Z',
    '2016-12-31T23:59:60Z',
    '2023-02-29T00:00:00Z',
    '2023-07-31T09:26:39+19:00',
    '2023-07-31T09:26:39+01:60',
    '2023-07-31T09:26:39Z[]',
    '2023-07-31T09:26:39Z[UTC]]',
    '0001-01-01T00:00:00+01:00',
    '0000-01-01T00:00:00Z',
    '+12023-07-31T09:26:39Z',
    '2023-07-31T09:26:39Z\n',
    '',
    1_690_795_599,
    null,
    undefined,
    {},
    ['2023-07-31T09:26:39Z'],
  ])('refuses %j', text => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9TZ:.+[\]-]*$/)),
        text => {
          parseInstant(text)
          parseLocalInstant(text)
        },
      ),
    )
  })
})

describe('reading London wall-clock times', () => {
  it.each([
    ['2024-01-15T09:00:00', '2024-01-15T09:00:00Z'],
    ['2024-07-15T09:00:00.123456', '2024-07-15T08:00:00.123456Z'],
    ['2024-07-15T09:00', '2024-07-15T08:00:00Z'],
    ['2024-07-15T09:00:00[Europe/London]', '2024-07-15T08:00:00Z'],
    ['2024-03-31T00:59:59', '2024-03-31T00:59:59Z'],
    ['2024-03-31T02:00:00', '2024-03-31T01:00:00Z'],
    ['2024-10-27T00:59:59', '2024-10-26T23:59:59Z'],
    ['2024-10-27T02:00:00', '2024-10-27T02:00:00Z'],
    ['1970-01-01T00:00:00', '1969-12-31T23:00:00Z'],
    ['1995-10-22T12:00:00', '1995-10-22T12:00:00Z'],
    ['1943-07-01T12:00:00', '1943-07-01T10:00:00Z'],
    ['1890-07-01T12:00:00', '1890-07-01T12:00:00Z'],
  ])('%s is %s', (text, expected) => expect(local(text)).toBe(expected))

  it('moves a time in the skipped hour forward', () => {
    expect(local('2024-03-31T01:30:00')).toBe(local('2024-03-31T02:30:00'))
    expect(local('1972-03-19T02:30:00')).toBe(local('1972-03-19T03:30:00'))
  })

  it('takes the first of the repeated hour', () => {
    expect(local('2024-10-27T01:00:00')).toBe('2024-10-27T00:00:00Z')
    expect(local('2024-10-27T01:59:59')).toBe('2024-10-27T00:59:59Z')
  })

  it('lets an offset or Z speak for itself', () => {
    expect(local('2024-07-15T09:00:00Z')).toBe('2024-07-15T09:00:00Z')
    expect(local('2024-07-15T09:00:00+02:00')).toBe('2024-07-15T07:00:00Z')
    expect(local('2024-07-15T09:00:00Z+01:00')).toBeUndefined()
    expect(local('2024-07-15T09:00:00[America/New_York]')).toBeUndefined()
  })
})

describe('writing instants', () => {
  const anyInstant: fc.Arbitrary<Instant> = fc.record({
    seconds: fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }),
    nanos: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 999 }).map(n => n * 1_000_000),
      fc.integer({ min: 0, max: 999_999 }).map(n => n * 1000),
      fc.integer({ min: 0, max: 999_999_999 }),
    ),
  })

  it('loses nothing, agrees with the machine and is as short as it can be', () => {
    fc.assert(
      fc.property(anyInstant, instant => {
        const text = formatInstant(instant)
        expect(parseInstant(text)).toEqual(instant)
        expect(text.slice(0, 19)).toBe(new Date(Number(instant.seconds) * 1000).toISOString().slice(0, 19))
        expect(text).toMatch(/^[^.]{19}(\.([0-9]{3}){1,3})?Z$/)
        if (text.includes('.')) expect(text).not.toMatch(/000Z$/)
      }),
      { numRuns: 1000 },
    )
  })

  it('reads every offset back to the same instant', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: -1080, max: 1080 }), (instant, minutes) => {
        const shifted = { ...instant, seconds: instant.seconds + BigInt(minutes * 60) }
        fc.pre(shifted.seconds >= -62_135_596_800n && shifted.seconds <= 253_402_300_799n)
        const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map(n => String(n).padStart(2, '0'))
        const wall = formatInstant(shifted).slice(0, -1) + (minutes < 0 ? '-' : '+')
        expect(parseInstant(`${wall}${h}:${m}`)).toEqual(instant)
        expect(parseInstant(`${wall}${h}${m}`)).toEqual(instant)
        if (m === '00') expect(parseInstant(`${wall}${h}`)).toEqual(instant)
      }),
    )
  })

  it('refuses what it could not read back', () => {
    for (const instant of [
      { seconds: 253_402_300_800n, nanos: 0 },
      { seconds: -62_135_596_801n, nanos: 0 },
      { seconds: 0n, nanos: 1_000_000_000 },
      { seconds: 0n, nanos: 0.5 },
    ])
      expect(() => formatInstant(instant)).toThrow(RangeError)
  })
})
