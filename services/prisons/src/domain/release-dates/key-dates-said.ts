import type { CalendarDate } from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import type { KeyDateOutcome } from '@hub/contracts/custody'
import type { PastEvent } from '@hub/decider'
import type { KeyDateCode, KeyDates } from './key-dates'

/** What is known of the booking for probation's key dates, and what was said of them. */
export interface KeyDatesSaid {
  readonly booking?: { readonly id: string; readonly bookNumber: string; readonly active: boolean }
  readonly envelope?: {
    readonly bookingId: string
    readonly lengthDays?: number
    readonly sdsPlus?: boolean
    readonly sentenceStart?: CalendarDate
  }
  /** By book number the dates that probation was told of. */
  readonly told: ReadonlyMap<string, KeyDates>
  /** Why the dates could not be updated, when that was the last word. */
  readonly notUpdated?: KeyDateOutcome
}

export const noKeyDatesSaid: KeyDatesSaid = { told: new Map() }

/** What an event says of key dates; the same as before for every other event. */
export function evolveKeyDates(before: KeyDatesSaid, { event }: PastEvent<HubEvent>): KeyDatesSaid {
  switch (event.type) {
    case 'hub.custody.v1.BookingRead': {
      const { bookingId: id, bookNumber, active } = event.data
      return { ...before, booking: { id, bookNumber, active } }
    }
    case 'hub.custody.v1.SentenceEnvelopeRead': {
      const { bookingId, lengthDays, sdsPlus, sentenceStart } = event.data
      return {
        ...before,
        envelope: {
          bookingId,
          ...(lengthDays === undefined ? {} : { lengthDays }),
          ...(sdsPlus === undefined ? {} : { sdsPlus }),
          ...(sentenceStart ? { sentenceStart } : {}),
        },
      }
    }
    case 'hub.custody.v1.KeyDatesUpdated': {
      const { bookNumber, changes } = event.data
      const changed = Object.fromEntries(
        changes.flatMap(({ code, after }) => (after ? [[code as KeyDateCode, after]] : [])),
      )
      const { booking, envelope } = before
      return {
        ...(booking ? { booking } : {}),
        ...(envelope ? { envelope } : {}),
        told: new Map(before.told).set(bookNumber, { ...before.told.get(bookNumber), ...changed }),
      }
    }
    case 'hub.custody.v1.KeyDatesNotUpdated':
      return { ...before, notUpdated: event.data.outcome }
    default:
      return before
  }
}
