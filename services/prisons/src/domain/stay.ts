import { compareInstants } from '@hub/calendar'
import { CustodyStatus } from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'
import { movementsOf } from './reports'
import { type CustodyState, heldNow } from './state'

/** Why a stay in custody is over. */
const ENDED: Readonly<Partial<Record<CustodyStatus, string>>> = {
  [CustodyStatus.CUSTODY_STATUS_RELEASED]: 'released',
  [CustodyStatus.CUSTODY_STATUS_UNLAWFULLY_AT_LARGE]: 'unlawfully_at_large',
  [CustodyStatus.CUSTODY_STATUS_REMOVED]: 'removed',
  [CustodyStatus.CUSTODY_STATUS_DIED]: 'died',
}

/**
 * Why somebody is not in custody under this prison number any more; undefined while they are, and before any movement
 * says so.
 */
export function endOfStay(state: CustodyState): string | undefined {
  if (state.keptAs) return 'merged'
  const held = heldNow(state)
  return held && ENDED[held.status]
}

/** When this stay in custody began, and when the person reached the prison they are held in. */
export function stayOf({ reports }: CustodyState): { readonly began?: Moment; readonly arrived?: Moment } {
  const movements = movementsOf(reports)
  const admitted = movements.findLast(({ meaning }) => meaning?.is === 'received')
  const arrived = movements.findLast(
    ({ meaning, direction }) => meaning?.is === 'received' || (meaning?.is === 'transferred' && direction === 'IN'),
  )
  return {
    ...(admitted ? { began: admitted.occurredAt } : {}),
    ...(arrived ? { arrived: arrived.occurredAt } : {}),
  }
}

/** True for what was told in this stay, or when none is known to have begun. */
export function isOfStay(state: CustodyState, told: Moment): boolean {
  const { began } = stayOf(state)
  return !began || compareInstants(told, began) >= 0
}
