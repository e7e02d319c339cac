import { describe, expect, test } from '@jest/globals'
import type { Store, Work } from '../port'
import {
  appending,
  type Body,
  claimed,
  DONE,
  GROUP,
  message,
  moveTo,
  outcomes,
  owning,
  recorded,
  type Suite,
  settled,
  TOPIC,
  uniqueName,
  work,
} from './harness'

const parking: Body = async () => ({ is: 'park', reason: 'no such court' })
const from = (offset: number, lane: string, body: Body = appending(lane, `e${offset}`), more: Partial<Work> = {}) =>
  work(lane, body, { message: message(offset, lane), mark: { id: `r${offset}`, hash: 'h' }, ...more })
const idsOf = async (store: Store) => (await recorded(store)).map(({ id }) => id)
const heldOf = async (store: Store) =>
  (await store.held(GROUP)).map(({ lane, length }) => [lane, length] as const).sort(([a], [b]) => (a < b ? -1 : 1))

export function heldLanes({ open }: Suite): void {
  describe('4. In a lane, in order', () => {
    test('a work sees the effects of earlier works of its lane, in its own group and in earlier ones', async () => {
      const store = await open()
      const seen: number[] = []
      const looking: Body = async tx => {
        const { version, events } = await tx.load('s')
        const doc = await tx.get<{ n: number }>('counts', 'd')
        expect(events.map(one => one.version)).toEqual(events.map((_, at) => at + 1))
        expect(doc?.n ?? 0).toBe(version)
        seen.push(version)
        tx.append('s', version, [
          { ...events[0], id: `e${version}`, type: 't', lane: 'p', headers: {}, value: new Uint8Array() },
        ])
        tx.put('counts', 'd', { n: version + 1 })
        return DONE
      }
      await settled(store.run([work('a', looking), work('a', looking), work('a', looking)]))
      await settled(store.run([work('a', looking), work('a', looking)]))
      expect(seen).toEqual([0, 1, 2, 3, 4])
    })

    test('behind a held message a work is not run but joins the queue; everyone else flows', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const first = await settled(
        store.run([from(0, 'h/1', parking), from(1, 'h/1'), from(2, 'h/2'), from(3, 'h')], moveTo(cursor, 4)),
      )
      expect(outcomes(first)).toEqual(['park', 'park', 'done', 'done'])
      const later = await settled(store.run([from(4, 'h/1'), from(5, 'h/10')], moveTo({ ...cursor, next: 4n }, 6)))
      expect(outcomes(later)).toEqual(['park', 'done'])
      expect(await idsOf(store)).toEqual(['e2', 'e3', 'e5'])
      const queue = await store.queue(GROUP, 'h/1', 10)
      expect(queue.map(({ offset }) => offset)).toEqual([0n, 1n, 4n])
      expect((await store.marks(['r4'])).get('r4')?.[0]?.outcome.is).toBe('park')
    })

    test('a held lane holds those below it, but not those above or beside', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const all = [
        from(0, 'h/1', parking),
        from(1, 'h/1/ann'),
        from(2, 'h/2/ann', parking),
        from(3, 'h/2/bob'),
        from(4, 'h/2'),
        from(5, 'h/2/ann/x'),
      ]
      expect(outcomes(await settled(store.run(all, moveTo(cursor, 6))))).toEqual([
        'park',
        'park',
        'park',
        'done',
        'done',
        'park',
      ])
      expect(await heldOf(store)).toEqual([
        ['h/1', 2],
        ['h/2/ann', 2],
      ])
    })

    test('a message held for one consumer group holds nobody of another, and no command', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const other = await claimed(store, 0, 'hub.courts.other')
      await settled(store.run([from(0, 'h/1', parking)], moveTo(cursor, 1)))
      const more = work('h/1', appending('o', 'other'), { message: message(0, 'h/1') })
      expect(outcomes(await settled(store.run([more], moveTo(other, 1, {}, 'hub.courts.other'))))).toEqual(['done'])
      expect(outcomes(await settled(store.run([work('h/1', appending('c', 'command'))])))).toEqual(['done'])
    })
  })

  describe('10. Held lanes outlive processes; only `run` with `move` of the owning partition empties them, in order', () => {
    const resume = async (store: Store, lane: string, bodies: readonly Body[], more: Partial<Work> = {}) => {
      const queue = await store.queue(GROUP, lane, 20)
      return bodies.map((body, at) =>
        from(Number(queue[at]?.offset), lane, body, { resumes: queue[at]?.sequence ?? -1n, ...more }),
      )
    }

    test('reopened, drained in order, open again', async () => {
      const context = uniqueName()
      let store = await open(context)
      let cursor = await claimed(store)
      await settled(store.run([from(0, 'h/1', parking), from(1, 'h/1'), from(2, 'h/1')], moveTo(cursor, 3)))
      await store.close()
      store = await open(context)
      cursor = await claimed(store)
      expect(cursor.next).toBe(3n)
      const [held] = await store.held(GROUP, { topic: TOPIC, partitions: [0] })
      expect(held).toMatchObject({ lane: 'h/1', length: 3, tries: 0, reason: 'no such court', partition: 0 })
      expect(await store.held(GROUP, { topic: TOPIC, partitions: [1] })).toEqual([])
      const works = await resume(
        store,
        'h/1',
        [0, 1, 2].map(n => appending('h/1', `e${n}`)),
      )
      expect(outcomes(await settled(store.run(works, owning(cursor))))).toEqual(['done', 'done', 'done'])
      expect(await idsOf(store)).toEqual(['e0', 'e1', 'e2'])
      expect(await heldOf(store)).toEqual([])
      expect((await store.marks(['r0'])).get('r0')?.[0]).toMatchObject({ outcome: DONE, repeats: 0 })
      const next = await settled(store.run([from(3, 'h/1')], moveTo(cursor, 4)))
      expect(outcomes(next)).toEqual(['done'])
    })

    test('a failed try keeps the head, counts, and stops those behind it', async () => {
      const store = await open()
      const cursor = await claimed(store)
      await settled(store.run([from(0, 'h/1', parking), from(1, 'h/1')], moveTo(cursor, 2)))
      await store.wish(GROUP, 'h/1', { is: 'drain' })
      expect((await store.held(GROUP))[0]?.wish).toEqual({ is: 'drain' })
      const again: Body = async () => ({ is: 'retry', after: 60_000, reason: 'still not' })
      const works = await resume(store, 'h/1', [again, appending('h/1', 'e1')])
      expect(outcomes(await settled(store.run(works, owning({ ...cursor, next: 2n }))))).toEqual(['retry', 'park'])
      const [held] = await store.held(GROUP)
      expect(held).toMatchObject({ length: 2, tries: 1, reason: 'still not' })
      expect(held?.tryAgain).toBeGreaterThan(60_000)
      expect(held?.wish).toBeUndefined()
      expect(await idsOf(store)).toEqual([])
    })

    test('`wish` only asks; skipping is a work that ends the head, and the rest goes on', async () => {
      const store = await open()
      const cursor = await claimed(store)
      await settled(store.run([from(0, 'h/1', parking), from(1, 'h/1')], moveTo(cursor, 2)))
      const skip = { is: 'skip', by: 'A. Operator', why: 'test data' } as const
      await store.wish(GROUP, 'h/1', skip)
      expect((await store.held(GROUP))[0]).toMatchObject({ length: 2, wish: skip })
      const skipping: Body = async () => ({ is: 'rejected', reason: 'skipped' })
      await settled(store.run(await resume(store, 'h/1', [skipping]), owning({ ...cursor, next: 2n })))
      const [held] = await store.held(GROUP)
      expect(held?.length).toBe(1)
      expect(held?.wish).toBeUndefined()
      expect(held?.tryAgain).toBeGreaterThan(0)
    })

    test('only the head may be tried, only by the owner, and only with a move', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const elsewhere = await claimed(store, 7)
      await settled(store.run([from(0, 'h/1', parking), from(1, 'h/1')], moveTo(cursor, 2)))
      const [, second] = await resume(store, 'h/1', [parking, appending('h/1', 'e1')])
      const [first] = await resume(store, 'h/1', [appending('h/1', 'e0')])
      if (!first || !second) throw new Error('two are held')
      const now = { ...cursor, next: 2n }
      expect(outcomes(await settled(store.run([second], owning(now))))).toEqual(['park'])
      const stranger = await settled(store.run([first], owning(elsewhere)))
      expect((stranger[0]?.error as { code?: string } | undefined)?.code).toBe('HUB_STORE_NOT_OWNER')
      const nobody = await settled(store.run([first]))
      expect((nobody[0]?.error as { code?: string } | undefined)?.code).toBe('HUB_STORE_NOT_OWNER')
      expect(await store.run([first], owning({ ...now, epoch: now.epoch - 1 }))).toBe('fenced')
      expect(await idsOf(store)).toEqual([])
      expect(await heldOf(store)).toEqual([['h/1', 2]])
      expect(outcomes(await settled(store.run([first, second], owning(now))))).toEqual(['done', 'done'])
      expect(outcomes(await settled(store.run([first], owning(now))))).toEqual(['done'])
      expect(await idsOf(store)).toEqual(['e0', 'e1'])
    })

    test('an entry of an upper lane that fails for one person holds only that person from then on', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const part = (offset: number, person: string, body: Body, resumes?: bigint) =>
        work(`h/1/${person}`, body, {
          message: message(offset, 'h/1'),
          mark: { id: `r${offset}`, part: person, hash: 'h' },
          ...(resumes === undefined ? {} : { resumes }),
        })
      await settled(store.run([from(0, 'h/1', parking)], moveTo(cursor, 1)))
      const later = [part(1, 'ann', appending('ann', 'ann-1')), part(1, 'bob', appending('bob', 'bob-1'))]
      await settled(store.run(later, moveTo({ ...cursor, next: 1n }, 2)))
      expect(await heldOf(store)).toEqual([['h/1', 3]])
      const [whole, ann, bob] = await store.queue(GROUP, 'h/1', 10)
      expect([ann?.part, bob?.part]).toEqual(['ann', 'bob'])
      const now = { ...cursor, next: 2n }
      const split = [
        part(0, 'ann', parking, whole?.sequence),
        part(0, 'bob', appending('bob', 'bob-0'), whole?.sequence),
        part(1, 'ann', appending('ann', 'ann-1'), ann?.sequence),
        part(1, 'bob', appending('bob', 'bob-1'), bob?.sequence),
      ]
      expect(outcomes(await settled(store.run(split, owning(now))))).toEqual(['park', 'done', 'park', 'done'])
      expect(await idsOf(store)).toEqual(['bob-0', 'bob-1'])
      expect(await heldOf(store)).toEqual([['h/1/ann', 2]])
      const rest = await store.queue(GROUP, 'h/1/ann', 10)
      const end = rest.map((one, at) => part(at, 'ann', appending('ann', `ann-${at}`), one.sequence))
      expect(outcomes(await settled(store.run(end, owning(now))))).toEqual(['done', 'done'])
      expect(await idsOf(store)).toEqual(['bob-0', 'bob-1', 'ann-0', 'ann-1'])
      expect(await heldOf(store)).toEqual([])
    })

    test('an entry of several parts stays while one of them holds the whole lane', async () => {
      const store = await open()
      const cursor = await claimed(store)
      await settled(store.run([from(0, 'h/1', parking)], moveTo(cursor, 1)))
      const [entry] = await store.queue(GROUP, 'h/1', 1)
      const parts = (body: Body) =>
        [body, appending('bob', 'bob')].map((one, at) =>
          work('h/1', one, {
            message: message(0, 'h/1'),
            mark: { id: 'r0', part: `p${at}`, hash: 'h' },
            resumes: entry?.sequence ?? 0n,
          }),
        )
      const now = owning({ ...cursor, next: 1n })
      expect(outcomes(await settled(store.run(parts(parking), now)))).toEqual(['park', 'done'])
      expect(await store.held(GROUP)).toMatchObject([{ lane: 'h/1', length: 1, tries: 1 }])
      const again = await settled(store.run(parts(appending('ann', 'ann')), now))
      expect(again.map(({ repeat }) => repeat)).toEqual([false, true])
      expect(await idsOf(store)).toEqual(['bob', 'ann'])
      expect(await heldOf(store)).toEqual([])
    })

    test('what comes after a held upper lane waits there, not with what was held below it before', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const all = [from(0, 'h/1/ann', parking), from(1, 'h/1', parking), from(2, 'h/1/ann')]
      await settled(store.run(all, moveTo(cursor, 3)))
      expect(await heldOf(store)).toEqual([
        ['h/1', 2],
        ['h/1/ann', 1],
      ])
    })

    test('a record copied before the log forgets it is given back whole', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const record = { ...message(0, 'h/1'), position: 2n ** 60n }
      await settled(store.run([work('h/1', parking, { message: record })], moveTo(cursor, 1)))
      const [entry] = await store.queue(GROUP, 'h/1', 1)
      await store.copy(GROUP, 'h/1', new Map([[entry?.sequence ?? 0n, record]]))
      expect((await store.queue(GROUP, 'h/1', 1))[0]?.copy).toEqual(record)
      const part = work('h/1/ann', parking, { message: record, resumes: entry?.sequence ?? 0n })
      await settled(store.run([part], owning({ ...cursor, next: 1n })))
      expect((await store.queue(GROUP, 'h/1/ann', 1))[0]?.copy).toEqual(record)
    })
  })
}
