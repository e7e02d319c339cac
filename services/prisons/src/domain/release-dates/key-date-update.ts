import { type CalendarDate, compareDates } from '@hub/calendar'
import { KEY_DATES, type KeyDateCode, type KeyDates } from './key-dates'

/** A booking as the prison's record has it, with the key dates that follow from it. */
export interface BookingAsRead {
  readonly active: boolean
  /** Empty when not known. */
  readonly bookNumber: string
  readonly keyDates: KeyDates
}

/** A sentence in custody that is active in probation's record. */
export interface SentenceInProbation {
  readonly bookNumber: string
  readonly keyDates: KeyDates
}

export interface KeyDateChange {
  readonly code: KeyDateCode
  /** Absent when probation had none. */
  readonly before?: CalendarDate
  readonly after: CalendarDate
}

/** What an update of probation's key dates comes to; the names are probation's. */
export type KeyDateOutcome =
  | {
      readonly is:
        | 'BookingNotActive'
        | 'MissingNomsNumber'
        | 'MissingBookingRef'
        | 'DuplicateBookingRef'
        | 'KeyDatesUnchanged'
    }
  | { readonly is: 'KeyDatesUpdated'; readonly changes: readonly KeyDateChange[] }

/**
 * What the key dates of a booking change in probation's record of the person, whose sentences these are; undefined where
 * probation has nobody of that prison number. The sentence is found by book number. A date that the prison does not have
 * leaves probation's as it is; earlier versions of the source deleted it (hmpps-probation-integration-services:
 * CustodyDateUpdateService.kt, 0ffe6284 did, 45a130f0 does not).
 */
export function keyDateUpdate(
  booking: BookingAsRead,
  sentences: readonly SentenceInProbation[] | undefined,
): KeyDateOutcome {
  if (!booking.active) return { is: 'BookingNotActive' }
  if (!sentences) return { is: 'MissingNomsNumber' }
  const [sentence, ...others] = sentences.filter(
    ({ bookNumber }) => bookNumber !== '' && bookNumber === booking.bookNumber,
  )
  if (!sentence) return { is: 'MissingBookingRef' }
  if (others.length > 0) return { is: 'DuplicateBookingRef' }
  const changes = changesOf(sentence.keyDates, booking.keyDates)
  return changes.length === 0 ? { is: 'KeyDatesUnchanged' } : { is: 'KeyDatesUpdated', changes }
}

const changesOf = (before: KeyDates, after: KeyDates): readonly KeyDateChange[] =>
  KEY_DATES.flatMap(({ code }) => {
    const [was, will] = [before[code], after[code]]
    if (!will || (was && compareDates(was, will) === 0)) return []
    return [{ code, after: will, ...(was ? { before: was } : {}) }]
  })
