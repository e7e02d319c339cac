import type { Cursor, Incoming } from '@hub/messaging'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Json, Settled, Store, Work } from '../port'
import {
  claimed,
  DONE,
  event,
  GROUP,
  message,
  moveTo,
  owning,
  recorded,
  type Suite,
  settled,
  uniqueName,
  work,
} from './harness'

const LANES = ['h/1', 'h/1/ann', 'h/1/bob', 'h/2', 'h/2/ann'] as const

interface Planned {
  readonly lane: (typeof LANES)[number]
  /** What its first tries end with; after them it is done. */
  readonly tries: readonly ('park' | 'retry' | 'throw' | 'ignored')[]
  /** Arrives again, at a later offset, as the message that many places before it. */
  readonly again: number
}
type Step =
  | { readonly do: 'batch'; readonly size: number; readonly crash: boolean }
  | { readonly do: 'drain' }
  | { readonly do: 'crash' }

const planned: fc.Arbitrary<Planned> = fc.record({
  lane: fc.constantFrom(...LANES),
  tries: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(fc.constantFrom('park', 'retry', 'throw', 'ignored'), { maxLength: 3 }) },
  ),
  again: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('batch'), size: fc.integer({ min: 1, max: 9 }), crash: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'drain' } as const) },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' } as const) },
)

interface Told {
  readonly id: string
  readonly lane: string
  readonly record: Incoming
  readonly first: number
}

/** The log as it will arrive: repeats carry the id, the lane and the plan of what they repeat. */
function logOf(plan: readonly Planned[]): Told[] {
  const log: Told[] = []
  plan.forEach(({ lane, again }, offset) => {
    const origin = again > 0 ? log[offset - again] : undefined
    const told = origin ?? { id: `m${offset}`, lane, first: offset }
    log.push({ id: told.id, lane: told.lane, first: told.first, record: message(offset, told.lane) })
  })
  return log
}

/** One hub over a random log: what it does is recorded by the store alone, so that a crash forgets everything else. */
function createRun(plan: readonly Planned[], reopen: (before?: Store) => Promise<Store>) {
  const log = logOf(plan)
  const tried = new Map<string, number>()
  let store: Store
  let cursor: Cursor

  const workOf = (told: Told, resumes?: bigint): Work =>
    work(
      told.lane,
      async tx => {
        const count = tried.get(told.id) ?? 0
        tried.set(told.id, count + 1)
        const ends = plan[told.first]?.tries[count]
        const { version } = await tx.load(told.lane)
        tx.append(told.lane, version, [event(told.id)])
        // Every lane writes it: a lost update would show.
        const before = await tx.get<{ n: number }>('counts', 'all')
        tx.put('counts', 'all', { n: (before?.n ?? 0) + 1 })
        if (ends === 'throw') throw new RangeError('as planned')
        if (ends === 'park') return { is: ends, reason: 'as planned' }
        if (ends === 'retry') return { is: ends, after: 1, reason: 'as planned' }
        return ends === 'ignored' ? { is: ends, reason: 'as planned' } : DONE
      },
      {
        message: told.record,
        mark: { id: told.id, hash: told.lane },
        ...(resumes === undefined ? {} : { resumes }),
      },
    )

  const start = async () => {
    store = await reopen(store)
    cursor = await claimed(store)
  }
  const check = async (works: readonly Work[], all: readonly Settled<Json>[]) => {
    const held = (await store.held(GROUP)).map(({ lane }) => lane)
    all.forEach(({ outcome, repeat }, at) => {
      const lane = works[at]?.lane ?? ''
      if (repeat || outcome.is !== 'park' || outcome.reason !== 'HUB_STORE_LANE_HELD') return
      // Nobody is held by another's lane.
      expect(held.some(over => lane === over || lane.startsWith(`${over}/`))).toBe(true)
    })
  }
  const batch = async (size: number, crash: boolean) => {
    const next = Number(cursor.next)
    const works = log.slice(next, next + size).map(told => workOf(told))
    const to = Math.min(next + size, log.length)
    const running = store.run(works, moveTo(cursor, to))
    if (crash) {
      running.catch(() => {})
      return start()
    }
    await check(works, await settled(running))
    cursor = { ...cursor, next: BigInt(to) }
  }
  /** Everything that is held gets one try, in the order of its lane. */
  const drain = async () => {
    for (const { lane } of await store.held(GROUP)) {
      const works = (await store.queue(GROUP, lane, 50)).map(({ offset, sequence }) =>
        workOf(log[Number(offset)] as Told, sequence),
      )
      await settled(store.run(works, owning(cursor)))
    }
  }
  const play = async (steps: readonly Step[]) => {
    await start()
    for (const one of steps) {
      if (one.do === 'batch') await batch(one.size, one.crash)
      else if (one.do === 'drain') await drain()
      else await start()
    }
    while (cursor.next < BigInt(log.length)) await batch(7, false)
    for (let round = 0; (await store.held(GROUP)).length > 0; round += 1) {
      if (round > 4 * log.length) throw new Error('a held lane never empties')
      await drain()
    }
    return store
  }
  return { log, play }
}

async function verify(store: Store, log: readonly Told[]): Promise<void> {
  const events = await recorded(store)
  const ids = [...new Set(log.map(({ id }) => id))]
  const at = new Map(events.map(({ id }, place) => [id, place]))
  expect(events.map(({ position }) => position)).toEqual(events.map((_, place) => BigInt(place + 1)))
  // Every message ends in exactly one outcome, and took effect once.
  expect(events.map(({ id }) => id).sort()).toEqual(ids.slice().sort())
  expect((await store.get('counts', ['all'])).get('all')).toEqual({ n: ids.length })
  const marks = await store.marks(ids)
  for (const id of ids) {
    const kept = marks.get(id)
    expect(kept).toHaveLength(1)
    expect(['done', 'ignored']).toContain(kept?.[0]?.outcome.is)
    expect(kept?.[0]?.repeats).toBe(log.filter(told => told.id === id).length - 1)
  }
  // In a lane and under it, effects follow arrival.
  for (const one of log)
    for (const later of log)
      if (one.first < later.first && (later.lane === one.lane || later.lane.startsWith(`${one.lane}/`)))
        expect(at.get(one.id)).toBeLessThan(at.get(later.id) ?? -1)
  expect(await store.held(GROUP)).toEqual([])
}

export function model({ open }: Suite): void {
  describe('4, 6, 7, 8, 10 together, over random logs, failures, repeats, drains and crashes', () => {
    test('every message ends once, in the order of its lane, held by no other lane, without a gap', async () => {
      const runs = fc.asyncProperty(
        fc.array(planned, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.array(step, { maxLength: 14, size: 'max' }),
        async (plan, steps) => {
          const context = uniqueName()
          const { log, play } = createRun(plan, async before => {
            await before?.close()
            return open(context)
          })
          const store = await play(steps)
          await verify(store, log)
          await store.close()
        },
      )
      await fc.assert(runs, { numRuns: 50, seed: 2026, interruptAfterTimeLimit: 8000 })
    })
  })
}
