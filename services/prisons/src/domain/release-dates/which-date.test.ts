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
import { effectiveDate, RELEASE_DATE_TYPES, type ReleaseDates } from './dates'
import { type CountingDate, handoverEarliest, prisonEffective, resettlementDisplayed } from './which-date'

const date = (text: string): CalendarDate => parseCalendarDate(text)!
const TODAY = '2026-06-15'
const [D1, D2, D3] = ['2026-08-03', '2026-08-04', '2026-08-05']
type Facts = Readonly<Record<string, unknown>>
const shown = (answer?: CountingDate) => answer && `${answer.type} ${formatCalendarDate(answer.date)}`
const handover = (facts: Facts, type?: 'determinate' | 'indeterminate') =>
  shown(handoverEarliest(releaseDatesOf(facts), type, date(TODAY)))

describe('the effective release date of the prison', () => {
  it.each<[string, Facts, string | undefined]>([
    ['confirmed', { confirmedReleaseDate: D1, dates: { APD: D2, HDCAD: D2, CRD: D3 } }, `confirmed ${D1}`],
    ['approved parole', { dates: { APD: D1, HDCAD: D2, CRD: D3, MTD: D3 } }, `APD ${D1}`],
    ['approved curfew', { dates: { HDCAD: D1, CRD: D3 } }, `HDCAD ${D1}`],
    ['the later of ARD and CRD', { dates: { ARD: D1, CRD: D2 } }, `CRD ${D2}`],
    ['ARD when equal', { dates: { CRD: D1, ARD: D1 } }, `ARD ${D1}`],
    ['NPD', { dates: { CRD: D1, NPD: D2, PRRD: D1 } }, `NPD ${D2}`],
    ['PRRD', { dates: { CRD: D1, NPD: D1, PRRD: D2 } }, `PRRD ${D2}`],
    ['an override though the calculated date is later', { dates: { ARD: D3 }, overrides: { ARD: D1 } }, `ARD ${D1}`],
    // As the source orders dates this has no first: ARD over its calculated date, that over CRD, CRD over ARD.
    ['CRD between both dates of ARD', { dates: { ARD: D3, CRD: D2 }, overrides: { ARD: D1 } }, `CRD ${D2}`],
    ['the mid-term date when later', { dates: { CRD: D1, MTD: D2 } }, `MTD ${D2}`],
    ['the other one when later', { dates: { CRD: D2, MTD: D1 } }, `CRD ${D2}`],
    ['the other one when equal', { dates: { PRRD: D1, MTD: D1 } }, `PRRD ${D1}`],
    ['the mid-term date alone', { dates: { MTD: D1 } }, `MTD ${D1}`],
    [
      'nothing of what does not count',
      { dates: { SED: D1, LED: D1, PED: D1, HDCED: D1, ETD: D1, TED: D1 } },
      undefined,
    ],
    ['nothing', {}, undefined],
  ])('is %s', (_, facts, expected) => {
    expect(shown(prisonEffective(releaseDatesOf(facts)))).toBe(expected)
  })
})

describe('the earliest release for handover', () => {
  it.each<[string, Facts, string | undefined]>([
    ['PED, though the latest', { dates: { PED: D3, ARD: D1, CRD: D2 } }, `PED ${D3}`],
    ['PED, though past', { dates: { PED: '2020-01-01', CRD: D2 } }, 'PED 2020-01-01'],
    ['the earlier of ARD and CRD', { dates: { ARD: D2, CRD: D1 } }, `CRD ${D1}`],
    ['ARD when equal', { dates: { CRD: D1, ARD: D1 } }, `ARD ${D1}`],
    ['an override', { dates: { ARD: D1, CRD: D2 }, overrides: { ARD: D3 } }, `CRD ${D2}`],
    ['ARD alone', { dates: { ARD: D1 } }, `ARD ${D1}`],
    ['nothing of what plays no part', { confirmedReleaseDate: D1, dates: { HDCAD: D1, PRRD: D1, TED: D1 } }, undefined],
  ])('of a determinate sentence is %s', (_, facts, expected) => {
    expect(handover(facts, 'determinate')).toBe(expected)
    expect(handover(facts)).toBe(expected)
  })

  const [YESTERDAY, TOMORROW, LATER, LONG_AGO] = ['2026-06-14', '2026-06-16', '2026-09-01', '2019-06-14']
  it.each<[string, Facts, string | undefined]>([
    ['TED to come, though later', { dates: { TED: LATER, THD: TOMORROW } }, `TED ${LATER}`],
    ['TED tomorrow', { dates: { TED: TOMORROW } }, `TED ${TOMORROW}`],
    ['THD to come, TED being today', { dates: { TED: TODAY, THD: LATER } }, `THD ${LATER}`],
    ['the closest, both past', { dates: { TED: LONG_AGO, THD: YESTERDAY } }, `THD ${YESTERDAY}`],
    ['TED today, THD past', { dates: { TED: TODAY, THD: YESTERDAY } }, `TED ${TODAY}`],
    ['THD today, TED past', { dates: { TED: YESTERDAY, THD: TODAY } }, `THD ${TODAY}`],
    ['TED, both on one past day', { dates: { THD: YESTERDAY, TED: YESTERDAY } }, `TED ${YESTERDAY}`],
    ['TED past, alone', { dates: { TED: LONG_AGO } }, `TED ${LONG_AGO}`],
    ['nothing of a determinate sentence', { dates: { PED: D1, CRD: D1, ARD: D1 } }, undefined],
  ])('of an indeterminate one is %s', (_, facts, expected) => {
    expect(handover(facts, 'indeterminate')).toBe(expected)
  })
})

describe('the date that resettlement shows', () => {
  it.each<[string, Facts, string | undefined]>([
    ['confirmed', { confirmedReleaseDate: D3, dates: { APD: D1, CRD: D1 } }, `confirmed ${D3}`],
    ['approved parole', { dates: { APD: D3, HDCAD: D1, CRD: D1 } }, `APD ${D3}`],
    ['approved curfew', { dates: { HDCAD: D3, CRD: D1 } }, `HDCAD ${D3}`],
    ['CRD before ARD, whichever is later', { dates: { CRD: D1, ARD: D2 } }, `CRD ${D1}`],
    ['the override of CRD', { dates: { CRD: D1 }, overrides: { CRD: D2 } }, `CRD ${D2}`],
    ['ARD', { dates: { ARD: D1, PRRD: D2 } }, `ARD ${D1}`],
    ['never PRRD, SED, MTD or PED', { dates: { PRRD: D1, SED: D1, MTD: D1, PED: D1 } }, undefined],
  ])('is %s', (_, facts, expected) => {
    expect(shown(resettlementDisplayed(releaseDatesOf(facts)))).toBe(expected)
  })
})

describe('whatever dates there are', () => {
  const day = fc.integer({ min: -400, max: 400 }).map(days => addDays(date(TODAY), days))
  const given = fc.record({ calculated: day, override: day }, { requiredKeys: [] })
  const anyDates: fc.Arbitrary<ReleaseDates> = fc.record(
    {
      byType: fc.record(Object.fromEntries(RELEASE_DATE_TYPES.map(({ code }) => [code, given])), { requiredKeys: [] }),
      confirmed: day,
    },
    { requiredKeys: ['byType'] },
  )

  it('an answer is one of them, with the date that counts', () => {
    fc.assert(
      fc.property(anyDates, fc.constantFrom('determinate', 'indeterminate', undefined), (dates, type) => {
        for (const answer of [
          prisonEffective(dates),
          handoverEarliest(dates, type, date(TODAY)),
          resettlementDisplayed(dates),
        ])
          if (answer)
            expect(answer.date).toEqual(
              answer.type === 'confirmed' ? dates.confirmed : effectiveDate(dates, answer.type),
            )
      }),
    )
  })

  it('the prison is never before handover of a determinate sentence without parole, curfew or confirmation', () => {
    fc.assert(
      fc.property(anyDates, dates => {
        const { PED: _, APD: __, HDCAD: ___, ...byType } = dates.byType
        const [prison, handed] = [prisonEffective({ byType }), handoverEarliest({ byType }, 'determinate', date(TODAY))]
        if (handed) expect(compareDates(prison!.date, handed.date)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('an indeterminate sentence is handed over by TED or THD, a past one being the closest', () => {
    fc.assert(
      fc.property(day, day, (ted, thd) => {
        const byType = { TED: { calculated: ted }, THD: { calculated: thd } }
        const answer = handoverEarliest({ byType }, 'indeterminate', date(TODAY))!
        const away = (candidate: CalendarDate) => daysBetween(date(TODAY), candidate)
        if (away(ted) > 0) expect(answer.type).toBe('TED')
        else if (away(thd) > 0) expect(answer.type).toBe('THD')
        else expect(Math.abs(away(answer.date))).toBe(Math.min(Math.abs(away(ted)), Math.abs(away(thd))))
      }),
    )
  })
})
