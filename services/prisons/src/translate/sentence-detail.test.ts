import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import { type Reader, readerOf } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { effectiveDate } from '../domain/release-dates/dates'
import { keyDatesOf } from '../domain/release-dates/key-dates'
import { handoverEarliest, prisonEffective, resettlementDisplayed } from '../domain/release-dates/which-date'
import { bookingOf, sentenceDetailOf, sentenceEnvelopeOf } from './sentence-detail'

const DETAILS = join(__dirname, '../../../../infra/simulator/samples/prisons/details')
const sample = (name: string): unknown => JSON.parse(readFileSync(join(DETAILS, `${name}.json`), 'utf8'))
/** What a reader of the function makes of a body, and what it warned of. */
function read<T>(readAs: (reader: Reader) => T, body: unknown) {
  const warnings: string[] = []
  return { value: readAs(readerOf(body, warnings)), warnings }
}
const date = (text: string) => parseCalendarDate(text)!

describe('a sentence detail', () => {
  it('has its dates by type, an override beside the calculated one', () => {
    expect(read(sentenceDetailOf, sample('sentence-detail-1200835'))).toMatchObject({
      value: {
        bookingId: '1200835',
        dates: {
          byType: {
            SED: { calculated: date('2025-09-10') },
            LED: { calculated: date('2025-09-11') },
            CRD: { calculated: date('2022-11-25'), override: date('2022-11-26') },
            HDCED: { calculated: date('2022-10-28') },
            PRRD: { calculated: date('2025-03-21') },
          },
          confirmed: date('2022-11-27'),
        },
      },
      warnings: [],
    })
  })

  it('of another booking has no post-recall date', () => {
    const { bookingId, dates } = read(sentenceDetailOf, sample('sentence-detail-1202211')).value
    expect([bookingId, Object.keys(dates.byType)]).toEqual(['1202211', ['SED', 'LED', 'CRD', 'HDCED']])
    expect(read(sentenceDetailOf, sample('sentence-detail-1209333')).value.bookingId).toBe('1209333')
  })

  it('leads to what the rules answer', () => {
    const { dates } = read(sentenceDetailOf, sample('sentence-detail-1200835')).value
    const unconfirmed = { byType: dates.byType }
    expect(prisonEffective(dates)).toEqual({ type: 'confirmed', date: date('2022-11-27') })
    expect(prisonEffective(unconfirmed)).toEqual({ type: 'PRRD', date: date('2025-03-21') })
    expect(handoverEarliest(dates, 'determinate', date('2022-01-01'))).toEqual({
      type: 'CRD',
      date: date('2022-11-26'),
    })
    expect(resettlementDisplayed(unconfirmed)).toEqual({ type: 'CRD', date: date('2022-11-26') })
    const { lengthDays, ...envelope } = read(sentenceEnvelopeOf, sample('sentence-envelope-38339A')).value
    const keyDates = keyDatesOf(dates, { ...envelope, sentenceLengthDays: lengthDays })
    expect(
      Object.entries(keyDates).flatMap(([code, day]) => (day ? [`${code} ${formatCalendarDate(day)}`] : [])),
    ).toEqual([
      'LED 2025-09-11',
      'ACR 2022-11-26',
      'SED 2025-09-10',
      'EXP 2022-11-27',
      'HDE 2022-10-28',
      'PR1 2024-10-05',
      'FTHRD 2025-08-24',
      'EMED 2022-11-29',
    ])
  })

  it('has every type the prison API has a field for', () => {
    const body = {
      bookingId: '7',
      sentenceStartDate: '2024-01-01',
      sentenceExpiryDate: '2026-01-01',
      licenceExpiryDate: '2026-01-02',
      conditionalReleaseDate: '2026-01-03',
      automaticReleaseDate: '2026-01-04',
      nonParoleDate: '2026-01-05',
      paroleEligibilityDate: '2026-01-06',
      actualParoleDate: '2026-01-07',
      homeDetentionCurfewEligibilityDate: '2026-01-08',
      homeDetentionCurfewActualDate: '2026-01-09',
      postRecallReleaseDate: '2026-01-10',
      dtoPostRecallReleaseDate: '2026-01-11',
      topupSupervisionExpiryDate: '2026-01-12',
      earlyTermDate: '2026-01-13',
      midTermDate: '2026-01-14',
      lateTermDate: '2026-01-15',
      earlyRemovalSchemeEligibilityDate: '2026-01-16',
      tariffEarlyRemovalSchemeEligibilityDate: '2026-01-17',
      tariffDate: '2026-01-18',
      releaseOnTemporaryLicenceDate: '2026-01-19',
      effectiveSentenceEndDate: '2026-01-20',
    }
    const { value, warnings } = read(sentenceDetailOf, body)
    expect([value.bookingId, value.sentenceStart, warnings]).toEqual(['7', date('2024-01-01'), []])
    expect(Object.entries(value.dates.byType).map(([type, given]) => `${type} ${given.calculated?.day}`)).toEqual(
      'SED 1,LED 2,CRD 3,ARD 4,NPD 5,PED 6,APD 7,HDCED 8,HDCAD 9,PRRD 10,DPRRD 11,TUSED 12,ETD 13,MTD 14,LTD 15,ERSED 16,TERSED 17,TED 18,ROTL 19,ESED 20'.split(
        ',',
      ),
    )
  })

  it.each([
    [
      'SED',
      {
        sentenceExpiryDate: '2026-01-02',
        sentenceExpiryCalculatedDate: '2026-01-01',
        sentenceExpiryOverrideDate: '2026-01-02',
      },
    ],
    [
      'LED',
      {
        licenceExpiryDate: '2026-01-02',
        licenseExpiryCalculatedDate: '2026-01-01',
        licenseExpiryOverrideDate: '2026-01-02',
      },
    ],
    [
      'LED',
      {
        licenceExpiryDate: '2026-01-02',
        licenceExpiryCalculatedDate: '2026-01-01',
        licenceExpiryOverrideDate: '2026-01-02',
      },
    ],
    [
      'TUSED',
      {
        topupSupervisionExpiryDate: '2026-01-02',
        topupSupervisionExpiryCalculatedDate: '2026-01-01',
        topupSupervisionExpiryOverrideDate: '2026-01-02',
      },
    ],
    ['DPRRD', { dtoPostRecallReleaseDate: '2026-01-01', dtoPostRecallReleaseDateOverride: '2026-01-02' }],
    ['MTD', { midTermDate: '2026-01-02', mtdCalculatedDate: '2026-01-01', mtdOverrideDate: '2026-01-02' }],
  ] as const)('has the calculated %s and its override apart: %j', (type, body) => {
    const { dates } = read(sentenceDetailOf, body).value
    expect(dates.byType[type]).toEqual({ calculated: date('2026-01-01'), override: date('2026-01-02') })
    expect(effectiveDate(dates, type)).toEqual(date('2026-01-02'))
  })

  it('warns of what it cannot read, by field and without the value, and goes on', () => {
    const body = {
      bookingId: 'John Smith',
      conditionalReleaseDate: '2026-02-30',
      conditionalReleaseOverrideDate: 20260301,
      sentenceExpiryDate: '2026-09-10',
      licenceExpiryDate: null,
      confirmedReleaseDate: { on: 'Monday' },
    }
    const { value, warnings } = read(sentenceDetailOf, body)
    const { carries, ...said } = value
    expect(said).toEqual({ bookingId: '', dates: { byType: { SED: { calculated: date('2026-09-10') } } } })
    // What cannot be read is not gone; what is absent is.
    expect([carries.includes('LED'), carries.includes('ARD')]).toEqual([true, true])
    expect([carries.includes('CRD'), carries.includes('CONFIRMED')]).toEqual([false, false])
    expect(warnings.sort()).toEqual([
      'bookingId is not a number and counts as not known',
      'conditionalReleaseDate is not a date and counts as not known',
      'conditionalReleaseOverrideDate is not a date and counts as not known',
      'confirmedReleaseDate is not a date and counts as not known',
    ])
  })
})

describe('a sentence envelope', () => {
  it('has length, start and SDS+', () => {
    expect(read(sentenceEnvelopeOf, sample('sentence-envelope-38339A'))).toEqual({
      value: { bookingId: '', lengthDays: 50, sentenceStart: date('2020-01-01'), sdsPlus: false },
      warnings: [],
    })
  })

  it('of the sentence and offence information has no start', () => {
    expect(read(sentenceEnvelopeOf, sample('sentence-and-offence-1202211-sds-plus'))).toEqual({
      value: { bookingId: '1202211', lengthDays: 365, sdsPlus: true },
      warnings: [],
    })
  })

  it('warns of what it cannot read', () => {
    const body = { sentenceEnvelopeLengthInDays: 36.5, containsAnSDSPlusSentence: 'perhaps' }
    const { value, warnings } = read(sentenceEnvelopeOf, body)
    expect([value, warnings.length]).toEqual([{ bookingId: '' }, 2])
  })
})

describe('a booking', () => {
  it('has its numbers, and not the name', () => {
    const { value, warnings } = read(bookingOf, sample('booking-1200835'))
    expect(value).toMatchObject({ bookingId: '1200835', bookNumber: '38339A', active: true })
    expect([value.prisoner?.subject, warnings]).toEqual(['NOMS:A1015BC', []])
    expect(JSON.stringify(value)).not.toMatch(/Smith|1970/)
  })

  it('that says nothing is not active', () => {
    expect(read(bookingOf, {})).toEqual({ value: { bookingId: '', bookNumber: '', active: false }, warnings: [] })
  })

  it('warns of what cannot be a number', () => {
    const { value, warnings } = read(bookingOf, { bookingNo: 'of John Smith', offenderNo: 'nobody', activeFlag: 'Y' })
    expect(value).toEqual({ bookingId: '', bookNumber: '', active: false })
    expect(warnings).toHaveLength(3)
    expect(warnings.join()).not.toMatch(/Smith|nobody/)
  })
})

it('nothing that may come makes a reader throw', () => {
  const fields = [
    ...Object.keys(sample('sentence-detail-1200835') as object),
    ...Object.keys(sample('booking-1200835') as object),
    ...Object.keys(sample('sentence-envelope-38339A') as object),
    '__proto__',
  ]
  const body = fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...fields), fc.anything()))
  fc.assert(
    fc.property(body, anything => {
      for (const readAs of [sentenceDetailOf, sentenceEnvelopeOf, bookingOf]) read<unknown>(readAs, anything)
    }),
  )
})
