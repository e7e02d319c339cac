import { addDays, type CalendarDate, calendarDate, compareDates, daysBetween } from '@hub/calendar'
import { effectiveDate, type ReleaseDates, type SentenceType } from './dates'

/** The dates that probation's record keeps of a sentence in custody. */
export const KEY_DATES = [
  { code: 'LED', meaning: 'licence expiry' },
  { code: 'ACR', meaning: 'automatic conditional release' },
  { code: 'PED', meaning: 'parole eligibility' },
  { code: 'SED', meaning: 'sentence expiry' },
  { code: 'EXP', meaning: 'expected release: the confirmed one' },
  { code: 'HDE', meaning: 'home detention curfew eligibility' },
  { code: 'PSSED', meaning: 'post-sentence supervision end' },
  { code: 'PR1', meaning: 'suspension date if reset' },
  { code: 'FTHRD', meaning: 'start of the final third' },
  { code: 'EMED', meaning: 'presumptive end of electronic monitoring' },
] as const

/** Those that probation keeps of a handover; one that is over is deleted (manage-pom-cases-and-delius: KeyDate.kt). */
export const HANDOVER_KEY_DATES = [
  { code: 'POM1', of: 'start' },
  { code: 'POM2', of: 'handover' },
] as const

export type KeyDateCode = (typeof KEY_DATES)[number]['code']
export type KeyDates = Readonly<Partial<Record<KeyDateCode, CalendarDate>>>

/** What is known of a sentence besides its release dates; what is absent is not known. */
export interface SentenceFacts {
  /** Not known counts as determinate: no other sentence has an expiry date or a length. */
  readonly sentenceType?: SentenceType
  readonly sentenceStart?: CalendarDate
  /** Whole days. Without it from the start to the SED, both days counted. */
  readonly sentenceLengthDays?: number
  /** When the person was first released from it. */
  readonly firstRelease?: CalendarDate
  /** Whether it is for an offence that serves longer (SDS+); not known counts as no. */
  readonly sdsPlus?: boolean
  /** Whether supervision after the end of the sentence was required; not known counts as no. */
  readonly pssRequirement?: boolean
}

/** Part of a sentence's length in days, as a fraction. */
interface Part {
  readonly parts: number
  readonly of: number
}

/** A form in which a date was worked out: part of the length after the CRD, or before the SED. */
interface Form {
  readonly counted: 'after CRD' | 'before SED'
  readonly sds: Part
  /** Absent: the date is not set for SDS+. */
  readonly sdsPlus?: Part
  readonly rounded: (days: number) => number
  readonly inForce: boolean
  readonly source: string
}

const CALCULATOR = 'hmpps-probation-integration-services: custody-key-dates-and-delius, KeyDateCalculator.kt'
const HUNDREDTHS = (parts: number): Part => ({ parts, of: 100 })
const THIRD: Part = { parts: 1, of: 3 }

/**
 * Forms of the two dates that depend on the length, the one in force first. No source says from which day to which the
 * others held, so they never answer; they explain a date that was written in their time.
 */
export const FORMS: Readonly<Record<'EMED' | 'FTHRD', readonly Form[]>> = {
  EMED: [
    {
      counted: 'after CRD',
      sds: HUNDREDTHS(7),
      sdsPlus: HUNDREDTHS(17),
      rounded: Math.floor,
      inForce: true,
      source: CALCULATOR,
    },
    {
      counted: 'before SED',
      sds: HUNDREDTHS(60),
      sdsPlus: THIRD,
      rounded: Math.ceil,
      inForce: false,
      source: `${CALCULATOR}, earlier version`,
    },
    {
      counted: 'after CRD',
      sds: HUNDREDTHS(7),
      sdsPlus: HUNDREDTHS(17),
      rounded: Math.round,
      inForce: false,
      source: `${CALCULATOR}, earlier version`,
    },
    {
      counted: 'after CRD',
      sds: HUNDREDTHS(17),
      sdsPlus: HUNDREDTHS(17),
      rounded: Math.round,
      inForce: false,
      source: `${CALCULATOR}, earlier version`,
    },
  ],
  FTHRD: [
    { counted: 'before SED', sds: THIRD, rounded: Math.ceil, inForce: true, source: CALCULATOR },
    {
      counted: 'before SED',
      sds: THIRD,
      sdsPlus: THIRD,
      rounded: Math.floor,
      inForce: false,
      source: `${CALCULATOR}, earlier version`,
    },
  ],
}

/** Where the key dates come from. */
export const KEY_DATES_SOURCE = `${CALCULATOR}, CustodyDateUpdateService.kt`

/**
 * The key dates that follow from a person's release dates. PSSED only where supervision was required; the three that
 * are worked out (PR1, FTHRD, EMED) only for a determinate sentence and where what they are counted from is known.
 */
export function keyDatesOf(dates: ReleaseDates, facts: SentenceFacts): KeyDates {
  const sed = effectiveDate(dates, 'SED')
  const crd = effectiveDate(dates, 'CRD')
  const determinate = facts.sentenceType !== 'indeterminate'
  const length = determinate ? lengthOf(facts, sed) : undefined
  return {
    LED: effectiveDate(dates, 'LED'),
    ACR: crd,
    PED: effectiveDate(dates, 'PED'),
    SED: sed,
    EXP: dates.confirmed,
    HDE: effectiveDate(dates, 'HDCED'),
    PSSED: facts.pssRequirement ? effectiveDate(dates, 'TUSED') : undefined,
    PR1: determinate ? suspensionIfReset(facts.firstRelease ?? crd, sed) : undefined,
    FTHRD: inForm(inForce('FTHRD'), { sed, crd, length, sdsPlus: facts.sdsPlus }),
    EMED: inForm(inForce('EMED'), { sed, crd, length, sdsPlus: facts.sdsPlus }),
  }
}

const inForce = (code: keyof typeof FORMS): Form => FORMS[code].find(form => form.inForce)!

/** A length that is no whole number of days counts as not known, and so does a start after the end. */
function lengthOf({ sentenceLengthDays: days, sentenceStart: start }: SentenceFacts, sed?: CalendarDate) {
  if (days !== undefined && Number.isSafeInteger(days) && days > 0) return days
  return start && sed && compareDates(start, sed) <= 0 ? daysBetween(start, sed) + 1 : undefined
}

/** Two thirds of the way from release to the end of the sentence, in whole days. */
const suspensionIfReset = (from?: CalendarDate, sed?: CalendarDate): CalendarDate | undefined =>
  from && sed && compareDates(from, sed) < 0 ? moved(from, Math.floor((daysBetween(from, sed) * 2) / 3)) : undefined

/** A date in one of its forms; undefined where anything that it needs is. */
export function inForm(
  { counted, rounded, ...shares }: Form,
  facts: {
    readonly sed: CalendarDate | undefined
    readonly crd: CalendarDate | undefined
    readonly length: number | undefined
    readonly sdsPlus: boolean | undefined
  },
): CalendarDate | undefined {
  const part = facts.sdsPlus ? shares.sdsPlus : shares.sds
  const from = counted === 'after CRD' ? facts.crd : facts.sed
  if (!part || !from || facts.length === undefined) return undefined
  // Multiplied first: a fraction of its own would round before the days do.
  const days = rounded((facts.length * part.parts) / part.of)
  return moved(from, counted === 'after CRD' ? days : -days)
}

/** So many days later; undefined where the calendar ends before. */
function moved(date: CalendarDate, days: number): CalendarDate | undefined {
  const { year, month, day } = addDays(date, days)
  return calendarDate(year, month, day)
}
