import { type Identity, IdentityType } from '@hub/contracts/person'
import { expectedStates, sampleMessages } from '@hub/simulator'
import {
  type ContextUnderTest,
  DELIVERIES,
  type Delivery,
  type Left,
  openContext,
  type SentMessage,
} from '@hub/testing'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { courts, createCourts } from '../src'

const samples = sampleMessages().slice(0, 25)
/** Known before anything comes in: whom the first sample is about. */
const MET: Identity = { type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: 'ac24a1be-939b-49a4-a524-21a3d228f8bc' }

let context: ContextUnderTest
let met: string
/** What is left of these messages, each array sent in one go, to a context that has read of one person before. */
async function leftBy(delivery: Delivery, ...sendings: readonly (readonly SentMessage[])[]): Promise<Left> {
  context = await openContext(courts, createCourts, delivery)
  met = await context.meet(MET)
  const ids = new Set<string>()
  for (const messages of sendings) {
    for (const id of await context.send(...messages)) ids.add(id)
    await context.left([...ids])
  }
  return context.left([...ids])
}
afterEach(() => context.close())

describe('every sample', () => {
  let single: Left
  beforeAll(async () => {
    single = await leftBy('once', samples)
    await context.close()
  })

  it('comes in by the log and ends as its partner would expect', () => {
    const states = single.receipts.map(({ state, reason }) => [
      state.replace('RECEIPT_STATE_', '').toLowerCase(),
      reason,
    ])
    expect(states).toEqual(samples.map(({ name }) => [expectedStates[name]!.state, expectedStates[name]!.reason]))
    expect(single.receipts[0]!.people).toEqual([met])
    const told = single.receipts.flatMap(({ eventIds }) => eventIds)
    expect(single.recorded.map(({ id }) => id).sort()).toEqual(told.sort())
    expect(single.recorded.map(({ position }) => position)).toEqual(told.map((_, index) => BigInt(index + 1)))
    expect(single.published.map(({ id }) => id)).toEqual(single.recorded.map(({ id }) => id))
  })

  it.each(DELIVERIES.filter(delivery => delivery !== 'once'))('handed over %s leaves the same', async delivery => {
    expect(await leftBy(delivery, samples)).toEqual(single)
  })

  it('sent again, beside the first and later, is counted and leaves the same', async () => {
    const receipts = single.receipts.map(receipt => ({ ...receipt, repeats: 2 }))
    expect(await leftBy('once', [...samples, ...samples], samples)).toEqual({ ...single, receipts })
  })
})
