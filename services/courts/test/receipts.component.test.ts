import { IdentityType } from '@hub/contracts/person'
import { type ContextUnderTest, openContext } from '@hub/testing'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { courts, createCourts } from '../src'
import { defendant, HEARING, type Letter, type Message, order, PEOPLE, remand, shared } from './shares'

let context: ContextUnderTest
let people: Readonly<Record<Letter, string>>
/** Time passes: what came later is later. */
let seconds = 1_780_000_000n
const now = () => ({ seconds: ++seconds, nanos: 0 })
beforeEach(async () => {
  context = await openContext(courts, createCourts, 'once', now)
  const meet = (letter: Letter) =>
    context.meet({ type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: PEOPLE[letter] })
  people = { A: await meet('A'), B: await meet('B'), C: await meet('C') }
})
afterEach(() => context.close())

let names = 0
/** Sends one after another; what the receipt of the last one says. */
async function receiptOf(...bodies: readonly unknown[]) {
  const ids: string[] = []
  for (const body of bodies) {
    const message = { name: `message ${++names}`, channel: 'common-platform', body: Buffer.from(JSON.stringify(body)) }
    ids.push(...(await context.send(message)))
    await context.left(ids)
  }
  const { receipts, recorded } = await context.left(ids)
  const receipt = receipts.at(-1)!
  const lineOf = new Map(recorded.map(({ id, lane }) => [id, lane]))
  return {
    state: receipt.state.replace('RECEIPT_STATE_', ''),
    people: receipt.people,
    parts: receipt.parts.map(({ subject, state, reason, eventIds, personId }) => ({
      of: Object.entries(PEOPLE).find(([, id]) => subject === `CP_DEFENDANT:${id}`)?.[0] ?? subject,
      state: state.replace('RECEIPT_STATE_', ''),
      reason,
      personId,
      events: eventIds.length,
      lines: [...new Set(eventIds.map(id => lineOf.get(id)))],
    })),
  }
}

const bodyOf = ({ body }: Message): unknown => body
const first = () => bodyOf(shared('10:00', { A: [order()], B: [remand()] }))
const deletion = {
  Type: 'Notification',
  Message: JSON.stringify({ hearing: { id: HEARING } }),
  MessageAttributes: { hearingEventType: { Type: 'String', Value: 'Deleted' } },
}

describe('a receipt', () => {
  it('names somebody whom the share does not name any more, with their events beside them', async () => {
    const { state, parts, people: named } = await receiptOf(first(), bodyOf(shared('11:00', { B: [remand()] })))
    expect([state, named]).toEqual(['TRANSLATED', [people.A]])
    expect(parts).toEqual([
      { of: 'B', state: 'IGNORED', reason: 'no change', personId: '', events: 0, lines: [] },
      { of: 'A', state: 'TRANSLATED', reason: '', personId: people.A, events: 2, lines: [people.A] },
    ])
  })

  it('names everybody whom a deletion reached', async () => {
    const { people: named, parts } = await receiptOf(first(), deletion)
    expect(named).toEqual([people.A, people.B])
    expect(parts.map(({ of, state, lines, events }) => ({ of, state, lines, events }))).toEqual([
      { of: 'A', state: 'TRANSLATED', lines: [people.A], events: 2 },
      { of: 'B', state: 'TRANSLATED', lines: [people.B], events: 2 },
    ])
  })

  it('has one part for somebody who proves to be a youth', async () => {
    const youth = [defendant('A', [order()], { isYouth: true }), defendant('B', [remand()])]
    const { parts } = await receiptOf(first(), bodyOf(shared('11:00', youth)))
    expect(parts.map(({ of, state, reason, events }) => [of, state, reason, events])).toEqual([
      ['A', 'TRANSLATED', '', 2],
      ['B', 'IGNORED', 'no change', 0],
    ])
  })

  it('of a message without anybody to record facts of keeps why, and the field', async () => {
    const body = bodyOf(shared('11:00', [defendant('C', [], { personDefendant: {} })]))
    const { parts, state } = await receiptOf(first(), body)
    expect(state).toBe('TRANSLATED')
    expect(parts.map(({ of, state: its, reason }) => [of, its, reason])).toEqual([
      ['C', 'REJECTED', 'defendant without last name'],
      ['A', 'TRANSLATED', ''],
      ['B', 'TRANSLATED', ''],
    ])
  })

  it.each([
    ['shares', () => [first(), bodyOf(shared('11:00', { B: [remand()] })), bodyOf(shared('12:00', []))]],
    ['a deletion', () => [first(), deletion]],
  ])('of %s stays as it is: a replay would change nothing', async (_, bodies) => {
    await receiptOf(...bodies())
    expect(await context.preview()).toEqual([])
  })
})
