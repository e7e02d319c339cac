import { describe, expect, it } from '@jest/globals'
import { partitionOf } from '../partitioner'
import { LARGEST_RECORD_BYTES, type Outgoing, PARTITIONS } from '../port'
import { allOf, byLane, createSource, idsOf } from './records'
import { type Scene, TEST_MS } from './scene'

export function appending(scene: Scene): void {
  describe('1. `append` resolves only when every record is durable (acks=all; fsync when embedded). It may have written any part when it rejects; the caller repeats the whole batch in the same order.', () => {
    it(
      'what was appended is there for another reader as soon as `append` resolves',
      async () => {
        const topic = await scene.topic()
        const source = createSource('courts')
        for (let call = 0; call < 3; call++) {
          await scene.log(0).append(topic, source.next(50))
          const read = await allOf(scene.log(1).read(topic, [], 'end'))
          expect(byLane(read)).toEqual(byLane(source.sent))
        }
      },
      TEST_MS,
    )

    it(
      'a batch repeated as a whole, in the same order, takes effect once and in order',
      async () => {
        const [topic, group] = [await scene.topic(), scene.group()]
        const source = createSource('courts')
        await scene.worker({ group, topics: [topic] })
        await scene.worker({ group, topics: [topic] }, 1)
        for (let call = 0; call < 6; call++) {
          const batch = source.next(40)
          await scene.log().append(topic, batch)
          await scene.log().append(topic, batch)
          if (call % 2 === 1) await scene.log().append(topic, source.sent.slice(-60))
        }
        await scene.takesEffectOnce(group, [topic], source.sent)
      },
      TEST_MS,
    )

    it(
      'a record too large for a topic is refused by name, and nothing of its batch is written',
      async () => {
        const topic = await scene.topic()
        const source = createSource('courts')
        const [small, large] = [source.next(1)[0]!, source.next(1)[0]!]
        const tooLarge: Outgoing = { ...large, value: new Uint8Array(LARGEST_RECORD_BYTES + 1) }
        await expect(scene.log().append(topic, [small, tooLarge])).rejects.toThrow(
          new RegExp(`^HUB_LOG_RECORD_TOO_LARGE.*${large.id}`),
        )
        const fits: Outgoing = { ...large, value: new Uint8Array(LARGEST_RECORD_BYTES - 2_000).fill(7) }
        await scene.log().append(topic, [fits])
        const read = await allOf(scene.log(1).read(topic, [], 'end'))
        expect(idsOf(read)).toEqual([large.id])
        expect(Buffer.from(read[0]!.value).equals(Buffer.from(fits.value))).toBe(true)
      },
      TEST_MS,
    )

    it(
      'a topic that was never created is refused by name',
      async () => {
        const batch = createSource('courts').next(1)
        await expect(scene.log().append(scene.engine().topic(), batch)).rejects.toThrow(/^HUB_LOG_UNKNOWN_TOPIC/)
      },
      TEST_MS,
    )

    it(
      'an empty batch is nothing, and creating a topic twice loses nothing',
      async () => {
        const topic = await scene.topic()
        await scene.log().append(topic, [])
        const batch = createSource('courts').next(3)
        await scene.log().append(topic, batch)
        await scene.log(1).createTopics([{ name: topic }])
        expect((await allOf(scene.log().read(topic, [], 'end'))).length).toBe(3)
      },
      TEST_MS,
    )

    it(
      'a record comes back as it was given, with the CloudEvents attributes among its headers',
      async () => {
        const topic = await scene.topic()
        const whole: Outgoing = {
          id: 'é-1',
          type: 'hub.court.v1.SentencePassed',
          lane: 'person/日本語😀',
          source: 'courts',
          position: 2n ** 60n,
          headers: { ce_subject: 'person/1', note: 'naïve “quotes”, 日本語', empty: '' },
          value: Uint8Array.from({ length: 256 }, (_, byte) => byte),
        }
        const bare: Outgoing = { id: '2', type: 't', lane: '', source: 's', headers: {}, value: new Uint8Array() }
        await scene.log().append(topic, [whole, bare])
        const read = await allOf(scene.log(1).read(topic, [], 'end'))
        const found = (id: string) => read.find(record => record.id === id)!
        const { value, headers, ...rest } = found(whole.id)
        expect(Array.from(value)).toEqual(Array.from(whole.value))
        expect(headers).toEqual({
          ...whole.headers,
          ce_specversion: '1.0',
          ce_id: whole.id,
          ce_type: whole.type,
          ce_source: whole.source,
          ce_position: String(whole.position),
        })
        expect(rest).toEqual({
          id: whole.id,
          type: whole.type,
          lane: whole.lane,
          source: whole.source,
          position: whole.position,
          topic,
          partition: partitionOf(whole.lane),
          offset: 0n,
        })
        expect(found('2')).toMatchObject({ lane: '', position: undefined })
        expect(found('2').value.byteLength).toBe(0)
        expect(found('2').headers).toEqual({ ce_specversion: '1.0', ce_id: '2', ce_type: 't', ce_source: 's' })
      },
      TEST_MS,
    )
  })

  describe('2. Records of one lane, appended by one caller one call after another, have that order in the log.', () => {
    it(
      'whatever several callers append side by side, each lane of each caller keeps its order',
      async () => {
        const topic = await scene.topic()
        const sources = ['courts', 'prisons', 'referrals'].map(name => createSource(name))
        await Promise.all(
          sources.map(async (source, index) => {
            for (let call = 0; call < 8; call++) await scene.log(index === 1 ? 1 : 0).append(topic, source.next(25, 7))
          }),
        )
        const read = await allOf(scene.log().read(topic, [], 'end'))
        expect(byLane(read)).toEqual(byLane(sources.flatMap(source => source.sent)))
      },
      TEST_MS,
    )
  })

  describe('3. Same lane, same partition, in every engine, for ever.', () => {
    it(
      'records lie where `partitionOf` says, which is what Kafka says',
      async () => {
        const topic = await scene.topic()
        const batch = createSource('courts').next(500, 500)
        await scene.log().append(topic, batch)
        const read = await allOf(scene.log(1).read(topic, [], 'end'))
        expect(read.length).toBe(500)
        for (const { lane, partition } of read) expect(partition).toBe(partitionOf(lane))
        expect(new Set(read.map(record => record.partition)).size).toBe(PARTITIONS)
        expect(scene.log().partitionOf('person/1')).toBe(37)
        expect(scene.log().partitionOf('日本語')).toBe(10)
      },
      TEST_MS,
    )
  })
}
