import { compareInstants } from '@hub/calendar'
import type { EventCodec, HubEvent } from '@hub/contracts'
import type { PrisonRecordChangeReported } from '@hub/contracts/custody'
import { type Identity, IdentityType } from '@hub/contracts/person'
import type { Moment, PastEvent } from '@hub/decider'
import { pastOf } from '@hub/service'
import type { Recorded, Tx } from '@hub/store'
import { isSince } from '../domain/moved-booking'
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

/** The prison number of a token, with what was brought to it. */
export async function loadNumber(loading: Loading, token: string): Promise<PrisonNumber> {
  const { version, events } = await eventsOf(loading, token)
  const brought = new Map<string, readonly PastEvent<HubEvent>[]>()
  for (const past of events) {
    const came = await broughtBy(loading, token, past, events)
    if (came) brought.set(past.key, came)
  }
  return { token, version, events, state: events.reduce(evolve, { ...nothingKnown, brought }) }
}

async function eventsOf({ tx, codec }: Loading, token: string): Promise<Pick<PrisonNumber, 'version' | 'events'>> {
  const { version, events } = await tx.load(streamOf(token))
  return { version, events: events.map((each: Recorded) => pastOf(each, codec)) }
}

/** What a fact about a number brings to it from another one; undefined where it brings nothing. */
export async function broughtBy(
  loading: Loading,
  token: string,
  { event }: Pick<PastEvent<HubEvent>, 'event'>,
  own: readonly PastEvent<HubEvent>[],
): Promise<readonly PastEvent<HubEvent>[] | undefined> {
  if (event.type === 'hub.custody.v1.PrisonNumbersMerged' && event.data.removed) {
    const other = await loadNumber(loading, event.data.removed.token)
    // Two merges may contradict each other: its first one says for whom a number is removed.
    return other.state.keptAs === token ? toldOf(other) : undefined
  }
  if (event.type !== 'hub.custody.v1.PrisonRecordChangeReported') return undefined
  const { movedFrom, bookingStart } = event.data
  if (!movedFrom || !bookingStart) return undefined
  const { events } = await eventsOf(loading, movedFrom.token)
  const told = until(events, past => isGone(past.event, bookingStart, token)) ?? events
  // A booking that comes back has what was told of it here before it went.
  const before = until(own, past => isGone(past.event, bookingStart)) ?? []
  return [...before, ...told].filter(past => placeOf(past.key) && isSince(bookingStart, past))
}

const until = (events: readonly PastEvent<HubEvent>[], is: (past: PastEvent<HubEvent>) => boolean) => {
  const at = events.findIndex(is)
  return at < 0 ? undefined : events.slice(0, at)
}

/** True of the report that the booking that began then went away, to the number of that token. */
function isGone(event: HubEvent, start: Moment, token?: string): boolean {
  const gone = goneWith(event)
  if (!gone || compareInstants(gone, start) !== 0) return false
  return token === undefined || (event.data as PrisonRecordChangeReported).movedTo?.token === token
}

/** The number as it will be with what a fact brings to it. */
export const bringing = (
  number: PrisonNumber,
  by: string,
  came: readonly PastEvent<HubEvent>[] | undefined,
): PrisonNumber =>
  came ? { ...number, state: { ...number.state, brought: new Map(number.state.brought).set(by, came) } } : number

/** The number that stands for this one: itself, or the one that is kept in its place. */
export async function keptNumber(loading: Loading, number: PrisonNumber): Promise<PrisonNumber> {
  const { keptAs } = number.state
  return keptAs === undefined ? number : keptNumber(loading, await loadNumber(loading, keptAs))
}

/** Movements and rows as they were told, in that order, with what was brought and without the movements that went away. */
export function toldOf({ events, state }: PrisonNumber): readonly PastEvent<HubEvent>[] {
  let told: PastEvent<HubEvent>[] = []
  for (const past of events) {
    const start = goneWith(past.event)
    if (start) told = told.filter(each => !placeOf(each.key) || !isSince(start, each))
    else told.push(...(placeOf(past.key) || isRow(past.event) ? [past] : (state.brought.get(past.key) ?? [])))
  }
  return told
}

/** What partners decide on a person, whichever number they know them by. */
function isRow({ type, data }: HubEvent): boolean {
  switch (type) {
    case 'hub.custody.v1.HandoverChecklistChanged':
      return !data.reset && !data.countsAgain
    case 'hub.custody.v1.ResponsibilityOverrideChanged':
    case 'hub.custody.v1.ParoleReviewChanged':
      return true
    case 'hub.custody.v1.PrisonRecordChangeReported':
      return data.earlyAllocation !== undefined
    default:
      return false
  }
}

/** When the booking began that went to another number; undefined of every other event. */
const goneWith = ({ type, data }: HubEvent): Moment | undefined =>
  type === 'hub.custody.v1.PrisonRecordChangeReported' && data.movedTo ? data.bookingStart : undefined

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
