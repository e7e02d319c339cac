import { type CalendarDate, parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type BookingAsRead, keyDateUpdate, type PersonInProbation } from './key-date-update'
import { KEY_DATES, type KeyDates } from './key-dates'

const date = (text: string): CalendarDate => parseCalendarDate(text)!
const [OLD, NEW] = [date('2026-06-01'), date('2026-07-01')]
const booking = (over: Partial<BookingAsRead> = {}): BookingAsRead => ({
  active: true,
  nomsNumber: 'A1015BC',
  bookNumber: '38339A',
  keyDates: { ACR: NEW, SED: NEW },
  ...over,
})
const person = (nomsNumber: string, ...bookNumbers: readonly string[]): PersonInProbation => ({
  nomsNumber,
  sentences: bookNumbers.map(bookNumber => ({ bookNumber, keyDates: { ACR: NEW, SED: OLD, LED: OLD } })),
})
const known = (keyDates: KeyDates): PersonInProbation => ({
  nomsNumber: 'A1015BC',
  sentences: [{ bookNumber: '38339A', keyDates }],
})

describe('an update of key dates', () => {
  it.each<[string, string, Partial<BookingAsRead>, readonly PersonInProbation[]]>([
    ['BookingNotActive', 'an ended booking, whoever it is', { active: false }, []],
    ['MissingNomsNumber', 'an unknown person', {}, [person('A9999ZZ', '38339A')]],
    ['MissingNomsNumber', 'nobody', {}, []],
    ['MissingNomsNumber', 'no number on either side', { nomsNumber: '' }, [person('', '38339A')]],
    ['MissingBookingRef', 'a person without a sentence', {}, [person('A1015BC')]],
    ['MissingBookingRef', 'another book number', {}, [person('A1015BC', '38339B')]],
    ['MissingBookingRef', 'no book number on either side', { bookNumber: '' }, [person('A1015BC', '')]],
    ['DuplicateBookingRef', 'two sentences of one book number', {}, [person('A1015BC', '38339A', '38339A')]],
    ['KeyDatesUpdated', 'a number in lower case', { nomsNumber: 'a1015bc' }, [person('A1015BC', '38339A')]],
    ['KeyDatesUpdated', 'probation’s number in lower case', {}, [person('a1015bc', '00001X', '38339A')]],
  ])('%s: %s', (outcome, _, over, people) => {
    expect(keyDateUpdate(booking(over), people).is).toBe(outcome)
  })

  it('tells each date before and after, in their order, and leaves what the prison does not have', () => {
    const outcome = keyDateUpdate(booking(), [known({ SED: OLD, LED: OLD })])
    expect(outcome).toEqual({
      is: 'KeyDatesUpdated',
      changes: [
        { code: 'ACR', after: NEW },
        { code: 'SED', before: OLD, after: NEW },
      ],
    })
  })

  it('changes nothing where the dates are the same, or the prison has none', () => {
    expect(keyDateUpdate(booking(), [known({ ACR: { ...NEW }, SED: { ...NEW }, EXP: OLD })])).toEqual({
      is: 'KeyDatesUnchanged',
    })
    expect(keyDateUpdate(booking({ keyDates: {} }), [known({ ACR: OLD })])).toEqual({ is: 'KeyDatesUnchanged' })
  })

  it('done once has nothing more to do', () => {
    const day = fc.constantFrom(OLD, NEW, undefined)
    const anyDates = fc.record(Object.fromEntries(KEY_DATES.map(({ code }) => [code, day]))) as fc.Arbitrary<KeyDates>
    fc.assert(
      fc.property(anyDates, anyDates, (before, after) => {
        const first = keyDateUpdate(booking({ keyDates: after }), [known(before)])
        const changes = first.is === 'KeyDatesUpdated' ? first.changes : []
        const done: KeyDates = { ...before, ...Object.fromEntries(changes.map(change => [change.code, change.after])) }
        expect(keyDateUpdate(booking({ keyDates: after }), [known(done)])).toEqual({ is: 'KeyDatesUnchanged' })
        for (const { code } of KEY_DATES) expect(done[code]).toEqual(after[code] ?? before[code])
      }),
    )
  })
})
