import { parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { PROBATION_REGIONS, regionOfUnit } from './regions'
import { shortSentenceTeam } from './short-sentence'

const WALES = { regionId: 'D', regionName: 'Wales' }

describe('the short-sentence function', () => {
  it.each<[string, string | undefined, typeof WALES | undefined, string, object | undefined]>([
    ['of a region', 'determinate_short', WALES, '2025-06-02', WALES],
    ['of a region that is not known', 'determinate_short', undefined, '2025-06-02', { regionId: '', regionName: '' }],
    ['by the reason of its first months', 'less_than_10_months_left_to_serve', WALES, '2022-06-01', WALES],
    ['not before June 2022', 'less_than_10_months_left_to_serve', WALES, '2022-05-31', undefined],
    ['not for a longer sentence', 'determinate', WALES, '2025-06-02', undefined],
    ['not after a recall', 'recall_case', WALES, '2025-06-02', undefined],
    ['of nobody who has no standing', undefined, WALES, '2025-06-02', undefined],
  ])('is %s', (_, reason, region, on, expected) => {
    const day = parseCalendarDate(on)!
    const standing = reason === undefined ? undefined : { reason, calculatedReason: '' }
    expect(shortSentenceTeam(standing, region, day)).toEqual(expected)
    // Who decided otherwise changes nothing about the sentence.
    const overridden =
      reason === undefined ? undefined : { reason: 'responsibility_override', calculatedReason: reason }
    expect(shortSentenceTeam(overridden, region, day)).toEqual(expected)
  })
})

describe('probation regions', () => {
  it('are twelve with 108 delivery units, none in two of them', () => {
    expect(PROBATION_REGIONS.map(({ id }) => id).join('')).toBe('ABCDEFGHIJKL')
    const units = PROBATION_REGIONS.flatMap(({ deliveryUnits }) => deliveryUnits)
    expect([units.length, new Set(units.map(unit => regionOfUnit(unit)!.id + unit)).size]).toEqual([108, 108])
  })

  it.each([
    ['Swansea, Neath Port-Talbot', 'D'],
    ['CAMDEN & ISLINGTON', 'J'],
    ['Essex North', 'I'],
    ['OMiC POM Responsibility', undefined],
    ['', undefined],
  ])('%s is in %s', (unit, id) => {
    expect(regionOfUnit(unit)?.id).toBe(id)
  })
})
