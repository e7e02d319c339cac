import { type VirtualClock, virtualClock } from '@hub/clock'
import { ReceiptServiceDefinition, ReceiptState } from '@hub/contracts/intake'
import type { Marked, Outcome, Store } from '@hub/store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { inProcessClient } from './grpc/in-process'
import type { Implementation } from './grpc/types'
import type { PartAnswer, ReceiptAbout } from './intake'
import { receiptOf, receiptService } from './receipts'

type Mark = Marked<PartAnswer>
const { RECEIPT_STATE_ACCEPTED: ACCEPTED, RECEIPT_STATE_HELD: HELD } = ReceiptState
const {
  RECEIPT_STATE_TRANSLATED: TRANSLATED,
  RECEIPT_STATE_REJECTED: REJECTED,
  RECEIPT_STATE_IGNORED: IGNORED,
} = ReceiptState

const done: Outcome = { is: 'done' }
const ignored: Outcome = { is: 'ignored', reason: 'no change' }
const rejected: Outcome = { is: 'rejected', reason: 'no name' }
const parked: Outcome = { is: 'park', reason: 'TypeError' }
const retried: Outcome = { is: 'retry', after: 5, reason: 'later' }

const about = (parts: number, over: Partial<ReceiptAbout> = {}): ReceiptAbout => ({
  channel: 'libra',
  sender: 'court',
  parts,
  warnings: ['a warning'],
  ...over,
})
const mark = (outcome: Outcome, over: Partial<Mark> = {}, parts = 1): Mark => ({
  id: 'r',
  hash: 'h',
  at: '2026-01-02T03:04:05.123456789Z',
  about: about(parts),
  outcome,
  since: { seconds: 0n, nanos: 0 },
  repeats: 0,
  conflicts: [],
  ...over,
})
const partsOf = (...outcomes: readonly Outcome[]) =>
  outcomes.map((outcome, index) =>
    mark(
      outcome,
      {
        part: `subject ${index}`,
        ...(outcome.is === 'done' ? { answer: { eventIds: [`e${index}a`, `e${index}b`], personId: `p${index}` } } : {}),
      },
      outcomes.length,
    ),
  )

describe('receiptOf', () => {
  it('is accepted as long as there is no mark', () => {
    expect(receiptOf('r', [])).toMatchObject({ receiptId: 'r', state: ACCEPTED, sender: '', parts: [], people: [] })
  })

  it.each([
    [done, TRANSLATED, ''],
    [ignored, IGNORED, 'no change'],
    [rejected, REJECTED, 'no name'],
    [parked, HELD, 'TypeError'],
    [retried, HELD, 'later'],
  ])('of a message about nobody says what became of it: %j', (outcome, state, reason) => {
    expect(receiptOf('r', [mark(outcome)])).toMatchObject({
      state,
      reason,
      parts: [],
      channel: 'libra',
      sender: 'court',
      warnings: ['a warning'],
      receivedAt: { nanos: 123456789 },
    })
  })

  it('of a message about one person has that person’s part, whose one mark is the whole’s', () => {
    const said = receiptOf('r', [mark({ is: 'done' }, { about: { ...about(1), subject: 'NOMS:A1234BC' } })])
    expect(said.parts).toMatchObject([{ subject: 'NOMS:A1234BC', state: said.state }])
  })

  it('is held before translated before rejected before ignored, in whatever order the parts stand', () => {
    const all = [parked, retried, done, rejected, ignored]
    const rank = (outcome: Outcome) => ({ park: 0, retry: 0, done: 1, rejected: 2, ignored: 3 })[outcome.is]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 6 }), outcomes => {
        const state = [HELD, TRANSLATED, REJECTED, IGNORED][Math.min(...outcomes.map(rank))]
        expect(receiptOf('r', partsOf(...outcomes)).state).toBe(state)
      }),
    )
  })

  it('gives the reasons and the field of the parts that decide, each once', () => {
    const field = (name: string) => ({ about: about(4, { field: name }) })
    const [a, b, c, d] = partsOf(ignored, rejected, rejected, { is: 'rejected', reason: 'too young' })
    const receipt = receiptOf('r', [a!, { ...b!, ...field('x.y') }, c!, { ...d!, ...field('z') }])
    expect(receipt).toMatchObject({ state: REJECTED, reason: 'no name; too young', field: 'x.y' })
  })

  it('waits until every part has its mark, unless one is held', () => {
    const [first, second, third] = partsOf(done, ignored, parked)
    expect(receiptOf('r', [first!]).state).toBe(ACCEPTED)
    expect(receiptOf('r', [first!, second!]).state).toBe(ACCEPTED)
    expect(receiptOf('r', [first!, second!, { ...third!, outcome: done }]).state).toBe(TRANSLATED)
    expect(receiptOf('r', [first!, third!])).toMatchObject({ state: HELD, people: ['p0'], eventIds: ['e0a', 'e0b'] })
  })

  it('names each person once, and every event', () => {
    const [a, b] = partsOf(done, done)
    const same = { ...b!, answer: { eventIds: ['e1a'], personId: 'p0' } }
    expect(receiptOf('r', [a!, same])).toMatchObject({ people: ['p0'], eventIds: ['e0a', 'e0b', 'e1a'] })
    expect(receiptOf('r', [a!, same]).parts.map(({ subject, personId }) => [subject, personId])).toEqual([
      ['subject 0', 'p0'],
      ['subject 1', 'p0'],
    ])
  })

  it('has a part for each other whose line was changed, and the own outcome of whom it is about', () => {
    const others = [{ subject: 'subject 1', personId: 'p1', eventIds: ['e1'] }]
    const [about, youth] = partsOf(done, { is: 'ignored', reason: 'youth' })
    const answer = { eventIds: [], others: [...others, { subject: 'subject 2', personId: 'p2', eventIds: ['e2'] }] }
    const own = { is: 'ignored', reason: 'no change' } as const
    const receipt = receiptOf('r', [{ ...about!, answer: { ...answer, own } }, youth!])
    expect(receipt).toMatchObject({ state: TRANSLATED, reason: '', eventIds: ['e1', 'e2'], people: ['p1', 'p2'] })
    expect(receipt.parts.map(({ subject, state, reason, personId }) => [subject, state, reason, personId])).toEqual([
      ['subject 0', IGNORED, 'no change', ''],
      ['subject 1', TRANSLATED, '', 'p1'],
      ['subject 2', TRANSLATED, '', 'p2'],
    ])
    const { parts } = receiptOf('r', [{ ...about!, about: about!.about!, answer }, youth!])
    expect(parts.map(({ subject }) => subject)).toEqual(['subject 1', 'subject 2'])
  })

  it('warns of the message, and once of each thing in the answers it led to', () => {
    const [a, b] = partsOf(done, done)
    const warned = (part: typeof a, ...warnings: string[]) => ({ ...part!, answer: { ...part!.answer!, warnings } })
    const { warnings } = receiptOf('r', [warned(a, 'search: x', 'search: y'), warned(b, 'search: y')])
    expect(warnings).toEqual([...receiptOf('r', [a!, b!]).warnings, 'search: x', 'search: y'])
  })

  it('says in words that a message waits behind another', () => {
    const behind = { is: 'park', reason: 'HUB_STORE_LANE_HELD' } as const
    expect(receiptOf('r', [mark(behind)]).reason).toBe(
      'an earlier message about the same subject is held, and this one waits behind it',
    )
  })

  it('forgets that the whole was held once its parts have marks of their own', () => {
    const whole = mark(parked, { repeats: 2, conflicts: [{ at: 't', hash: 'other' }] })
    expect(receiptOf('r', [whole, ...partsOf(done, ignored)])).toMatchObject({
      state: TRANSLATED,
      reason: '',
      repeats: 2,
      conflicts: [{ receivedAt: 't', hash: 'other' }],
    })
    expect(receiptOf('r', [whole, partsOf(done, ignored)[0]!]).state).toBe(ACCEPTED)
    expect(receiptOf('r', [whole]).state).toBe(HELD)
  })

  it('counts a repeat once and a conflict once, whatever number of parts', () => {
    const conflict = (at: string) => ({ at, hash: 'other' })
    const [a, b] = partsOf(done, done)
    const receipt = receiptOf('r', [
      { ...a!, repeats: 3, conflicts: [conflict('1'), conflict('2')] },
      { ...b!, repeats: 3, conflicts: [conflict('1'), conflict('2')] },
    ])
    expect(receipt.repeats).toBe(3)
    expect(receipt.conflicts).toEqual([
      { receivedAt: '1', hash: 'other' },
      { receivedAt: '2', hash: 'other' },
    ])
  })
})

describe('the service', () => {
  const start = (marks: Map<string, readonly Mark[]>, clock: VirtualClock) => {
    const store = { marks: async (ids: readonly string[]) => new Map([...marks].filter(([id]) => ids.includes(id))) }
    const { implementation } = receiptService(store as unknown as Store, clock)
    return inProcessClient(ReceiptServiceDefinition, implementation as Implementation<typeof ReceiptServiceDefinition>)
  }
  const statesOf = (answer: { receipts: readonly { state: ReceiptState }[] }) =>
    answer.receipts.map(({ state }) => state)

  it('answers at once, in the order asked', async () => {
    const client = start(new Map([['b', [mark(done)]]]), virtualClock(1))
    const answer = await client.getReceipts({ receiptIds: ['a', 'b', 'b'] })
    expect(statesOf(answer)).toEqual([ACCEPTED, TRANSLATED, TRANSLATED])
  })

  it('waits until all are there', async () => {
    const clock = virtualClock(1)
    const marks = new Map([['a', [mark(done)]]])
    let answered = false
    const asking = start(marks, clock)
      .getReceipts({ receiptIds: ['a', 'b'], waitMillis: 10_000 })
      .finally(() => {
        answered = true
      })
    await clock.advance(5_000)
    expect(answered).toBe(false)
    marks.set('b', [mark(ignored)])
    await clock.advance(100)
    expect(answered).toBe(true)
    expect(statesOf(await asking)).toEqual([TRANSLATED, IGNORED])
  })

  it('waits 30 seconds at most, whatever was asked', async () => {
    const clock = virtualClock(1)
    const asking = start(new Map(), clock).getReceipts({ receiptIds: ['a'], waitMillis: 2_000_000_000 })
    await clock.advance(30_100)
    expect(statesOf(await asking)).toEqual([ACCEPTED])
  })

  it('refuses more than 1,000 at once', async () => {
    const client = start(new Map(), virtualClock(1))
    await expect(client.getReceipts({ receiptIds: Array(1_001).fill('a') })).rejects.toMatchObject({ kind: 'invalid' })
  })
})
