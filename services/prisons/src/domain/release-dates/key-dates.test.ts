import {
  addDays,
  type CalendarDate,
  compareDates,
  daysBetween,
  formatCalendarDate,
  parseCalendarDate,
} from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { releaseDatesOf } from './date-facts'
import { FORMS, inForm, KEY_DATES, type KeyDateCode, keyDatesOf, type SentenceFacts } from './key-dates'

const date = (text: string): CalendarDate => parseCalendarDate(text)!
const CRD = '2026-06-01'
const SED = '2026-12-31'
const keyDate = (code: KeyDateCode, dates: object, facts: SentenceFacts = {}, more: object = {}) => {
  const found = keyDatesOf(releaseDatesOf({ dates, ...more }), facts)[code]
  return found && formatCalendarDate(found)
}

describe('key dates that are the prison’s', () => {
  it.each<[KeyDateCode, object, string | undefined]>([
    ['LED', { LED: CRD }, CRD],
    ['LED', { SLED: SED }, SED],
    ['ACR', { CRD }, CRD],
    ['ACR', { ARD: CRD }, undefined],
    ['PED', { PED: CRD }, CRD],
    ['SED', { SED }, SED],
    ['SED', { SLED: SED }, SED],
    ['HDE', { HDCED: CRD }, CRD],
    ['HDE', { HDCAD: CRD }, undefined],
    ['EXP', { CRD, SED }, undefined],
  ])('%s of %j is %s', (code, dates, expected) => {
    expect(keyDate(code, dates)).toBe(expected)
  })

  it('ACR goes by the override, EXP by the confirmed date', () => {
    expect(keyDate('ACR', { CRD }, {}, { overrides: { CRD: '2026-06-02' } })).toBe('2026-06-02')
    expect(keyDate('EXP', { CRD }, {}, { confirmedReleaseDate: '2026-05-29' })).toBe('2026-05-29')
  })

  it.each([
    [true, SED],
    [false, undefined],
    [undefined, undefined],
  ])('PSSED, where supervision was required: %s', (pssRequirement, expected) => {
    expect(keyDate('PSSED', { TUSED: SED }, { pssRequirement })).toBe(expected)
  })
})

describe('the suspension date if reset (PR1)', () => {
  it.each<[string, object, SentenceFacts, string | undefined]>([
    ['two thirds of 365 days, rounded down', { CRD: '2025-01-01', SED: '2026-01-01' }, {}, '2025-09-01'],
    ['two thirds of one day', { CRD: '2025-01-01', SED: '2025-01-02' }, {}, '2025-01-01'],
    ['two thirds of two days', { CRD: '2025-01-01', SED: '2025-01-03' }, {}, '2025-01-02'],
    ['two thirds of three days', { CRD: '2025-01-01', SED: '2025-01-04' }, {}, '2025-01-03'],
    [
      'from the first release rather than the CRD',
      { CRD, SED: '2026-01-01' },
      { firstRelease: date('2025-01-01') },
      '2025-09-01',
    ],
    ['nothing on one day', { CRD, SED: CRD }, {}, undefined],
    ['nothing after the end', { CRD: SED, SED: CRD }, {}, undefined],
    ['nothing without an end', { CRD, LED: SED }, {}, undefined],
    ['nothing without a release', { ARD: CRD, SED }, {}, undefined],
    ['nothing of an indeterminate sentence', { CRD, SED }, { sentenceType: 'indeterminate' }, undefined],
    ['of a determinate one', { CRD, SED }, { sentenceType: 'determinate' }, '2026-10-21'],
  ])('%s', (_, dates, facts, expected) => {
    expect(keyDate('PR1', dates, facts)).toBe(expected)
  })
})

describe('the start of the final third (FTHRD)', () => {
  it.each<[string, SentenceFacts, string | undefined]>([
    ['a third of 366 days', { sentenceLengthDays: 366 }, '2026-08-31'],
    ['a third of 365 days, rounded up', { sentenceLengthDays: 365 }, '2026-08-31'],
    ['a third of 364 days, rounded up', { sentenceLengthDays: 364 }, '2026-08-31'],
    ['a third of 363 days', { sentenceLengthDays: 363 }, '2026-09-01'],
    ['a third of 367 days, rounded up', { sentenceLengthDays: 367 }, '2026-08-30'],
    ['a third from the start, both days counted', { sentenceStart: date('2025-12-30') }, '2026-08-30'],
    [
      'of the length rather than from the start',
      { sentenceStart: date('2020-01-01'), sentenceLengthDays: 3 },
      '2026-12-30',
    ],
    ['nothing for SDS+', { sentenceLengthDays: 366, sdsPlus: true }, undefined],
    ['no SDS+', { sentenceLengthDays: 366, sdsPlus: false }, '2026-08-31'],
    ['nothing of an indeterminate sentence', { sentenceLengthDays: 366, sentenceType: 'indeterminate' }, undefined],
    ['nothing without a length', {}, undefined],
    ['nothing of a start after the end', { sentenceStart: date('2027-01-01') }, undefined],
    ['a day that starts and ends', { sentenceStart: date(SED) }, '2026-12-30'],
  ])('%s', (_, facts, expected) => {
    expect(keyDate('FTHRD', { SED }, facts)).toBe(expected)
  })

  it('is nothing without an end', () => {
    expect(keyDate('FTHRD', { CRD }, { sentenceLengthDays: 366 })).toBeUndefined()
  })
})

describe('the end of electronic monitoring (EMED)', () => {
  it.each<[string, SentenceFacts, string | undefined]>([
    ['7 % of 365 days, rounded down from 25.55', { sentenceLengthDays: 365 }, '2026-06-26'],
    ['7 % of 300 days', { sentenceLengthDays: 300 }, '2026-06-22'],
    ['7 % of 299 days, rounded down from 20.93', { sentenceLengthDays: 299 }, '2026-06-21'],
    ['7 % of 14 days is no day', { sentenceLengthDays: 14 }, CRD],
    ['17 % for SDS+, rounded down from 62.05', { sentenceLengthDays: 365, sdsPlus: true }, '2026-08-02'],
    ['17 % for SDS+, rounded down from 62.9', { sentenceLengthDays: 370, sdsPlus: true }, '2026-08-02'],
    ['17 % of 100 days', { sentenceLengthDays: 100, sdsPlus: true }, '2026-06-18'],
    ['nothing of an indeterminate sentence', { sentenceLengthDays: 365, sentenceType: 'indeterminate' }, undefined],
    ['nothing without a length', {}, undefined],
    ['nothing of a start without an end', { sentenceStart: date('2026-01-01') }, undefined],
  ])('%s', (_, facts, expected) => {
    expect(keyDate('EMED', { CRD }, facts)).toBe(expected)
  })

  it('counts from the override', () => {
    const overrides = { CRD: '2026-06-02' }
    expect(keyDate('EMED', { CRD }, { sentenceLengthDays: 365 }, { overrides })).toBe('2026-06-27')
  })

  it('takes the length from start to end where it is not given', () => {
    expect(keyDate('EMED', { CRD, SED }, { sentenceStart: date('2026-01-01') })).toBe('2026-06-26')
  })
})

describe('a length', () => {
  it.each([0, -365, 365.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('of %d days counts as not known', days => {
    expect(keyDate('EMED', { CRD }, { sentenceLengthDays: days })).toBeUndefined()
    expect(keyDate('EMED', { CRD, SED }, { sentenceLengthDays: days, sentenceStart: date('2026-01-01') })).toBe(
      '2026-06-26',
    )
  })

  it('beyond the calendar gives no date', () => {
    expect(keyDate('EMED', { CRD: '9999-12-01' }, { sentenceLengthDays: 1_000 })).toBeUndefined()
    expect(keyDate('FTHRD', { SED: '0001-01-31' }, { sentenceLengthDays: 1_000 })).toBeUndefined()
    expect(keyDate('FTHRD', { SED }, { sentenceLengthDays: Number.MAX_SAFE_INTEGER })).toBeUndefined()
  })
})

describe('forms of another time', () => {
  const written = (code: keyof typeof FORMS, length: number, sdsPlus: boolean) =>
    FORMS[code].map(form => {
      const found = inForm(form, { crd: date(CRD), sed: date(SED), length, sdsPlus })
      return found ? formatCalendarDate(found) : null
    })

  it('give other dates, and one of each is in force', () => {
    expect(written('EMED', 365, false)).toEqual(['2026-06-26', '2026-05-26', '2026-06-27', '2026-08-02'])
    expect(written('EMED', 370, true)).toEqual(['2026-08-02', '2026-08-29', '2026-08-03', '2026-08-03'])
    expect(written('FTHRD', 365, false)).toEqual(['2026-08-31', '2026-09-01'])
    expect(written('FTHRD', 365, true)).toEqual([null, '2026-09-01'])
    for (const forms of Object.values(FORMS)) expect(forms.map(({ inForce }) => inForce).indexOf(true)).toBe(0)
    for (const forms of Object.values(FORMS)) expect(forms.filter(({ inForce }) => inForce)).toHaveLength(1)
  })
})

describe('whatever the sentence', () => {
  const start = fc.integer({ min: 0, max: 12_000 }).map(days => addDays(date('2010-01-01'), days))
  const length = fc.integer({ min: 2, max: 10_000 })

  it('the dates lie between release and its end', () => {
    fc.assert(
      fc.property(start, length, fc.nat(), fc.boolean(), (sentenceStart, days, at, sdsPlus) => {
        const sed = addDays(sentenceStart, days - 1)
        const crd = addDays(sentenceStart, at % (days - 1))
        const byType = { CRD: { calculated: crd }, SED: { calculated: sed } }
        const counted = keyDatesOf({ byType }, { sentenceStart, sdsPlus })
        expect(counted).toEqual(keyDatesOf({ byType }, { sentenceLengthDays: days, sdsPlus }))
        const { PR1, FTHRD, EMED } = counted
        expect(compareDates(PR1!, crd)).toBeGreaterThanOrEqual(0)
        expect(compareDates(PR1!, sed)).toBeLessThan(0)
        // Never more than a day's rounding away from the exact share.
        expect(3 * daysBetween(PR1!, sed) - daysBetween(crd, sed)).toBeGreaterThanOrEqual(0)
        expect(3 * daysBetween(PR1!, sed) - daysBetween(crd, sed)).toBeLessThan(3)
        const share = sdsPlus ? 17 : 7
        expect(days * share - 100 * daysBetween(crd, EMED!)).toBeGreaterThanOrEqual(0)
        expect(days * share - 100 * daysBetween(crd, EMED!)).toBeLessThan(100)
        if (sdsPlus) expect(FTHRD).toBeUndefined()
        else {
          expect(3 * daysBetween(FTHRD!, sed) - days).toBeGreaterThanOrEqual(0)
          expect(3 * daysBetween(FTHRD!, sed) - days).toBeLessThan(3)
        }
      }),
    )
  })

  it('an indeterminate one has none that is worked out', () => {
    fc.assert(
      fc.property(start, length, (sentenceStart, days) => {
        const byType = { CRD: { calculated: sentenceStart }, SED: { calculated: addDays(sentenceStart, days) } }
        const { PR1, FTHRD, EMED } = keyDatesOf(
          { byType },
          { sentenceType: 'indeterminate', sentenceStart, sentenceLengthDays: days },
        )
        expect([PR1, FTHRD, EMED]).toEqual([undefined, undefined, undefined])
      }),
    )
  })
})

it('every key date has its code once and a meaning', () => {
  const codes = KEY_DATES.map(({ code }) => code)
  expect(codes).toEqual(['LED', 'ACR', 'PED', 'SED', 'EXP', 'HDE', 'PSSED', 'PR1', 'FTHRD', 'EMED'])
  expect(KEY_DATES.map(({ meaning }) => meaning)).not.toContain('')
})
