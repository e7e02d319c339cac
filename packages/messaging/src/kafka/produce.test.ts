import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { encodeProduceInOnePiece, type Produce, produceBody } from './produce'
import { messageOf } from './wire'

type Theirs = (fields: Produce) => { encode(): Promise<{ buffer: Buffer }> }
const theirs = createRequire(__filename)('kafkajs/src/protocol/requests/produce/v7/request') as Theirs

const text = fc.string({ unit: 'binary', maxLength: 70 })
const record = fc.record({
  lane: text,
  value: fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(70_000).map(length => new Uint8Array(length).fill(7)),
  ),
  headers: fc.dictionary(text, text, { maxKeys: 70 }),
})
const partitions = fc.array(
  fc.record({
    partition: fc.nat(47),
    firstSequence: fc.nat(0x7fff_ffff),
    records: fc.array(record, { minLength: 1, maxLength: 80 }),
  }),
  { minLength: 1, maxLength: 4 },
)

describe('a produce request in one piece', () => {
  it("has kafkajs's own bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        partitions,
        fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        fc.nat(0x7fff),
        async (topic, lots, producerId, producerEpoch) => {
          const request: Produce & { timeout: number } = {
            acks: -1,
            timeout: 30_000,
            producerId: String(producerId),
            producerEpoch,
            topicData: [
              {
                topic,
                partitions: lots.map(({ records, ...rest }) => ({
                  ...rest,
                  messages: records.map(({ lane, value, headers }) =>
                    messageOf({ lane, value, headers, id: '', type: '', source: '' }, headers, '1764028800123'),
                  ),
                })),
              },
            ],
          }
          expect(produceBody(request).equals((await theirs(request).encode()).buffer)).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('is for our records alone: what others send stays theirs, whatever it lacks', async () => {
    encodeProduceInOnePiece()
    const { protocol } = createRequire(__filename)('kafkajs/src/protocol/requests/produce') as {
      protocol(wanted: { version: number }): (fields: unknown) => { request: ReturnType<Theirs> }
    }
    const bytesOf = async (message: object) => {
      const topicData = [{ topic: 't', partitions: [{ partition: 1, firstSequence: 0, messages: [message] }] }]
      const fields = { acks: -1, timeout: 1, producerId: '7', producerEpoch: 0, topicData }
      const { buffer } = await protocol({ version: 7 })(fields).request.encode()
      return { buffer, again: (await theirs(fields as never).encode()).buffer }
    }
    const ours = messageOf({ lane: 'l', value: new Uint8Array(9), headers: {}, id: '', type: '', source: '' }, {}, '5')
    const foreign = { key: null, value: 'text', headers: { many: ['a', Buffer.from('b')] }, timestamp: '6' }
    for (const message of [ours, foreign]) {
      const { buffer, again } = await bytesOf(message)
      expect(buffer.equals(again)).toBe(true)
    }
  })
})
