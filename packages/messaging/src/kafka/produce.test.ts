import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Message } from 'kafkajs'
import { crc32c } from './crc32c'
import { type Produce, writeRequest } from './produce'

// kafkajs's own encoder is what ours is held against.
const kafkajs = createRequire(__filename)
const theirs = kafkajs('kafkajs/src/protocol/requests/produce/v7/request')
const theirSum = kafkajs('kafkajs/src/protocol/recordBatch/crc32C')

const text = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 200 }))
const message = fc.record({
  key: fc.option(text),
  value: fc.option(fc.uint8Array({ maxLength: 5_000 }).map(bytes => Buffer.from(bytes))),
  headers: fc.dictionary(
    text.filter(name => name !== '__proto__'),
    text,
    { maxKeys: 20 },
  ),
  timestamp: fc.nat(100_000).map(after => String(1_764_000_000_000 + after)),
})
const produce = fc.record({
  acks: fc.constantFrom(-1, 1),
  timeout: fc.nat(60_000),
  producerId: fc.maxSafeNat().map(id => ({ toString: () => String(id) })),
  producerEpoch: fc.nat(30_000),
  topicData: fc.array(
    fc.record({
      topic: fc.constantFrom('hub.events', 'hub.intake.courts'),
      partitions: fc.array(
        fc.record({
          partition: fc.nat(47),
          firstSequence: fc.nat(2 ** 31 - 1),
          messages: fc.array(message, { minLength: 1, maxLength: 6 }),
        }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 2 },
  ),
})

describe('a request to produce', () => {
  it('is written as kafkajs writes it, byte by byte', async () => {
    await fc.assert(
      fc.asyncProperty(produce, async options => {
        const id = BigInt(options.producerId.toString())
        const { buffer } = await theirs({ ...options, producerId: id }).encode()
        expect(writeRequest(options)!.equals(buffer)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('leaves what the hub never sends to kafkajs', () => {
    const of = (about: Partial<Produce>, sent: Partial<Message> = {}): Produce => ({
      acks: -1,
      timeout: 1,
      producerId: 1n,
      producerEpoch: 0,
      topicData: [
        {
          topic: 't',
          partitions: [
            { partition: 0, firstSequence: 0, messages: [{ key: 'k', value: null, timestamp: '1', ...sent }] },
          ],
        },
      ],
      ...about,
    })
    expect(writeRequest(of({}))).toBeDefined()
    for (const other of [
      of({ compression: 1 }),
      of({ transactionalId: 'x' }),
      of({}, { timestamp: undefined }),
      of({}, { headers: { a: Buffer.from('b') } }),
      of({}, { key: Buffer.from('k') }),
    ])
      expect(writeRequest(other)).toBeUndefined()
  })

  it('is checked by CRC-32C', () => {
    // RFC 3720, section B.4: 32 bytes of ones.
    expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(0x62a8ab43)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, start) => {
        const from = Math.min(start, bytes.length)
        expect(crc32c(bytes, from, bytes.length)).toBe(theirSum(Buffer.from(bytes.subarray(from))))
      }),
    )
  })
})
