import { isStoreError, StoreError } from '../errors'
import { type Attempt, applyTo, attemptOn, type Stale, type Surroundings } from './attempt'
import { commitOf, keysOf } from './commit'
import type { Committed, Engine, Wanted } from './engine'
import { type Call, type Entry, groupOf, markKeyOf, markOf, type Unit } from './entry'
import { documentKey, type Key, markKey, streamKey, timerKey } from './keys'
import { lanesOver } from './lanes'
import { type Step, stepsOf } from './moves'
import { type Base, createBase, type Layer, layerOver } from './view'

const MOST_CONFLICTS = 5

export interface Group {
  readonly units: readonly Unit[]
  readonly engine: Engine
  readonly around: Surroundings
}

export interface Done {
  readonly attempts: readonly Attempt[]
  readonly fenced: ReadonlySet<Call>
}

/**
 * Runs one group's works and commits what they did, in one transaction.
 *
 * Lanes run side by side on the state before the group. In the group's order, a work that read what another lane's
 * earlier work wrote is taken out, with the later works of its lane, and runs again after the others: the result is
 * the same as if all had run one after another.
 */
export async function runGroup({ units, engine, around }: Group): Promise<Done> {
  const base = createBase(engine)
  const fenced = new Set<Call>()
  const entries = units.flatMap(unit => unit.entries)
  await base.preload(hintsOf(entries), lanesOf(entries, around.service))
  let { accepted, left } = await sideBySide(entries, base, around)
  for (;;) {
    const view = layerOver(base)
    for (const attempt of accepted) applyTo(view, attempt)
    for (const entry of left) {
      const attempt = await inTurn(entry, view, base, around)
      applyTo(view, attempt)
      accepted.push(attempt)
    }
    if (isOutage(base.failure())) throw base.failure()
    const steps = stepsOf(units.filter(unit => !fenced.has(unit.call)))
    const moves = steps.flatMap(step => step.moves)
    if (accepted.length === 0 && moves.length === 0) return { attempts: [], fenced }
    const committed = await engine.commit(commitOf(accepted, base, moves))
    if (committed.is === 'committed') {
      for (const step of steps) step.call.reached = step.moves.map(move => move.to)
      return { attempts: accepted, fenced }
    }
    const guilty = guiltyOf(committed, steps)
    for (const call of guilty.calls) fenced.add(call)
    for (const key of guilty.keys) base.forget(key)
    const pruned = prune(accepted, guilty.keys, guilty.calls)
    for (const attempt of pruned.out) if (readsAny(attempt, guilty.keys)) conflicted(attempt.entry)
    accepted = pruned.kept
    left = pruned.out.map(attempt => attempt.entry).filter(entry => !fenced.has(entry.call))
    await base.preload(hintsOf(left), [])
  }
}

const moving = ({ work }: Entry): StoreError =>
  new StoreError('HUB_STORE_VERSION_CONFLICT', `what a work of the lane ${work.lane} read moved each time it ran`)

/** Everything the works say they will read, and their marks and timers. */
function hintsOf(entries: readonly Entry[]): Set<Key> {
  const keys = new Set<Key>()
  for (const { work } of entries) {
    for (const stream of work.reads ?? []) keys.add(streamKey(stream))
    for (const { collection, id } of work.gets ?? []) keys.add(documentKey(collection, id))
    const mark = markOf(work)
    if (mark) {
      const { id, part } = markKeyOf(mark)
      keys.add(markKey(id, part))
    }
    if (work.fires) keys.add(timerKey(work.fires.timer))
  }
  return keys
}

function lanesOf(entries: readonly Entry[], service: string): Wanted['lanes'] {
  const lanes = new Map<string, { group: string; lane: string; heads: number }>()
  for (const entry of entries) {
    const group = groupOf(entry, service)
    if (group === undefined) continue
    for (const lane of lanesOver(entry.work.lane)) {
      const name = `${group}\u0000${lane}`
      const known = lanes.get(name) ?? { group, lane, heads: 1 }
      lanes.set(name, { ...known, heads: known.heads + (entry.work.resumes === undefined ? 0 : 1) })
    }
  }
  return [...lanes.values()]
}

/** Works of one chain run in order: a lane with all lanes below it, if the upper one is in the group or held. */
function chainsOf(entries: readonly Entry[], base: Base, service: string): Map<string, Entry[]> {
  const present = new Set(entries.map(entry => entry.work.lane))
  const chains = new Map<string, Entry[]>()
  for (const entry of entries) {
    const group = groupOf(entry, service)
    const lanes = lanesOver(entry.work.lane)
    const root = lanes.find(lane => present.has(lane) || (group !== undefined && base.lane(group, lane)))
    const name = root ?? entry.work.lane
    const chain = chains.get(name)
    if (chain) chain.push(entry)
    else chains.set(name, [entry])
  }
  return chains
}

async function sideBySide(entries: readonly Entry[], base: Base, around: Surroundings) {
  const attempts = new Map<Entry, Attempt>()
  const chainOf = new Map<Entry, Entry[]>()
  await Promise.all(
    [...chainsOf(entries, base, around.service).values()].map(async chain => {
      const view = layerOver(base)
      for (const entry of chain) chainOf.set(entry, chain)
      for (const entry of chain) {
        const attempt = await attemptOn(entry, view, around)
        if ('moved' in attempt) return missed(attempt, base)
        applyTo(view, attempt)
        attempts.set(entry, attempt)
      }
    }),
  )
  const accepted: Attempt[] = []
  const left: Entry[] = []
  const writers = new Map<Key, Entry[]>()
  const stopped = new Set<Entry[]>()
  for (const entry of entries) {
    const attempt = attempts.get(entry)
    const chain = chainOf.get(entry) as Entry[]
    const touched = (key: Key) => writers.has(key) && writers.get(key) !== chain
    if (!attempt || stopped.has(chain) || [...attempt.reads].some(touched)) {
      stopped.add(chain)
      left.push(entry)
      continue
    }
    for (const key of keysOf(attempt)) writers.set(key, chain)
    accepted.push(attempt)
  }
  return { accepted, left }
}

/** Runs one work on everything before it, again on fresh state while it expects versions that are not there. */
async function inTurn(entry: Entry, view: Layer, base: Base, around: Surroundings): Promise<Attempt> {
  for (;;) {
    const attempt = await attemptOn(entry, view, around)
    if (!('moved' in attempt)) return attempt
    missed(attempt, base)
  }
}

/** The next try reads again what was not as it expected. */
function missed({ entry, moved }: Stale, base: Base): void {
  for (const key of moved) base.refresh(key)
  conflicted(entry)
}

function conflicted(entry: Entry): void {
  entry.conflicts += 1
  if (entry.conflicts > MOST_CONFLICTS) entry.poison ??= moving(entry)
}

function guiltyOf(committed: Exclude<Committed, { is: 'committed' }>, steps: readonly Step[]) {
  if (committed.is === 'fenced') {
    const owners = steps.flatMap(step => step.moves.map(() => step.call))
    const calls = new Set<Call>()
    for (const at of committed.cursors) calls.add(owners[at] as Call)
    return { calls, keys: new Set<Key>() }
  }
  const keys = new Set<Key>([
    ...committed.streams.map(streamKey),
    ...committed.documents.map(({ collection, id }) => documentKey(collection, id)),
    ...committed.marks.map(({ id, part }) => markKey(id, part)),
    ...committed.timers.map(timerKey),
  ])
  return { calls: new Set<Call>(), keys }
}

const readsAny = (attempt: Attempt, keys: ReadonlySet<Key>): boolean => [...attempt.reads].some(key => keys.has(key))

/** Takes out what cannot stand: by key, by call, by having read what was taken out, and later works of those lanes. */
function prune(attempts: readonly Attempt[], moved: ReadonlySet<Key>, fenced: ReadonlySet<Call>) {
  const dirty = new Set(moved)
  const lanes = new Set<string>()
  const kept: Attempt[] = []
  const out: Attempt[] = []
  for (const attempt of attempts) {
    const { work, call } = attempt.entry
    const behind =
      lanesOver(work.lane).some(lane => lanes.has(lane)) || [...lanes].some(lane => isOver(work.lane, lane))
    if (fenced.has(call) || behind || readsAny(attempt, dirty)) {
      out.push(attempt)
      lanes.add(work.lane)
      for (const key of keysOf(attempt)) dirty.add(key)
    } else kept.push(attempt)
  }
  return { kept, out }
}

const isOver = (upper: string, lane: string): boolean => lane.startsWith(`${upper}/`)

/** True when trying again may help, or nobody's work is to blame: then the callers are told, and nothing is held. */
export const isOutage = (error: unknown): boolean =>
  isStoreError(error, 'HUB_STORE_UNAVAILABLE') || isStoreError(error, 'HUB_STORE_CLOSED')
