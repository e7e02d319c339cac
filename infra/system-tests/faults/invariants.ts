import { createEventCodec, eventToJson, isEventType } from '@hub/contracts'
import type { JourneyServiceDefinition } from '@hub/contracts/journey'
import type { EventLog, Incoming } from '@hub/messaging'
import { OWNERS } from '@hub/runtime'
import { type Client, conservation, EVENT, EVENTS_TOPIC, intakeTopic, receiptOf, type Tokens } from '@hub/service'
import type { Store } from '@hub/store'

/** Where a run's traces are read. */
export interface Traces {
  readonly log: EventLog
  readonly stores: ReadonlyMap<string, Store>
}

/** What a run left behind, in a form that two runs of the same messages share. */
export interface Left {
  /** One line for each event that is not about who is who, sorted. */
  readonly events: readonly string[]
  /** Identities that are one person's, each group sorted, groups sorted. */
  readonly people: readonly string[]
}

const codec = createEventCodec()

/** Every record of a topic, in order within its partition, without what a repeated append wrote twice. */
export async function recordsOf(world: Traces, topic: string): Promise<readonly Incoming[]> {
  const records: Incoming[] = []
  for await (const batch of world.log.read(topic, [], 'end')) records.push(...batch)
  return records
}

/** Records as readers see them: of each source every position once. Two records of one position must be the same. */
export function seenOnce(records: readonly Incoming[]): readonly Incoming[] {
  const seen = new Map<string, Incoming>()
  const once: Incoming[] = []
  for (const record of [...records].sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset))) {
    const at = `${record.source}/${record.position}`
    const first = seen.get(at)
    if (first && first.id !== record.id) throw new Error(`${at} stands for two events: ${first.id} and ${record.id}`)
    if (first) continue
    seen.set(at, record)
    once.push(record)
  }
  return once
}

/** Positions of each source run from 1 without a gap, and no event stands at two positions. */
export function gaps(records: readonly Incoming[]): readonly string[] {
  const problems: string[] = []
  const positions = new Map<string, bigint[]>()
  const ids = new Set<string>()
  for (const { source, position, id } of records) {
    const known = positions.get(source)
    if (known) known.push(position!)
    else positions.set(source, [position!])
    if (ids.has(id)) problems.push(`event ${id} stands twice`)
    ids.add(id)
  }
  for (const [source, all] of positions) {
    const sorted = all.sort((a, b) => Number(a - b))
    sorted.forEach((position, index) => {
      if (position !== BigInt(index + 1)) problems.push(`${source}: position ${index + 1} is missing`)
    })
  }
  return problems
}

/** Receipts that were accepted and have no final outcome. */
export async function withoutOutcome(world: Traces, receipts: readonly string[]): Promise<readonly string[]> {
  const states = await receiptsOf(world, receipts)
  return states
    .filter(({ state }) => !/TRANSLATED|IGNORED|REJECTED/.test(state))
    .map(({ receiptId, state }) => `${receiptId} ${state}`)
}

async function receiptsOf(world: Traces, receipts: readonly string[]) {
  const marks = new Map<string, never>()
  for (const { name } of OWNERS)
    for (const [id, found] of await world.stores.get(name)!.marks(receipts)) marks.set(id, found as never)
  return receipts.map(id => receiptOf(id, marks.get(id) ?? []))
}

/** Arrivals on the intake are distinct receipts, repeats and conflicts: nothing vanished, nothing was invented. */
export async function notConserved(world: Traces): Promise<readonly string[]> {
  const problems: string[] = []
  for (const { name } of OWNERS) {
    const arrivals = await recordsOf(world, intakeTopic(name))
    const ids = [...new Set(arrivals.map(({ id }) => id))]
    const receipts = await receiptsOf(world, ids)
    const counted = ids.length + receipts.reduce((sum, { repeats, conflicts }) => sum + repeats + conflicts.length, 0)
    // What the hub says of itself while it runs must be the same.
    const said = await conservation(world.stores.get(name)!, name)
    if (!said.holds || said.arrived !== BigInt(arrivals.length) || said.receipts !== BigInt(ids.length))
      problems.push(
        `${name}: ${arrivals.length} arrivals of ${ids.length} messages, but it says ${said.arrived} of ${said.receipts}`,
      )
    if (counted !== arrivals.length) problems.push(`${name}: ${arrivals.length} arrivals, ${counted} accounted for`)
  }
  return problems
}

/** Lines of journeys that do not have the order of the stream. */
export async function linesOutOfOrder(world: Traces, records: readonly Incoming[]): Promise<readonly string[]> {
  const byPerson = new Map<string, string[]>()
  for (const { lane, id } of records) byPerson.set(lane, [...(byPerson.get(lane) ?? []), id])
  const problems: string[] = []
  for (const [personId, ids] of byPerson) {
    const stretches = await world.stores
      .get('journeys')!
      .find<{ rows: readonly { eventId: string }[] }>(
        'lines',
        { where: { personId }, order: [{ field: 'to' }] },
        { limit: 10_000 },
      )
    const line = stretches.flatMap(({ rows }) => rows.map(({ eventId }) => eventId))
    if (line.join() !== ids.join())
      problems.push(`${personId}: ${line.length} on the line, ${ids.length} in the stream`)
  }
  return problems
}

/** Who is who by what was told, in the order of positions; everything about people stands in one source. */
function whoIsWho(records: readonly Incoming[]) {
  const told = records
    .filter(({ type }) => type.startsWith('hub.person.'))
    .sort((a, b) => Number(a.position! - b.position!))
  const owners = new Map<string, string>()
  const into = new Map<string, string>()
  for (const { type, value } of told) {
    if (type === 'hub.person.v1.MatchReviewRaised' || !isEventType(type)) continue
    const data = codec.decode(type, value) as unknown as PersonEventData
    for (const { token } of data.identity ? [data.identity] : (data.identities ?? [])) owners.set(token, data.personId)
    if (type === 'hub.person.v1.PersonAbsorbed') into.set(data.personId, data.survivingPersonId!)
    if (type === 'hub.person.v1.PersonSplit') into.delete(data.personId)
  }
  const living = (id: string): string => (into.has(id) ? living(into.get(id)!) : id)
  return { owners, living }
}

interface PersonEventData {
  readonly personId: string
  readonly identities?: readonly { readonly token: string }[]
  readonly identity?: { readonly token: string }
  readonly survivingPersonId?: string
}

/** What the run came to, without ids that are drawn anew in every run and times that depend on delays. */
export function leftBy(records: readonly Incoming[]): Left {
  const events: string[] = []
  // An event that names another does so by an id that may be another in every run.
  const keptAs = mergedNumbers(records)
  const names = new Map(records.map(({ id, type, headers }) => [id, `${type} ${headers[EVENT.factKey]}`]))
  const named = (json: object) =>
    JSON.stringify(json).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, id => names.get(id) ?? id)
  for (const { type, headers, value } of records) {
    if (!isEventType(type)) throw new Error(`unknown event type ${type}`)
    if (type.startsWith('hub.person.')) continue
    const { personId: _, ...json } = eventToJson(type, codec.decode(type, value), ({ seconds }) => String(seconds))
    const told = type.startsWith('hub.custody.') ? ofMergedNumbers(json as ToldOfNumber, keptAs) : json
    events.push(`${type} ${headers[EVENT.factKey]} ${headers[EVENT.corrects] ? 'corrects ' : ''}${named(told)}`)
  }
  const groups = new Map<string, string[]>()
  for (const [token, owner] of whoIsWho(records).owners) groups.set(owner, [...(groups.get(owner) ?? []), token])
  return { events: events.sort(), people: [...groups.values()].map(group => group.sort().join(' ')).sort() }
}

interface ToldOfNumber {
  readonly identity?: { readonly token: string }
  readonly personal?: object
}

/** Token of each prison number that was removed in a merge, and of the one that was kept. */
const mergedNumbers = (records: readonly Incoming[]): ReadonlyMap<string, string> =>
  new Map(
    records.flatMap(({ type, value }) => {
      if (type !== 'hub.custody.v1.PrisonNumberRemoved') return []
      const { identity, kept } = codec.decode(type, value)
      return [[identity!.token, kept!.token]]
    }),
  )

/**
 * What is told of a number that is removed stands on the one or the other, and changes more or less of the present, by
 * whether it came before the merge: two lanes have no order.
 */
function ofMergedNumbers(told: ToldOfNumber, keptAs: ReadonlyMap<string, string>): object {
  const token = told.identity?.token ?? ''
  if (!keptAs.has(token) && ![...keptAs.values()].includes(token)) return told
  return {
    ...told,
    identity: keptAs.get(token) ?? token,
    change: undefined,
    personal: { ...told.personal, identity: undefined },
  }
}

/**
 * Whoever is one is read as one, and has what was recorded against their own records, under whichever id it was, and
 * nothing else; every context's copy of who is who, and people itself, says the same.
 */
export async function notReadAsOne(
  world: Traces & { readonly tokens: Tokens; readonly journeys: Client<typeof JourneyServiceDefinition> },
  records: readonly Incoming[],
): Promise<readonly string[]> {
  const { owners, living } = whoIsWho(records)
  const problems: string[] = []
  for (const name of ['people', 'courts', 'prisons']) {
    const copies = await world.stores.get(name)!.get<{ personId: string }>('identities', [...owners.keys()])
    for (const [token, owner] of owners)
      if (copies.get(token)?.personId !== owner) problems.push(`${name} takes ${token} for another person's`)
  }
  const lines = new Map<string, Set<string>>()
  for (const { id, lane, type, value } of records) {
    const { identity } = codec.decode(type as never, value) as unknown as PersonEventData
    const whose = identity ? owners.get(identity.token) : living(lane)
    if (!whose || living(whose) !== whose) problems.push(`${type} ${id} is nobody’s who lives`)
    else lines.set(whose, (lines.get(whose) ?? new Set()).add(id))
  }
  for (const [personId, expected] of lines) {
    const { personId: read, items } = await world.journeys.getLine({ personId, limit: 1_000 })
    const ids = items.map(({ eventId }) => eventId)
    if (read !== personId || ids.length !== expected.size || ids.some(id => !expected.has(id)))
      problems.push(`${personId}: ${ids.length} read as ${read}, ${expected.size} are theirs`)
    const { person } = await world.journeys.getPerson({ personId })
    const tokens = person!.identifiers.map(({ type, value }) => world.tokens.tokenOf(type, value))
    for (const token of tokens)
      if (owners.has(token) && owners.get(token) !== personId) problems.push(`${personId} has an identity of another`)
  }
  return problems
}

export const eventsOf = async (world: Traces): Promise<readonly Incoming[]> =>
  seenOnce(await recordsOf(world, EVENTS_TOPIC))
