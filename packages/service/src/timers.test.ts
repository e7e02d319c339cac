import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instantFromMillis } from '@hub/calendar'
import { type VirtualClock, virtualClock } from '@hub/clock'
import type { DueTimer, Store } from '@hub/store'
import { openEmbeddedStore } from '@hub/store/embedded'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { silentLogger } from './logger'
import { type Firing, startTimers, type Timers } from './timers'

let folder: string
let clock: VirtualClock
let store: Store
let running: Timers[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-timers-'))
  clock = virtualClock(1, 0)
  running = []
  store = await openEmbeddedStore({
    file: join(folder, 'notes.db'),
    service: 'notes',
    collections: { fired: { indexes: [] } },
    clock,
  })
})
afterEach(async () => {
  const closing = Promise.all(running.map(each => each.stop())).then(() => store.close())
  await clock.advance(10)
  await closing
  rmSync(folder, { recursive: true, force: true })
})

const schedule = (timer: string, atMillis: number, lane = `lane/${timer}`) =>
  clock.passing(
    store.run([
      {
        lane,
        run: async tx => {
          tx.schedule(timer, instantFromMillis(atMillis), lane, Buffer.from(timer))
          return { outcome: { is: 'done' } }
        },
      },
    ]),
  )
const counting = ({ timer }: DueTimer): Firing => ({
  run: async tx => {
    const before = await tx.get<{ n: number }>('fired', timer)
    tx.put('fired', timer, { n: (before?.n ?? 0) + 1 })
    return { outcome: { is: 'done' } }
  },
})
const start = (fire = counting) => {
  const timers = startTimers({ store, clock, logger: silentLogger }, fire)
  running.push(timers)
  return timers
}
const fired = async (timer: string) => (await store.get<{ n: number }>('fired', [timer])).get(timer)?.n ?? 0

describe('due timers', () => {
  it('of one moment fire one group after the other, however many they are', async () => {
    await clock.passing(
      store.run([
        {
          lane: 'all',
          run: async tx => {
            for (let n = 0; n < 450; n++)
              tx.schedule(`of many ${n}`, instantFromMillis(1_000), `lane/${n}`, Buffer.alloc(0))
            return { outcome: { is: 'done' } }
          },
        },
      ]),
    )
    start()
    await clock.advance(1_000)
    await clock.advance(300)
    expect(await store.due(clock.now(), 500)).toEqual([])
  })

  it('take effect once when their time has come, though two instances fire them', async () => {
    await schedule('a', 5_000)
    await schedule('b', 60_000)
    start()
    start()
    await clock.advance(4_500)
    expect(await fired('a')).toBe(0)
    await clock.advance(1_500)
    expect([await fired('a'), await fired('b')]).toEqual([1, 0])
    expect(await store.due(instantFromMillis(6_000), 10)).toEqual([])
  })

  it('`look` says how many took effect, so that whoever moves time can wait for all', async () => {
    for (let n = 0; n < 450; n++) await schedule(`t${n}`, 1_000 + n)
    await clock.advance(5_000)
    const timers = start()
    expect(await clock.passing(timers.look())).toBe(200)
    expect(await clock.passing(timers.look())).toBe(200)
    expect(await clock.passing(timers.look())).toBe(50)
    expect(await clock.passing(timers.look())).toBe(0)
  })

  it('one whose work fails rests longer each time, harms no other, and takes effect once mended', async () => {
    await schedule('bad', 1_000)
    await schedule('unreadable', 1_001)
    let tries = 0
    let mended = false
    const timers = start(due => {
      if (due.timer === 'unreadable' && !mended) throw new Error('cannot be read')
      if (due.timer !== 'bad' || mended) return counting(due)
      return {
        run: async () => {
          tries++
          throw new Error('fails')
        },
      }
    })
    await clock.advance(10_000)
    expect(tries).toBeGreaterThan(2)
    expect(tries).toBeLessThan(6)
    expect(timers.failing()).toBe(2)
    await schedule('good', 10_500)
    await clock.advance(1_000)
    expect(await fired('good')).toBe(1)
    mended = true
    await clock.advance(70_000)
    expect([await fired('bad'), await fired('unreadable'), timers.failing()]).toEqual([1, 1, 0])
  })
})
