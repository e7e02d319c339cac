import { type CalendarDate, isSameDate } from '@hub/calendar'
import type { ReleaseDate, ReleaseDateChange } from '@hub/contracts/custody'
import { effectiveDate, type GivenDate, type ReleaseDates, type ReleaseDateType } from './dates'

/** As the events name the confirmed release date, which is of no type. */
export const CONFIRMED = 'CONFIRMED'

/** What a source says of the dates that it carries; a type that it carries and does not name has no date. */
export interface DatesTold {
  readonly dates: ReleaseDates
  readonly carries: readonly (ReleaseDateType | typeof CONFIRMED)[]
  /** False for a source that has the override in the date: it differs only where another date counts. */
  readonly exact: boolean
}

/** Every date that the source says otherwise, in the order of the types. */
export function changesOf(known: ReleaseDates, { dates, carries, exact }: DatesTold): readonly ReleaseDateChange[] {
  return carries.flatMap(type => {
    if (type === CONFIRMED)
      return isSameDate(known.confirmed, dates.confirmed)
        ? []
        : [{ before: confirmed(known.confirmed), after: confirmed(dates.confirmed) }]
    const same = exact
      ? isSameGiven(known.byType[type], dates.byType[type])
      : isSameDate(effectiveDate(known, type), effectiveDate(dates, type))
    return same ? [] : [{ before: written(type, known.byType[type]), after: written(type, dates.byType[type]) }]
  })
}

/** The dates after changes that were told. */
export function withChanges(known: ReleaseDates, changes: readonly ReleaseDateChange[]): ReleaseDates {
  const byType = { ...known.byType }
  let { confirmed: day } = known
  for (const { before, after } of changes) {
    const type = (after ?? before)?.type
    if (type === CONFIRMED) day = after?.calculated
    else if (!after) delete byType[type as ReleaseDateType]
    else byType[type as ReleaseDateType] = given(after)
  }
  return { byType, ...(day ? { confirmed: day } : {}) }
}

const given = ({ calculated, override }: ReleaseDate): GivenDate => ({
  ...(calculated ? { calculated } : {}),
  ...(override ? { override } : {}),
})
const written = (type: ReleaseDateType, date: GivenDate | undefined): ReleaseDate | undefined =>
  date && { type, calculated: date.calculated, override: date.override }
const confirmed = (date: CalendarDate | undefined): ReleaseDate | undefined =>
  date && { type: CONFIRMED, calculated: date, override: undefined }

const isSameGiven = (a: GivenDate | undefined, b: GivenDate | undefined): boolean =>
  isSameDate(a?.calculated, b?.calculated) && isSameDate(a?.override, b?.override)
