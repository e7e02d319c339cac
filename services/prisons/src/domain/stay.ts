import { compareInstants } from '@hub/calendar'
import { type CommunityManager, CustodyStatus } from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'
import { type Movement, movementsOf } from './reports'
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
    ...(admitted ? { began: startOf(admitted) } : {}),
    ...(arrived ? { arrived: startOf(arrived) } : {}),
  }
}

/** When a movement happened; where its publisher's clock is ahead of the hub's, when it was told. */
const startOf = ({ occurredAt, first: { toldAt } }: Movement): Moment =>
  compareInstants(toldAt, occurredAt) < 0 ? toldAt : occurredAt

/** True for what is of a moment in this stay, or when none is known to have begun. */
export function isOfStay(state: CustodyState, moment: Moment): boolean {
  const { began } = stayOf(state)
  return !began || compareInstants(moment, began) >= 0
}

/** What a prison manager decided in this stay on who is responsible. */
export const overrideNow = (state: CustodyState): CustodyState['override'] =>
  state.override && isOfStay(state, state.override.changedAt) ? state.override : undefined

/** Whether a community offender manager is named, as it was told in this stay; undefined where nobody told. */
export const comNow = (state: CustodyState): CommunityManager | undefined =>
  state.com && isOfStay(state, state.com.toldAt) ? state.com.says : undefined
