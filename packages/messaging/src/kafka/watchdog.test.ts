import { virtualClock } from '@hub/clock'
import { describe, expect, it } from '@jest/globals'
import { incomingOf } from '../headers'
import type { Bounds, Direct } from './direct'
import { createQueue } from './queue'
import { watchOver } from './watchdog'

const TOPIC = 'hub.events'

function watched() {
  const clock = virtualClock(1)
  const errors: string[] = []
  const stop = new AbortController()
  const places: Bounds[] = [{ first: 0n, end: 0n }]
  const state = { restarts: 0, held: false, away: false, meanwhile: () => {} }
  const queue = createQueue(TOPIC, 0, { started: () => {}, weighs: () => {}, gone: () => {} })
  const direct: Direct = {
    bounds: async () => {
      if (state.away) throw new Error('no broker')
      const asked = [...places]
      state.meanwhile()
      return asked
    },
    fetch: async () => [],
    close: async () => {},
  }
  const watchdog = watchOver({
    group: 'g',
    topics: [TOPIC],
    direct,
    clock,
    report: error => errors.push(String(error)),
    queues: () => [queue],
    held: () => state.held,
    restart: () => {
      state.restarts += 1
    },
    stopped: stop.signal,
  })
  return { clock, errors, queue, state, watchdog, grow: (end: bigint) => places.splice(0, 1, { first: 0n, end }) }
}

describe('the watchdog over a consumer', () => {
  it('starts a silent consumer anew within 30 s, and says so', async () => {
    const { clock, errors, state } = watched()
    await clock.advance(20_000)
    expect(state.restarts).toBe(0)
    await clock.advance(10_000)
    expect(state.restarts).toBe(1)
    expect(errors).toEqual([expect.stringMatching(/HUB_LOG_CONSUMER_STUCK: g: silent/)])
  })

  it('gives each restart in a row twice the time of the one before, until a consumer is at work', async () => {
    const { clock, state, watchdog } = watched()
    const restartsWithin = async (millis: number): Promise<number> => {
      const before = state.restarts
      await clock.advance(millis)
      return state.restarts - before
    }
    expect(await restartsWithin(30_000)).toBe(1)
    watchdog.begins()
    expect(await restartsWithin(50_000)).toBe(0)
    expect(await restartsWithin(10_000)).toBe(1)
    watchdog.begins()
    expect(await restartsWithin(100_000)).toBe(0)
    // Never more than eight times.
    expect(await restartsWithin(2_000_000)).toBeGreaterThan(8)
    watchdog.alive()
    expect(await restartsWithin(30_000)).toBe(1)
  })

  it('counts the silence of a consumer from when it begins, and not while no broker answers', async () => {
    const { clock, state, watchdog } = watched()
    await clock.advance(20_000)
    watchdog.begins()
    await clock.advance(20_000)
    expect(state.restarts).toBe(0)
    state.away = true
    await clock.advance(60_000)
    state.away = false
    await clock.advance(20_000)
    expect(state.restarts).toBe(0)
    await clock.advance(10_000)
    expect(state.restarts).toBe(1)
  })

  it('starts a consumer anew that asks and asks and fetches nothing while the end grows; `end` grows all the same', async () => {
    const { clock, errors, queue, state, watchdog, grow } = watched()
    queue.startAt(0n)
    for (let second = 0; second < 30; second++) {
      if (second === 5) grow(12n)
      watchdog.alive()
      await clock.advance(1_000)
    }
    expect(queue.end()).toBe(12n)
    expect(state.restarts).toBe(1)
    expect(errors[0]).toMatch(/nothing was fetched of 1 partitions/)
  })

  it('says so when a consumer stands beyond the end, and not when it reads on while the end is asked for', async () => {
    const { clock, errors, queue, state, watchdog, grow } = watched()
    queue.startAt(0n)
    let offset = 0n
    state.meanwhile = () => {
      const records = [incomingOf({ topic: TOPIC, partition: 0, offset: offset++ }, '', {}, new Uint8Array())]
      queue.add({ records, next: offset, highWatermark: offset })
      grow(offset)
      watchdog.alive()
    }
    await clock.advance(40_000)
    expect(errors).toEqual([])
    state.meanwhile = () => watchdog.alive()
    grow(1n)
    await clock.advance(10_000)
    expect(errors).toEqual([expect.stringMatching(/HUB_LOG_CURSOR_BEYOND_END: g stands at 4 .* ends at 1/)])
  })

  it('leaves a consumer alone that fetches, has come to the end, is held back, or cannot be judged', async () => {
    const { clock, errors, queue, state, watchdog, grow } = watched()
    const pass = async (seconds: number, each = () => {}) => {
      for (let second = 0; second < seconds; second++) {
        each()
        watchdog.alive()
        await clock.advance(1_000)
      }
    }
    queue.startAt(0n)
    await pass(40)
    let offset = 0n
    grow(1_000n)
    await pass(40, () => {
      const records = [incomingOf({ topic: TOPIC, partition: 0, offset: offset++ }, '', {}, new Uint8Array())]
      queue.add({ records, next: offset, highWatermark: 1_000n })
    })
    state.held = true
    await pass(40)
    expect(errors).toEqual([])
    state.away = true
    await pass(20)
    expect(errors).toContainEqual(expect.stringMatching(/no broker/))
    expect(state.restarts).toBe(0)
  })
})
