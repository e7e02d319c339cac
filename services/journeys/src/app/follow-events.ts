import { formatInstant } from '@hub/calendar'
import {
  type Description,
  descriptionOf,
  type EventCodec,
  type EventMessages,
  type EventType,
  events,
  isEventType,
  summaryOf,
} from '@hub/contracts'
import type { Incoming } from '@hub/messaging'
import { type Consumption, EVENT, EVENTS_TOPIC } from '@hub/service'
import type { Tx, Work } from '@hub/store'
import {
  type JourneyPerson,
  type KnownName,
  type LineRow,
  MOST_ROWS,
  nobody,
  type Separated,
  type Stretch,
  withRow,
} from '../domain/journey'
import { wordsOf } from '../domain/words'

/** Every event becomes a row of its person's line, and what it says of the person is kept for search. */
export const followEvents = (
  codec: EventCodec,
): Pick<Consumption, 'group' | 'topics' | 'accepts' | 'step' | 'works'> => ({
  group: 'hub.journeys',
  topics: [EVENTS_TOPIC],
  step: 'line',
  accepts: type => isEventType(type) && events[type].subject === 'PERSON',
  works: async messages => {
    const stretchOf = stretches()
    return messages.map(message => [workOf(codec, message, stretchOf(message))])
  },
})

/** The stretch of each message of one batch: a person's first one begins it, and gives it its name. */
function stretches(): (message: Incoming) => string {
  const open = new Map<string, { readonly id: string; rows: number; bytes: number }>()
  return ({ id, lane, value }) => {
    const begun = open.get(lane)
    const goesOn = begun && begun.rows < MOST_ROWS && begun.bytes + value.length <= MOST_BYTES
    const stretch = goesOn ? begun : { id, rows: 0, bytes: 0 }
    if (!goesOn) open.set(lane, stretch)
    stretch.rows += 1
    stretch.bytes += value.length
    return stretch.id
  }
}

const MOST_BYTES = 64 * 1024

const workOf = (codec: EventCodec, message: Incoming, stretch: string): Work => ({
  lane: message.lane,
  message,
  gets: [
    { collection: 'people', id: message.lane },
    { collection: 'lines', id: stretch },
  ],
  run: async tx => {
    // `accepts` lets only known types through.
    const type = message.type as EventType
    const data = codec.decode(type, message.value)
    const row = rowOf(message, type, data)
    tx.put('lines', stretch, withRow(await tx.get<Stretch>('lines', stretch), row))
    await follow(tx, type, data, row)
    if (type === 'hub.person.v1.PersonSplit') await separate(tx, data as EventMessages[typeof type], message)
    return { outcome: { is: 'done' } }
  },
})

const rowOf = (message: Incoming, type: EventType, data: object): LineRow => {
  const optional = (field: 'corrects' | 'retracts' | 'confirms') =>
    message.headers[EVENT[field]] ? { [field]: message.headers[EVENT[field]] } : {}
  const fact = events[type].present
  const { identity } = data as { identity?: { token: string } }
  return {
    eventId: message.id,
    personId: message.lane,
    ...(identity?.token ? { identity: identity.token } : {}),
    at: Number(message.offset),
    type: message.type,
    occurredAt: message.headers[EVENT.time] ?? '',
    recordedAt: message.headers[EVENT.recorded] ?? '',
    channel: message.headers[EVENT.channel] ?? '',
    receiptId: message.headers[EVENT.correlation] ?? '',
    value: Buffer.from(message.value).toString('base64'),
    ...optional('corrects'),
    ...optional('retracts'),
    ...optional('confirms'),
    ...(fact ? { states: { fact, value: summaryOf(type, data, formatInstant) } } : {}),
  }
}

async function follow(tx: Tx, type: EventType, data: object, row: LineRow): Promise<void> {
  const known = await tx.get<JourneyPerson>('people', row.personId)
  const before = known ?? nobody
  const description = descriptionOf(type, data)
  const after = merges(type, data, describes(before, description, row.recordedAt))
  // Somebody of whom nothing is said, or nothing any more, has a line as well.
  if (!known || after !== before) tx.put<JourneyPerson>('people', row.personId, after)
  index(tx, row.personId, before, description)
}

/** Adds what the event says of who the person is; the same person again is the same object. */
function describes(
  person: JourneyPerson,
  { identity, identifiers, name: said }: Description,
  at: string,
): JourneyPerson {
  const added = identifiers.filter(
    ({ type, value, of }) =>
      !person.identifiers.some(known => known.type === type && known.value === value && known.of === of),
  )
  const name: KnownName | undefined = said && { ...said, of: identity }
  const isSaid = ({ at: _, ...known }: KnownName) => JSON.stringify(known) === JSON.stringify(name)
  const [latest] = person.names
  // The same name again is no news, and not worth a document a message.
  const renamed = name !== undefined && !(latest && isSaid(latest))
  if (added.length === 0 && !renamed) return person
  const names = renamed
    ? [{ ...name, at }, ...person.names.filter(known => !isSaid(known))].slice(0, MOST_NAMES)
    : person.names
  return { ...person, identifiers: [...person.identifiers, ...added], names }
}

const MOST_NAMES = 50

function merges(type: EventType, data: object, person: JourneyPerson): JourneyPerson {
  if (type === 'hub.person.v1.PersonAbsorbed')
    return { ...person, absorbedInto: (data as EventMessages[typeof type]).survivingPersonId }
  if (type === 'hub.person.v1.PersonMerged') {
    const { absorbedPersonId } = data as EventMessages[typeof type]
    if (person.absorbed.includes(absorbedPersonId)) return person
    return { ...person, absorbed: [...person.absorbed, absorbedPersonId] }
  }
  if (type === 'hub.person.v1.PersonSplit') {
    const { otherPersonId } = data as EventMessages[typeof type]
    // It stands for itself from now on.
    const { absorbedInto: _, splitFrom = [], ...living } = person
    return { ...living, splitFrom: [...splitFrom.filter(id => id !== otherPersonId), otherPersonId] }
  }
  return person
}

/** The two sides of a split stand on two partitions, and an identity may be split off more than once: the latest counts. */
async function separate(
  tx: Tx,
  { personId, identities, recordedUnder }: EventMessages['hub.person.v1.PersonSplit'],
  { position = 0n }: Incoming,
): Promise<void> {
  const at = Number(position)
  for (const { token } of identities) {
    const known = await tx.get<Separated>('separated', token)
    const places = [...new Set([...(known?.recordedUnder ?? []), ...recordedUnder])]
    const whose = known && known.at > at ? known : { personId, at }
    tx.put<Separated>('separated', token, { personId: whose.personId, recordedUnder: places, at: whose.at })
  }
}

function index(tx: Tx, personId: string, before: JourneyPerson, { identifiers, name }: Description): void {
  for (const { type, value } of identifiers) {
    // One row, whichever of the person's records it was said of.
    if (before.identifiers.some(known => known.type === type && known.value === value)) continue
    const key = `${type}:${value}`
    tx.put('identifiers', `${key}|${personId}`, { key, personId })
  }
  if (!name) return
  const known = new Set(before.names.flatMap(each => wordsOf(`${each.first} ${each.middle} ${each.last}`)))
  for (const word of wordsOf(`${name.first} ${name.middle} ${name.last}`))
    if (!known.has(word)) tx.put('names', `${word}|${personId}`, { word, personId })
}
