import type { DeepPartial } from '@hub/contracts'
import { Jurisdiction, type NextHearing } from '@hub/contracts/court'
import { isRecord, type Reader } from '@hub/translation'
import { idAt } from './id'

/**
 * Where the case goes next: a fixed time, a week commencing, a date to be fixed, or a hearing that is listed already.
 * Undefined when the result says nothing of it. Source: ministryofjustice/laa-court-data-adaptor (apiNextHearing).
 */
export function nextHearingOf(result: Reader): DeepPartial<NextHearing> | undefined {
  const next = result.at('nextHearing')
  if (!isRecord(next.value)) return undefined
  const startsAt = next.instant('listedStartDateTime')
  const weekCommencing = next.date('weekCommencingDate')
  return {
    hearingType: next.at('type').text('description') ?? '',
    court: courtOf(next.at('courtCentre')),
    jurisdiction: jurisdictionOf(next),
    dateToBeFixed: next.flag('dateToBeFixed') === true,
    existingHearingId: idAt(next, 'existingHearingId')?.toLowerCase() ?? '',
    adjournmentReason: next.text('adjournmentReason') ?? '',
    estimatedMinutes: minutesAt(next, 'estimatedMinutes'),
    ...(startsAt ? { startsAt } : {}),
    ...(weekCommencing ? { weekCommencing } : {}),
  }
}

/** A court as Common Platform writes it; only the first five characters of its code identify it. */
export const courtOf = (centre: Reader) => ({
  code: centre.text('code')?.slice(0, 5) ?? '',
  name: centre.text('name') ?? '',
  room: centre.text('roomName') ?? '',
})

export function jurisdictionOf(reader: Reader): Jurisdiction {
  const said = `JURISDICTION_${reader.text('jurisdictionType')?.toUpperCase()}`
  return Object.values(Jurisdiction).find(value => value === said) ?? Jurisdiction.JURISDICTION_UNSPECIFIED
}

/** A length in minutes; what no hearing can last counts as not known. */
export function minutesAt(reader: Reader, field: string): number {
  const minutes = reader.whole(field) ?? 0
  if (minutes >= 0 && minutes <= 1_000_000) return minutes
  reader.warn(field, 'is no length in minutes and counts as not known')
  return 0
}
