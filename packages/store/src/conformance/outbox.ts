import { virtualClock } from '@hub/clock'
import { describe, expect, test } from '@jest/globals'
import { appending, event, recorded, type Suite, settled, text, uniqueName, work } from './harness'

export function outbox({ open }: Suite): void {
  const fill = async (store: Awaited<ReturnType<typeof open>>, events: number, name = 'e') =>
    settled(
      store.run(
        Array.from({ length: events }, (_, n) =>
          work(`l${n}`, appending(`${name}${n}`, `${name}${n}`, 'x'.repeat(100))),
        ),
      ),
    )

  describe('8. Positions are per service, gapless and in commit order', () => {
    test('whatever becomes of the works between', async () => {
      const context = uniqueName()
      const store = await open(context)
      await Promise.all([
        fill(store, 30, 'a'),
        store.run([work('bad', async () => Promise.reject(new Error('no')))]),
        store.run([work('worse', appending('a0', 'a0'))]),
        fill(store, 30, 'b'),
      ])
      await store.run([work('worse', appending('other', 'a0'))])
      await fill(store, 3, 'c')
      await store.close()
      const again = await open(context)
      await fill(again, 2, 'd')
      const positions = (await recorded(again)).map(({ position }) => position)
      expect(positions).toEqual(positions.map((_, at) => BigInt(at + 1)))
      expect(positions.length).toBeGreaterThanOrEqual(65)
    })

    test('what `outbox.read` returned once, it returns again, identical; limits hold, but for at least one event', async () => {
      const context = uniqueName()
      const store = await open(context)
      await fill(store, 20)
      const first = await store.outbox.read(3n, { events: 10, bytes: 10_000 })
      expect(first.map(({ position }) => position)).toEqual(Array.from({ length: 10 }, (_, n) => BigInt(n + 4)))
      expect(text(first[0]?.value ?? new Uint8Array())).toBe('x'.repeat(100))
      await fill(store, 5, 'later')
      await store.close()
      const again = await open(context)
      expect(await again.outbox.read(3n, { events: 10, bytes: 10_000 })).toEqual(first)
      expect(await again.outbox.read(0n, { events: 10, bytes: 350 })).toHaveLength(3)
      expect(await again.outbox.read(0n, { events: 10, bytes: 1 })).toHaveLength(1)
      expect(await again.outbox.read(25n, { events: 10, bytes: 1 })).toEqual([])
    })

    test('`committed` nudges after the commit', async () => {
      const store = await open()
      let nudges = 0
      const stop = store.outbox.committed(() => {
        nudges += 1
      })
      await settled(store.run([work('a', appending('s', 'e'))]))
      expect(nudges).toBe(1)
      stop()
      await settled(store.run([work('a', appending('s', 'f'))]))
      expect(nudges).toBe(1)
    })

    test('an event id is recorded once', async () => {
      const store = await open()
      const [one] = await settled(
        store.run([
          work('a', async tx => {
            tx.append('s', 0, [event('e'), event('e')])
            return { is: 'done' }
          }),
        ]),
      )
      expect((one?.error as { code?: string } | undefined)?.code).toBe('HUB_STORE_EVENT_EXISTS')
      expect(await recorded(store)).toEqual([])
    })
  })

  describe('9. Relay: `advance` succeeds only for the current lease from the exact watermark', () => {
    test('one owner at a time; the exact watermark; a new owner raises the epoch', async () => {
      const clock = virtualClock(7)
      const context = uniqueName()
      const store = await open(context, clock)
      await fill(store, 10)
      const lease = await store.outbox.lease('one', 1000)
      if (!lease) throw new Error('the lease was free')
      expect(await store.outbox.lease('two', 1000)).toBeUndefined()
      expect(await store.outbox.advance(lease, 0n, 4n)).toBe(true)
      expect(await store.outbox.advance(lease, 0n, 5n)).toBe(false)
      expect(await store.outbox.advance(lease, 4n, 3n)).toBe(false)
      expect(await store.outbox.advance(lease, 4n, 11n)).toBe(false)
      expect(await store.outbox.watermark()).toBe(4n)
      await clock.advance(600)
      const renewed = await store.outbox.lease('one', 1000)
      expect(renewed?.epoch).toBe(lease.epoch)
      await clock.advance(600)
      expect(lease.lost.aborted).toBe(false)
      expect(await store.outbox.advance(lease, 4n, 5n)).toBe(true)
      await clock.advance(500)
      expect(lease.lost.aborted).toBe(true)
      expect(await store.outbox.advance(lease, 5n, 6n)).toBe(false)
      const fresh = await store.outbox.lease('one', 1000)
      expect(fresh?.epoch).toBeGreaterThan(lease.epoch)
      expect(await store.outbox.advance(lease, 5n, 6n)).toBe(false)
      await clock.advance(1000)
      const next = await store.outbox.lease('two', 1000)
      if (!next) throw new Error('the lease had expired')
      expect(next.epoch).toBeGreaterThan(lease.epoch)
      expect(next.lost.aborted).toBe(false)
      expect(await store.outbox.advance(lease, 5n, 6n)).toBe(false)
      expect(await store.outbox.advance(next, 5n, 6n)).toBe(true)
      await store.close()
      expect(next.lost.aborted).toBe(true)
      const again = await open(context, clock)
      expect(await again.outbox.watermark()).toBe(6n)
      const third = await again.outbox.lease('three', 1000)
      expect(third?.epoch).toBeGreaterThan(next.epoch)
    })
  })
}
