import { describe, expect, it } from '@jest/globals'
import { PARTITIONS } from '../port'
import { gate } from './eventually'
import { byLane, createSource, idsOf } from './records'
import { type Scene, TEST_MS } from './scene'
import type { Worker } from './worker'

export function ownership(scene: Scene): void {
  describe('6. After `durable` the next batch starts at `to`. After a rejection or a crash it starts at the last durable cursor: nothing skipped, nothing twice in effect.', () => {
    it(
      'a consumer that fails now and then, before or after its commit, misses nothing and doubles nothing',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        let attempts = 0
        const settings = {
          group,
          topics: [topic],
          limits: { messages: 20 },
          before: async ({ slices }: { slices: Parameters<ReturnType<Scene['store']>['commit']>[1] }) => {
            attempts += 1
            if (attempts % 4 === 0) throw new Error('nothing committed')
            if (attempts % 7 === 0) {
              // The answer got lost: the transaction is in the store, the handler rejects.
              scene.store().commit(group, slices)
              throw new Error('committed, but nobody was told')
            }
          },
        }
        const workers = [await scene.worker(settings), await scene.worker(settings, 1)]
        for (let call = 0; call < 10; call++) await scene.log().append(topic, source.next(30))
        await scene.takesEffectOnce(group, [topic], source.sent)
        expect(workers.flatMap(worker => worker.errors).length).toBeGreaterThan(0)
      },
      TEST_MS,
    )

    it(
      'a consumer that always fails is told each time and not run hot',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        await scene.log().append(topic, createSource('courts').next(10))
        const worker = await scene.worker({ group, topics: [topic], before: () => Promise.reject(new Error('away')) })
        await scene.eventually(() => expect(worker.batches.length).toBeGreaterThan(2))
        const before = worker.batches.length
        const moved = worker.progress().map(row => [row.partition, row.movedAt])
        await scene.engine().clock.sleep(500)
        // Trying again is no progress (guarantee 10).
        expect(worker.progress().map(row => [row.partition, row.movedAt])).toEqual(moved)
        expect(worker.batches.length - before).toBeLessThan(25)
        expect(worker.errors.length).toBeGreaterThanOrEqual(worker.batches.length - 1)
        expect(worker.errors).toContainEqual(new Error('away'))
      },
      TEST_MS,
    )

    it(
      'a group that comes back starts where it was, not at the beginning nor at the end',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        for (let life = 0; life < 3; life++) {
          await scene.log().append(topic, source.next(40))
          const worker = await scene.worker({ group, topics: [topic] }, life % 2 === 0 ? 0 : 1)
          await scene.takesEffectOnce(group, [topic], source.sent)
          await worker.stop()
          // What arrives between two lives, with repeats of what the last life has seen.
          await scene.log().append(topic, source.sent.slice(-20))
        }
      },
      TEST_MS,
    )
  })

  describe("7. Only one claimant's epoch is current. A stale owner's `handle` ends `fenced`, and none of its effects exist.", () => {
    it(
      'an owner overtaken while it works is fenced as a whole, claims anew and goes on',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        let steals = 3
        const worker = await scene.worker({
          group,
          topics: [topic],
          before: async () => {
            if (steals-- > 0) scene.store().steal(group)
          },
        })
        await scene.log().append(topic, source.next(200))
        await scene.takesEffectOnce(group, [topic], source.sent)
        expect(worker.outcomes.filter(outcome => outcome === 'fenced').length).toBe(3)
      },
      TEST_MS,
    )

    it(
      'a member that joins takes over at once; the old owner is told, not awaited, and fenced',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        const hold = gate()
        await scene.log().append(topic, source.next(200))
        let held = 0
        const old = await scene.worker({
          group,
          topics: [topic],
          before: async () => {
            if (held++ === 0) await hold.passed
          },
        })
        await scene.eventually(() => expect(old.batches.length).toBe(1))
        const touched = old.batches[0]!.slices.map(({ from }) => from.partition)
        const young = await scene.worker({ group, topics: [topic] }, 1)
        await scene.eventually(() => {
          expect(old.batches[0]!.lost.aborted).toBe(true)
          // The newcomer works while the old owner still sits on its batch.
          expect(scene.store().effects(group).length).toBeGreaterThan(0)
        })
        const taken = new Set(
          scene
            .store()
            .effects(group)
            .map(record => record.partition),
        )
        expect(touched.some(partition => taken.has(partition))).toBe(true)
        expect(old.outcomes).toEqual([])
        hold.open()
        await scene.takesEffectOnce(group, [topic], source.sent)
        expect(old.outcomes[0]).toBe('fenced')
        expect(young.outcomes).not.toEqual([])
      },
      TEST_MS,
    )

    it(
      'through joining, leaving, failing, stealing and repeats, with two workers at least, each lane takes effect once and in order',
      async () => {
        const [first, second, group] = [await scene.topic(), await scene.topic(), scene.group()]
        const sources = [createSource('courts'), createSource('prisons')]
        let attempts = 0
        const settings = {
          group,
          topics: [first, second],
          limits: { messages: 60, waitMs: 2 },
          before: async () => {
            attempts += 1
            if (attempts % 11 === 0) scene.store().steal(group)
            if (attempts % 5 === 0) await scene.engine().clock.sleep(15)
            if (attempts % 13 === 0) throw new Error('a bad day')
          },
        }
        const workers: Worker[] = [await scene.worker(settings), await scene.worker(settings, 1)]
        for (let step = 0; step < 20; step++) {
          await Promise.all(
            sources.map(async (source, index) => {
              const topic = index === 0 ? first : second
              await scene.log(index === 0 ? 0 : 1).append(topic, source.next(60, 80))
              if (step % 3 === index) await scene.log(index === 0 ? 0 : 1).append(topic, source.sent.slice(-90))
            }),
          )
          if (step % 4 === 1) workers.push(await scene.worker(settings, step % 8 === 1 ? 0 : 1))
          if (step % 4 === 3) await workers.shift()?.stop()
        }
        const all = sources.flatMap(source => source.sent)
        await scene.takesEffectOnce(group, [first, second], all)
      },
      TEST_MS,
    )
  })

  describe('8. Records below the cursor, and positions at or below `seen[source]`, are never handed over.', () => {
    it(
      'repeats of any length, from any source, in or across batches, are dropped; unnumbered records never',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const [courts, prisons] = [createSource('courts'), createSource('prisons')]
        const unnumbered = createSource('gateway')
          .next(20)
          .map(({ position: _, ...record }) => record)
        const settings = { group, topics: [topic], limits: { messages: 16, waitMs: 1 } }
        const workers = [await scene.worker(settings), await scene.worker(settings, 1)]
        for (let call = 0; call < 6; call++) {
          await scene.log().append(topic, [...courts.next(20, 9), ...prisons.next(20, 9)])
          await scene.log().append(topic, courts.sent.slice(call * 7))
          await scene.log(1).append(topic, [...unnumbered, ...prisons.sent])
        }
        const total = courts.sent.length + prisons.sent.length + unnumbered.length * 6
        await scene.eventually(() => expect(scene.store().effects(group).length).toBe(total))
        await scene.eventually(async () => expect(await scene.behind(group, topic)).toBe(0))
        const numbered = scene
          .store()
          .effects(group)
          .filter(record => record.position !== undefined)
        expect(byLane(numbered)).toEqual(byLane([...courts.sent, ...prisons.sent]))
        expect(
          idsOf(workers.flatMap(w => w.batches.flatMap(b => b.slices.flatMap(s => s.messages)))).length,
        ).toBeGreaterThanOrEqual(total)
      },
      TEST_MS,
    )

    it(
      'records without a position, as on the intake, take effect once through failures in the middle of what was read',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('gateway')
        let attempts = 0
        const settings = {
          group,
          topics: [topic],
          limits: { messages: 7, waitMs: 1 },
          before: async () => {
            attempts += 1
            if (attempts % 6 === 3) throw new Error('once more')
            if (attempts % 10 === 5) scene.store().steal(group)
          },
        }
        await scene.log().append(
          topic,
          source.next(150, 4).map(({ position: _, ...record }) => record),
        )
        await scene.worker(settings)
        await scene.worker(settings, 1)
        await scene.takesEffectOnce(group, [topic], source.sent)
      },
      TEST_MS,
    )
  })

  describe('10. `progress` without movement while `end` grows is unhealthy within 30 s.', () => {
    it(
      'every partition has one row, at the member that owns it, and `next` comes to `end`',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const workers = [
          await scene.worker({ group, topics: [topic] }),
          await scene.worker({ group, topics: [topic] }, 1),
        ]
        await scene.log().append(topic, createSource('courts').next(300, 300))
        await scene.eventually(() => {
          const rows = workers.flatMap(worker => worker.progress())
          expect(rows.map(row => row.partition).sort((a, b) => a - b)).toEqual(
            Array.from({ length: PARTITIONS }, (_, partition) => partition),
          )
          expect(rows.reduce((sum, row) => sum + row.end, 0n)).toBe(300n)
          for (const row of rows) expect(row.next).toBe(row.end)
          for (const worker of workers) expect(worker.progress().length).toBe(PARTITIONS / 2)
        })
      },
      TEST_MS,
    )

    it(
      'a partition on which nothing came is behind only from when something does',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const { clock } = scene.engine()
        const source = createSource('courts')
        const worker = await scene.worker({ group, topics: [topic], accepts: type => type === 'nobody takes this' })
        const row = () => {
          const partition = scene.log().partitionOf(source.sent[0]!.lane)
          return worker.progress().find(one => one.partition === partition)!
        }
        await scene.log().append(topic, source.next(1, 1))
        await scene.eventually(() => expect(row()).toMatchObject({ next: 1n, end: 1n }))
        expect(row().behindSince).toBeUndefined()
        await clock.sleep(100)
        const before = clock.machine()
        await scene.log().append(topic, source.next(1, 1))
        // Skipped records wait for others, or some time.
        await scene.eventually(() => expect(row()).toMatchObject({ next: 1n, end: 2n }))
        expect(row().movedAt).toBeLessThan(before)
        expect(row().behindSince).toBeGreaterThanOrEqual(before)
        await scene.eventually(() => expect(row()).toMatchObject({ next: 2n, end: 2n }))
        expect(row().behindSince).toBeUndefined()
      },
      TEST_MS,
    )

    it(
      'a member that hangs shows it: `end` grows, `next` and `movedAt` stay',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        const hold = gate()
        const worker = await scene.worker({ group, topics: [topic], before: () => hold.passed })
        await scene.log().append(topic, source.next(10, 1))
        await scene.eventually(() => expect(worker.batches.length).toBe(1))
        const partition = scene.log().partitionOf(source.sent[0]!.lane)
        const row = () => worker.progress().find(one => one.partition === partition)!
        const before = row()
        await scene.log().append(topic, source.next(10, 1))
        await scene.eventually(() => expect(row().end).toBe(20n))
        expect(row()).toMatchObject({ next: 0n, movedAt: before.movedAt })
        hold.open()
        await scene.eventually(() => expect(row().next).toBe(20n))
        expect(row().movedAt).toBeGreaterThanOrEqual(before.movedAt)
      },
      TEST_MS,
    )
  })
}
