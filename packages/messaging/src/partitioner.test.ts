import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { partitionOf } from './partitioner'
import { PARTITIONS } from './port'

// Computed by kafkajs 2.2.4, Partitioners.DefaultPartitioner() with 48 partitions. They never change.
const GOLDEN: readonly (readonly [string, number])[] = [
  ['', 9],
  ['a', 28],
  ['ab', 26],
  ['abc', 27],
  ['abcd', 20],
  ['abcde', 13],
  ['person/1', 37],
  ['person/2', 39],
  ['9f6c1a52-0d1b-4f5e-8a53-0e4bb1b2d8a1', 35],
  ['noms/3q2-7wAbCdEfGhIjKlMnOp', 3],
  ['hearing/0baecac5/defendant', 47],
  ['£ünïcødé', 27],
  ['日本語', 10],
  ['😀', 33],
  ['lot/123', 22],
  ['the quick brown fox jumps over the lazy dog', 40],
  ['x'.repeat(1000), 30],
]

describe('partitionOf', () => {
  it.each(GOLDEN)('gives lane %j the partition kafkajs gives it', (lane, partition) => {
    expect(partitionOf(lane)).toBe(partition)
  })

  it('gives every lane one of the partitions', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), lane => {
        const partition = partitionOf(lane)
        expect(Number.isInteger(partition) && partition >= 0 && partition < PARTITIONS).toBe(true)
      }),
    )
  })
})
