import type { CalendarDate } from '@hub/calendar'

/** A type of date that a prison gives for a sentence. */
interface ReleaseDateTypeRow {
  readonly code: string
  readonly meaning: string
  /**
   * Which working day stands for a date that falls on a weekend or bank holiday: the one before or the one after it.
   * Absent: the date stands as it is.
   */
  readonly workingDay?: 'before' | 'after'
  readonly source: string
}

const CRD = 'calculate-release-dates-api: ReleaseDateType.kt'
const HINTS = `${CRD}, CalculationResultEnrichmentService.kt (weekend adjustment)`
const AM = 'offender-management-allocation-manager: mpc_offender.rb'

/** Every type the hub knows. `TED` is called `Tariff` where sentences are calculated. */
export const RELEASE_DATE_TYPES = [
  { code: 'SED', meaning: 'sentence expiry', source: CRD },
  { code: 'LED', meaning: 'licence expiry', source: CRD },
  { code: 'SLED', meaning: 'sentence and licence expiry, both on one day', source: CRD },
  { code: 'CRD', meaning: 'conditional release', workingDay: 'before', source: HINTS },
  { code: 'ARD', meaning: 'automatic (unconditional) release', workingDay: 'before', source: HINTS },
  { code: 'NPD', meaning: 'non-parole date (Criminal Justice Act 1991)', source: CRD },
  { code: 'PED', meaning: 'parole eligibility', workingDay: 'before', source: HINTS },
  { code: 'APD', meaning: 'approved parole date', source: CRD },
  // Nobody is eligible for a curfew before this day, so it alone moves forward.
  { code: 'HDCED', meaning: 'home detention curfew eligibility', workingDay: 'after', source: HINTS },
  { code: 'HDCAD', meaning: 'home detention curfew approved (called actual in prison records)', source: CRD },
  { code: 'PRRD', meaning: 'post-recall release', workingDay: 'before', source: HINTS },
  { code: 'DPRRD', meaning: 'post-recall release from a detention and training order', source: CRD },
  { code: 'TUSED', meaning: 'top-up supervision expiry: the end of post-sentence supervision', source: CRD },
  { code: 'ETD', meaning: 'early transfer of a detention and training order', workingDay: 'before', source: HINTS },
  { code: 'MTD', meaning: 'mid transfer of a detention and training order', workingDay: 'before', source: HINTS },
  { code: 'LTD', meaning: 'late transfer of a detention and training order', workingDay: 'before', source: HINTS },
  { code: 'ERSED', meaning: 'early removal scheme eligibility', source: CRD },
  { code: 'TERSED', meaning: 'tariff-expired removal scheme eligibility', source: CRD },
  { code: 'TED', meaning: 'tariff expiry: the minimum term of an indeterminate sentence', source: CRD },
  { code: 'ROTL', meaning: 'release on temporary licence', source: CRD },
  { code: 'ESED', meaning: 'effective sentence end', source: CRD },
  { code: 'NCRD', meaning: 'notional conditional release', source: CRD },
  { code: 'THD', meaning: 'target hearing of the Parole Board; from parole data, never calculated', source: AM },
] as const satisfies readonly ReleaseDateTypeRow[]

export type ReleaseDateType = (typeof RELEASE_DATE_TYPES)[number]['code']

/** A date of one type: as calculated, and as a member of staff set it by hand. */
export interface GivenDate {
  readonly calculated?: CalendarDate
  readonly override?: CalendarDate
}

/** The release dates of one person as a prison gives them. What is absent is not known. */
export interface ReleaseDates {
  readonly byType: Readonly<Partial<Record<ReleaseDateType, GivenDate>>>
  /** The day on which release was confirmed to be; of no type. */
  readonly confirmed?: CalendarDate
}

/** A determinate sentence ends on a known day, of an indeterminate one only the minimum term does. */
export type SentenceType = 'determinate' | 'indeterminate'

/** The date of a type that counts: the override, else the calculated one. A SLED is both the SED and the LED. */
export function effectiveDate({ byType }: ReleaseDates, type: ReleaseDateType): CalendarDate | undefined {
  const effective = (given?: GivenDate) => given?.override ?? given?.calculated
  const both = type === 'SED' || type === 'LED' ? effective(byType.SLED) : undefined
  return effective(byType[type]) ?? both
}
