import type { EventCodec, HubEvent } from '@hub/contracts'
import { type Identity, IdentityType } from '@hub/contracts/person'
import type { PastEvent } from '@hub/decider'
import { pastOf } from '@hub/service'
import type { Recorded, Tx } from '@hub/store'
import { placeOf } from '../domain/reports'
import { type CustodyState, evolve, nothingKnown } from '../domain/state'

const STREAM = 'custody/'

/** One prison number's stream, by its token; its timer has the same name. */
export const streamOf = (token: string): string => `${STREAM}${token}`
export const tokenOf = (stream: string): string => stream.slice(STREAM.length)

/** What was recorded of one prison number. */
export interface PrisonNumber {
  readonly token: string
  readonly version: number
  readonly events: readonly PastEvent<HubEvent>[]
  readonly state: CustodyState
}

interface Loading {
  readonly tx: Pick<Tx, 'load'>
  readonly codec: EventCodec
}

/** The prison number of a token, with the movements of those that were removed for it. */
export async function loadNumber(loading: Loading, token: string): Promise<PrisonNumber> {
  const { version, events: recorded } = await loading.tx.load(streamOf(token))
  const events = recorded.map((each: Recorded) => pastOf(each, loading.codec))
  const removed = new Map<string, readonly PastEvent<HubEvent>[]>()
  for (const { event } of events) {
    if (event.type !== 'hub.custody.v1.PrisonNumbersMerged' || !event.data.removed) continue
    const other = await loadNumber(loading, event.data.removed.token)
    // Two merges may contradict each other: its first one says for whom a number is removed.
    if (other.state.keptAs === token) removed.set(other.token, movementsTold(other))
  }
  return { token, version, events, state: events.reduce(evolve, { ...nothingKnown, removed }) }
}

/** The number that stands for this one: itself, or the one that is kept in its place. */
export async function keptNumber(loading: Loading, number: PrisonNumber): Promise<PrisonNumber> {
  const { keptAs } = number.state
  return keptAs === undefined ? number : keptNumber(loading, await loadNumber(loading, keptAs))
}

/** What was told of movements, in the order of telling, also of numbers that were removed for this one. */
export const movementsTold = ({ events, state }: PrisonNumber): readonly PastEvent<HubEvent>[] =>
  events.flatMap(past =>
    past.event.type === 'hub.custody.v1.PrisonNumbersMerged'
      ? (state.removed.get(past.event.data.removed?.token ?? '') ?? [])
      : placeOf(past.key)
        ? [past]
        : [],
  )

/** The number in the clear, as its last event has it; empty once that is erased. */
export function identityOf({ events }: PrisonNumber): Identity {
  const { personal } = (events.at(-1)?.event.data ?? {}) as { readonly personal?: { readonly identity?: Identity } }
  return personal?.identity ?? { type: IdentityType.IDENTITY_TYPE_NOMS, value: '' }
}

/**
 * Whose number it is: by the latest word on who is who, which may not have come yet of somebody of whom something is
 * recorded already; undefined while nothing was told of them.
 */
export async function personOf(tx: Tx, { token, events }: PrisonNumber): Promise<string | undefined> {
  const told = await tx.get<{ readonly personId: string }>('identities', token)
  const recorded = events.at(-1)?.event.data as { readonly personId: string } | undefined
  return told?.personId ?? recorded?.personId
}
