import { describe, expect, test } from '@jest/globals'
import type { Outcome, Tally, Work } from '../port'
import {
  appending,
  claimed,
  DONE,
  GROUP,
  message,
  moveTo,
  owning,
  recorded,
  type Suite,
  settled,
  TOPIC,
  uniqueName,
  work,
} from './harness'

const EMPTY: Tally = { receipts: 0, repeats: 0, conflicts: 0, done: 0, ignored: 0, rejected: 0, held: 0 }
const PARKED: Outcome = { is: 'park', reason: 'r' }

export function tallies({ engine, open, two }: Suite): void {
  /** A work of the record at that offset. */
  const about = (offset: number, id: string, outcome: Outcome, more: Partial<Work> = {}) =>
    work(`l/${id}`, async () => outcome, {
      message: message(offset, `l/${id}`),
      mark: { id, hash: 'h' },
      tally: 'day/a',
      ...more,
    })

  describe('13. Tallies', () => {
    test('an arrival is counted once for its record, an outcome once for each work, in the commit of the effect', async () => {
      const context = uniqueName()
      let store = await open(context)
      const cursor = await claimed(store)
      const parts = [
        about(0, 'parts', DONE, { mark: { id: 'parts', part: 'ann', hash: 'h' } }),
        about(0, 'parts', { is: 'ignored', reason: 'r' }, { mark: { id: 'parts', part: 'bob', hash: 'h' } }),
      ]
      await settled(
        store.run(
          [
            ...parts,
            about(1, 'rejected', { is: 'rejected', reason: 'r' }),
            about(2, 'rejected', DONE),
            about(3, 'rejected', DONE, { mark: { id: 'rejected', hash: 'other' } }),
            about(4, 'elsewhere', DONE, { tally: 'day/b' }),
            work('l/5', async () => DONE, { message: message(5, 'l/5') }),
            ...parts.map(one => ({ ...one, message: message(6, one.lane) })),
          ],
          moveTo(cursor, 7),
        ),
      )
      await store.close()
      store = await open(context)
      expect(Object.fromEntries(await store.tallies())).toEqual({
        'day/a': { ...EMPTY, receipts: 2, repeats: 2, conflicts: 1, done: 1, ignored: 1, rejected: 1 },
        'day/b': { ...EMPTY, receipts: 1, done: 1 },
      })
      expect([...(await store.tallies({ from: 'day/b', to: 'day/b' })).keys()]).toEqual(['day/b'])
    })

    test('what is held counts as held until it leaves its lane, and then by its outcome', async () => {
      const store = await open()
      const cursor = await claimed(store)
      await settled(store.run([about(0, 'x', PARKED), about(1, 'y', DONE, { lane: 'l/x' })], moveTo(cursor, 2)))
      const tally = async () => (await store.tallies()).get('day/a')
      expect(await tally()).toEqual({ ...EMPTY, receipts: 2, held: 2 })
      const moved = { ...cursor, next: 2n }
      for (const id of ['x', 'y']) {
        const [head] = await store.queue(GROUP, 'l/x', 1)
        const again = about(0, id, DONE, { lane: 'l/x', ...(head ? { resumes: head.sequence } : {}) })
        await settled(store.run([again], owning(moved)))
      }
      expect(await tally()).toEqual({ ...EMPTY, receipts: 2, done: 2 })
    })

    test('what is fenced or guilty counts nothing that is not there', async () => {
      const store = await open()
      const stale = await claimed(store)
      const cursor = await claimed(store)
      expect(await store.run([about(0, 'x', DONE)], moveTo(stale, 1))).toBe('fenced')
      expect(await store.tallies()).toEqual(new Map())
      const guilty = { ...about(0, 'x', DONE), run: async () => Promise.reject(new Error('no')) }
      await settled(store.run([guilty, about(1, 'z', DONE)], moveTo(cursor, 2)))
      expect((await store.tallies()).get('day/a')).toEqual({ ...EMPTY, receipts: 2, done: 1, held: 1 })
    })

    test('two processes add to the same tally', async () => {
      // An engine that belongs to one process has nobody to add beside it.
      if (!engine().openTwice) return
      const stores = await two()
      const cursors = [await claimed(stores[0], 0), await claimed(stores[1], 1)] as const
      const each = (at: 0 | 1) =>
        Array.from({ length: 10 }, (_, offset) =>
          stores[at].run(
            [
              about(offset, `${at}-${offset}`, DONE, {
                lane: `l/${at}`,
                message: message(offset, `l/${at}`, at),
              }),
            ],
            moveTo({ ...cursors[at], next: BigInt(offset) }, offset + 1),
          ),
        )
      await Promise.all([...each(0), ...each(1)].map(run => settled(run)))
      expect((await stores[0].tallies()).get('day/a')).toEqual({ ...EMPTY, receipts: 20, done: 20 })
    })
  })

  test('`cursors` and `outbox.last` show where a group and the events stand', async () => {
    const store = await open()
    const cursor = await claimed(store, 3)
    const moved = { ...cursor, next: 1n, seen: { courts: 7n } }
    await settled(
      store.run([work('a', appending('s', 'e'), { message: message(0, 'a', 3) })], moveTo(cursor, 1, moved.seen)),
    )
    expect(await store.cursors(GROUP)).toEqual([moved])
    expect(await store.cursors('another')).toEqual([])
    expect(moved.topic).toBe(TOPIC)
    expect(await store.outbox.last()).toBe((await recorded(store)).at(-1)?.position)
  })
}
