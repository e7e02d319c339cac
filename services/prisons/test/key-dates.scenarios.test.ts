import { formatCalendarDate } from '@hub/calendar'
import type { KeyDatesUpdated } from '@hub/contracts/custody'
import type { SourceAnswer } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import { keyDatesNow } from '../src/domain/release-dates/decide-key-dates'
import { createHub } from './play'
import { domainEvent, found, NOMS, RECORD, received, record, released, said, updated } from './scenario'

type Answers = Readonly<Record<string, SourceAnswer>>
const BOOKING = '/api/bookings/1200835'
const LENGTH = `/operative-sentence-envelope/${NOMS}`
const PROBATION = `/case-records/${NOMS}`

const booking = (over: object = {}) =>
  found({ bookingId: 1200835, bookNo: 'x', bookingNo: '38339A', offenderNo: NOMS, activeFlag: true, ...over })
const answers = (over: Answers = {}): Answers => ({
  [RECORD]: record({ sentenceExpiryDate: '2029-01-05' }),
  [BOOKING]: booking(),
  [LENGTH]: found({ bookingId: 1200835, sentenceEnvelopeLengthInDays: 1461, containsAnSDSPlusSentence: false }),
  [PROBATION]: found({ nomsId: NOMS, manager: null }),
  ...over,
})
const changed = (at: string, bookingId: string) =>
  domainEvent('prison-offender-events.prisoner.sentence-dates-changed', at, { bookingId })

/** Somebody who is in prison, of whom dates are reported as changed on days of June 2025. */
function started() {
  const hub = createHub()
  hub.at('2025-01-06T10:00:00Z', {})
  hub.say('hmpps-domain-events', received('2025-01-06T09:00:00Z'))
  return {
    ...hub,
    change: (day: number, given: Answers, bookingId = '1200835') => {
      const at = `2025-06-${String(day).padStart(2, '0')}`
      hub.at(`${at}T10:00:00Z`, given)
      return hub.say('hmpps-domain-events', changed(`${at}T09:00:00Z`, bookingId))
    },
  }
}
const aboutKeyDates = (lines: readonly string[]) => lines.filter(line => line.startsWith('Key dates'))
const UPDATED = expect.stringMatching(/^Key dates for probation updated: /)

describe('probation’s key dates', () => {
  it('follow where search says that the sentence changed, by the booking that the record names', () => {
    const hub = started()
    hub.change(2, answers())
    const told = (conditionalReleaseDate: string, over: Answers = {}) => {
      const sentence = { sentenceExpiryDate: '2029-01-05', conditionalReleaseDate, bookingId: '1200835' }
      hub.at('2025-06-09T10:00:00Z', answers({ [RECORD]: record(sentence), ...over }))
      return aboutKeyDates(said(hub.say('hmpps-domain-events', updated('2025-06-09T09:00:00Z', 'SENTENCE'))))
    }
    expect(told('2027-02-05')).toEqual(['Key dates for probation updated: ACR, PR1, EMED'])
    expect(told('2027-03-05', { [RECORD]: record({ conditionalReleaseDate: '2027-03-05' }) })).toEqual([])
  })

  it('take the length of a sentence from an answer that names no booking, and from none that names another', () => {
    const length = (over: object) => ({
      [LENGTH]: found({ sentenceEnvelopeLengthInDays: 1461, containsAnSDSPlusSentence: false, ...over }),
    })
    const lengthAfter = (over: object) => {
      const hub = started()
      hub.change(2, answers(length(over)))
      return hub.stateOf(NOMS).keyDates.envelope
    }
    expect(lengthAfter({})).toMatchObject({ bookingId: '1200835', lengthDays: 1461 })
    expect(lengthAfter({ bookingId: 1200836 })).toBeUndefined()
  })

  it('are updated when reported dates change them, each with what was said before', () => {
    const hub = started()
    const became = hub.change(2, answers())
    expect(aboutKeyDates(said(became))).toEqual(['Key dates for probation updated: ACR, SED, PR1, FTHRD, EMED'])
    const dates = (messages: typeof became) =>
      messages
        .flatMap(({ events }) => events)
        .filter(({ event }) => event.type === 'hub.custody.v1.KeyDatesUpdated')
        .flatMap(({ event }) => (event.data as KeyDatesUpdated).changes)
        .map(({ code, before, after }) => [code, before && formatCalendarDate(before), formatCalendarDate(after!)])
    expect(dates(became)).toEqual([
      ['ACR', undefined, '2027-01-05'],
      ['SED', undefined, '2029-01-05'],
      // Two thirds of the 731 days from release to the end, rounded down.
      ['PR1', undefined, '2028-05-06'],
      // A third of 1461 days before the end.
      ['FTHRD', undefined, '2027-09-06'],
      // 7 % of 1461 days after release, rounded down.
      ['EMED', undefined, '2027-04-17'],
    ])
    expect(aboutKeyDates(said(hub.change(3, answers())))).toEqual([])
    const moved = hub.change(4, answers({ [RECORD]: record({ sentenceExpiryDate: '2029-01-08' }) }))
    expect(dates(moved)).toEqual([
      ['SED', '2029-01-05', '2029-01-08'],
      ['PR1', '2028-05-06', '2028-05-08'],
      ['FTHRD', '2027-09-06', '2027-09-09'],
    ])
  })

  it('stay where the prison has no date any more', () => {
    const hub = started()
    hub.change(2, answers())
    expect(aboutKeyDates(said(hub.change(3, answers({ [RECORD]: record({ sentenceExpiryDate: null }) }))))).toEqual([])
  })

  it.each([
    ['booking not active', { [BOOKING]: booking({ activeFlag: false }) }],
    ['missing noms number', { [PROBATION]: { is: 'not-found', body: undefined } as const }],
    ['missing booking ref', { [BOOKING]: booking({ bookingNo: null }) }],
  ])('are not updated: %s, which is said once, and again after they were', (why, over) => {
    const hub = started()
    const not = `Key dates for probation not updated: ${why}`
    expect(aboutKeyDates(said(hub.change(2, answers(over))))).toEqual([not])
    expect(aboutKeyDates(said(hub.change(3, answers(over))))).toEqual([])
    expect(aboutKeyDates(said(hub.change(4, answers())))).toEqual([UPDATED])
    expect(aboutKeyDates(said(hub.change(5, answers(over))))).toEqual([not])
  })

  it('begin anew with another booking, whose length is its own', () => {
    const hub = started()
    hub.change(2, answers())
    const other = { '/api/bookings/1300000': booking({ bookingId: 1300000, bookingNo: '50000B' }) }
    expect(aboutKeyDates(said(hub.change(3, answers(other), '1300000')))).toEqual([UPDATED])
    // From the start to the end of the sentence, both counted: no length of this booking is known.
    expect(keyDatesNow(hub.stateOf(NOMS)).FTHRD).toEqual({ year: 2027, month: 9, day: 6 })
  })

  it('say nothing of reports that lead to no booking', () => {
    const hub = started()
    hub.at('2025-06-02T10:00:00Z', answers())
    expect(aboutKeyDates(said(hub.say('hmpps-domain-events', updated('2025-06-02T09:00:00Z', 'SENTENCE'))))).toEqual([])
  })

  it('count two thirds from the first release of the sentence', () => {
    const hub = started()
    hub.change(2, answers())
    // To hospital, or unlawfully, nobody is released from a sentence.
    for (const code of ['HP', 'UAL']) {
      hub.at('2025-08-01T10:00:00Z', {})
      hub.say('hmpps-domain-events', released(`2025-08-01T0${code.length}:00:00Z`, code))
    }
    hub.at('2027-01-06T10:00:00Z', {})
    hub.say('hmpps-domain-events', released('2027-01-06T09:00:00Z'))
    expect(keyDatesNow(hub.stateOf(NOMS)).PR1).toEqual({ year: 2028, month: 5, day: 6 })
    hub.at('2026-12-01T10:00:00Z', {})
    hub.say('hmpps-domain-events', released('2026-12-01T09:00:00Z'))
    expect(keyDatesNow(hub.stateOf(NOMS)).PR1).toEqual({ year: 2028, month: 4, day: 24 })
  })
})
