import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Told, truthAt, type View } from '.'

type Event = Told<number, string>
const byNumber = (a: number, b: number) => a - b
const truth = (told: readonly Event[], view: View<number> = {}) => truthAt(told, view, byNumber)
const saying = (told: readonly Event[], view: View<number> = {}) =>
  Object.fromEntries([...truth(told, view)].map(([about, { says }]) => [about, says!.value]))

const event = (id: string, occurredAt: number, over: Partial<Event> = {}): Event => ({
  id,
  occurredAt,
  recordedAt: 0,
  says: { about: 'custody', value: id },
  ...over,
})

const ABOUT = ['custody', 'address', '__proto__']
/** A stream as a source tells it: times repeat, and an event may name any earlier one. */
const stream = fc
  .array(
    fc.record({
      occurredAt: fc.nat(6),
      about: fc.constantFrom(...ABOUT, undefined),
      names: fc.option(fc.tuple(fc.constantFrom('corrects', 'retracts'), fc.nat(30)), { nil: undefined }),
      pause: fc.nat(2),
    }),
    { maxLength: 12 },
  )
  .map(drawn => {
    let recordedAt = 0
    return drawn.map(({ occurredAt, about, names, pause }, index): Event => {
      recordedAt += pause
      const named = names && index > 0 ? { [names[0]]: `e${names[1] % index}` } : {}
      const says = about === undefined ? {} : { says: { about, value: `v${index}` } }
      return { id: `e${index}`, occurredAt, recordedAt, ...named, ...says }
    })
  })
const view = fc.record({ at: fc.nat(6), knownAt: fc.nat(12) }, { requiredKeys: [] })

describe('truthAt', () => {
  it('was what it was: to know more later changes nothing about what was known then', () => {
    fc.assert(
      fc.property(stream, fc.nat(6), fc.nat(12), (told, at, knownAt) => {
        const then = told.filter(({ recordedAt }) => recordedAt <= knownAt)
        expect(truth(told, { at, knownAt })).toEqual(truth(then, { at }))
      }),
      { numRuns: 1_000 },
    )
  })

  it('holds nothing that a known event corrected or retracted, that is not known, or that had not happened', () => {
    fc.assert(
      fc.property(stream, view, (told, { at = 99, knownAt = 99 }) => {
        const known = told.filter(({ recordedAt }) => recordedAt <= knownAt)
        const named = known.flatMap(({ corrects, retracts }) => [corrects, retracts])
        for (const [about, held] of truth(told, { at, knownAt })) {
          expect([known.includes(held), named.includes(held.id), held.occurredAt <= at]).toEqual([true, false, true])
          expect(held.says?.about).toBe(about)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('holds of what stands the one that happened last, and at one moment the one told last', () => {
    fc.assert(
      fc.property(stream, view, (told, when) => {
        const { at = 99, knownAt = 99 } = when
        const known = told.filter(({ recordedAt }) => recordedAt <= knownAt)
        for (const about of ABOUT) {
          const standing = known.filter(
            ({ id, says, occurredAt }) =>
              says?.about === about &&
              occurredAt <= at &&
              !known.some(({ corrects, retracts }) => corrects === id || retracts === id),
          )
          const last = standing
            .map(({ occurredAt }) => occurredAt)
            .sort(byNumber)
            .at(-1)
          expect(truth(told, when).get(about)).toBe(standing.filter(({ occurredAt }) => occurredAt === last).at(-1))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('does not depend on how events about different things come between each other', () => {
    const two = stream.chain(told => fc.tuple(fc.constant(told), fc.array(fc.nat(), { minLength: 12, maxLength: 12 })))
    fc.assert(
      fc.property(two, view, ([told, picks], when) => {
        const queues = [...ABOUT, undefined].map(about => told.filter(({ says }) => says?.about === about))
        const mixed: Event[] = []
        for (const pick of picks) {
          const left = queues.filter(queue => queue.length > 0)
          if (left.length > 0) mixed.push(left[pick % left.length]!.shift()!)
        }
        expect(mixed).toHaveLength(told.length)
        expect(truth(mixed, when)).toEqual(truth(told, when))
      }),
      { numRuns: 1_000 },
    )
  })

  const received = event('received', 1, { recordedAt: 1 })
  const died = event('died', 5, { recordedAt: 5 })
  it.each<[string, readonly Event[], View<number>, object]>([
    ['nothing is told', [], {}, {}],
    ['it was known and had happened', [received, died], { at: 5, knownAt: 5 }, { custody: 'died' }],
    ['it had not happened', [received, died], { at: 4 }, { custody: 'received' }],
    ['it was not known', [received, died], { knownAt: 4 }, { custody: 'received' }],
    ['an older one comes late', [died, received], {}, { custody: 'died' }],
    ['two happened at once', [event('a', 3), event('b', 3)], {}, { custody: 'b' }],
    [
      'it is corrected to an earlier moment, after which another holds',
      [event('a', 3), event('b', 4), event('c', 2, { corrects: 'b' })],
      {},
      { custody: 'a' },
    ],
    [
      'it is corrected to a later moment, before it',
      [received, event('c', 3, { corrects: 'received' })],
      { at: 2 },
      {},
    ],
    ['it is corrected', [died, event('c', 4, { corrects: 'died' })], {}, { custody: 'c' }],
    [
      'its correction is corrected',
      [died, event('c', 4, { corrects: 'died' }), event('d', 3, { corrects: 'c' })],
      {},
      { custody: 'd' },
    ],
    [
      'its correction was not known',
      [died, event('c', 4, { corrects: 'died', recordedAt: 9 })],
      { knownAt: 8 },
      { custody: 'died' },
    ],
    [
      'it is retracted',
      [received, died, { id: 'r', occurredAt: 9, recordedAt: 9, retracts: 'died' }],
      { at: 8 },
      { custody: 'received' },
    ],
    [
      'its retraction was not known',
      [died, { id: 'r', occurredAt: 0, recordedAt: 9, retracts: 'died' }],
      { knownAt: 8 },
      { custody: 'died' },
    ],
    [
      'its correction is retracted: the error does not come back',
      [died, event('c', 4, { corrects: 'died' }), { id: 'r', occurredAt: 9, recordedAt: 9, retracts: 'c' }],
      {},
      {},
    ],
    [
      'it is told anew after a retraction',
      [died, { id: 'r', occurredAt: 9, recordedAt: 9, retracts: 'died' }, event('again', 5, { recordedAt: 10 })],
      {},
      { custody: 'again' },
    ],
  ])('when %s', (_, told, when, expected) => expect(saying(told, when)).toEqual(expected))
})
