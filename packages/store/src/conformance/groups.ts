import { describe, expect, test } from '@jest/globals'
import {
  appending,
  both,
  claimed,
  counting,
  DONE,
  event,
  message,
  moveTo,
  outcomes,
  recorded,
  type Suite,
  settled,
  uniqueName,
  work,
} from './harness'

export function groups({ open, engine }: Suite): void {
  describe('1. Group commit: works from all callers share groups, commands first; `run` resolves when durable', () => {
    test('many callers at once all see their effects, in few commits', async () => {
      const store = await open()
      const before = engine().trips?.() ?? 0
      await Promise.all(
        Array.from({ length: 120 }, (_, n) => store.run([work(`lane-${n}`, appending(`s${n}`, `e${n}`))])),
      )
      expect(await recorded(store)).toHaveLength(120)
      if (engine().trips) expect((engine().trips?.() ?? 0) - before).toBeLessThan(40)
    })

    test('a command overtakes messages that wait for their group', async () => {
      const store = await open()
      const messages = Array.from({ length: 500 }, (_, n) => work(`lane-${n}`, appending(`s${n}`, `message-${n}`)))
      const command = work('lane-c', appending('c', 'command'), { priority: 'command' })
      await Promise.all([store.run(messages), store.run([command])])
      const ids = (await recorded(store)).map(({ id }) => id)
      expect(ids).toHaveLength(501)
      expect(ids.indexOf('command')).toBeLessThan(201)
    })

    test('what `run` resolved is there when the store is opened again', async () => {
      const context = uniqueName()
      const store = await open(context)
      await settled(store.run([work('a', appending('s', 'e', 'kept'))]))
      await store.close()
      expect((await recorded(await open(context))).map(({ id }) => id)).toEqual(['e'])
    })

    test('a call of more works than a group has settles each of them in its place', async () => {
      const store = await open()
      const all = await settled(
        store.run(Array.from({ length: 450 }, (_, n) => work(`l${n}`, async () => ({ outcome: DONE, answer: n })))),
      )
      expect(all.map(({ answer }) => answer)).toEqual(Array.from({ length: 450 }, (_, n) => n))
    })
  })

  describe('2. All or nothing per work', () => {
    const everything = (outcome: 'done' | 'ignored' | 'rejected' | 'park' | 'retry' | 'throws') =>
      work(
        outcome,
        async tx => {
          await appending(`s-${outcome}`, `e-${outcome}`)(tx)
          tx.put('hearings', outcome, { court: outcome })
          tx.schedule(`timer-${outcome}`, { seconds: 1n, nanos: 0 }, outcome, new Uint8Array([1]))
          if (outcome === 'throws') throw new Error('no')
          if (outcome === 'done') return DONE
          return outcome === 'retry' ? { is: outcome, after: 10, reason: 'r' } : { is: outcome, reason: 'r' }
        },
        { mark: { id: `mark-${outcome}`, hash: 'h' } },
      )
    const all = ['done', 'ignored', 'rejected', 'park', 'retry', 'throws'] as const

    test.each([true, false])(
      'done, ignored and rejected keep everything; retry, park and an error nothing (with a message: %s)',
      async withMessage => {
        const store = await open()
        const cursor = await claimed(store)
        const works = all.map((outcome, at) => ({
          ...everything(outcome),
          ...(withMessage ? { message: message(at, outcome) } : {}),
        }))
        await settled(store.run(works, withMessage ? moveTo(cursor, works.length) : undefined))
        expect((await recorded(store)).map(({ id }) => id)).toEqual(['e-done', 'e-ignored', 'e-rejected'])
        const kept = await store.get('hearings', [...all])
        expect([...kept.keys()].sort()).toEqual(['done', 'ignored', 'rejected'])
        const due = await store.due({ seconds: 2n, nanos: 0 }, 10)
        expect(due.map(({ timer }) => timer).sort()).toEqual(['timer-done', 'timer-ignored', 'timer-rejected'])
        const marks = await store.marks(all.map(outcome => `mark-${outcome}`))
        const states = all.map(outcome => marks.get(`mark-${outcome}`)?.[0]?.outcome.is)
        const held = withMessage ? ['park', 'retry', 'park'] : [undefined, undefined, undefined]
        expect(states).toEqual(['done', 'ignored', 'rejected', ...held])
      },
    )

    test('a message about several people is several works, of which one may fail alone', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const one = message(0, 'hearing/1')
      const part = (person: string, body: Parameters<typeof work>[1]) =>
        work(`hearing/1/${person}`, body, { message: one, mark: { id: 'r', part: person, hash: 'h' } })
      const all = await settled(
        store.run(
          [
            part('p1', appending('p1', 'e1')),
            part('p2', async () => Promise.reject(new TypeError('Ann Example'))),
            part('p3', appending('p3', 'e3')),
          ],
          moveTo(cursor, 1),
        ),
      )
      expect(outcomes(all)).toEqual(['done', 'park', 'done'])
      expect((await recorded(store)).map(({ id }) => id)).toEqual(['e1', 'e3'])
      expect((await store.held('hub.courts')).map(({ lane, reason }) => [lane, reason])).toEqual([
        ['hearing/1/p2', 'TypeError'],
      ])
    })
  })

  describe('3. One bad message harms nobody: only guilty works are settled as errors', () => {
    test('a work that the engine cannot commit stands alone', async () => {
      const store = await open()
      const cursor = await claimed(store)
      await settled(store.run([work('first', appending('taken', 'e-taken'))]))
      const works = Array.from({ length: 21 }, (_, n) =>
        work(`l/${n}`, appending(n === 13 ? 'taken' : `s${n}`, n === 13 ? 'e-taken' : `e${n}`), {
          message: message(n, `l/${n}`),
        }),
      )
      const all = await settled(store.run(works, moveTo(cursor, 21)))
      expect(all.flatMap(({ error }, n) => (error ? [[n, (error as { code?: string }).code]] : []))).toEqual([
        [13, 'HUB_STORE_EVENT_EXISTS'],
      ])
      expect(all[13]?.outcome).toEqual({ is: 'park', reason: 'HUB_STORE_EVENT_EXISTS' })
      expect(await recorded(store)).toHaveLength(21)
      expect((await store.held('hub.courts')).map(({ lane }) => lane)).toEqual(['l/13'])
      expect((await claimed(store)).next).toBe(21n)
    })

    test('a guilty part of a message leaves its other parts alone', async () => {
      const store = await open()
      const cursor = await claimed(store)
      await settled(store.run([work('first', appending('taken', 'e-taken'))]))
      const works = ['a', 'b', 'c'].map(part =>
        work(`h/1/${part}`, appending(part === 'b' ? 'taken' : part, part === 'b' ? 'e-taken' : part), {
          message: message(0, 'h/1'),
        }),
      )
      expect(outcomes(await settled(store.run(works, moveTo(cursor, 1))))).toEqual(['done', 'park', 'done'])
    })

    test("without a message the error is the caller's, and nothing is kept", async () => {
      const store = await open()
      const [bad, good] = await Promise.all([
        settled(store.run([work('a', async () => Promise.reject(new Error('no')), { mark: { id: 'c', hash: 'h' } })])),
        settled(store.run([work('b', appending('s', 'e'))])),
      ])
      expect(bad[0]?.outcome.is).toBe('rejected')
      expect(bad[0]?.error?.message).toBe('no')
      expect(good[0]?.outcome).toEqual(DONE)
      expect((await store.marks(['c'])).size).toBe(0)
    })
  })

  describe('12. Cost: a group of n works never makes n round trips', () => {
    test('two hundred works take no more trips than ten', async () => {
      const trips = engine().trips
      if (!trips) return
      const store = await open()
      const costOf = async (works: number, name: string) => {
        const cursor = await claimed(store, works)
        const before = trips()
        const all = Array.from({ length: works }, (_, n) =>
          work(`${name}${n}`, both(appending(`${name}${n}`, `${name}${n}`), counting(`${name}${n}`)), {
            message: message(n, `${name}${n}`, works),
            mark: { id: `${name}${n}`, hash: 'h' },
            reads: [`${name}${n}`],
            gets: [{ collection: 'counts', id: `${name}${n}` }],
          }),
        )
        await settled(store.run(all, moveTo(cursor, works)))
        return trips() - before
      }
      const ten = await costOf(10, 'a')
      expect(await costOf(200, 'b')).toBeLessThan(ten + 5)
    })

    test('what works read without saying so before is asked for together', async () => {
      const trips = engine().trips
      if (!trips) return
      const store = await open()
      const before = trips()
      await settled(store.run(Array.from({ length: 100 }, (_, n) => work(`x${n}`, appending(`x${n}`, `x${n}`)))))
      expect(trips() - before).toBeLessThan(8)
    })
  })

  test('works of different lanes that touch one document all count', async () => {
    const store = await open()
    await settled(store.run(Array.from({ length: 60 }, (_, n) => work(`lane-${n}`, counting('hot')))))
    expect((await store.get<{ n: number }>('counts', ['hot'])).get('hot')).toEqual({ n: 60 })
  })

  test('a document that is not plain JSON is refused by every engine, and is nobody else’s', async () => {
    const store = await open()
    const [all] = await Promise.all([
      settled(
        store.run([
          work('a', async tx => {
            tx.put('hearings', 'x', { when: 1n })
            return DONE
          }),
        ]),
      ),
    ])
    expect((all[0]?.error as { code?: string } | undefined)?.code).toBe('HUB_STORE_DOCUMENT_NOT_JSON')
    await settled(
      store.run([
        work('a', async tx => {
          const doc = { list: [1] }
          tx.put('hearings', 'x', doc)
          doc.list.push(2)
          const again = await tx.get<{ list: number[] }>('hearings', 'x')
          again?.list.push(3)
          tx.append('s', 0, [event('e')])
          return DONE
        }),
      ]),
    )
    expect((await store.get('hearings', ['x'])).get('x')).toEqual({ list: [1] })
  })
}
