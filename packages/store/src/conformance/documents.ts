import { describe, expect, test } from '@jest/globals'
import type { Query } from '../port'
import { DONE, type Suite, settled, work } from './harness'

export function documents({ open }: Suite): void {
  describe('14. `get` and `find` by the same service after `run` resolved see its writes', () => {
    const hearings: Readonly<Record<string, object>> = {
      a: { id: 'a', court: 'Leeds', day: '2026-01-05', open: true, judge: { name: 'Ada' }, n: 1 },
      b: { id: 'b', court: 'Leeds', day: '2026-01-07', open: false, judge: { name: 'Adam' }, n: 2 },
      c: { id: 'c', court: 'York', day: '2026-01-05', open: true, judge: { name: 'Bea' }, n: 10 },
      d: { id: 'd', court: 'York', open: 1, n: 'ten', judge: { name: ['Ada', 'Zoe'] } },
    }
    const filled = async () => {
      const store = await open()
      await settled(
        store.run([
          work('x', async tx => {
            for (const [id, doc] of Object.entries(hearings)) tx.put('hearings', id, doc)
            return DONE
          }),
        ]),
      )
      return store
    }
    const cases: readonly [string, Query, string][] = [
      ['equality', { where: { court: 'Leeds' } }, 'ab'],
      ['two conditions', { where: { court: 'Leeds', open: false } }, 'b'],
      ['a boolean is no number', { where: { open: true } }, 'ac'],
      ['a number is no boolean', { where: { open: 1 } }, 'd'],
      ['in', { where: { n: { in: [2, 'ten', 99] } } }, 'bd'],
      ['in nothing', { where: { n: { in: [] } } }, ''],
      ['a range of numbers, texts left out', { where: { n: { from: 2 } } }, 'bc'],
      ['a range with an end that is not part of it', { where: { n: { from: 1, below: 10 } } }, 'ab'],
      ['a range of days', { where: { day: { from: '2026-01-06' } } }, 'b'],
      ['a prefix', { where: { 'judge.name': { prefix: 'Ada' } } }, 'ab'],
      ['a prefix with a wildcard in it', { where: { 'judge.name': { prefix: 'A%' } } }, ''],
      ['a list is no value, whatever is in it', { where: { 'judge.name': 'Ada' } }, 'a'],
      ['no bound at all', { where: { n: {} } }, 'abcd'],
      ['order', { where: { n: { below: 100 } }, order: [{ field: 'court', descending: true }, { field: 'n' }] }, 'cab'],
    ]
    test.each(cases)('find: %s', async (_, query, ids) => {
      const found = await (await filled()).find<{ id: string }>('hearings', query, { limit: 10 })
      const order = found.map(({ id }) => id)
      expect((query.order ? order : order.sort()).join('')).toBe(ids)
    })

    test('pages follow each other without overlap', async () => {
      const store = await filled()
      const query: Query = { where: {}, order: [{ field: 'court' }] }
      const first = await store.find<{ id: string }>('hearings', query, { limit: 3 })
      const second = await store.find<{ id: string }>('hearings', query, { limit: 3, skip: 3 })
      expect([...first, ...second].map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
    })

    test('get gives what exists; put replaces, null deletes', async () => {
      const store = await filled()
      expect([...(await store.get('hearings', ['a', 'x'])).entries()]).toEqual([['a', hearings.a]])
      await settled(
        store.run([
          work('x', async tx => {
            tx.put('hearings', 'a', { court: 'Hull' })
            tx.put('hearings', 'b', null)
            expect(await tx.get('hearings', 'b')).toBeUndefined()
            return DONE
          }),
        ]),
      )
      expect(await store.get('hearings', ['a', 'b'])).toEqual(new Map([['a', { court: 'Hull' }]]))
      expect(await store.find('hearings', { where: { court: 'Leeds' } }, { limit: 5 })).toEqual([])
    })

    test('a collection that is not declared, or a field that is no path, is refused', async () => {
      const store = await filled()
      await expect(store.find('nothing', { where: {} }, { limit: 1 })).rejects.toMatchObject({
        code: 'HUB_STORE_UNKNOWN_COLLECTION',
      })
      await expect(store.find('hearings', { where: { "a') OR 1 --": 1 } }, { limit: 1 })).rejects.toMatchObject({
        code: 'HUB_STORE_BAD_QUERY',
      })
    })
  })
}
