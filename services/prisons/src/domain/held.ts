import { compareInstants } from '@hub/calendar'
import { type Custody, CustodyStatus, ReleaseKind } from '@hub/contracts/custody'
import type { Movement } from './reports'

/** Where a person is held now; undefined before the first movement that says so. */
export const heldOf = (movements: readonly Movement[]): Custody | undefined =>
  movements.reduce<Custody | undefined>((before, movement) => afterMovement(before, movement) ?? before, undefined)

export const RELEASED = 'released'
/** A prison number that was removed for another one is nobody's. */
export const MERGED = 'merged'

/** Why a stay in custody is over. */
const ENDS: Readonly<Partial<Record<CustodyStatus, string>>> = {
  [CustodyStatus.CUSTODY_STATUS_RELEASED]: RELEASED,
  [CustodyStatus.CUSTODY_STATUS_UNLAWFULLY_AT_LARGE]: 'unlawfully_at_large',
  [CustodyStatus.CUSTODY_STATUS_REMOVED]: 'removed',
  [CustodyStatus.CUSTODY_STATUS_DIED]: 'died',
}

/** Why whoever is held so is not in custody; undefined of who is. */
export const endOf = (held: Custody | undefined): string | undefined => held && ENDS[held.status]

const END_REASONS: ReadonlySet<string> = new Set([MERGED, ...Object.values(ENDS)])

/** True of a reason why nobody is responsible that is the end of a stay in custody. */
export const isEnd = (reason: string): boolean => END_REASONS.has(reason)

/** True when both say the same of where the person is held, though maybe not since when. */
export const isHeldAlike = (a: Custody | undefined, b: Custody | undefined): boolean =>
  a?.status === b?.status && a?.prisonId === b?.prisonId && a?.recall === b?.recall

/** True when both say the same, and since when. */
export const isSameStay = (a: Custody | undefined, b: Custody | undefined): boolean =>
  isHeldAlike(a, b) && (!a?.since || !b?.since || compareInstants(a.since, b.since) === 0)

/** Releases after which a person is not simply released. */
const AFTER_RELEASE: Readonly<Partial<Record<ReleaseKind, CustodyStatus>>> = {
  [ReleaseKind.RELEASE_KIND_HOSPITAL]: CustodyStatus.CUSTODY_STATUS_IN_HOSPITAL,
  [ReleaseKind.RELEASE_KIND_IMMIGRATION_REMOVAL]: CustodyStatus.CUSTODY_STATUS_REMOVED,
  [ReleaseKind.RELEASE_KIND_UNLAWFULLY_AT_LARGE]: CustodyStatus.CUSTODY_STATUS_UNLAWFULLY_AT_LARGE,
}

/** What a movement comes to; undefined when it says nothing of where the person is. */
export function afterMovement(before: Custody | undefined, movement: Movement): Custody | undefined {
  const { meaning, occurredAt: since } = movement
  const prisonId = movement.prisonId || (before?.prisonId ?? '')
  const kept = (status: CustodyStatus): Custody => ({ status, prisonId, recall: before?.recall ?? false, since })
  switch (meaning?.is) {
    case 'received':
      return {
        status: CustodyStatus.CUSTODY_STATUS_IN_PRISON,
        prisonId,
        recall: recallAfter(before, meaning.recall),
        since,
      }
    case 'transferred':
      // Which prison is reached is not known until it says so.
      return kept(
        movement.direction === 'IN' ? CustodyStatus.CUSTODY_STATUS_IN_PRISON : CustodyStatus.CUSTODY_STATUS_IN_TRANSFER,
      )
    case 'absence-started':
      return kept(CustodyStatus.CUSTODY_STATUS_TEMPORARILY_ABSENT)
    case 'to-court':
      return kept(CustodyStatus.CUSTODY_STATUS_AT_COURT)
    case 'absence-ended':
    case 'from-court':
      return kept(CustodyStatus.CUSTODY_STATUS_IN_PRISON)
    case 'released': {
      const status = AFTER_RELEASE[meaning.kind]
      return status ? kept(status) : { ...kept(CustodyStatus.CUSTODY_STATUS_RELEASED), recall: false }
    }
    case 'died':
      return kept(CustodyStatus.CUSTODY_STATUS_DIED)
    case 'administrative':
    case undefined:
      return undefined
    default:
      return meaning satisfies never
  }
}

/**
 * Who comes back from a temporary absence is not recalled, whatever the code (RecallAction.kt); who comes back from
 * hospital is where they stood before.
 */
function recallAfter(before: Custody | undefined, told: boolean): boolean {
  if (before?.status === CustodyStatus.CUSTODY_STATUS_TEMPORARILY_ABSENT) return before.recall
  return told || (before?.status === CustodyStatus.CUSTODY_STATUS_IN_HOSPITAL && before.recall)
}
