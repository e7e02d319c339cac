import type { VirtualClock } from '@hub/clock'
import { expect, it } from '@jest/globals'
import type { FaultMessage } from './messages'
import { run } from './run'

// More seeds, or one again: npx jest infra/system-tests/faults --globals '{"HUB_SEEDS": [21, 200]}'
const [FIRST, LAST] = (globalThis as { HUB_SEEDS?: readonly [number, number] }).HUB_SEEDS ?? [1, 20]

/**
 * A hub in which anything may fail ends, seed by seed, as one in which nothing does. `every`: one of so many seeds, where
 * a run takes long.
 */
export function keepsItsPromises(draw: (clock: VirtualClock) => readonly FaultMessage[], every = 1): void {
  it.each(Array.from({ length: Math.ceil((LAST - FIRST + 1) / every) }, (_, index) => FIRST + index * every))(
    'keeps its promises (seed %i)',
    async seed => {
      const replay = `npx jest infra/system-tests/faults --globals '{"HUB_SEEDS": [${seed}, ${seed}]}'`
      const calm = await run({ seed, draw, withFaults: false })
      expect({ replay, problems: calm.problems }).toEqual({ replay, problems: [] })
      const stormy = await run({ seed, draw, withFaults: true })
      expect({ replay, problems: stormy.problems }).toEqual({ replay, problems: [] })
      expect(stormy.struck).not.toEqual({})
      expect({ replay, people: stormy.left.people }).toEqual({ replay, people: calm.left.people })
      expect({ replay, events: stormy.left.events }).toEqual({ replay, events: calm.left.events })
    },
    60_000,
  )
}
