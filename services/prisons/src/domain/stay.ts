import { compareInstants } from '@hub/calendar'
import type { CommunityManager, Custody, ResponsibilityOverride } from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'
import { afterMovement, endOf, MERGED, RELEASED } from './held'
import { type Movement, movementsOf } from './reports'
import { type CustodyState, heldNow } from './state'
import { outByRecord } from './whereabouts'

/**
 * Why somebody is not in custody under this prison number any more; undefined while they are, and before any movement
 * says so.
 */
export function endOfStay(state: CustodyState): string | undefined {
  if (state.keptAs) return MERGED
  return endOf(heldNow(state)) ?? (stayOf(state).ended ? RELEASED : undefined)
}

interface Stay {
  /** Absent before any movement says that somebody is in custody. */
  readonly began?: Moment
  /** When the person reached the prison they are held in. */
  readonly arrived?: Moment
  /** When the stay before it ended: what partners decide after that is of this one, whatever the clock of its reception. */
  readonly after?: Moment
  /** When it ended. */
  readonly ended?: Moment
  /** When somebody was released of whose release the record alone tells, in this stay or one before. */
  readonly byRecord: readonly Moment[]
}

/**
 * This stay in custody. It begins with what brings somebody into custody who is not in it: an admission while it goes on,
 * after an absence, a merge or another booking, begins none. It ends by a movement, or where the record says that
 * somebody is out.
 */
export function stayOf(state: Pick<CustodyState, 'reports' | 'whereabouts'>): Stay {
  const known = STAYS.get(state)
  if (known) return known
  const stay = inTurn(state)
  STAYS.set(state, stay)
  return stay
}

/** Of states that nobody changes, so that many questions about one cost one. */
const STAYS = new WeakMap<object, Stay>()

function inTurn({ reports, whereabouts }: Pick<CustodyState, 'reports' | 'whereabouts'>): Stay {
  let held: Custody | undefined
  const byRecord: Moment[] = []
  let stay: Stay = { byRecord }
  let ended: Moment | undefined
  // By its time: one of before that is told later is no news of the present.
  let latest: { readonly happenedAt: Moment; readonly toldAt: Moment } | undefined
  for (const movement of movementsOf(reports)) {
    const before = held
    held = afterMovement(held, movement) ?? held
    const { meaning, direction, first } = movement
    const isAdmission = meaning?.is === 'received'
    const isIn = isAdmission || (meaning?.is === 'transferred' && direction === 'IN')
    if (isIn) stay = { ...stay, arrived: startOf(movement) }
    const wasIn = before !== undefined && !endOf(before)
    const left = wasIn && isAdmission ? outByRecord(whereabouts, before, latest, startOf(movement)) : undefined
    if (left) {
      byRecord.push(left)
      ended = left
    }
    if (held && !endOf(held) && (before ? !wasIn || left : isAdmission))
      stay = { ...stay, began: startOf(movement), ...(ended ? { after: ended } : {}) }
    if (held && endOf(held) && !(before && endOf(before))) ended = startOf(movement)
    latest = { happenedAt: startOf(movement), toldAt: first.toldAt }
  }
  if (held && endOf(held)) return ended ? { ...stay, ended } : stay
  const out = outByRecord(whereabouts, held, latest)
  return out ? { ...stay, ended: out, byRecord: held ? [...byRecord, out] : byRecord } : stay
}

/** When a movement happened, by the earlier of its reports; where a publisher's clock is ahead of the hub's, when it was told. */
const startOf = ({ first, second }: Movement): Moment =>
  [first.occurredAt, first.toldAt, ...(second ? [second.occurredAt] : [])].reduce((a, b) =>
    compareInstants(b, a) < 0 ? b : a,
  )

/** True for what is of a moment in this stay, or when none is known to have begun. */
export function isOfStay(state: CustodyState, moment: Moment): boolean {
  const { began } = stayOf(state)
  return [began, state.wentAt].every(since => !since || compareInstants(moment, since) >= 0)
}

/** True for what partners decided in this stay: after the one before it ended. */
export function isDecidedInStay(state: CustodyState, moment: Moment): boolean {
  const { after } = stayOf(state)
  return !after || compareInstants(moment, after) >= 0
}

/** What a prison manager decided in this stay on who is responsible. */
export function overrideNow(state: CustodyState): Override | undefined {
  const { override } = state
  return override && isDecidedInStay(state, override.changedAt) ? decided(override) : undefined
}

/** What was decided; undefined where a prison manager leaves it to the calculation. */
export const decided = ({ value, reason = '' }: Partial<ResponsibilityOverride>): Override | undefined =>
  value === undefined ? undefined : { value: value === 'Prison' ? value : 'Probation', reason }

interface Override extends ResponsibilityOverride {
  readonly value: 'Prison' | 'Probation'
}

/** Probation's record, as it was read in this stay (offender_released_service.rb). */
export const probationNow = (state: CustodyState): CustodyState['probation'] =>
  state.probation && isOfStay(state, state.probation.readAt) ? state.probation : undefined

/** Whether a community offender manager is named, as it was told in this stay; undefined where nobody told. */
export const comNow = (state: CustodyState): CommunityManager | undefined =>
  state.com && isOfStay(state, state.com.toldAt) ? state.com.says : undefined
