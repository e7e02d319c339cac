import { compareInstants, formatInstant } from '@hub/calendar'
import type { EventCodec, HubEvent } from '@hub/contracts'
import type { PrisonRecordChangeReported } from '@hub/contracts/custody'
import { type Identity, IdentityType } from '@hub/contracts/person'
import type { Moment, PastEvent } from '@hub/decider'
import { pastOf } from '@hub/service'
import type { Recorded, Tx } from '@hub/store'
import { ofBooking } from '../domain/booking'
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
  const { brought } = await historyOf({ ...loading, known: new Map() }, token, events)
  return { token, version, events, state: events.reduce(evolve, { ...nothingKnown, brought }) }
}

async function eventsOf({ tx, codec }: Loading, token: string): Promise<Pick<PrisonNumber, 'version' | 'events'>> {
  const { version, events } = await tx.load(streamOf(token))
  return { version, events: events.map((each: Recorded) => pastOf(each, codec)) }
}

type Told = readonly PastEvent<HubEvent>[]

/** What partners told of a number, by a place of its stream. */
interface History {
  /** Movements and rows as they were told, with what was brought and without the movements that went away. */
  readonly told: Told
  /** What went away with a booking, by when that began. */
  readonly gone: ReadonlyMap<string, Told>
  /** What was brought, by the key of the fact that brought it. */
  readonly brought: ReadonlyMap<string, Told>
}

/** With the histories that are known by now, by number and place: a booking that went back and forth asks for each often. */
interface Reading extends Loading {
  readonly known: Map<string, History>
}

async function historyOf(reading: Reading, token: string, events: Told): Promise<History> {
  const place = `${token}/${events.length}`
  const known = reading.known.get(place)
  if (known) return known
  // Of two moves that wait for each other's leaving neither says anything until one of them is recorded.
  reading.known.set(place, NOTHING)
  const history = await readHistory(reading, token, events)
  reading.known.set(place, history)
  return history
}

const NOTHING: History = { told: [], gone: new Map(), brought: new Map() }

async function readHistory(reading: Reading, token: string, events: Told): Promise<History> {
  let told: PastEvent<HubEvent>[] = []
  const gone = new Map<string, Told>()
  const brought = new Map<string, Told>()
  for (const [at, past] of events.entries()) {
    const start = goneWith(past.event)
    if (start) {
      const keys = bookingIn(told, start)
      gone.set(
        formatInstant(start),
        told.filter(({ key }) => keys.has(key)),
      )
      told = told.filter(({ key }) => !keys.has(key))
    } else if (placeOf(past.key) || isRow(past.event)) told.push(past)
    else if (brings(past.event)) {
      const came = await comingBy(reading, token, past.event, { before: events.slice(0, at), gone })
      brought.set(past.key, came)
      told.push(...came)
    }
  }
  return { told, gone, brought }
}

const bookingIn = (told: Told, start: Moment): ReadonlySet<string> =>
  ofBooking(told.filter(({ key }) => placeOf(key)).reduce(evolve, nothingKnown).reports, start)

/** What a fact about a number brings to it from another one. */
async function comingBy(
  reading: Reading,
  token: string,
  event: HubEvent,
  here: { readonly before: Told; readonly gone: ReadonlyMap<string, Told> },
): Promise<Told> {
  if (event.type === 'hub.custody.v1.PrisonNumbersMerged') {
    const removed = event.data.removed!.token
    const { events } = await eventsOf(reading, removed)
    // Two merges may contradict each other: its first one says for whom a number is removed.
    return keptAs(events) === token ? (await historyOf(reading, removed, events)).told : []
  }
  const { movedFrom, bookingStart: start } = event.data as PrisonRecordChangeReported
  const from = await standingFor(reading, movedFrom!.token)
  if (!start || from.token === token) return []
  // The same booking may have come from there before: each time what was told until it left.
  const times = here.before.filter(past => isComing(past.event, movedFrom!.token, start)).length
  const left = from.events.flatMap((past, at) => (isGoing(past.event, token, start) ? [at] : []))[times]
  const { told } = await historyOf(reading, from.token, from.events.slice(0, left))
  const keys = bookingIn(told, start)
  const came = told.filter(({ key }) => keys.has(key))
  // A booking that comes back has what was told of it here before it went.
  const again = (here.gone.get(formatInstant(start)) ?? []).filter(({ key }) => !keys.has(key))
  return [...again, ...came]
}

/** What a fact brings that is not recorded yet; undefined where it brings nothing. */
export async function broughtBy(
  loading: Loading,
  { token, events }: PrisonNumber,
  event: HubEvent,
): Promise<Told | undefined> {
  if (!brings(event)) return undefined
  const reading = { ...loading, known: new Map() }
  const { gone } = await historyOf(reading, token, events)
  return comingBy(reading, token, event, { before: events, gone })
}

/** What was told of a number, with what was brought to it. */
export const toldOf = async (loading: Loading, { token, events }: PrisonNumber): Promise<Told> =>
  (await historyOf({ ...loading, known: new Map() }, token, events)).told

const brings = ({ type, data }: HubEvent): boolean =>
  (type === 'hub.custody.v1.PrisonNumbersMerged' && data.removed !== undefined) ||
  (type === 'hub.custody.v1.PrisonRecordChangeReported' && data.movedFrom !== undefined)

const isComing = (event: HubEvent, from: string, start: Moment): boolean =>
  event.type === 'hub.custody.v1.PrisonRecordChangeReported' &&
  event.data.movedFrom?.token === from &&
  isAt(event.data.bookingStart, start)

const isGoing = (event: HubEvent, to: string, start: Moment): boolean =>
  event.type === 'hub.custody.v1.PrisonRecordChangeReported' &&
  event.data.movedTo?.token === to &&
  isAt(event.data.bookingStart, start)

const isAt = (a: Moment | undefined, b: Moment): boolean => a !== undefined && compareInstants(a, b) === 0

/** The number that is kept in place of one, by what is recorded of it. */
const keptAs = (events: Told): string | undefined =>
  events.flatMap(({ event }) =>
    event.type === 'hub.custody.v1.PrisonNumberRemoved' ? [event.data.kept!.token] : [],
  )[0]

async function standingFor(
  loading: Loading,
  token: string,
): Promise<{ readonly token: string; readonly events: Told }> {
  const { events } = await eventsOf(loading, token)
  const kept = keptAs(events)
  return kept === undefined ? { token, events } : standingFor(loading, kept)
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
