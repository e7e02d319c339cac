import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { compareFacts, type Decision, evolveFacts, type Fact, type Known, type KnownFacts, type PastEvent } from '.'

const moment = { seconds: 0n, nanos: 0 }
const KEYS = ['listing', 'result/a', 'result/b', 'result/c', '__proto__']
const fact = (key: string, type: string, hash: string): Fact => ({
  key,
  hash,
  occurredAt: moment,
  event: { type, data: {} },
})
const retract = (key: string, known: Known): Fact => fact(key, 'Retracted', known.hash)
const isResult = (key: string) => key.startsWith('result/')

let ids = 0
const fold = (known: KnownFacts, decisions: readonly Decision[]): KnownFacts =>
  decisions
    .map((decision): PastEvent => ({ ...decision, id: `event-${++ids}`, recordedAt: moment }))
    .reduce(evolveFacts, known)

const aFact = fc
  .tuple(fc.constantFrom(...KEYS), fc.constantFrom('Sentence', 'Remand'), fc.constantFrom('1', '2'))
  .map(([key, type, hash]) => fact(key, type, hash))
/** At most one fact a key: what the same key says twice in one message is another question. */
const aShare = fc.uniqueArray(aFact, { selector: ({ key }) => key })
const history = fc.array(aShare, { maxLength: 4 })
const after = (shares: readonly (readonly Fact[])[]): KnownFacts =>
  shares.reduce((known, share) => fold(known, compareFacts(known, share, isResult, retract)), new Map() as KnownFacts)

describe('compareFacts', () => {
  it('says nothing about what it has just recorded', () => {
    fc.assert(
      fc.property(history, aShare, (shares, share) => {
        const before = after(shares)
        const then = fold(before, compareFacts(before, share, isResult, retract))
        expect(compareFacts(then, share, isResult, retract)).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  it('comes to the same whatever the order of the facts', () => {
    const shuffled = aShare.chain(share =>
      fc.tuple(fc.constant(share), fc.shuffledSubarray(share, { minLength: share.length })),
    )
    fc.assert(
      fc.property(history, shuffled, (shares, [share, other]) => {
        const before = after(shares)
        const byKey = (decisions: readonly Decision[]) =>
          [...decisions].sort((a, b) => (a.key === b.key ? a.revision - b.revision : a.key < b.key ? -1 : 1))
        expect(byKey(compareFacts(before, other, isResult, retract))).toEqual(
          byKey(compareFacts(before, share, isResult, retract)),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('leaves what is known when a partial fact is said, and records one of which nothing is', () => {
    fc.assert(
      fc.property(history, aShare, (shares, share) => {
        const before = after(shares)
        const partial = share.map((said): Fact => ({ ...said, partial: true }))
        const decisions = compareFacts(before, partial, () => false, retract)
        const isNew = ({ key }: Fact) => before.get(key)?.retracted ?? true
        expect(decisions.map(({ key }) => key)).toEqual(share.filter(isNew).map(({ key }) => key))
        for (const { corrects, retracts } of decisions) expect([corrects, retracts]).toEqual([undefined, undefined])
        expect(compareFacts(before, partial, isResult, retract).filter(({ retracts }) => retracts)).toEqual(
          compareFacts(before, share, isResult, retract).filter(
            ({ key, retracts }) => retracts && !share.some(said => said.key === key),
          ),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('leaves exactly what was said, and what nobody may withdraw', () => {
    fc.assert(
      fc.property(history, aShare, (shares, share) => {
        const before = after(shares)
        const then = fold(before, compareFacts(before, share, isResult, retract))
        const stands = (known: KnownFacts) => [...known].filter(([, { retracted }]) => !retracted).map(([key]) => key)
        const kept = stands(before).filter(key => !isResult(key))
        expect(new Set(stands(then))).toEqual(new Set([...share.map(({ key }) => key), ...kept]))
        for (const { key, hash, event } of share) expect(then.get(key)).toMatchObject({ hash, type: event.type })
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives every event of a key the next revision, and names the event it changes', () => {
    fc.assert(
      fc.property(history, aShare, (shares, share) => {
        const before = after(shares)
        const next = new Map<string, number>()
        for (const { key, revision, corrects, retracts } of compareFacts(before, share, isResult, retract)) {
          const known = before.get(key)
          expect(revision).toBe(next.get(key) ?? (known ? known.revision + 1 : 0))
          next.set(key, revision + 1)
          if (corrects) expect([corrects, known?.retracted]).toEqual([known?.id, false])
          if (retracts) expect([retracts, known?.retracted]).toEqual([known?.id, false])
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['new', [], [fact('a', 'S', '1')], [['a', 'S', 0, undefined, undefined]]],
    ['changed', [fact('a', 'S', '1')], [fact('a', 'S', '2')], [['a', 'S', 1, 'corrects', undefined]]],
    [
      'of another type',
      [fact('a', 'S', '1')],
      [fact('a', 'R', '2')],
      [
        ['a', 'Retracted', 1, undefined, 'retracts'],
        ['a', 'R', 2, undefined, undefined],
      ],
    ],
    ['gone', [fact('result/a', 'S', '1')], [], [['result/a', 'Retracted', 1, undefined, 'retracts']]],
    ['not said, and not for the source to withdraw', [fact('a', 'S', '1')], [], []],
    [
      'said twice: the first counts',
      [],
      [fact('a', 'S', '1'), fact('a', 'S', '2')],
      [['a', 'S', 0, undefined, undefined]],
    ],
  ] as const)('%s', (_, first, second, expected) => {
    const decisions = compareFacts(after([first]), second, isResult, retract)
    expect(
      decisions.map(({ key, event, revision, corrects, retracts }) => [
        key,
        event.type,
        revision,
        corrects && 'corrects',
        retracts && 'retracts',
      ]),
    ).toEqual(expected)
  })

  it('takes a confirmation for what it is: nothing new', () => {
    const known = after([[fact('a', 'S', '1')]])
    const confirmation: PastEvent = {
      ...fact('a', 'Confirmed', '9'),
      id: 'x',
      recordedAt: moment,
      confirms: known.get('a')!.id,
    }
    expect(evolveFacts(known, confirmation)).toBe(known)
  })
})
