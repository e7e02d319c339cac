// Proleptic Gregorian calendar by arithmetic, counted in days since 1970-01-01.
// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days).

const daysPerEra = 146_097
const daysTo1970 = 719_468

/** Days since 1970-01-01; negative before. The month is 1 to 12, the day 1 to its last. */
export const daysFromCivil = (year: number, month: number, day: number): number => {
  // The year begins in March, so that the leap day is its last and month lengths follow one formula.
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * daysPerEra + dayOfEra - daysTo1970
}

/** The calendar date of a count of days since 1970-01-01. */
export const civilFromDays = (days: number): { year: number; month: number; day: number } => {
  const z = days + daysTo1970
  const era = Math.floor(z / daysPerEra)
  const dayOfEra = z - era * daysPerEra
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}

/** Days in a month, 28 to 31. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** 1 Monday to 7 Sunday, as ISO 8601 numbers them. 1970-01-01 was a Thursday. */
export const weekdayOfDays = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1
