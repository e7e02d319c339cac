import { afterAll, afterEach, beforeAll, describe } from '@jest/globals'
import type { Store } from '../port'
import { acrossProcesses } from './across-processes'
import { cursors } from './cursors'
import { documents } from './documents'
import { groups } from './groups'
import { type ConformanceEngine, type Suite, settingsFor, uniqueName } from './harness'
import { heldLanes } from './held-lanes'
import { marks } from './marks'
import { model } from './model'
import { outbox } from './outbox'
import { tallies } from './tallies'
import { timers } from './timers'

/** Proves an engine against the port's fourteen guarantees; every test names the one it proves. */
export function storeConformance(name: string, makeEngine: () => Promise<ConformanceEngine>): void {
  describe(`store: ${name}`, () => {
    let engine: ConformanceEngine | undefined
    let opened: Store[] = []
    const given = (): ConformanceEngine => {
      if (!engine) throw new Error('the engine is made before the tests run')
      return engine
    }
    beforeAll(async () => {
      engine = await makeEngine()
    })
    afterEach(async () => {
      await Promise.all(opened.map(store => store.close()))
      opened = []
    })
    afterAll(() => engine?.close())

    const suite: Suite = {
      engine: given,
      open: async (context = uniqueName(), clock = undefined) => {
        const store = await given().open(settingsFor(context, clock))
        opened.push(store)
        return store
      },
      two: async () => {
        const stores = await given().openTwice?.(settingsFor(uniqueName()))
        if (!stores) throw new Error('the engine belongs to one process')
        opened.push(...stores)
        return stores
      },
    }
    groups(suite)
    heldLanes(suite)
    marks(suite)
    cursors(suite)
    outbox(suite)
    timers(suite)
    tallies(suite)
    documents(suite)
    acrossProcesses(suite)
    model(suite)
  })
}
