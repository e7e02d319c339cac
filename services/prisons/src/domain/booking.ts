import { compareInstants } from '@hub/calendar'
import type { Custody } from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'
import { afterMovement, endOf } from './held'
import { type Movement, movementsOf, type Report } from './reports'

/**
 * Keys of the reports of a booking that began then: movements from its admission on, until somebody who is out is admitted
 * again. The admission may have been entered before the booking, by less than a day. The hub's rule (decision 0025).
 */
export function ofBooking(reports: readonly Report[], start: Moment): ReadonlySet<string> {
  const movements = movementsOf(reports)
  const keys = new Set<string>()
  let held: Custody | undefined
  for (const movement of movements.slice(firstOf(movements, start))) {
    if (endOf(held) && movement.meaning?.is === 'received') break
    held = afterMovement(held, movement) ?? held
    for (const report of [movement.first, movement.second]) if (report) keys.add(report.key)
  }
  return keys
}

function firstOf(movements: readonly Movement[], start: Moment): number {
  const isSince = ({ first, second }: Movement) =>
    [first, second].some(report => report && compareInstants(report.occurredAt, start) >= 0)
  const at = movements.findIndex(isSince)
  const [before, next] = at < 0 ? [movements.at(-1), undefined] : [movements[at - 1], movements[at]]
  const place = at < 0 ? movements.length : at
  const isAdmission = before?.meaning?.is === 'received' && next?.meaning?.is !== 'received'
  return isAdmission && start.seconds - before.occurredAt.seconds < ONE_DAY_SECONDS ? place - 1 : place
}

const ONE_DAY_SECONDS = 86_400n
