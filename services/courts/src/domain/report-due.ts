import {
  addWorkingDays,
  ageOn,
  type CalendarDate,
  compareDates,
  type DatedRow,
  datedTable,
  hasWorkingDays,
  previousWorkingDay,
  rowOn,
} from '@hub/calendar'

/** People for whom a written short format report is preferred. */
export type Cohort = 'women' | 'young-adults' | 'at-risk-of-custody'

/** What is known of a request for a pre-sentence report. */
export interface ReportRequest {
  readonly requestedOn: CalendarDate
  /** Absent where the court names none. */
  readonly reportType?: 'oral' | 'fast' | 'standard'
  /** The day of the next hearing, or the first day of the week it is listed for. */
  readonly nextHearing?: CalendarDate
  readonly cohorts: readonly Cohort[]
}

export interface ReportDue {
  readonly due: CalendarDate
  readonly by: 'hearing' | 'type'
  /** The last working day before it; absent when that is not after the request. */
  readonly reminder?: CalendarDate
  /** Which row decided. */
  readonly row: string
  readonly source: string
}

/** Working days that each type is given, the day of the request not counted. */
interface TypeTerm extends DatedRow {
  readonly reportType: 'oral' | 'fast' | 'standard'
  readonly workingDays: number
}

const DELIVERY = 'parliamentary answer 98201, 9 October 2020'

const TERMS = datedTable<TypeTerm>(
  'days for a pre-sentence report',
  [
    // The answer describes how reports are delivered; nothing older is public, so the rows reach back.
    { reportType: 'oral', workingDays: 0, from: '2005-04-04', source: DELIVERY },
    { reportType: 'fast', workingDays: 5, from: '2005-04-04', source: DELIVERY },
    { reportType: 'standard', workingDays: 15, from: '2005-04-04', source: DELIVERY },
  ],
  ({ reportType }) => reportType,
)

/**
 * By when a report is due: the next hearing of the case, for the day the court sets is the one that counts; without one,
 * so many working days of England and Wales after the request as its type is given. A type that nobody names is a short
 * format written one for a priority cohort, else a standard one. Undefined, or without a reminder, where the bank
 * holidays around the day are not known.
 */
export function reportDue({ requestedOn, reportType, nextHearing, cohorts }: ReportRequest): ReportDue | undefined {
  if (nextHearing && compareDates(nextHearing, requestedOn) > 0)
    return withReminder(requestedOn, { due: nextHearing, by: 'hearing', row: 'next hearing', source: DELIVERY })
  const type = reportType ?? (cohorts.length > 0 ? 'fast' : 'standard')
  const term = rowOn(TERMS, requestedOn, type)
  if (!term || !hasWorkingDays(requestedOn)) return undefined
  const row = `${type}, ${term.workingDays} working days${reportType ? '' : cohorts.length > 0 ? ' (priority cohort)' : ' (type not named)'}`
  const due = addWorkingDays(requestedOn, term.workingDays)
  return withReminder(requestedOn, { due, by: 'type', row, source: term.source })
}

function withReminder(requestedOn: CalendarDate, due: Omit<ReportDue, 'reminder'>): ReportDue {
  if (!hasWorkingDays(due.due)) return due
  const reminder = previousWorkingDay(due.due)
  return compareDates(reminder, requestedOn) > 0 ? { ...due, reminder } : due
}

/** The age band of young adults. Where pages of one programme disagree, the one most of them give is in force. */
const YOUNG_ADULTS = [
  { youngest: 18, oldest: 24, inForce: true, source: 'parliamentary answer HL9501; pilot pages of HMPPS' },
  { youngest: 18, oldest: 25, inForce: false, source: 'HMPPS page "written-short-format-reports"' },
] as const

/** The cohorts that gender and age tell of; being at risk of custody is a source's to say and is never guessed. */
export function cohortsOf(
  person: { readonly gender: string; readonly born?: CalendarDate },
  requestedOn: CalendarDate,
): readonly Cohort[] {
  const { youngest, oldest } = YOUNG_ADULTS.find(({ inForce }) => inForce)!
  const age = person.born && ageOn(person.born, requestedOn)
  return [
    ...(person.gender.toUpperCase() === 'FEMALE' ? (['women'] as const) : []),
    ...(age !== undefined && age >= youngest && age <= oldest ? (['young-adults'] as const) : []),
  ]
}

/** A court of the Alternative Delivery Model. */
interface PilotCourt extends DatedRow {
  /** The first five characters of its organisation unit code. */
  readonly court: string
}

/**
 * The 15 magistrates' courts of the pilot, 22 March 2021 to March 2023 (parliamentary answer HL9501). No public source
 * names them, so the table is empty and nobody is told that a court was or was not one.
 */
const PILOT_COURTS: readonly PilotCourt[] = []

/** Whether a court was one of the pilot on that day; undefined while no source names any. */
export const isPilot = (court: string, on: CalendarDate): boolean | undefined =>
  PILOT_COURTS.length === 0
    ? undefined
    : rowOn(
        datedTable('pilot courts', PILOT_COURTS, row => row.court),
        on,
        court.slice(0, 5),
      ) !== undefined
