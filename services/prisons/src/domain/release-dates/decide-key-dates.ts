import { compareDates, londonDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { CustodyStatus, KeyDateOutcome } from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { nextWord } from '../facts'
import { afterMovement } from '../held'
import type { Reading } from '../readings'
import { movementsOf } from '../reports'
import type { CustodyState } from '../state'
import { keyDateUpdate } from './key-date-update'
import { type KeyDates, keyDatesOf, type SentenceFacts } from './key-dates'

interface Deciding {
  readonly now: Moment
  readonly hashOf: (event: HubEvent) => string
}

/** The key dates that follow from what is known of the sentence. */
export const keyDatesNow = (state: CustodyState): KeyDates => keyDatesOf(state.dates, sentenceOf(state))

/** What stood in the answer about another booking says nothing of this one. */
function sentenceOf({ record, keyDates: { booking, envelope }, reports }: CustodyState): SentenceFacts {
  const own = envelope && booking && envelope.bookingId === booking.id ? envelope : undefined
  const sentenceStart = record?.says.sentenceStart ?? own?.sentenceStart
  const firstRelease =
    sentenceStart &&
    movementsOf(reports)
      .filter(movement => afterMovement(undefined, movement)?.status === CustodyStatus.CUSTODY_STATUS_RELEASED)
      .map(({ occurredAt }) => londonDate(occurredAt))
      .find(day => compareDates(day, sentenceStart) >= 0)
  return {
    sentenceType: record?.says.indeterminate ? 'indeterminate' : 'determinate',
    ...(sentenceStart ? { sentenceStart } : {}),
    ...(own?.lengthDays === undefined ? {} : { sentenceLengthDays: own.lengthDays }),
    ...(own?.sdsPlus === undefined ? {} : { sdsPlus: own.sdsPlus }),
    ...(firstRelease ? { firstRelease } : {}),
  }
}

const NOT_UPDATED = {
  BookingNotActive: KeyDateOutcome.KEY_DATE_OUTCOME_BOOKING_NOT_ACTIVE,
  MissingNomsNumber: KeyDateOutcome.KEY_DATE_OUTCOME_MISSING_NOMS_NUMBER,
  MissingBookingRef: KeyDateOutcome.KEY_DATE_OUTCOME_MISSING_BOOKING_REF,
} as const

/**
 * What a report of changed dates comes to for probation's record, once the booking was read. What stands there is what
 * the hub said last of the book number, for nobody tells the hub of probation's sentences; so a book number is never
 * found twice. That nothing changes is no news, nor that it cannot be updated for the same reason as before.
 */
export function decideKeyDates(
  readings: readonly Reading[],
  state: CustodyState,
  { now, hashOf }: Deciding,
): readonly Decision<HubEvent>[] {
  const { booking, told, notUpdated } = state.keyDates
  if (!booking || !readings.some(({ is }) => is === 'booking')) return []
  const { active, bookNumber } = booking
  const isKnown = !readings.some(({ is }) => is === 'unknown-to-probation')
  const sentences = isKnown ? [{ bookNumber, keyDates: told.get(bookNumber) ?? {} }] : undefined
  const outcome = keyDateUpdate({ active, bookNumber, keyDates: keyDatesNow(state) }, sentences)
  const say = (event: HubEvent) => [
    nextWord({ key: 'key-dates', event, hash: hashOf(event), occurredAt: now }, state.facts),
  ]
  switch (outcome.is) {
    case 'KeyDatesUpdated':
      return say(eventOf('hub.custody.v1.KeyDatesUpdated', { changes: [...outcome.changes], bookNumber, personal: {} }))
    case 'KeyDatesUnchanged':
    case 'DuplicateBookingRef':
      return []
    default: {
      const why = NOT_UPDATED[outcome.is]
      return why === notUpdated ? [] : say(eventOf('hub.custody.v1.KeyDatesNotUpdated', { outcome: why, personal: {} }))
    }
  }
}
