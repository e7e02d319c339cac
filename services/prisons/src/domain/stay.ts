import { compareInstants } from '@hub/calendar'
import { type CommunityManager, type Custody, CustodyStatus } from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'
import { afterMovement } from './held'
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
  return (held && ENDED[held.status]) ?? (isReleasedByRecord(state, held) ? 'released' : undefined)
}

/**
 * A release of which no event came: prisoner search says that somebody whom movements leave in prison is out
 * (reconcile_released_offenders_service.rb). Not who is temporarily absent, nor a patient, whose record says the same.
 */
const isReleasedByRecord = (state: CustodyState, held: Custody | undefined): boolean =>
  state.record?.says.status === 'INACTIVE OUT' &&
  !state.record.says.restrictedPatient &&
  held?.status !== CustodyStatus.CUSTODY_STATUS_TEMPORARILY_ABSENT &&
  held?.status !== CustodyStatus.CUSTODY_STATUS_IN_HOSPITAL &&
  isReadAfterMovements(state, state.record.readAt)

/** What is read with a movement may not know of it yet. */
const isReadAfterMovements = ({ reports }: CustodyState, readAt: Moment): boolean =>
  reports.every(({ toldAt }) => compareInstants(readAt, toldAt) > 0)

interface Stay {
  /** Absent before any movement says that somebody is in custody. */
  readonly began?: Moment
  /** When the person reached the prison they are held in. */
  readonly arrived?: Moment
  /** When the stay before it ended: what partners decide after that is of this one, whatever the clock of its reception. */
  readonly after?: Moment
  /** When it ended, where a movement says so. */
  readonly ended?: Moment
}

/**
 * This stay in custody. It begins with what brings somebody into custody who is not in it: an admission while it goes on,
 * after an absence, a merge or another booking, begins none.
 */
export function stayOf({ reports }: CustodyState): Stay {
  let held: Custody | undefined
  let stay: Stay = {}
  let ended: Moment | undefined
  for (const movement of movementsOf(reports)) {
    const before = held
    held = afterMovement(held, movement) ?? held
    const { meaning, direction } = movement
    const isIn = meaning?.is === 'received' || (meaning?.is === 'transferred' && direction === 'IN')
    if (isIn) stay = { ...stay, arrived: startOf(movement) }
    if (held && !isOver(held) && (before ? isOver(before) : meaning?.is === 'received'))
      stay = { ...stay, began: startOf(movement), ...(ended ? { after: ended } : {}) }
    if (held && isOver(held) && !(before && isOver(before))) ended = startOf(movement)
  }
  return held && isOver(held) && ended ? { ...stay, ended } : stay
}

const isOver = ({ status }: Custody): boolean => ENDED[status] !== undefined

/** When a movement happened, by the earlier of its reports; where a publisher's clock is ahead of the hub's, when it was told. */
const startOf = ({ first, second }: Movement): Moment =>
  [first.occurredAt, first.toldAt, ...(second ? [second.occurredAt] : [])].reduce((a, b) =>
    compareInstants(b, a) < 0 ? b : a,
  )

/** True for what is of a moment in this stay, or when none is known to have begun. */
export function isOfStay(state: CustodyState, moment: Moment): boolean {
  const { began } = stayOf(state)
  return !began || compareInstants(moment, began) >= 0
}

/** True for what partners decided in this stay: after the one before it ended. */
export function isDecidedInStay(state: CustodyState, moment: Moment): boolean {
  const { after } = stayOf(state)
  return !after || compareInstants(moment, after) >= 0
}

/** What a prison manager decided in this stay on who is responsible. */
export const overrideNow = (state: CustodyState): CustodyState['override'] =>
  state.override && isDecidedInStay(state, state.override.changedAt) ? state.override : undefined

/** Probation's record, as it was read in this stay (offender_released_service.rb). */
export const probationNow = (state: CustodyState): CustodyState['probation'] =>
  state.probation && isOfStay(state, state.probation.readAt) ? state.probation : undefined

/** Whether a community offender manager is named, as it was told in this stay; undefined where nobody told. */
export const comNow = (state: CustodyState): CommunityManager | undefined =>
  state.com && isOfStay(state, state.com.toldAt) ? state.com.says : undefined
