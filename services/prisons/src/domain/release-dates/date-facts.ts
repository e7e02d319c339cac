import { parseCalendarDate } from '@hub/calendar'
import { RELEASE_DATE_TYPES, type ReleaseDates } from './dates'

/** The codes under which a rule takes dates: those of the types, and `Tariff`, as the TED is called elsewhere. */
export const DATE_CODES: readonly string[] = [...RELEASE_DATE_TYPES.map(({ code }) => code), 'Tariff']

/** A fact of dates by code. */
export const DATES_FACT = {
  type: 'dates',
  oneOf: DATE_CODES,
  problem: (dates: unknown): string | undefined => {
    const { TED, Tariff } = dates as Readonly<Record<string, unknown>>
    return TED && Tariff && TED !== Tariff ? 'must name the tariff once: TED and Tariff are one date' : undefined
  },
} as const

/** The release dates that are described by the facts `dates`, `overrides` and `confirmedReleaseDate` of a rule. */
export function releaseDatesOf(facts: Readonly<Record<string, unknown>>): ReleaseDates {
  const calculated = datesAt(facts.dates)
  const overrides = datesAt(facts.overrides)
  const confirmed = parseCalendarDate(facts.confirmedReleaseDate)
  return {
    byType: Object.fromEntries(
      RELEASE_DATE_TYPES.map(({ code }) => [code, { calculated: calculated(code), override: overrides(code) }]),
    ),
    ...(confirmed ? { confirmed } : {}),
  }
}

function datesAt(fact: unknown) {
  const dates = (fact ?? {}) as Readonly<Record<string, unknown>>
  return (code: string) =>
    parseCalendarDate(dates[code]) ?? (code === 'TED' ? parseCalendarDate(dates.Tariff) : undefined)
}
