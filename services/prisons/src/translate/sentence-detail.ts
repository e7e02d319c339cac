import type { CalendarDate } from '@hub/calendar'
import type { Reader } from '@hub/translation'
import { CONFIRMED, type DatesTold } from '../domain/release-dates/changes'
import type { ReleaseDates, ReleaseDateType } from '../domain/release-dates/dates'
import { type Prisoner, prisonerAt } from './envelope'

/** The dates of a booking as the prison API tells them; what is absent is not known. */
export interface SentenceDetail {
  /** Empty when not known. */
  readonly bookingId: string
  readonly sentenceStart?: CalendarDate
  readonly dates: ReleaseDates
  /** Every type that the answer can tell of; not those whose date cannot be read, which is not to have none. */
  readonly carries: DatesTold['carries']
}

/** How long a person's sentences are taken together, as the release dates service tells it. */
export interface SentenceEnvelope {
  /** Empty when not known. */
  readonly bookingId: string
  readonly lengthDays?: number
  readonly sentenceStart?: CalendarDate
  readonly sdsPlus?: boolean
}

/** A booking as the prison API tells it, without what concerns the person alone. */
export interface Booking {
  /** Empty when not known. */
  readonly bookingId: string
  /** Empty when not known. */
  readonly bookNumber: string
  readonly prisoner?: Prisoner
  /** A booking that nobody says is active is not. */
  readonly active: boolean
}

/** Where the dates of one type stand. */
export interface Fields {
  /** Of several the first that has a date. */
  readonly calculated: readonly string[]
  readonly override?: readonly string[]
}

/**
 * Fields of the prison API's `sentenceDetail` (prison-api: SentenceCalcDates.java, BaseSentenceCalcDates.java; both
 * spellings of licence have been sent). Where a type has a calculated field beside the plain one, the plain one already
 * has the override in it.
 */
const FIELDS: Readonly<Partial<Record<ReleaseDateType, Fields>>> = {
  SED: {
    calculated: ['sentenceExpiryCalculatedDate', 'sentenceExpiryDate'],
    override: ['sentenceExpiryOverrideDate'],
  },
  LED: {
    calculated: ['licenceExpiryCalculatedDate', 'licenseExpiryCalculatedDate', 'licenceExpiryDate'],
    override: ['licenceExpiryOverrideDate', 'licenseExpiryOverrideDate'],
  },
  CRD: { calculated: ['conditionalReleaseDate'], override: ['conditionalReleaseOverrideDate'] },
  ARD: { calculated: ['automaticReleaseDate'], override: ['automaticReleaseOverrideDate'] },
  NPD: { calculated: ['nonParoleDate'], override: ['nonParoleOverrideDate'] },
  PED: {
    calculated: ['paroleEligibilityCalculatedDate', 'paroleEligibilityDate'],
    override: ['paroleEligibilityOverrideDate'],
  },
  APD: { calculated: ['actualParoleDate'] },
  HDCED: {
    calculated: ['homeDetentionCurfewEligibilityCalculatedDate', 'homeDetentionCurfewEligibilityDate'],
    override: ['homeDetentionCurfewEligibilityOverrideDate'],
  },
  HDCAD: { calculated: ['homeDetentionCurfewActualDate'] },
  PRRD: { calculated: ['postRecallReleaseDate'], override: ['postRecallReleaseOverrideDate'] },
  DPRRD: { calculated: ['dtoPostRecallReleaseDate'], override: ['dtoPostRecallReleaseDateOverride'] },
  TUSED: {
    calculated: ['topupSupervisionExpiryCalculatedDate', 'topupSupervisionExpiryDate'],
    override: ['topupSupervisionExpiryOverrideDate'],
  },
  ETD: { calculated: ['etdCalculatedDate', 'earlyTermDate'], override: ['etdOverrideDate'] },
  MTD: { calculated: ['mtdCalculatedDate', 'midTermDate'], override: ['mtdOverrideDate'] },
  LTD: { calculated: ['ltdCalculatedDate', 'lateTermDate'], override: ['ltdOverrideDate'] },
  ERSED: { calculated: ['earlyRemovalSchemeEligibilityDate'] },
  TERSED: { calculated: ['tariffEarlyRemovalSchemeEligibilityDate'] },
  TED: { calculated: ['tariffDate'] },
  ROTL: { calculated: ['releaseOnTemporaryLicenceDate'] },
  ESED: { calculated: ['effectiveSentenceEndDate'] },
}

export type DateFields = Readonly<Partial<Record<ReleaseDateType, Fields>>>

/** The dates that stand in these fields, and the types of which the answer tells. */
export function datesIn(answer: Reader, fields: DateFields): Pick<SentenceDetail, 'dates' | 'carries'> {
  const dateAt = (names: readonly string[] = []) =>
    names.map(name => answer.date(name)).find(date => date !== undefined)
  const rows = (Object.entries(fields) as [ReleaseDateType, Fields][]).map(([type, { calculated, override }]) => ({
    type,
    calculated: dateAt(calculated),
    override: dateAt(override),
    stated: [...calculated, ...(override ?? [])].some(name => answer.has(name)),
  }))
  const given = rows.flatMap(({ type, calculated, override }) =>
    calculated || override
      ? [[type, { ...(calculated ? { calculated } : {}), ...(override ? { override } : {}) }] as const]
      : [],
  )
  const confirmed = answer.date('confirmedReleaseDate')
  return {
    dates: { byType: Object.fromEntries(given), ...(confirmed ? { confirmed } : {}) },
    carries: [
      ...rows.filter(({ calculated, override, stated }) => calculated || override || !stated).map(({ type }) => type),
      ...(confirmed || !answer.has('confirmedReleaseDate') ? ([CONFIRMED] as const) : []),
    ],
  }
}

/** Reads `GET /api/bookings/{bookingId}/sentenceDetail`. A field that cannot be read counts as absent, with a warning. */
export function sentenceDetailOf(detail: Reader): SentenceDetail {
  const sentenceStart = detail.date('sentenceStartDate')
  return { bookingId: bookingIdAt(detail), ...(sentenceStart ? { sentenceStart } : {}), ...datesIn(detail, FIELDS) }
}

/** Reads `GET /operative-sentence-envelope/{prisonerId}` of the release dates service. */
export function sentenceEnvelopeOf(envelope: Reader): SentenceEnvelope {
  const lengthDays = envelope.whole('sentenceEnvelopeLengthInDays')
  const sentenceStart = envelope.date('earliestSentenceStartDate')
  const sdsPlus = envelope.flag('containsAnSDSPlusSentence')
  return {
    bookingId: bookingIdAt(envelope),
    ...(lengthDays === undefined ? {} : { lengthDays }),
    ...(sentenceStart ? { sentenceStart } : {}),
    ...(sdsPlus === undefined ? {} : { sdsPlus }),
  }
}

/** Reads `GET /api/bookings/{bookingId}`. */
export function bookingOf(booking: Reader): Booking {
  const prisoner = prisonerAt(booking, 'offenderNo')
  return {
    bookingId: bookingIdAt(booking),
    bookNumber: bookNumberAt(booking),
    ...(prisoner ? { prisoner } : {}),
    active: booking.flag('activeFlag') ?? false,
  }
}

const bookingIdAt = (reader: Reader): string => matching(reader, 'bookingId', /^\d{1,19}$/, 'is not a number')

/** Five digits and a letter today; older ones differ, so only what cannot be one is left out. */
const bookNumberAt = (reader: Reader): string =>
  matching(reader, 'bookingNo', /^[A-Za-z0-9]{1,14}$/, 'is not a book number')

function matching(reader: Reader, field: string, shape: RegExp, problem: string): string {
  const text = reader.text(field)
  if (text === undefined || shape.test(text)) return text ?? ''
  reader.warn(field, `${problem} and counts as not known`)
  return ''
}
