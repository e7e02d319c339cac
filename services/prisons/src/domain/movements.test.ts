import { describe, expect, it } from '@jest/globals'
import { contentOf, movementEvent } from './movement-event'
import { type Direction, MOVEMENTS, meaningOf, REASONS } from './movements'

const on = { year: 2024, month: 6, day: 1 }
const ask = (direction: Direction, reason: string, code = '') => meaningOf({ direction, reason, code, on })

describe('movements', () => {
  it.each([
    ['IN', 'ADMISSION', 'N', { is: 'received', recall: false }],
    ['IN', 'ADMISSION', '', { is: 'received', recall: false }],
    ['IN', 'ADMISSION', 'Y', { is: 'received', recall: true }],
    ['IN', 'ADMISSION', 'ETRLR', { is: 'received', recall: true }],
    ['IN', 'ADMISSION', 'INT', { is: 'transferred' }],
    ['IN', 'ADMISSION', 'TRNTAP', { is: 'transferred' }],
    ['IN', 'POST_MERGE_ADMISSION', '', { is: 'received', recall: false }],
    ['IN', 'TEMPORARY_ABSENCE_RETURN', '24', { is: 'absence-ended' }],
    ['IN', 'RETURN_FROM_COURT', 'CRT', { is: 'from-court' }],
    ['IN', 'TRANSFERRED', 'INT', { is: 'transferred' }],
    ['OUT', 'RELEASED', '', { is: 'released', kind: 'RELEASE_KIND_NOT_KNOWN' }],
    ['OUT', 'RELEASED', 'CR', { is: 'released', kind: 'RELEASE_KIND_ON_LICENCE' }],
    ['OUT', 'RELEASED', 'ETR', { is: 'released', kind: 'RELEASE_KIND_IMMIGRATION_REMOVAL' }],
    ['OUT', 'RELEASED', 'UAL_ECL', { is: 'released', kind: 'RELEASE_KIND_UNLAWFULLY_AT_LARGE' }],
    ['OUT', 'RELEASED', 'MRG', { is: 'administrative' }],
    ['OUT', 'RELEASED_TO_HOSPITAL', '', { is: 'released', kind: 'RELEASE_KIND_HOSPITAL' }],
    ['OUT', 'RELEASED_TO_HOSPITAL', 'SEC', { is: 'released', kind: 'RELEASE_KIND_HOSPITAL' }],
    ['OUT', 'SENT_TO_COURT', '', { is: 'to-court' }],
    ['OUT', 'TEMPORARY_ABSENCE_RELEASE', 'C5', { is: 'absence-started' }],
    ['OUT', 'UNKNOWN', '', undefined],
    ['IN', 'RELEASED', '', undefined],
    ['OUT', '', 'NCS', undefined],
    ['OUT', 'constructor', '', undefined],
  ] as const)('%s %s %s means %j', (direction, reason, code, meaning) => {
    expect(ask(direction, reason, code)).toEqual(meaning)
  })

  it('name a source in every row', () => {
    for (const { source, from } of [...MOVEMENTS, ...REASONS]) expect([source, from]).not.toContain('')
  })

  it('are read back from their events as they were written', () => {
    for (const { direction, reason } of REASONS)
      for (const code of ['', 'NCS', 'DEC', '24', 'INT', 'HO', 'MRG']) {
        const meaning = ask(direction, reason, code)
        const content = { direction, meaning, prisonId: 'LEI', reasonCode: code, sourceReason: reason }
        expect(contentOf(movementEvent(content, {}), direction, on)).toEqual(content)
      }
    const unknown = {
      direction: 'OUT',
      meaning: undefined,
      prisonId: 'LEI',
      reasonCode: '',
      sourceReason: 'UNKNOWN',
    } as const
    expect(contentOf(movementEvent(unknown, {}), 'OUT', on)).toEqual(unknown)
  })
})
