import { describe, expect, test } from '@jest/globals'
import {
  appending,
  claimed,
  GROUP,
  message,
  moveTo,
  recorded,
  type Suite,
  settled,
  TOPIC,
  uniqueName,
  work,
} from './harness'

export function cursors({ open }: Suite): void {
  describe('7. Cursor with the effect', () => {
    const one = (offset: number | bigint, id = `e${offset}`) =>
      work(`l${offset}`, appending(id, id), { message: message(offset, `l${offset}`) })

    test('slices advance in the same commit, and are there after reopening, beyond 2^53', async () => {
      const context = uniqueName()
      const store = await open(context)
      const far = 2n ** 60n
      const cursor = await claimed(store)
      expect(cursor).toMatchObject({ topic: TOPIC, partition: 0, next: 0n, seen: {} })
      await settled(store.run([one(far)], moveTo(cursor, far + 1n, { courts: far })))
      await store.close()
      const now = await claimed(await open(context))
      expect(now).toMatchObject({ next: far + 1n, seen: { courts: far } })
      expect(now.epoch).toBeGreaterThan(cursor.epoch)
    })

    test('a move without works moves too', async () => {
      const store = await open()
      const cursor = await claimed(store)
      expect(await store.run([], moveTo(cursor, 9))).toEqual([])
      expect((await claimed(store)).next).toBe(9n)
    })

    test('a stale epoch or a stale offset is fenced: nothing at all, of no slice', async () => {
      const store = await open()
      const old = await claimed(store)
      const other = await claimed(store, 1)
      const cursor = await claimed(store)
      expect(await store.run([one(0)], moveTo(old, 1))).toBe('fenced')
      const mixed = [...moveTo(old, 1).slices, ...moveTo(other, 1).slices]
      expect(await store.run([one(0)], { group: GROUP, slices: mixed })).toBe('fenced')
      expect(await store.run([one(0)], moveTo({ ...cursor, next: 5n }, 6))).toBe('fenced')
      expect(await recorded(store)).toEqual([])
      expect((await claimed(store, 1)).next).toBe(0n)
      const now = await claimed(store)
      expect(now.next).toBe(0n)
      await settled(store.run([one(0)], moveTo(now, 1)))
      expect(await recorded(store)).toHaveLength(1)
    })

    test('a fenced caller takes nobody of its group along', async () => {
      const store = await open()
      const old = await claimed(store)
      const cursor = await claimed(store)
      const shared = (id: string) => appending('shared', id)
      const results = await Promise.all([
        store.run([work('a', shared('fenced'), { message: message(0, 'a') })], moveTo(old, 1)),
        store.run([work('b', shared('command'))]),
        store.run([work('c', shared('owner'), { message: message(0, 'c') })], moveTo(cursor, 1)),
      ])
      expect(results.map(result => (result === 'fenced' ? result : result[0]?.outcome.is))).toEqual([
        'fenced',
        'done',
        'done',
      ])
      expect((await recorded(store)).map(({ id, version }) => [id, version])).toEqual([
        ['command', 1],
        ['owner', 2],
      ])
    })

    test('one call of several groups moves its slices only as far as its works go', async () => {
      const context = uniqueName()
      const store = await open(context)
      const [a, b] = await store.claim(GROUP, [
        [TOPIC, 0],
        [TOPIC, 1],
      ])
      if (!a || !b) throw new Error('two are claimed')
      const works = Array.from({ length: 600 }, (_, n) =>
        work(`l${n}`, appending(`s${n}`, `e${n}`), { message: message(n >> 1, `l${n}`, n % 2, BigInt(n + 1)) }),
      )
      const to = (cursor: typeof a) => ({ from: cursor, to: { ...cursor, next: 300n, seen: { gateway: 600n } } })
      const running = store.run(works, { group: GROUP, slices: [to(a), to(b)] }).then(
        () => 'all',
        () => 'some',
      )
      await new Promise<void>(resolve => {
        const stop = store.outbox.committed(() => {
          stop()
          resolve()
        })
      })
      await store.close()
      expect(await running).toBe('some')
      const again = await open(context)
      const done = await recorded(again)
      expect(done.length).toBeGreaterThan(0)
      expect(done.length).toBeLessThan(600)
      const cursors = await again.claim(GROUP, [
        [TOPIC, 0],
        [TOPIC, 1],
      ])
      expect(cursors.reduce((sum, { next }) => sum + next, 0n)).toBe(BigInt(done.length))
      const rest = works.filter(({ message: record }) => {
        const cursor = cursors[record?.partition ?? 0]
        return cursor && record && record.offset >= cursor.next && record.position !== undefined
      })
      for (const cursor of cursors)
        expect(cursor.seen.gateway).toBe(cursor.next * 2n - (cursor.partition === 0 ? 1n : 0n))
      await settled(again.run(rest, { group: GROUP, slices: cursors.map(to) }))
      const all = await recorded(again)
      expect(new Set(all.map(({ id }) => id)).size).toBe(600)
      expect(all).toHaveLength(600)
      for (const cursor of await again.claim(GROUP, [[TOPIC, 0]]))
        expect(cursor).toMatchObject({ next: 300n, seen: { gateway: 600n } })
    })

    test('a message of several works is never cut by a group', async () => {
      const context = uniqueName()
      const store = await open(context)
      const cursor = await claimed(store)
      // 150 people each: two records do not fit one group.
      const works = Array.from({ length: 450 }, (_, n) =>
        work(`h/${n}`, appending(`s${n}`, `e${n}`), { message: message(Math.floor(n / 150), 'h') }),
      )
      const running = store.run(works, moveTo(cursor, 3)).catch(() => 'some')
      await new Promise<void>(resolve => {
        const stop = store.outbox.committed(() => {
          stop()
          resolve()
        })
      })
      await store.close()
      await running
      const again = await open(context)
      expect(BigInt((await recorded(again)).length)).toBe((await claimed(again)).next * 150n)
    })
  })
}
