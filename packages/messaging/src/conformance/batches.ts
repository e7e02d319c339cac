import { describe, expect, it } from '@jest/globals'
import { gate } from './eventually'
import { byLane, createSource, idsOf } from './records'
import { type Scene, TEST_MS } from './scene'

export function batches(scene: Scene): void {
  describe('4. A batch holds every assigned partition that has something, within the limits by count and by bytes. Each slice is a contiguous run; records not accepted or already seen are left out, but `to` covers them.', () => {
    it(
      'a waiting backlog of many partitions comes in batches of many slices, none above the limits',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts', 1_000)
        await scene.log().append(topic, source.next(480, 480))
        const worker = await scene.worker({
          group,
          topics: [topic],
          limits: { messages: 100, bytes: 60_000, waitMs: 100 },
        })
        await scene.takesEffectOnce(group, [topic], source.sent)
        for (const batch of worker.batches) {
          const messages = batch.slices.flatMap(slice => slice.messages)
          expect(messages.length).toBeLessThanOrEqual(100)
          expect(messages.reduce((sum, { value }) => sum + value.byteLength, 0)).toBeLessThanOrEqual(60_000)
        }
        for (const batch of worker.batches.slice(0, 4)) expect(batch.slices.length).toBeGreaterThan(5)
      },
      TEST_MS,
    )

    it(
      'a record larger than the limit by bytes comes all the same, alone',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const [large, small] = [createSource('courts', 5_000), createSource('prisons', 10)]
        await scene.log().append(topic, [...large.next(6), ...small.next(60)])
        const worker = await scene.worker({ group, topics: [topic], limits: { bytes: 1_000, waitMs: 1 } })
        await scene.eventually(() => expect(scene.store().effects(group).length).toBe(66))
        for (const batch of worker.batches) {
          const sizes = batch.slices.flatMap(slice => slice.messages.map(({ value }) => value.byteLength))
          expect(sizes.length === 1 || sizes.reduce((sum, size) => sum + size, 0) <= 1_000).toBe(true)
        }
      },
      TEST_MS,
    )

    it(
      'no partition, however full, keeps another waiting until it is empty',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const [hot, quiet] = [createSource('courts'), createSource('prisons')]
        for (let call = 0; call < 4; call++) await scene.log().append(topic, hot.next(1_000, 1))
        await scene.log().append(topic, quiet.next(40, 40))
        await scene.worker({ group, topics: [topic], limits: { messages: 50, waitMs: 1 } })
        await scene.eventually(() => expect(scene.store().effects(group).length).toBe(4_040))
        const order = scene.store().effects(group)
        const full = scene.log().partitionOf(hot.sent[0]!.lane)
        const lastQuiet = order.map(record => record.partition !== full).lastIndexOf(true)
        expect(lastQuiet).toBeGreaterThan(0)
        expect(order.slice(0, lastQuiet).filter(record => record.source === 'courts').length).toBeLessThan(2_000)
      },
      TEST_MS,
    )

    it(
      'a reader decides by type and headers; cursors come to the end all the same, in few batches',
      async () => {
        const [topic, group, none] = [await scene.topic(), scene.group(), scene.group()]
        const source = createSource('courts')
        const picky = { topics: [topic], accepts: (type: string) => type === 'hub.test.v1.Third' }
        const headersOnly = (_: string, headers: Readonly<Record<string, string>>) => headers.ce_source === 'nobody'
        await scene.worker({ group, ...picky })
        await scene.worker({ group, ...picky }, 1)
        const unwanted = await scene.worker({ group: none, topics: [topic], accepts: headersOnly })
        for (let call = 0; call < 60; call++) await scene.log(call % 2 ? 1 : 0).append(topic, source.next(30))
        await scene.eventually(async () => {
          expect(await scene.behind(group, topic)).toBe(0)
          expect(await scene.behind(none, topic)).toBe(0)
        })
        const wanted = source.sent.filter(record => record.type === 'hub.test.v1.Third')
        expect(byLane(scene.store().effects(group))).toEqual(byLane(wanted))
        expect(scene.store().effects(none)).toEqual([])
        // Each of them costs the consumer a transaction.
        expect(unwanted.batches.length).toBeLessThan(20)
      },
      TEST_MS,
    )
  })

  describe('5. One batch in flight per subscription and process. A handler never delays fetching or heartbeats.', () => {
    it(
      'a handler blocked for long neither delays other groups nor appending, nor loses its partitions',
      async () => {
        const [topic, blocked, free] = [await scene.topic(), scene.group(), scene.group()]
        const source = createSource('courts')
        const hold = gate()
        const slow = await scene.worker({ group: blocked, topics: [topic], before: () => hold.passed })
        await scene.worker({ group: free, topics: [topic] })
        await scene.log().append(topic, source.next(100))
        await scene.eventually(() => expect(slow.batches.length).toBe(1))
        const claims = () => scene.store().claims.filter(claim => claim.group === blocked).length
        const before = claims()
        for (let call = 0; call < 10; call++) {
          await scene.log().append(topic, source.next(100))
          await scene.eventually(() => expect(scene.store().effects(free).length).toBe(source.sent.length))
          await scene.engine().clock.sleep(100)
        }
        expect(slow.batches.length).toBe(1)
        expect(slow.batches[0]!.lost.aborted).toBe(false)
        expect(claims()).toBe(before)
        expect(scene.store().effects(blocked)).toEqual([])
        hold.open()
        await scene.eventually(() => expect(scene.store().effects(blocked).length).toBe(source.sent.length))
        expect(slow.outcomes).not.toContain('fenced')
        expect(byLane(scene.store().effects(blocked))).toEqual(byLane(source.sent))
      },
      TEST_MS,
    )

    it(
      '`stop` lets the current batch end, and starts no other',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        const hold = gate()
        const worker = await scene.worker({ group, topics: [topic], before: () => hold.passed })
        await scene.log().append(topic, source.next(10))
        await scene.eventually(() => expect(worker.batches.length).toBe(1))
        let stopped = false
        const stopping = worker.stop().then(() => {
          stopped = true
        })
        await scene.log().append(topic, source.next(10))
        await scene.engine().clock.sleep(50)
        expect(stopped).toBe(false)
        hold.open()
        await stopping
        expect(worker.batches.length).toBe(1)
        expect(worker.outcomes).toEqual(['durable'])
        // The rest is the next member's, from where this one ended.
        await scene.worker({ group, topics: [topic] }, 1)
        await scene.takesEffectOnce(group, [topic], source.sent)
      },
      TEST_MS,
    )
  })

  describe('9. The log never parks, retries or orders lanes. It hands over runs; lanes belong to `service`.', () => {
    it(
      'a batch that failed comes again from its first record, with nothing of it moved or left out',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        await scene.log().append(topic, source.next(30, 30))
        let failures = 3
        const worker = await scene.worker({
          group,
          topics: [topic],
          before: async () => {
            if (failures-- > 0) throw new Error('the store is away')
          },
        })
        await scene.eventually(() => expect(scene.store().effects(group).length).toBe(30))
        const idsByPartition = (index: number) =>
          new Map(worker.batches[index]!.slices.map(({ from, messages }) => [from.partition, idsOf(messages)]))
        const [first, again] = [idsByPartition(0), idsByPartition(1)]
        for (const [partition, ids] of first) {
          const repeated = again.get(partition)
          if (repeated) expect(repeated.slice(0, ids.length)).toEqual(ids.slice(0, repeated.length))
        }
        expect(worker.errors.length).toBe(3)
      },
      TEST_MS,
    )
  })
}
