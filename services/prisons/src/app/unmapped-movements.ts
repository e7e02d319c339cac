import { formatInstant, parseInstant } from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import type { UnmappedMovement } from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import type { Store, Tx } from '@hub/store'

/** A reason that the table of movements does not have, as it was seen. */
interface Unmapped {
  readonly sourceReason: string
  readonly reasonCode: string
  readonly direction: string
  /** In how many movements it stood, corrections included. */
  readonly seen: number
  /** RFC 3339, when the hub recorded it: a movement may be told years later. */
  readonly firstSeen: string
  readonly lastSeen: string
}

export const UNMAPPED = 'unmappedMovements'

/** Keeps what a decision says that no row of the table knows, so that somebody maps it. */
export async function noteUnmapped(tx: Tx, decisions: readonly Decision<HubEvent>[], now: Moment): Promise<void> {
  const time = formatInstant(now)
  for (const { event } of decisions) {
    if (event.type !== 'hub.custody.v1.MovementRecorded' || event.data.known) continue
    const { direction, sourceReason, reasonCode } = event.data
    const id = `${direction}/${sourceReason || '-'}/${reasonCode || '-'}`
    const before = await tx.get<Unmapped>(UNMAPPED, id)
    tx.put<Unmapped>(UNMAPPED, id, {
      sourceReason,
      reasonCode,
      direction,
      seen: (before?.seen ?? 0) + 1,
      firstSeen: before?.firstSeen ?? time,
      lastSeen: time,
    })
  }
}

const MOST = 1_000

/** Reasons that no row has, the one seen last first; at most 1,000. */
export const listUnmapped = async (store: Pick<Store, 'find'>): Promise<UnmappedMovement[]> =>
  (await unmapped(store)).map(({ seen, firstSeen, lastSeen, ...movement }) => ({
    ...movement,
    seen: BigInt(seen),
    firstSeen: parseInstant(firstSeen),
    lastSeen: parseInstant(lastSeen),
  }))

/** How many reasons wait to be mapped, at most 1,000. */
export const countUnmapped = async (store: Pick<Store, 'find'>): Promise<number> => (await unmapped(store)).length

const unmapped = (store: Pick<Store, 'find'>): Promise<readonly Unmapped[]> =>
  store.find<Unmapped>(UNMAPPED, { where: {}, order: [{ field: 'lastSeen', descending: true }] }, { limit: MOST })
