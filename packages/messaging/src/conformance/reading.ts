import { describe, expect, it } from '@jest/globals'
import type { Incoming } from '../port'
import { allOf, byLane, createSource, idsOf } from './records'
import { type Scene, TEST_MS } from './scene'

export function reading(scene: Scene): void {
  describe('11. `read` needs no group and leaves no trace; it reads at no less than 0.4 of the raw rate.', () => {
    it(
      'reads what is there at the call and stops, from the given cursors, other partitions from their start',
      async () => {
        const topic = await scene.topic()
        const source = createSource('courts', 300)
        for (let call = 0; call < 5; call++) await scene.log().append(topic, source.next(500))
        const whole = scene.log(1).read(topic, [], 'end')[Symbol.asyncIterator]()
        const begun = await whole.next()
        // The engine has been asked by now; before, what another process appends may be on either side of the call.
        await scene.log().append(topic, source.next(100))
        const read = [...begun.value!, ...(await allOf({ [Symbol.asyncIterator]: () => whole }))]
        expect(byLane(read)).toEqual(byLane(source.sent.slice(0, 2_500)))

        const partition = read[0]!.partition
        const inPartition = read.filter(record => record.partition === partition)
        expect(inPartition.map(record => record.offset)).toEqual(inPartition.map((_, index) => BigInt(index)))
        const later = await allOf(scene.log().read(topic, [{ partition, next: 7n }], 'end'))
        expect(later.length).toBe(source.sent.length - 7)
        expect(later.find(record => record.partition === partition)!.offset).toBe(7n)
      },
      TEST_MS,
    )

    it(
      'of an empty topic it ends at once',
      async () => {
        expect(await allOf(scene.log().read(await scene.topic(), [], 'end'))).toEqual([])
      },
      TEST_MS,
    )

    it(
      'from `ends` it gives what came after them',
      async () => {
        const topic = await scene.topic()
        const source = createSource('courts')
        await scene.log().append(topic, source.next(100))
        const ends = await scene.log(1).ends(topic)
        expect(await allOf(scene.log().read(topic, ends, 'end'))).toEqual([])
        const later = source.next(50)
        await scene.log().append(topic, later)
        expect(byLane(await allOf(scene.log().read(topic, ends, 'end')))).toEqual(byLane(later))
      },
      TEST_MS,
    )

    it(
      'without an end it follows the topic until the caller has enough',
      async () => {
        const topic = await scene.topic()
        const source = createSource('courts')
        await scene.log().append(topic, source.next(20))
        const got: Incoming[] = []
        const following = (async () => {
          for await (const chunk of scene.log(1).read(topic, [])) {
            got.push(...chunk)
            if (got.length >= 60) break
          }
        })()
        await scene.eventually(() => expect(got.length).toBe(20))
        await scene.log().append(topic, source.next(20))
        await scene.eventually(() => expect(got.length).toBe(40))
        await scene.log().append(topic, source.next(20))
        await following
        expect(byLane(got)).toEqual(byLane(source.sent))
      },
      TEST_MS,
    )

    it(
      'a group neither notices a reader nor is noticed',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        await scene.worker({ group, topics: [topic] })
        await scene.worker({ group, topics: [topic] }, 1)
        await scene.log().append(topic, source.next(50))
        await scene.eventually(() => expect(scene.store().effects(group).length).toBe(50))
        const claims = scene.store().claims.length
        for (let time = 0; time < 3; time++) expect((await allOf(scene.log(1).read(topic, [], 'end'))).length).toBe(50)
        await scene.log().append(topic, source.next(50))
        await scene.eventually(() => expect(scene.store().effects(group).length).toBe(100))
        expect(scene.store().claims.length).toBe(claims)
        expect(byLane(scene.store().effects(group))).toEqual(byLane(source.sent))
      },
      TEST_MS,
    )
  })

  describe('`fetch`: one record by its address, or undefined when retention took it.', () => {
    it(
      'gives each record by its address, and nothing beyond the end',
      async () => {
        const topic = await scene.topic()
        const source = createSource('courts')
        await scene.log().append(topic, source.next(60, 5))
        const read = await allOf(scene.log().read(topic, [], 'end'))
        for (const record of read.filter((_, index) => index % 10 === 0)) {
          const fetched = await scene.log(1).fetch(topic, record.partition, record.offset)
          expect(fetched).toMatchObject({ id: record.id, lane: record.lane, offset: record.offset })
        }
        expect(await scene.log().fetch(topic, read[0]!.partition, 10_000n)).toBeUndefined()
      },
      TEST_MS,
    )

    it(
      'what retention took is gone for every reader; offsets go on, and who stood there goes on with what is left',
      async () => {
        const { expire } = scene.engine()
        // An engine that cannot make records old within a test proves this in a test of its own.
        if (!expire) return
        const topic = await scene.topic({ retentionDays: 1 })
        const [group, late] = [scene.group(), scene.group()]
        const source = createSource('courts')
        await scene.worker({ group, topics: [topic] })
        await scene.log().append(topic, source.next(50, 1))
        await scene.eventually(() => expect(scene.store().effects(group).length).toBe(50))
        const partition = scene.log().partitionOf(source.sent[0]!.lane)
        await expire(topic)
        await scene.eventually(async () => {
          expect(await scene.log().fetch(topic, partition, 49n)).toBeUndefined()
          expect(await allOf(scene.log(1).read(topic, [], 'end'))).toEqual([])
        })
        await scene.worker({ group: late, topics: [topic] }, 1)
        const fresh = source.next(10, 1)
        await scene.log().append(topic, fresh)
        for (const one of [group, late])
          await scene.eventually(() => expect(idsOf(scene.store().effects(one)).slice(-10)).toEqual(idsOf(fresh)))
        expect(
          scene
            .store()
            .effects(late)
            .map(record => record.offset)[0],
        ).toBe(50n)
        expect((await allOf(scene.log().read(topic, [{ partition, next: 3n }], 'end'))).length).toBe(10)
      },
      TEST_MS,
    )
  })
}
