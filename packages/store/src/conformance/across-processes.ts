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
  work,
} from './harness'

export function acrossProcesses({ engine, open, two }: Suite): void {
  const codeOf = (error: Error | undefined) => (error as { code?: string } | undefined)?.code

  describe('5. Across processes', () => {
    test('a work that expects a version which is not there runs 1 + 5 times, then HUB_STORE_VERSION_CONFLICT', async () => {
      const store = await open()
      let runs = 0
      const [bad, good] = await settled(
        store.run([
          work('a', async tx => {
            runs += 1
            tx.append('s', 7, [event('e')])
            return DONE
          }),
          work('b', appending('t', 'f')),
        ]),
      )
      expect(runs).toBe(6)
      expect(bad?.outcome.is).toBe('rejected')
      expect(codeOf(bad?.error)).toBe('HUB_STORE_VERSION_CONFLICT')
      expect(good?.outcome).toEqual(DONE)
      expect(await recorded(store)).toHaveLength(1)
    })

    const several = (name: string, run: () => Promise<void>) =>
      test(name, async () => {
        if (engine().openTwice) await run()
      })

    several('(stream, version) is unique: many workers in two processes lose nothing', async () => {
      const stores = await two()
      const all = await Promise.all(
        stores.flatMap((store, process) =>
          Array.from({ length: 15 }, (_, n) =>
            settled(store.run([work(`${process}-${n}`, both(appending('s', `e-${process}-${n}`), counting('c')))])),
          ),
        ),
      )
      const done = all.flat().filter(({ outcome }) => outcome.is === 'done').length
      const events = await recorded(stores[0])
      expect(events).toHaveLength(done)
      expect(done).toBeGreaterThan(15)
      expect(events.map(({ version }) => version)).toEqual(events.map((_, at) => at + 1))
      expect(events.map(({ position }) => position)).toEqual(events.map((_, at) => BigInt(at + 1)))
      expect((await stores[1].get<{ n: number }>('counts', ['c'])).get('c')?.n).toBe(done)
    })

    several('only the work whose document moved runs again, with the later works of its lane', async () => {
      const [one, other] = await two()
      const runs = [0, 0, 0]
      const counted = (at: number, body: Parameters<typeof work>[1]) => (tx: Parameters<typeof body>[0]) => {
        runs[at] = (runs[at] ?? 0) + 1
        return body(tx)
      }
      await settled(
        one.run([
          work(
            'a',
            counted(0, async tx => {
              await counting('c')(tx)
              // Another process writes what was just read, once.
              if (runs[0] === 1) await settled(other.run([work('z', counting('c'))]))
              return DONE
            }),
          ),
          work('a', counted(1, appending('s', 'e'))),
          work('b', counted(2, appending('t', 'f'))),
        ]),
      )
      expect(runs).toEqual([2, 2, 1])
      expect((await one.get('counts', ['c'])).get('c')).toEqual({ n: 2 })
    })

    several('what one work read must still stand when another of its group saw it newer', async () => {
      const [one, other] = await two()
      let runs = 0
      const reading = work('a', async tx => {
        runs += 1
        const { version } = await tx.load('s')
        if (runs === 1) await settled(other.run([work('z', appending('s', 'e1'))]))
        tx.put('counts', 'seen', { n: version })
        return DONE
      })
      const knowing = work('b', async tx => {
        tx.append('s', 1, [event('e2')])
        return DONE
      })
      expect(outcomes(await settled(one.run([reading, knowing])))).toEqual(['done', 'done'])
      expect(runs).toBe(2)
      expect((await one.get<{ n: number }>('counts', ['seen'])).get('seen')?.n).toBeGreaterThan(0)
    })

    several('what keeps moving ends as HUB_STORE_VERSION_CONFLICT; with a message its lane is held', async () => {
      const [one, other] = await two()
      const cursor = await claimed(one)
      let runs = 0
      const hopeless = work(
        'h/1',
        async tx => {
          runs += 1
          await counting('c')(tx)
          await settled(other.run([work('z', counting('c'))]))
          return DONE
        },
        { message: message(0, 'h/1') },
      )
      const innocent = work('h/2', appending('t', 'f'), { message: message(1, 'h/2') })
      const all = await settled(one.run([hopeless, innocent], moveTo(cursor, 2)))
      expect(outcomes(all)).toEqual(['park', 'done'])
      expect(codeOf(all[0]?.error)).toBe('HUB_STORE_VERSION_CONFLICT')
      expect(runs).toBe(6)
      expect((await other.held('hub.courts')).map(({ lane }) => lane)).toEqual(['h/1'])
    })

    several('the same mark in two processes has one effect', async () => {
      const stores = await two()
      const mark = { id: 'command', hash: 'h' }
      const all = await Promise.all(
        stores.map((store, n) => settled(store.run([work('a', appending(`s${n}`, `e${n}`), { mark })]))),
      )
      expect(all.map(([one]) => one?.repeat).sort()).toEqual([false, true])
      expect(await recorded(stores[0])).toHaveLength(1)
    })

    several('who claimed a partition last owns it', async () => {
      const [one, other] = await two()
      const cursor = await claimed(one)
      const now = await claimed(other)
      const run = (id: string) => [work('a', appending('s', id), { message: message(0, 'a') })]
      expect(await one.run(run('old'), moveTo(cursor, 1))).toBe('fenced')
      expect(outcomes(await settled(other.run(run('new'), moveTo(now, 1))))).toEqual(['done'])
      expect((await recorded(one)).map(({ id }) => id)).toEqual(['new'])
    })
  })
}
