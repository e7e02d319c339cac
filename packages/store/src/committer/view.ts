import type { Instant } from '@hub/calendar'
import type { Recorded } from '../port'
import type { DocumentKey, Engine, KeptDocument, KeptMark, KeptTimer, Loaded, Wanted } from './engine'
import { documentKey, type Key, markKey, streamKey, timerKey, wantedOf } from './keys'
import { type LaneState, laneStateOf } from './lanes'

/** What stands under a key. Absent documents, marks and timers are undefined; an absent stream is an empty one. */
export type Value =
  | { readonly is: 'stream'; readonly version: number; readonly events: readonly Recorded[] }
  | { readonly is: 'document'; readonly version: number; readonly doc: object | undefined }
  | { readonly is: 'mark'; readonly version: number; readonly mark: KeptMark | undefined }
  | { readonly is: 'timer'; readonly at: Instant | undefined }
export type ValueOf<K extends Value['is']> = Extract<Value, { is: K }>

/** State as one work may read it: its own layer over its lane's, over the group's, over what the engine keeps. */
export interface View {
  read(key: Key): Promise<Value>
  lane(group: string, lane: string): LaneState | undefined
}

/** The engine's state, read at most once per key. */
export interface Base extends View {
  preload(keys: Iterable<Key>, lanes: Wanted['lanes']): Promise<void>
  /** What was FIRST read under that key since it was last forgotten: what a commit must still find there. */
  known(key: Key): Value | undefined
  /** It moved, and nobody stands on it any more. */
  forget(key: Key): void
  /** Asks again at the next read; if it did move, the commit will tell those who stand on the first answer. */
  refresh(key: Key): void
  /** The engine's own failure during a work's read, which is no fault of that work. */
  failure(): unknown
}

export const laneName = (group: string, lane: string): string => `${group}\u0000${lane}`

const absent = (key: Key): Value => {
  switch (key[0]) {
    case 's':
      return { is: 'stream', version: 0, events: [] }
    case 'd':
      return { is: 'document', version: 0, doc: undefined }
    case 'm':
      return { is: 'mark', version: 0, mark: undefined }
    default:
      return { is: 'timer', at: undefined }
  }
}

const valuesOf = (loaded: Loaded): Map<Key, Value> => {
  const values = new Map<Key, Value>()
  const streams = new Map<string, Recorded[]>()
  for (const event of loaded.events) {
    const events = streams.get(event.stream)
    if (events) events.push(event)
    else streams.set(event.stream, [event])
  }
  for (const [stream, events] of streams)
    values.set(streamKey(stream), { is: 'stream', version: events.at(-1)?.version ?? 0, events })
  for (const { collection, id, version, doc } of loaded.documents as readonly (KeptDocument & DocumentKey)[])
    values.set(documentKey(collection, id), { is: 'document', version, doc })
  for (const mark of loaded.marks as readonly KeptMark[])
    values.set(markKey(mark.id, mark.part ?? ''), { is: 'mark', version: mark.version, mark })
  for (const { timer, at } of loaded.timers as readonly KeptTimer[]) values.set(timerKey(timer), { is: 'timer', at })
  return values
}

/** Reads asked for within one turn of the event loop, by any lane, go to the engine as one request. */
export function createBase(engine: Engine): Base {
  const cache = new Map<Key, Value>()
  const first = new Map<Key, Value>()
  const lanes = new Map<string, LaneState>()
  let asked: { readonly keys: Set<Key>; readonly answer: Promise<void> } | undefined
  let failed: unknown

  const fetch = async (keys: ReadonlySet<Key>, wantedLanes: Wanted['lanes']) => {
    const loaded = await engine.load(wantedOf(keys, wantedLanes))
    const values = valuesOf(loaded)
    for (const key of keys) {
      const value = values.get(key) ?? absent(key)
      cache.set(key, value)
      if (!first.has(key)) first.set(key, value)
    }
    for (const lane of loaded.lanes) lanes.set(laneName(lane.group, lane.lane), laneStateOf(lane))
  }
  const ask = (key: Key): Promise<void> => {
    if (!asked) {
      const keys = new Set<Key>()
      const answer = Promise.resolve().then(() => {
        asked = undefined
        return fetch(keys, [])
      })
      asked = { keys, answer }
    }
    asked.keys.add(key)
    return asked.answer
  }

  return {
    preload: async (keys, wantedLanes) => {
      const missing = new Set<Key>()
      for (const key of keys) if (!cache.has(key)) missing.add(key)
      if (missing.size > 0 || wantedLanes.length > 0) await fetch(missing, wantedLanes)
    },
    read: async key => {
      const value = cache.get(key)
      if (value) return value
      try {
        await ask(key)
      } catch (error) {
        failed = error
        throw error
      }
      return cache.get(key) ?? absent(key)
    },
    known: key => first.get(key),
    forget: key => {
      cache.delete(key)
      first.delete(key)
    },
    refresh: key => void cache.delete(key),
    lane: (group, lane) => lanes.get(laneName(group, lane)),
    failure: () => failed,
  }
}

/** A layer of effects over another view. */
export interface Layer extends View {
  readonly values: Map<Key, Value>
  readonly lanes: Map<string, LaneState | undefined>
}

export function layerOver(below: View): Layer {
  const values = new Map<Key, Value>()
  const lanes = new Map<string, LaneState | undefined>()
  return {
    values,
    lanes,
    read: key => {
      const value = values.get(key)
      return value ? Promise.resolve(value) : below.read(key)
    },
    lane: (group, lane) => {
      const name = laneName(group, lane)
      return lanes.has(name) ? lanes.get(name) : below.lane(group, lane)
    },
  }
}
