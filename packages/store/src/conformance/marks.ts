import { describe, expect, test } from '@jest/globals'
import {
  appending,
  type Body,
  claimed,
  DONE,
  message,
  moveTo,
  outcomes,
  recorded,
  type Suite,
  settled,
  work,
} from './harness'

const answering =
  (answer: number): Body =>
  async tx => {
    await appending(`s${answer}`, `e${answer}`)(tx)
    return { outcome: DONE, answer: { answer } }
  }
const mark = { id: 'command-1', hash: 'h1', at: '2026-01-05T09:00:00Z', about: { channel: 'libra' } }

export function marks({ open }: Suite): void {
  describe('6. Once in effect', () => {
    test('a mark with the same id and hash is not run: the first answer, `repeat: true`', async () => {
      const store = await open()
      const first = await settled(store.run([work('a', answering(1), { mark })]))
      const again = await settled(store.run([work('a', answering(2), { mark })]))
      expect(first[0]).toEqual({ outcome: DONE, answer: { answer: 1 }, repeat: false })
      expect(again[0]).toEqual({ outcome: DONE, answer: { answer: 1 }, repeat: true })
      expect(await recorded(store)).toHaveLength(1)
      expect((await store.marks(['command-1', 'unknown'])).get('command-1')).toEqual([
        { ...mark, outcome: DONE, answer: { answer: 1 }, since: expect.anything(), repeats: 0, conflicts: [] },
      ])
    })

    test.each(['a', 'b'])('twice within one group, the second in lane %s', async lane => {
      const store = await open()
      const all = await settled(
        store.run([work('a', answering(1), { mark }), work('x', async () => DONE), work(lane, answering(2), { mark })]),
      )
      expect(all.map(({ repeat }) => repeat)).toEqual([false, false, true])
      expect(all[2]?.answer).toEqual({ answer: 1 })
      expect(await recorded(store)).toHaveLength(1)
    })

    test('same id, other hash: HUB_STORE_MARK_CONFLICT, nothing changed, recorded and visible', async () => {
      const store = await open()
      await settled(store.run([work('a', answering(1), { mark })]))
      const other = { ...mark, hash: 'h2', at: '2026-01-05T10:00:00Z' }
      const [conflict] = await settled(store.run([work('a', answering(2), { mark: other })]))
      expect(conflict).toMatchObject({ conflict: true, repeat: false })
      expect((conflict?.error as { code?: string } | undefined)?.code).toBe('HUB_STORE_MARK_CONFLICT')
      expect(await recorded(store)).toHaveLength(1)
      const kept = (await store.marks(['command-1'])).get('command-1')?.[0]
      expect(kept).toMatchObject({ hash: 'h1', outcome: DONE, conflicts: [{ at: other.at, hash: 'h2' }] })
    })

    test('another arrival counts as a repeat, the same record handed over again does not', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const arriving = (offset: number) => work('a', appending('s', 'e'), { message: message(offset, 'a'), mark })
      await settled(store.run([arriving(0), arriving(1), arriving(0)], moveTo(cursor, 2)))
      await settled(store.run([arriving(2)], moveTo({ ...cursor, next: 2n }, 3)))
      expect((await store.marks(['command-1'])).get('command-1')?.[0]?.repeats).toBe(2)
      expect(await recorded(store)).toHaveLength(1)
    })

    test('a held mark that ends says what is known by then, and keeps what it said when nothing more is', async () => {
      const store = await open()
      const cursor = await claimed(store)
      const parks: Body = async () => ({ is: 'park', reason: 'not read' })
      for (const [offset, about] of [{ channel: 'libra', subject: 'Ann' }, undefined].entries()) {
        const id = `held-${offset}`
        const held = { ...mark, id }
        const record = message(offset, `l/${offset}`)
        await settled(
          store.run(
            [work(`l/${offset}`, parks, { message: record, mark: held })],
            moveTo({ ...cursor, next: BigInt(offset) }, offset + 1),
          ),
        )
        const [entry] = await store.queue('hub.courts', `l/${offset}`, 1)
        const again = { message: record, mark: { ...held, about }, resumes: entry!.sequence }
        const at = { ...cursor, next: BigInt(offset + 1) }
        expect(
          outcomes(await settled(store.run([work(`l/${offset}`, async () => DONE, again)], moveTo(at, offset + 1)))),
        ).toEqual(['done'])
        expect((await store.marks([id])).get(id)?.[0]).toMatchObject({ outcome: DONE, about: about ?? mark.about })
      }
    })

    test('parts of one receipt have marks of their own', async () => {
      const store = await open()
      const part = (name: string) => work(`h/${name}`, appending(name, name), { mark: { ...mark, part: name } })
      expect(outcomes(await settled(store.run([part('p1'), part('p2')])))).toEqual(['done', 'done'])
      const kept = (await store.marks(['command-1'])).get('command-1')
      expect(kept?.map(one => one.part).sort()).toEqual(['p1', 'p2'])
    })
  })
}
