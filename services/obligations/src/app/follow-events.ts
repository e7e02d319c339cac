import { type EventCodec, type EventType, isEventType, type PromiseRow } from '@hub/contracts'
import type { Incoming } from '@hub/messaging'
import { type Consumption, EVENT, EVENTS_TOPIC } from '@hub/service'
import type { DueTimer, Work } from '@hub/store'
import { type Cluster, type News, type Word, withNews, withWord } from '../domain/person'
import { type Told, toldBy } from '../domain/told'
import { clusterOf, readIn } from './people'
import { type TellPorts, tellStandings, whoseIs } from './tell'

const MERGED = 'hub.person.v1.PersonMerged'
const ABSORBED = 'hub.person.v1.PersonAbsorbed'
const SPLIT = 'hub.person.v1.PersonSplit'

/** Follows the events that rows name, what takes them back, merges and splits; every other event is passed by unread. */
export function followEvents(ports: TellPorts): Pick<Consumption, 'group' | 'topics' | 'accepts' | 'works'> {
  const { named, moving, retracting } = typesOf(ports.rows)
  const followed = new Set<string>([...named, ...moving, ...retracting, MERGED, ABSORBED, SPLIT])
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
        const word = wordOf(ports.codec, message)
        if (word) return [workOf(message, ports, [word.personId, ...word.near], cluster => withWord(cluster, word))]
        const news = newsOf(message)
        return news ? [workOf(message, ports, [news.personId], cluster => withNews(cluster, news))] : []
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

const workOf = (
  message: Incoming,
  ports: TellPorts,
  ids: readonly string[],
  change: (cluster: Cluster) => Cluster,
): Work => ({
  lane: message.lane,
  message,
  gets: ids.map(id => ({ collection: 'people', id })),
  run: async tx => {
    const before = await clusterOf(readIn(tx), ...ids)
    const after = change(before)
    for (const [id, person] of after) if (person !== before.get(id)) tx.put('people', id, person)
    if (after !== before) await tellStandings(tx, ports, after, message.headers[EVENT.correlation] || undefined)
    return { outcome: { is: 'done' } }
  },
})

function toldOf(rows: readonly PromiseRow[], message: Incoming, type: EventType, data: object): readonly Told[] {
  const { identity } = data as { identity?: { type: string; token: string } }
  const telling = {
    eventId: message.id,
    at: message.headers[EVENT.time] ?? '',
    recordedAt: message.headers[EVENT.recorded] ?? '',
    position: Number(message.position ?? 0n),
    identity: { type: identity?.type ?? '', token: identity?.token ?? '' },
    receiptId: message.headers[EVENT.correlation] ?? '',
    channel: message.headers[EVENT.channel] ?? '',
  }
  return rows.flatMap(row => toldBy(row, type, data, telling))
}

const superseded = ({ headers }: Incoming): string | undefined => headers[EVENT.corrects] ?? headers[EVENT.retracts]

/** Of a merge both events say the same; each side of a split speaks for itself. */
function wordOf(codec: EventCodec, message: Incoming): Word | undefined {
  const at = Number(message.position ?? 0n)
  if (message.type === MERGED) {
    const { personId, absorbedPersonId } = codec.decode(MERGED, message.value)
    return { personId: absorbedPersonId, as: personId, identities: [], near: [personId], at }
  }
  if (message.type === ABSORBED) {
    const { personId, survivingPersonId } = codec.decode(ABSORBED, message.value)
    return { personId, as: survivingPersonId, identities: [], near: [survivingPersonId], at }
  }
  if (message.type !== SPLIT) return undefined
  const { personId, otherPersonId, identities, recordedUnder } = codec.decode(SPLIT, message.value)
  const near = [otherPersonId, ...recordedUnder].filter(id => id !== personId)
  return { personId, as: personId, identities: identities.map(({ token }) => token), near, at }
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
