import { type EventCodec, type EventType, isEventType, type PromiseRow } from '@hub/contracts'
import type { Incoming } from '@hub/messaging'
import { type Consumption, EVENT, EVENTS_TOPIC } from '@hub/service'
import type { DueTimer, Tx, Work } from '@hub/store'
import { type News, withNews } from '../domain/person'
import { type Told, toldBy } from '../domain/told'
import { clusterOf, join, readIn } from './people'
import { type TellPorts, tellStandings, whoseIs } from './tell'

const MERGED = 'hub.person.v1.PersonMerged'
const ABSORBED = 'hub.person.v1.PersonAbsorbed'

/** Follows the events that rows name, what takes them back, and merges; every other event is passed by unread. */
export function followEvents(ports: TellPorts): Pick<Consumption, 'group' | 'topics' | 'accepts' | 'works'> {
  const { named, moving, retracting } = typesOf(ports.rows)
  const followed = new Set<string>([...named, ...moving, ...retracting, MERGED, ABSORBED])
  const newsOf = (message: Incoming): News | undefined => {
    const { type } = message
    if (!isEventType(type)) return undefined
    const data = ports.codec.decode(type, message.value)
    const { retractedType } = data as { retractedType?: string }
    if (retractedType !== undefined && !named.has(retractedType)) return undefined
    const told = toldOf(ports.rows, message, type, data)
    // Of what moves a promise the last word of its unit counts, so nothing needs to be taken back.
    const supersedes = moving.has(type) && !named.has(type) ? undefined : superseded(message)
    if (told.length === 0 && supersedes === undefined) return undefined
    return { personId: message.lane, eventId: message.id, told, ...(supersedes === undefined ? {} : { supersedes }) }
  }
  return {
    group: 'hub.obligations',
    topics: [EVENTS_TOPIC],
    accepts: type => followed.has(type),
    works: async messages =>
      messages.map(message => {
        const merge = mergeOf(ports.codec, message)
        if (merge) return [workOf(message, ports, tx => join(tx, merge.survivingId, merge.absorbedId))]
        const news = newsOf(message)
        return news ? [workOf(message, ports, tx => note(tx, news))] : []
      }),
  }
}

/** A due promise is looked at like one that something was told of. */
export const fireDue =
  (ports: TellPorts) =>
  ({ command }: DueTimer): Pick<Work, 'gets' | 'run'> => ({
    gets: [{ collection: 'people', id: whoseIs(command) }],
    run: async tx => {
      await tellStandings(tx, ports, await clusterOf(readIn(tx), whoseIs(command)))
      return { outcome: { is: 'done' } }
    },
  })

const workOf = (message: Incoming, ports: TellPorts, effect: (tx: Tx) => Promise<boolean>): Work => ({
  lane: message.lane,
  message,
  gets: [{ collection: 'people', id: message.lane }],
  run: async tx => {
    if (await effect(tx)) await tellStandings(tx, ports, await clusterOf(readIn(tx), message.lane))
    return { outcome: { is: 'done' } }
  },
})

/** True when it says something new. */
async function note(tx: Tx, news: News): Promise<boolean> {
  const before = await clusterOf(readIn(tx), news.personId)
  const after = withNews(before, news)
  for (const [id, person] of after) if (person !== before.get(id)) tx.put('people', id, person)
  return after !== before
}

function toldOf(rows: readonly PromiseRow[], message: Incoming, type: EventType, data: object): readonly Told[] {
  const { identity } = data as { identity?: { type: string; token: string } }
  const telling = {
    eventId: message.id,
    at: message.headers[EVENT.time] ?? '',
    recordedAt: message.headers[EVENT.recorded] ?? '',
    identity: { type: identity?.type ?? '', token: identity?.token ?? '' },
    receiptId: message.headers[EVENT.correlation] ?? '',
    channel: message.headers[EVENT.channel] ?? '',
  }
  return rows.flatMap(row => toldBy(row, type, data, telling))
}

const superseded = ({ headers }: Incoming): string | undefined => headers[EVENT.corrects] ?? headers[EVENT.retracts]

function mergeOf(codec: EventCodec, message: Incoming) {
  if (message.type === MERGED) {
    const { personId, absorbedPersonId } = codec.decode(MERGED, message.value)
    return { survivingId: personId, absorbedId: absorbedPersonId }
  }
  if (message.type !== ABSORBED) return undefined
  const { personId, survivingPersonId } = codec.decode(ABSORBED, message.value)
  return { survivingId: survivingPersonId, absorbedId: personId }
}

/** Event types by what they do for some row. */
function typesOf(rows: readonly PromiseRow[]) {
  const named = new Set<string>(
    rows.flatMap(({ made, answers, cancelled }) =>
      [made, ...answers.events, ...cancelled].map(({ event }) => event as string),
    ),
  )
  const moving = new Set<string>(rows.flatMap(({ moved }) => (moved?.events ?? []).map(({ event }) => event as string)))
  const retracting = new Set([...named].map(type => type.replace(/[^.]+$/, 'FactRetracted')))
  return { named, moving, retracting }
}
