import { formatInstant } from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import { eventOf } from '@hub/contracts'
import { type PrisonRecordChangeReported, ReportedChange } from '@hub/contracts/custody'
import type { Fact } from '@hub/decider'
import { isRecord, type Reader, type Tools } from '@hub/translation'
import type { Told } from './movements'

/**
 * Domain events that say that something changed, and not what it is now. Sources: hmpps-domain-events (spec/schemas),
 * offender-management-allocation-manager (docs/allocation-handover-domain.md, early_allocation_service.rb),
 * calculate-release-dates-api (EventService.kt).
 */
export const CHANGE_EVENTS: Readonly<Record<string, ReportedChange>> = {
  'prison-offender-events.prisoner.sentence-dates-changed': ReportedChange.REPORTED_CHANGE_SENTENCE_DATES,
  'prison-offender-events.prisoner.fixed-term-recall.changed': ReportedChange.REPORTED_CHANGE_SENTENCE,
  'prison-offender-events.prisoner.sentence.changed': ReportedChange.REPORTED_CHANGE_SENTENCE,
  'prison-offender-events.prisoner.sentence-term.changed': ReportedChange.REPORTED_CHANGE_SENTENCE,
  'prison-offender-events.prisoner.imprisonment-status-changed': ReportedChange.REPORTED_CHANGE_STATUS,
  'prison-offender-events.prisoner.booking.moved': ReportedChange.REPORTED_CHANGE_BOOKING,
  'prison-offender-events.prisoner.booking.deleted': ReportedChange.REPORTED_CHANGE_BOOKING,
  'prisoner-offender-search.prisoner.convicted-status-changed': ReportedChange.REPORTED_CHANGE_STATUS,
  // A record that came into the search or left it; what is left of it says the record.
  'prisoner-offender-search.prisoner.created': ReportedChange.REPORTED_CHANGE_STATUS,
  'prisoner-offender-search.prisoner.removed': ReportedChange.REPORTED_CHANGE_STATUS,
  'calculate-release-dates.prisoner.changed': ReportedChange.REPORTED_CHANGE_SENTENCE_DATES,
  'offender-management.handover.changed': ReportedChange.REPORTED_CHANGE_HANDOVER,
  'offender-management.allocation.changed': ReportedChange.REPORTED_CHANGE_ALLOCATION,
  // As it is documented; what is sent is allocation.changed.
  'offender-management.pom.allocated': ReportedChange.REPORTED_CHANGE_ALLOCATION,
  'restricted-patients.patient.removed': ReportedChange.REPORTED_CHANGE_RESTRICTED_PATIENT,
  'restricted-patients.patient.supporting-prison-changed': ReportedChange.REPORTED_CHANGE_RESTRICTED_PATIENT,
  'community-early-allocation-eligibility.status.changed': ReportedChange.REPORTED_CHANGE_EARLY_ALLOCATION,
}

/** Names its categories itself. */
export const PRISONER_UPDATED = 'prisoner-offender-search.prisoner.updated'

/**
 * Categories of `prisoner.updated`. Source: hmpps-prisoner-search, PrisonerDifference.kt. Those without a change of
 * their own are recorded as another change, with the category beside it.
 */
const CATEGORIES: Readonly<Record<string, ReportedChange>> = {
  IDENTIFIERS: ReportedChange.REPORTED_CHANGE_IDENTIFIERS,
  PERSONAL_DETAILS: ReportedChange.REPORTED_CHANGE_PERSONAL_DETAILS,
  CONTACT_DETAILS: ReportedChange.REPORTED_CHANGE_PERSONAL_DETAILS,
  PHYSICAL_DETAILS: ReportedChange.REPORTED_CHANGE_PERSONAL_DETAILS,
  STATUS: ReportedChange.REPORTED_CHANGE_STATUS,
  LOCATION: ReportedChange.REPORTED_CHANGE_LOCATION,
  SENTENCE: ReportedChange.REPORTED_CHANGE_SENTENCE,
  RESTRICTED_PATIENT: ReportedChange.REPORTED_CHANGE_RESTRICTED_PATIENT,
  ALERTS: ReportedChange.REPORTED_CHANGE_OTHER,
  INCENTIVE_LEVEL: ReportedChange.REPORTED_CHANGE_OTHER,
}

/** What `prisoner.updated` says has changed. The order of the categories says nothing. */
export function categoriesOf(information: Reader): {
  changes: readonly ReportedChange[]
  categories: readonly string[]
} {
  const { categoriesChanged } = isRecord(information.value) ? information.value : {}
  const given: readonly unknown[] = Array.isArray(categoriesChanged) ? categoriesChanged : []
  if (given.length === 0) information.warn('categoriesChanged', 'names no category; what changed is not known')
  const categories = [...new Set(given.filter(isCategory))].sort()
  if (given.some(category => !isCategory(category)))
    information.warn('categoriesChanged', 'has an entry that is not a category; it was left out')
  else if (categories.some(category => !Object.hasOwn(CATEGORIES, category)))
    information.warn('categoriesChanged', 'has a category that the hub does not know')
  const changes = categories.map(category =>
    Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category]! : ReportedChange.REPORTED_CHANGE_OTHER,
  )
  return {
    changes: changes.length === 0 ? [ReportedChange.REPORTED_CHANGE_OTHER] : [...new Set(changes)],
    categories,
  }
}

const MOST_CATEGORY_LETTERS = 40
const isCategory = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MOST_CATEGORY_LETTERS && /^[A-Z]+(?:_[A-Z]+)*$/.test(value)

/** One report that something changed. */
export interface ChangeReport {
  /** The event type that told of it; one that the hub knows. */
  readonly source: string
  readonly changes: readonly ReportedChange[]
  readonly categories?: readonly string[]
  /** Booking and calculation stand in `at`. */
  readonly at: Reader
  /** The event itself, where it is flat. */
  readonly flat?: Reader
  readonly lookAt: string
  /** Of a booking that moved: where from or where to, and when it began. */
  readonly moved?: Partial<Pick<PrisonRecordChangeReported, 'movedFrom' | 'movedTo' | 'bookingStart'>>
}

/**
 * The fact that something was reported. Two reports are the same when type, time, booking and calculation are: a new
 * one never corrects an older one.
 */
export function changeFact(report: ChangeReport, { occurredAt, otherwise }: Told, tools: Tools): Fact<HubEvent> {
  const bookingId = idAt(report.at, 'bookingId')
  const earlyAllocation = report.flat?.flag('eligibilityStatus')
  const event = eventOf('hub.custody.v1.PrisonRecordChangeReported', {
    changes: report.changes,
    bookingId,
    sourceEvent: report.source,
    categories: report.categories ?? [],
    ...(earlyAllocation === undefined ? {} : { earlyAllocation }),
    ...report.moved,
    personal: { lookAt: report.lookAt },
  })
  const hash = tools.hashOf(event)
  const calculation = idAt(report.at, 'sentenceCalculationId')
  const about = bookingId || calculation ? `/${tools.tokenOf('NOMIS_BOOKING', `${bookingId}/${calculation}`)}` : ''
  const when = occurredAt ? formatInstant(occurredAt) : `unknown-${hash}`
  return { key: `change/${report.source}/${when}${about}`, event, hash, occurredAt: occurredAt ?? otherwise }
}

/** A number that NOMIS gave, written as a number or as text. */
function idAt(reader: Reader, field: string): string {
  const text = reader.text(field)
  if (text === undefined) return ''
  if (/^\d{1,19}$/.test(text)) return text
  reader.warn(field, 'is not a number and counts as not known')
  return ''
}
