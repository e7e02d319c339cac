import { type CalendarDate, parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type BookingAsRead, keyDateUpdate, type SentenceInProbation } from './key-date-update'
import { KEY_DATES, type KeyDates } from './key-dates'

const date = (text: string): CalendarDate => parseCalendarDate(text)!
const [OLD, NEW] = [date('2026-06-01'), date('2026-07-01')]
const booking = (over: Partial<BookingAsRead> = {}): BookingAsRead => ({
  active: true,
  bookNumber: '38339A',
  keyDates: { ACR: NEW, SED: NEW },
  ...over,
})
const sentences = (...bookNumbers: readonly string[]): readonly SentenceInProbation[] =>
  bookNumbers.map(bookNumber => ({ bookNumber, keyDates: { ACR: NEW, SED: OLD, LED: OLD } }))
const known = (keyDates: KeyDates): readonly SentenceInProbation[] => [{ bookNumber: '38339A', keyDates }]

describe('an update of key dates', () => {
  it.each<[string, string, Partial<BookingAsRead>, readonly SentenceInProbation[] | undefined]>([
    ['BookingNotActive', 'an ended booking, whoever it is', { active: false }, undefined],
    ['MissingNomsNumber', 'nobody', {}, undefined],
    ['MissingBookingRef', 'a person without a sentence', {}, []],
    ['MissingBookingRef', 'another book number', {}, sentences('38339B')],
    ['MissingBookingRef', 'no book number on either side', { bookNumber: '' }, sentences('')],
    ['DuplicateBookingRef', 'two sentences of one book number', {}, sentences('38339A', '38339A')],
    ['KeyDatesUpdated', 'one of two sentences', {}, sentences('00001X', '38339A')],
  ])('%s: %s', (outcome, _, over, of) => {
    expect(keyDateUpdate(booking(over), of).is).toBe(outcome)
  })

  it('tells each date before and after, in their order, and leaves what the prison does not have', () => {
    const outcome = keyDateUpdate(booking(), known({ SED: OLD, LED: OLD }))
    expect(outcome).toEqual({
      is: 'KeyDatesUpdated',
      changes: [
        { code: 'ACR', after: NEW },
        { code: 'SED', before: OLD, after: NEW },
      ],
    })
  })

  it('changes nothing where the dates are the same, or the prison has none', () => {
    expect(keyDateUpdate(booking(), known({ ACR: { ...NEW }, SED: { ...NEW }, EXP: OLD }))).toEqual({
      is: 'KeyDatesUnchanged',
    })
    expect(keyDateUpdate(booking({ keyDates: {} }), known({ ACR: OLD }))).toEqual({ is: 'KeyDatesUnchanged' })
  })

  it('done once has nothing more to do', () => {
    const day = fc.constantFrom(OLD, NEW, undefined)
    const anyDates = fc.record(Object.fromEntries(KEY_DATES.map(({ code }) => [code, day]))) as fc.Arbitrary<KeyDates>
    fc.assert(
      fc.property(anyDates, anyDates, (before, after) => {
        const first = keyDateUpdate(booking({ keyDates: after }), known(before))
        const changes = first.is === 'KeyDatesUpdated' ? first.changes : []
        const done: KeyDates = { ...before, ...Object.fromEntries(changes.map(change => [change.code, change.after])) }
        expect(keyDateUpdate(booking({ keyDates: after }), known(done))).toEqual({ is: 'KeyDatesUnchanged' })
        for (const { code } of KEY_DATES) expect(done[code]).toEqual(after[code] ?? before[code])
      }),
    )
  })
})
