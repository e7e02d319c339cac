import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { incomingOf, wireHeaders } from './headers'
import type { Cursor, Incoming } from './port'
import { type Run, skipTo, sliceOf, startRun, takeInto } from './runs'

const SOURCES = ['courts', 'prisons', 'constructor'] as const
const cursor = (next = 0n, seen: Cursor['seen'] = {}): Cursor => ({ topic: 't', partition: 7, next, epoch: 3, seen })

const recordAt = (offset: number, source: string, position: bigint | undefined, type: string, size = 1): Incoming => {
  const headers = wireHeaders({ id: `${source}-${position ?? offset}`, type, source, position, headers: {} })
  return incomingOf({ topic: 't', partition: 7, offset: BigInt(offset) }, 'lane', headers, new Uint8Array(size))
}

/** A partition as relays write it: each source in order, going back some way now and then (guarantee 9 of the store). */
const partition = fc
  .array(
    fc.record({
      source: fc.constantFrom(...SOURCES),
      back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 5 })),
      type: fc.constantFrom('wanted', 'unwanted'),
      numbered: fc.boolean(),
      size: fc.integer({ min: 0, max: 50 }),
    }),
    { maxLength: 60 },
  )
  .map(steps => {
    const at = new Map<string, number>()
    const types = new Map<string, string>()
    return steps.map(({ source, back, type, numbered, size }, offset) => {
      if (!numbered) return recordAt(offset, source, undefined, type, size)
      const position = Math.max(1, (at.get(source) ?? 0) + 1 - back)
      at.set(source, position)
      const name = `${source}-${position}`
      // A repeat is the same record: same position, same type.
      types.set(name, types.get(name) ?? type)
      return recordAt(offset, source, BigInt(position), types.get(name)!, size)
    })
  })

const wanted = (type: string) => type === 'wanted'

/** What a reader must see, said the slow way. */
function expected(records: readonly Incoming[]): Incoming[] {
  const seen = new Set<string>()
  return records.filter(record => {
    if (record.position === undefined) return record.type === 'wanted'
    const repeat = seen.has(record.id)
    seen.add(record.id)
    return !repeat && record.type === 'wanted'
  })
}

describe('a run', () => {
  it('hands over each accepted position once, in order, and covers the rest', () => {
    fc.assert(
      fc.property(partition, records => {
        const run = startRun(cursor())
        expect(takeInto(run, records, undefined, wanted)).toBe(records.length)
        const { messages, to } = sliceOf(run)
        expect(messages).toEqual(expected(records))
        expect(to.next).toBe(BigInt(records.length))
      }),
    )
  })

  it('is the same however the records are cut into reads, batches and restarts', () => {
    fc.assert(
      fc.property(
        partition,
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        fc.boolean(),
        (records, cuts, commit) => {
          const whole = startRun(cursor())
          takeInto(whole, records, undefined, wanted)
          const got: Incoming[] = []
          let run: Run = startRun(cursor())
          for (let at = 0; at < records.length; ) {
            const length = cuts.next().value
            // Starting a little early, as a read of whole segments does, must change nothing.
            takeInto(run, records.slice(Math.max(0, at - 3), at + length), undefined, wanted)
            at += length
            if (commit) {
              got.push(...run.messages)
              run = startRun(sliceOf(run).to)
            }
          }
          expect([...got, ...run.messages]).toEqual(whole.messages)
          expect({ ...sliceOf(run).to }).toEqual({ ...sliceOf(whole).to })
        },
      ),
    )
  })

  it('stays within its room, and a record larger than the room passes only alone', () => {
    fc.assert(
      fc.property(
        partition,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 60 }),
        (records, count, bytes) => {
          const got: Incoming[] = []
          let next = cursor()
          for (let rounds = 0; next.next < records.length; rounds++) {
            expect(rounds).toBeLessThanOrEqual(records.length)
            const run = startRun(next)
            takeInto(run, records, { messages: count, bytes, evenIfLarger: true }, wanted)
            expect(run.messages.length).toBeLessThanOrEqual(count)
            expect(run.bytes <= bytes || run.messages.filter(m => m.value.length > 0).length === 1).toBe(true)
            expect(run.next).toBeGreaterThan(next.next)
            got.push(...run.messages)
            next = sliceOf(run).to
          }
          expect(got).toEqual(expected(records))
        },
      ),
    )
  })

  it('never changes the cursor it started from', () => {
    const from = cursor(5n, { courts: 9n })
    const run = startRun(from)
    takeInto(run, [recordAt(5, 'courts', 9n, 'wanted'), recordAt(6, 'courts', 10n, 'wanted')])
    expect(sliceOf(run)).toMatchObject({ from: { next: 5n, seen: { courts: 9n } }, to: { next: 7n, epoch: 3 } })
    expect(sliceOf(run).messages.map(message => message.offset)).toEqual([6n])
  })

  it('skips to the first record that still exists, never back', () => {
    const run = startRun(cursor(5n))
    skipTo(run, 9n)
    skipTo(run, 2n)
    expect(sliceOf(run).to.next).toBe(9n)
  })
})
