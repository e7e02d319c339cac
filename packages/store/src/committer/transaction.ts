import type { Instant } from '@hub/calendar'
import { StoreError } from '../errors'
import type { Collections, NewEvent, Recorded, Tx } from '../port'
import type { TimerChange } from './engine'
import { copyJson } from './json'
import { documentKey, type Key, streamKey, timerKey } from './keys'
import type { Value, ValueOf, View } from './view'

/** One work's transaction: what it read, and what it wants. */
export interface Transaction {
  readonly tx: Tx
  readonly reads: Set<Key>
  /** Its effects, once it has run; 'moved' names streams that were not at the version it expected. */
  effects(): Promise<Effects | { readonly moved: readonly Key[] }>
}

export interface Effects {
  readonly events: readonly Omit<Recorded, 'position'>[]
  readonly documents: ReadonlyMap<Key, object | null>
  readonly timers: ReadonlyMap<Key, TimerChange>
  readonly values: ReadonlyMap<Key, Value>
}

export const NO_EFFECTS: Effects = { events: [], documents: new Map(), timers: new Map(), values: new Map() }

/** An id is made from its stream's name, among others, so that only its own stream can have it already. */
function refuseRepeated(events: readonly Recorded[], added: readonly NewEvent[]): void {
  for (const [at, { id }] of added.entries())
    if (events.some(event => event.id === id) || added.findIndex(event => event.id === id) < at)
      throw new StoreError('HUB_STORE_EVENT_EXISTS', `the stream has the event ${id} already`)
}

export function createTransaction(view: View, collections: Collections): Transaction {
  const reads = new Set<Key>()
  const appended = new Map<string, { readonly expected: number; readonly events: NewEvent[] }>()
  const documents = new Map<Key, object | null>()
  const timers = new Map<Key, TimerChange>()
  const moved = new Set<Key>()
  const inOrder: { readonly stream: string; readonly version: number; readonly event: NewEvent }[] = []

  const keyOf = (collection: string, id: string): Key => {
    if (!Object.hasOwn(collections, collection))
      throw new StoreError('HUB_STORE_UNKNOWN_COLLECTION', `the collection ${collection} is not declared`)
    return documentKey(collection, id)
  }
  const stream = async (name: string): Promise<ValueOf<'stream'>> => {
    reads.add(streamKey(name))
    return (await view.read(streamKey(name))) as ValueOf<'stream'>
  }
  const recorded = (name: string, version: number, event: NewEvent): Omit<Recorded, 'position'> => ({
    stream: name,
    version,
    id: event.id,
    type: event.type,
    lane: event.lane,
    headers: event.headers,
    value: event.value,
  })

  const tx: Tx = {
    load: async name => {
      const { version, events } = await stream(name)
      const own = appended.get(name)
      if (!own) return { version, events }
      if (own.expected !== version) moved.add(streamKey(name))
      // An event that is not committed has no position yet.
      const added = own.events.map((event, at) => ({
        ...recorded(name, own.expected + at + 1, event),
        position: 0n,
      }))
      return { version: own.expected + own.events.length, events: [...events, ...added] }
    },
    append: (name, expected, events) => {
      const own = appended.get(name)
      if (own && own.expected + own.events.length !== expected) moved.add(streamKey(name))
      const target = own ?? { expected, events: [] }
      events.forEach(event => {
        target.events.push(event)
        inOrder.push({ stream: name, version: target.expected + target.events.length, event })
      })
      appended.set(name, target)
    },
    get: async <D extends object>(collection: string, id: string) => {
      const key = keyOf(collection, id)
      const own = documents.get(key)
      if (own !== undefined) return own === null ? undefined : (copyJson(own) as D)
      reads.add(key)
      const { doc } = (await view.read(key)) as ValueOf<'document'>
      return doc && (copyJson(doc) as D)
    },
    put: (collection, id, doc) => void documents.set(keyOf(collection, id), doc && copyJson(doc)),
    schedule: (timer, at: Instant, lane, command) => void timers.set(timerKey(timer), { timer, at, lane, command }),
    cancel: timer => void timers.set(timerKey(timer), { timer }),
  }

  const effects = async () => {
    const values = new Map<Key, Value>()
    for (const [name, own] of appended) {
      const { version, events } = await stream(name)
      if (version !== own.expected) moved.add(streamKey(name))
      refuseRepeated(events, own.events)
      const added = own.events.map((event, at) => ({ ...recorded(name, version + at + 1, event), position: 0n }))
      values.set(streamKey(name), { is: 'stream', version: version + added.length, events: [...events, ...added] })
    }
    if (moved.size > 0) return { moved: [...moved] }
    for (const [key, doc] of documents) values.set(key, { is: 'document', version: 0, doc: doc ?? undefined })
    for (const [key, change] of timers) values.set(key, { is: 'timer', at: change.at })
    const events = inOrder.map(({ stream: name, version, event }) => recorded(name, version, event))
    return { events, documents, timers, values }
  }

  return { tx, reads, effects }
}
