import { ReportedChange } from '@hub/contracts/custody'
import type { Reader } from '@hub/translation'

/** A question to a source that a message leads to. The path is made here; an address that a message names is never asked. */
export interface Ask {
  readonly for: 'record' | 'dates' | 'booking' | 'envelope' | 'handover' | 'manager' | 'probation'
  /** As the configuration names it. */
  readonly source: string
  readonly path: string
  /** What the answer names, by its fields: one that does not is of somebody or something else. */
  readonly names: Readonly<Record<string, string>>
  /** What it may name: one that names another says nothing. */
  readonly mayName?: Readonly<Record<string, string>>
  /** Why the allocation changed, as the message says it. */
  readonly trigger?: string
}

/** What can be asked, of which system, and how (`details/README.md` of the samples names each). */
const QUESTIONS = {
  record: { source: 'prisoner-search', path: '/prisoner/{noms}', names: { prisonerNumber: 'noms' } },
  dates: { source: 'prison-api', path: '/api/bookings/{booking}/sentenceDetail', names: { bookingId: 'booking' } },
  booking: {
    source: 'prison-api',
    path: '/api/bookings/{booking}',
    names: { bookingId: 'booking', offenderNo: 'noms' },
  },
  envelope: {
    source: 'calculate-release-dates',
    // By the prison number (CrdsApiClient.kt); older answers do not name the booking.
    path: '/operative-sentence-envelope/{noms}',
    names: {},
    mayName: { bookingId: 'booking' },
  },
  handover: { source: 'allocation-manager', path: '/api/handovers/{noms}', names: { nomsNumber: 'noms' } },
  manager: { source: 'allocation-manager', path: '/api/allocation/{noms}/primary_pom', names: {} },
  // Probation's own record of the case (ProbationRecordResource.kt); 404 until both records are linked.
  probation: { source: 'manage-pom-cases-and-delius', path: '/case-records/{noms}', names: { nomsId: 'noms' } },
} as const satisfies Readonly<Record<Ask['for'], Question>>

interface Question {
  readonly source: string
  readonly path: string
  readonly names: Names
  readonly mayName?: Names
}

type Names = Readonly<Record<string, 'noms' | 'booking'>>

/** What to ask when a change is reported: in this order, since who is responsible rests on the record and the dates. */
const AFTER: Readonly<Partial<Record<ReportedChange, readonly Ask['for'][]>>> = {
  [ReportedChange.REPORTED_CHANGE_SENTENCE_DATES]: ['record', 'dates', 'booking', 'envelope', 'probation'],
  [ReportedChange.REPORTED_CHANGE_SENTENCE]: ['record', 'dates', 'booking', 'envelope', 'probation'],
  [ReportedChange.REPORTED_CHANGE_BOOKING]: ['record', 'dates'],
  [ReportedChange.REPORTED_CHANGE_STATUS]: ['record', 'probation'],
  [ReportedChange.REPORTED_CHANGE_RESTRICTED_PATIENT]: ['record'],
  [ReportedChange.REPORTED_CHANGE_HANDOVER]: ['handover', 'probation'],
  [ReportedChange.REPORTED_CHANGE_ALLOCATION]: ['manager'],
}

/**
 * What to ask about a prison number when these changes are reported; `about` has booking and trigger. What is asked by the
 * booking is not asked of a message that does not say which, until the record does.
 */
export function asksAfter(changes: readonly ReportedChange[], noms: string, about: Reader): readonly Ask[] {
  const booking = /^\d{1,19}$/.exec(about.text('bookingId') ?? '')?.[0]
  const trigger = /^[a-z_]{1,40}$/.exec(about.text('eventTrigger') ?? '')?.[0]
  const wanted = new Set(changes.flatMap(change => AFTER[change] ?? []))
  return [...wanted].map((question): Ask => {
    const { source, path, names, mayName }: Question = QUESTIONS[question]
    const ask = { for: question, source, path, names, ...(mayName ? { mayName } : {}), ...(trigger ? { trigger } : {}) }
    const ofPerson = filled(ask, 'noms', noms)
    return booking ? withBooking(ofPerson, booking) : ofPerson
  })
}

/** False of what is asked about a booking while that is not known. */
export const canBeAsked = ({ path, mayName = {} }: Ask): boolean =>
  !path.includes('{booking}') && !Object.values(mayName).includes('booking')

/** The question about a booking. */
export const withBooking = (ask: Ask, booking: string): Ask => filled(ask, 'booking', booking)

function filled(ask: Ask, what: 'noms' | 'booking', value: string): Ask {
  const named = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(names).map(([field, of]) => [field, of === what ? value : of]))
  return {
    ...ask,
    path: ask.path.replace(`{${what}}`, value),
    names: named(ask.names),
    ...(ask.mayName ? { mayName: named(ask.mayName) } : {}),
  }
}
