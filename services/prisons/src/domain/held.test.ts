import { type Instant, instantFromMillis } from '@hub/calendar'
import type { Custody } from '@hub/contracts/custody'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { heldOf } from './held'
import { type Direction, meaningOf, REASONS } from './movements'
import { type Family, movementKey, movementsOf, type Report } from './reports'

const ON = { year: 2024, month: 6, day: 1 }
const HOUR = 3_600_000

/** A report of a movement so many hours after the start. */
function report(
  family: Family,
  direction: Direction,
  hours: number,
  reason: string,
  code = '',
  prisonId = 'MDI',
): Report {
  const occurredAt = instantFromMillis(Math.round(hours * HOUR))
  const meaning = meaningOf({ direction, reason, code, on: ON })
  const content = { direction, meaning, prisonId, reasonCode: code, sourceReason: reason }
  return {
    ...content,
    key: movementKey(family, direction, String(hours)),
    family,
    occurredAt,
    toldAt: occurredAt,
    hash: JSON.stringify(content),
  }
}
const search = (...told: [Direction, number, string, string?, string?]) => report('prisoner-offender-search', ...told)
const delayed = (...told: [Direction, number, string, string?, string?]) => report('prison-offender-events', ...told)
const held = (...reports: readonly Report[]): Custody | undefined => heldOf(movementsOf(reports))
const at = (hours: number): Instant => instantFromMillis(hours * HOUR)

describe('where a person is held', () => {
  const admitted = delayed('IN', 0, 'ADMISSION', 'N')

  it.each([
    ['nothing was told', [], undefined],
    ['admitted', [admitted], { status: 'IN_PRISON', prisonId: 'MDI', recall: false, since: at(0) }],
    ['recalled', [delayed('IN', 0, 'ADMISSION', '24')], { status: 'IN_PRISON', recall: true }],
    [
      'out for a day',
      [admitted, delayed('OUT', 30, 'TEMPORARY_ABSENCE_RELEASE', 'C5')],
      { status: 'TEMPORARILY_ABSENT', since: at(30) },
    ],
    [
      'back from it with a code that looks like a recall',
      [admitted, delayed('OUT', 30, 'TEMPORARY_ABSENCE_RELEASE', 'C5'), delayed('IN', 40, 'ADMISSION', '24')],
      { status: 'IN_PRISON', recall: false },
    ],
    ['at court', [admitted, search('OUT', 30, 'SENT_TO_COURT')], { status: 'AT_COURT', prisonId: 'MDI' }],
    [
      'back from court',
      [admitted, search('OUT', 30, 'SENT_TO_COURT'), search('IN', 36, 'RETURN_FROM_COURT')],
      { status: 'IN_PRISON', since: at(36) },
    ],
    ['under way', [admitted, search('OUT', 30, 'TRANSFERRED')], { status: 'IN_TRANSFER', prisonId: 'MDI' }],
    [
      'in another prison',
      [admitted, search('OUT', 30, 'TRANSFERRED'), search('IN', 31, 'TRANSFERRED', '', 'LEI')],
      { status: 'IN_PRISON', prisonId: 'LEI' },
    ],
    [
      'recalled and moved',
      [delayed('IN', 0, 'ADMISSION', 'L'), search('IN', 31, 'TRANSFERRED', '', 'LEI')],
      { prisonId: 'LEI', recall: true },
    ],
    ['in hospital', [admitted, search('OUT', 30, 'RELEASED_TO_HOSPITAL')], { status: 'IN_HOSPITAL', prisonId: 'MDI' }],
    ['unlawfully at large', [admitted, delayed('OUT', 30, 'RELEASED', 'UAL')], { status: 'UNLAWFULLY_AT_LARGE' }],
    ['handed over for removal', [admitted, delayed('OUT', 30, 'RELEASED', 'DE')], { status: 'REMOVED' }],
    ['released on end-of-custody licence', [admitted, delayed('OUT', 30, 'RELEASED', 'ECSL')], { status: 'RELEASED' }],
    [
      'released',
      [delayed('IN', 0, 'ADMISSION', 'L'), search('OUT', 30, 'RELEASED')],
      { status: 'RELEASED', prisonId: 'MDI', recall: false },
    ],
    [
      'dead',
      [admitted, search('OUT', 30, 'RELEASED'), delayed('OUT', 29.9, 'RELEASED', 'DEC')],
      { status: 'DIED', prisonId: 'MDI' },
    ],
    ['as before, when the movement is not known', [admitted, search('OUT', 30, 'BEAMED_UP')], { status: 'IN_PRISON' }],
    [
      'in prison, when the release is older than the admission',
      [admitted, delayed('OUT', -90_000, 'RELEASED', 'CR')],
      { status: 'IN_PRISON', since: at(0) },
    ],
  ] as const)('%s', (_, reports, expected) => {
    const now = held(...reports)
    if (!expected) expect(now).toBeUndefined()
    else expect(now && { ...now, status: String(now.status).replace('CUSTODY_STATUS_', '') }).toMatchObject(expected)
  })

  it('knows the prison by search and the moment by the delayed family, whichever came first', () => {
    const reached = search('IN', 30.1, 'TRANSFERRED', '', 'LEI')
    const told = delayed('IN', 30, 'TRANSFERRED', 'INT', 'MDI')
    for (const reports of [
      [admitted, reached, told],
      [told, admitted, reached],
    ])
      expect(held(...reports)).toMatchObject({ prisonId: 'LEI', since: at(30) })
  })

  it('takes a movement the other way between two reports for what it is', () => {
    const [out, back, again] = [
      search('OUT', 30, 'RELEASED'),
      search('IN', 31, 'READMISSION'),
      delayed('OUT', 32, 'RELEASED', 'CR'),
    ]
    expect(movementsOf([out, again])).toHaveLength(1)
    expect(movementsOf([out, again, back])).toHaveLength(3)
    expect(held(out, again, back)).toMatchObject({ status: 'CUSTODY_STATUS_RELEASED', since: at(32) })
  })

  it('is the same in whatever order it is told', () => {
    const told = fc
      .record({
        reason: fc.constantFrom(...REASONS),
        code: fc.constantFrom('', '24', 'DEC', 'HP', 'UAL', 'INT', 'CR'),
        delayed: fc.boolean(),
        minute: fc.integer({ min: 0, max: 60 * 24 * 6 }),
        prisonId: fc.constantFrom('MDI', 'LEI', ''),
      })
      .map(({ reason: { reason, direction }, code, delayed: late, minute, prisonId }) =>
        (late ? delayed : search)(direction, minute / 60, reason, late ? code : '', prisonId),
      )
    const reports = fc.uniqueArray(told, { selector: ({ occurredAt }) => String(occurredAt.seconds), maxLength: 14 })
    const shuffled = reports.chain(all =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(held(...other)).toEqual(held(...all))
      }),
      { numRuns: 2_000 },
    )
  })
})
