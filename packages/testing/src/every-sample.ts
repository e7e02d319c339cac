import type { Identity } from '@hub/contracts/person'
import type { ContextDefinition, Service, ServicePorts } from '@hub/service'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type ContextUnderTest, type Left, openContext, type SentMessage } from './context-under-test'
import { DELIVERIES, type Delivery } from './delivery'

export interface EverySample {
  readonly definition: ContextDefinition
  readonly create: (ports: ServicePorts) => Service
  readonly samples: readonly (SentMessage & {
    readonly expected: { readonly state: string; readonly reason: string | null }
  })[]
  /** Known before anything comes in: whom the first sample is about. */
  readonly met: Identity
}

/** Proves that a context comes to the same with every sample, however its messages are delivered. */
export function everySample({ definition, create, samples, met: identity }: EverySample): void {
  describe('every sample', () => {
    let context: ContextUnderTest
    let met: string
    let single: Left
    /** What is left of these messages, each array sent in one go, to a context that has read of one person before. */
    const leftBy = async (delivery: Delivery, ...sendings: readonly (readonly SentMessage[])[]): Promise<Left> => {
      context = await openContext(definition, create, delivery)
      met = await context.meet(identity)
      const ids = new Set<string>()
      for (const messages of sendings) {
        for (const id of await context.send(...messages)) ids.add(id)
        await context.left([...ids])
      }
      return context.left([...ids])
    }
    beforeAll(async () => {
      single = await leftBy('once', samples)
      await context.close()
    })
    afterEach(() => context.close())

    it('comes in by the log and ends as its partner would expect', () => {
      const states = single.receipts.map(({ state, reason }) => ({
        state: state.replace('RECEIPT_STATE_', '').toLowerCase(),
        reason,
      }))
      expect(states).toEqual(samples.map(({ expected: { state, reason } }) => ({ state, reason })))
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
}
