import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { KafkaMessage } from 'kafkajs'
import { type FetchAnswer, readAnswer } from './answer'
import { recordOf } from './wire'

// kafkajs's own encoder and decoder are what ours is held against.
const kafkajs = createRequire(__filename)
const Encoder = kafkajs('kafkajs/src/protocol/encoder')
const Record = kafkajs('kafkajs/src/protocol/recordBatch/record/v0')
const { RecordBatch } = kafkajs('kafkajs/src/protocol/recordBatch/v0')
const theirs = kafkajs('kafkajs/src/protocol/requests/fetch/v11/response')

interface Written {
  readonly key: string | null
  readonly value: Uint8Array | null
  readonly headers: { readonly [name: string]: string | readonly string[] }
}
interface Batch {
  readonly firstOffset: number
  readonly transactional: boolean
  readonly records: readonly Written[]
}

async function batchOf({ firstOffset, transactional, records }: Batch): Promise<Buffer> {
  const encoded = await RecordBatch({
    firstOffset,
    firstTimestamp: 1_700_000_000_000,
    maxTimestamp: 1_700_000_000_500,
    lastOffsetDelta: records.length,
    producerId: 7,
    transactional,
    records: records.map(({ key, value, headers }, at) =>
      Record({ offsetDelta: at * 2, timestampDelta: at * 100, key, value: value && Buffer.from(value), headers }),
    ),
  })
  return encoded.buffer
}

async function answerOf(partitions: readonly (readonly Batch[])[], cut = 0): Promise<Buffer> {
  const answer = new Encoder().writeInt32(3).writeInt16(0).writeInt32(9).writeInt32(1).writeString('hub.events')
  answer.writeInt32(partitions.length)
  for (const [partition, batches] of partitions.entries()) {
    const whole = Buffer.concat(await Promise.all(batches.map(batchOf)))
    // With less than this kafkajs itself breaks.
    const set = whole.length - cut < 17 ? Buffer.alloc(0) : whole.subarray(0, whole.length - cut)
    answer.writeInt32(partition).writeInt16(0).writeInt64(40).writeInt64(39).writeInt64(1)
    answer.writeInt32(1).writeInt64(5).writeInt64(12).writeInt32(-1)
    answer.writeInt32(set.length).writeBufferInternal(set)
  }
  return answer.buffer
}

type TheirMessage = KafkaMessage & { readonly isControlRecord: boolean }

/** What kafkajs reads, as the hub sees it. */
async function theirsOf(bytes: Buffer): Promise<FetchAnswer> {
  const { errorCode, sessionId, responses } = await theirs.decode(bytes)
  const [{ topicName, partitions }] = responses
  return {
    errorCode,
    sessionId,
    partitions: partitions.map(
      (each: { partition: number; errorCode: number; highWatermark: string; messages: TheirMessage[] }) => {
        const last = each.messages.at(-1)
        return {
          topic: topicName,
          partition: each.partition,
          errorCode: each.errorCode,
          highWatermark: BigInt(each.highWatermark),
          records: each.messages
            .filter(({ isControlRecord }) => !isControlRecord)
            .map(message => plain(recordOf(topicName, each.partition, message))),
          next: last && BigInt(last.offset) + 1n,
        }
      },
    ),
  }
}
const plain = <R extends { readonly value: Uint8Array }>(record: R): R => ({
  ...record,
  value: Buffer.from(record.value),
})
const oursOf = (bytes: Buffer): FetchAnswer | undefined => {
  const answer = readAnswer(bytes)
  return (
    answer && { ...answer, partitions: answer.partitions.map(each => ({ ...each, records: each.records.map(plain) })) }
  )
}

const written = fc.record({
  key: fc.option(fc.string({ unit: 'binary' })),
  value: fc.option(fc.uint8Array({ maxLength: 300 })),
  headers: fc.dictionary(
    // kafkajs takes what every object inherits (`toString`) for an earlier header of that name.
    fc.string({ unit: 'binary', maxLength: 80 }).filter(name => !(name in {})),
    fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.array(fc.string(), { minLength: 2, maxLength: 3 })),
  ),
})
const batch = fc.record({
  firstOffset: fc.nat(2 ** 30),
  transactional: fc.boolean(),
  records: fc.array(written, { minLength: 1, maxLength: 5 }),
})

describe('an answer to a fetch', () => {
  it('is read as kafkajs reads it, wherever it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(batch, { maxLength: 3 }), { maxLength: 3 }), fc.nat(200), async (of, cut) => {
        const bytes = await answerOf(of, cut)
        expect(oursOf(bytes)).toEqual(await theirsOf(bytes))
      }),
      { numRuns: 300 },
    )
  })

  it('reads every cut of two batches as kafkajs does', async () => {
    const one: Batch = {
      firstOffset: 10,
      transactional: false,
      records: [{ key: 'k', value: Buffer.from('v'), headers: { ce_id: 'é' } }],
    }
    const whole = (await batchOf(one)).length
    for (let cut = 0; cut <= whole * 2; cut++) {
      const bytes = await answerOf([[one, { ...one, firstOffset: 11 }], []], cut)
      expect(oursOf(bytes)).toEqual(await theirsOf(bytes))
    }
  })

  it('leaves what the hub never writes to kafkajs', async () => {
    const bytes = await answerOf([
      [{ firstOffset: 0, transactional: false, records: [{ key: null, value: null, headers: {} }] }],
    ])
    const magic =
      bytes.length -
      (await batchOf({ firstOffset: 0, transactional: false, records: [{ key: null, value: null, headers: {} }] }))
        .length +
      16
    const old = Buffer.from(bytes)
    old[magic] = 1
    expect(readAnswer(old)).toBeUndefined()
    const compressed = Buffer.from(bytes)
    compressed[magic + 6] = 1
    expect(readAnswer(compressed)).toBeUndefined()
  })
})
