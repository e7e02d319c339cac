import { parseCalendarDate, parseInstant } from '@hub/calendar'
import { PrisonRecord, Responsibility } from '@hub/contracts/custody'
import { expect, it } from '@jest/globals'
import { NOT_OVERRIDDEN } from '../domain/standing'
import { type CustodyState, nothingKnown } from '../domain/state'
import { knownCustody } from './known-custody'

const day = (text: string) => parseCalendarDate(text)!
const state: CustodyState = {
  ...nothingKnown,
  record: {
    says: PrisonRecord.fromPartial({ sentenceStart: day('2020-01-06') }),
    readAt: parseInstant('2025-06-20T12:00:00Z')!,
  },
  dates: { byType: { CRD: { calculated: day('2027-01-05') } } },
  standing: {
    responsibility: Responsibility.RESPONSIBILITY_CUSTODY_ONLY,
    start: day('2026-04-21'),
    handover: day('2026-04-21'),
    reason: 'determinate',
    ...NOT_OVERRIDDEN,
    ruleSet: 'omic-2025-05',
  },
}

it('names the source of the row that gave the reason which was published, and of no other', () => {
  expect(knownCustody(state, day('2025-06-20')).standingSource).toContain('handover_calculation.rb')
  // The rules of that day gave another reason.
  expect(knownCustody(state, day('2022-12-01')).standingSource).toBe('')
  expect(knownCustody(nothingKnown, day('2025-06-20')).standingSource).toBe('')
})
