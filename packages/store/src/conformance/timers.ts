import { describe, expect, test } from '@jest/globals'
import type { Store } from '../port'
import {
  appending,
  type Body,
  both,
  bytes,
  claimed,
  DONE,
  message,
  moveTo,
  outcomes,
  recorded,
  type Suite,
  settled,
  uniqueName,
  work,
} from './harness'

const at = (seconds: number, nanos = 0) => ({ seconds: BigInt(seconds), nanos })
const schedule =
  (timer: string, when: ReturnType<typeof at>, lane = 'h/1'): Body =>
  async tx => {
    tx.schedule(timer, when, lane, bytes(timer))
    return DONE
  }

export function timers({ open }: Suite): void {
  const fire = (timer: string, when: ReturnType<typeof at>, body: Body, lane = 'h/1') =>
    work(lane, body, { fires: { timer, at: when } })
  const dueOf = async (store: Store, seconds: number, limit = 10) =>
    (await store.due(at(seconds), limit)).map(({ timer }) => timer)

  describe('11. Timers', () => {
    test('come from `due` until committed, in order of time', async () => {
      const context = uniqueName()
      let store = await open(context)
      await settled(
        store.run([
          work(
            'h/1',
            both(
              schedule('b', at(10, 2)),
              schedule('a', at(10, 1)),
              schedule('later', at(11)),
              schedule('gone', at(5)),
            ),
          ),
          work('h/1', async tx => {
            tx.cancel('gone')
            return DONE
          }),
        ]),
      )
      await store.close()
      store = await open(context)
      expect(await dueOf(store, 10)).toEqual([])
      expect(await dueOf(store, 11)).toEqual(['a', 'b', 'later'])
      expect(await dueOf(store, 11, 2)).toEqual(['a', 'b'])
      expect((await store.due(at(11), 1))[0]).toEqual({ timer: 'a', at: at(10, 1), lane: 'h/1', command: bytes('a') })
      await settled(store.run([fire('a', at(10, 1), async () => Promise.reject(new Error('no')))]))
      expect(await dueOf(store, 11)).toEqual(['a', 'b', 'later'])
      await settled(store.run([fire('a', at(10, 1), appending('s', 'fired'))]))
      expect(await dueOf(store, 11)).toEqual(['b', 'later'])
    })

    test('two firings have one effect, in one group or in two', async () => {
      const store = await open()
      await settled(store.run([work('h/1', schedule('a', at(10)))]))
      const [first, second] = await settled(
        store.run([fire('a', at(10), appending('s', 'one')), fire('a', at(10), appending('s', 'two'))]),
      )
      const [third] = await settled(store.run([fire('a', at(10), appending('s', 'three'))]))
      expect([first?.repeat, second?.repeat, third?.repeat]).toEqual([false, true, true])
      expect((await recorded(store)).map(({ id }) => id)).toEqual(['one'])
    })

    test('a timer that was cancelled or moved does not fire at its old time; one may schedule itself again', async () => {
      const store = await open()
      await settled(store.run([work('h/1', both(schedule('a', at(10)), schedule('c', at(10))))]))
      await settled(
        store.run([
          work('h/1', schedule('a', at(20))),
          work('h/1', async tx => {
            tx.cancel('c')
            return DONE
          }),
          fire('c', at(10), appending('s', 'cancelled')),
        ]),
      )
      const moved = await settled(store.run([fire('a', at(10), appending('s', 'old'))]))
      expect(outcomes(moved)).toEqual(['ignored'])
      await settled(store.run([fire('a', at(20), both(appending('s', 'new'), schedule('a', at(30))))]))
      expect((await recorded(store)).map(({ id }) => id)).toEqual(['new'])
      expect(await store.due(at(40), 5)).toMatchObject([{ timer: 'a', at: at(30) }])
    })

    test("a timer queues behind its lane's held messages of group `hub.<service>`, and stays due", async () => {
      const store = await open()
      const cursor = await claimed(store)
      await settled(store.run([work('h', both(schedule('a', at(10), 'h/1/ann'), schedule('b', at(11), 'h/2')))]))
      const parked = work('h/1', async () => ({ is: 'park', reason: 'r' }), { message: message(0, 'h/1') })
      await settled(store.run([parked], moveTo(cursor, 1)))
      const held = await settled(store.run([fire('a', at(10), appending('s', 'fired'), 'h/1/ann')]))
      expect(outcomes(held)).toEqual(['park'])
      expect(await recorded(store)).toEqual([])
      // It comes last, so that it cannot keep the others from being asked for.
      expect(await dueOf(store, 11)).toEqual(['b', 'a'])
      const other = await settled(store.run([fire('b', at(11), appending('s', 'b'), 'h/2')]))
      expect(outcomes(other)).toEqual(['done'])
    })
  })
}
