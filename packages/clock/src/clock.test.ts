import { instantFromMillis } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { simulatedClock } from './simulated'
import { systemClock } from './system'
import { virtualClock } from './virtual'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('the virtual clock', () => {
  it('stands still until it is moved, domain time and machine time together', async () => {
    const clock = virtualClock(1, 1_000)
    expect([clock.machine(), clock.now()]).toEqual([1_000, instantFromMillis(1_000)])
    await clock.advance(2_345)
    expect([clock.machine(), clock.now()]).toEqual([3_345, { seconds: 3n, nanos: 345_000_000 }])
  })

  it('runs timers by due time, those of one moment in the order they were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -5, max: 20 }), { maxLength: 30 }),
        fc.integer({ min: 0, max: 25 }),
        async (delays, until) => {
          const clock = virtualClock(1, 0)
          const ran: [number, number, number][] = []
          delays.forEach((delay, order) => {
            clock.after(delay, () => ran.push([Math.max(0, delay), order, clock.machine()]))
          })
          await clock.advance(until)
          const due = delays
            .map((delay, order) => [Math.max(0, delay), order] as const)
            .filter(([delay]) => delay <= until)
          due.sort(([a, first], [b, second]) => a - b || first - second)
          expect(ran).toEqual(due.map(([delay, order]) => [delay, order, delay]))
          expect(clock.machine()).toBe(until)
        },
      ),
    )
  })

  it('runs what a timer starts, when that falls due in the same advance', async () => {
    const clock = virtualClock(1, 0)
    const ran: number[] = []
    const again = () => {
      ran.push(clock.machine())
      clock.after(10, again)
    }
    clock.after(10, again)
    const sleeper = (async () => {
      for (let left = 3; left > 0; left--) {
        await clock.sleep(7)
        ran.push(-clock.machine())
      }
    })()
    await clock.advance(35)
    await sleeper
    expect(ran).toEqual([-7, 10, -14, 20, -21, 30])
    expect(clock.untilNext()).toBe(5)
  })

  it('never runs what was cancelled, even by a timer of the same moment', async () => {
    const clock = virtualClock(1)
    const ran: string[] = []
    const cancel = clock.after(5, () => ran.push('early'))
    let cancelLate = () => {}
    clock.after(10, () => cancelLate())
    cancelLate = clock.after(10, () => ran.push('late'))
    cancel()
    await clock.advance(20)
    expect([ran, clock.untilNext()]).toEqual([[], undefined])
  })

  it('wakes a sleeper that is aborted, and leaves no timer behind', async () => {
    const clock = virtualClock(1)
    const wake = new AbortController()
    const sleeping = clock.sleep(1_000, wake.signal)
    expect(clock.untilNext()).toBe(1_000)
    wake.abort()
    await sleeping
    expect(clock.untilNext()).toBeUndefined()
    await clock.sleep(1_000, wake.signal)
    expect(clock.untilNext()).toBeUndefined()
  })

  it('gives the same ids and numbers for one seed, and others for another', () => {
    const drawn = (seed: number) => {
      const clock = virtualClock(seed)
      return Array.from({ length: 200 }, (_, index) => (index % 2 ? clock.newId() : clock.random()))
    }
    expect(drawn(7)).toEqual(drawn(7))
    expect(drawn(8)).not.toEqual(drawn(7))
    const ids = drawn(7).filter(each => typeof each === 'string')
    expect(new Set(ids).size).toBe(100)
    for (const id of ids) expect(id).toMatch(UUID)
    for (const number of drawn(7).filter(each => typeof each === 'number')) {
      expect(number).toBeGreaterThanOrEqual(0)
      expect(number).toBeLessThan(1)
    }
  })
})

describe('the machine’s clock', () => {
  const clock = systemClock()

  it('tells the time', () => {
    const [before, now, after] = [Date.now(), clock.machine(), Date.now()]
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(after)
    const { seconds, nanos } = clock.now()
    // Both follow the machine, but only one of them follows its corrections.
    expect(Math.abs(Number(seconds) * 1_000 + nanos / 1e6 - now)).toBeLessThan(2_000)
  })

  it('never goes back', () => {
    let last = clock.now()
    for (let index = 0; index < 1_000; index++) {
      const now = clock.now()
      expect(now.seconds > last.seconds || (now.seconds === last.seconds && now.nanos >= last.nanos)).toBe(true)
      last = now
    }
  })

  it('sleeps about as long as asked, and not at all when aborted', async () => {
    const started = clock.machine()
    await clock.sleep(20)
    expect(clock.machine() - started).toBeGreaterThanOrEqual(18)
    const wake = new AbortController()
    const sleeping = clock.sleep(60_000, wake.signal)
    wake.abort()
    await sleeping
    await clock.sleep(60_000, wake.signal)
    expect(clock.machine() - started).toBeLessThan(10_000)
  })

  it('runs a timer once, and a cancelled one never', async () => {
    const ran: string[] = []
    clock.after(1, () => ran.push('kept'))
    clock.after(1, () => ran.push('cancelled'))()
    await clock.sleep(20)
    expect(ran).toEqual(['kept'])
  })

  it('makes ids that are UUIDs, never the same twice', () => {
    const ids = Array.from({ length: 1_000 }, () => clock.newId())
    expect(new Set(ids).size).toBe(1_000)
    for (const id of ids) expect(id).toMatch(UUID)
  })
})

describe('the simulated clock', () => {
  it('shifts domain time alone, moves forward only, and ticks with the machine', async () => {
    const base = virtualClock(1, 10_000)
    const clock = simulatedClock(base, 5_000)
    expect([clock.machine(), clock.now()]).toEqual([10_000, instantFromMillis(15_000)])
    clock.moveTo(instantFromMillis(90_000))
    await base.advance(1_000)
    expect([clock.machine(), clock.now(), clock.offset()]).toEqual([11_000, instantFromMillis(91_000), 80_000])
    clock.moveTo(instantFromMillis(20_000))
    expect(clock.now()).toEqual(instantFromMillis(91_000))
  })
})
