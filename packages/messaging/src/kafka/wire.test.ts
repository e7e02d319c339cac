import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type KafkaMessage, Partitioners, type PartitionMetadata } from 'kafkajs'
import { partitionOf } from '../partitioner'
import { PARTITIONS } from '../port'
import { recordOf } from './wire'

const metadata = Array.from({ length: PARTITIONS }, (_, partitionId): PartitionMetadata => {
  return { partitionId, leader: 1, replicas: [1], isr: [1], partitionErrorCode: 0 }
})

describe('records on the wire', () => {
  it("kafkajs's DefaultPartitioner, left to itself, gives every lane our partition", () => {
    const partitioner = Partitioners.DefaultPartitioner()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), lane => {
        const message = { key: lane, value: '' }
        expect(partitioner({ topic: 't', partitionMetadata: metadata, message })).toBe(partitionOf(lane))
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads what a foreign writer left: no key, no value, repeated headers', () => {
    const message: KafkaMessage = {
      key: null,
      value: null,
      timestamp: '0',
      attributes: 0,
      offset: '7',
      headers: {},
    }
    expect(recordOf('t', 3, message)).toMatchObject({ lane: '', id: '', offset: 7n, value: new Uint8Array() })
    const headers = { ce_id: [Buffer.from('1'), Buffer.from('2')] }
    expect(recordOf('t', 3, { ...message, headers })).toMatchObject({ id: '2' })
  })
})
