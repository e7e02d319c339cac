import type { VirtualClock } from '@hub/clock'
import { describe, expect, it } from '@jest/globals'
import { drawMessages } from './messages'
import { drawPeopleMessages } from './people-messages'
import { run } from './run'

// More seeds, or one again: npx jest infra/system-tests/faults --globals '{"HUB_SEEDS": [21, 200]}'
const [FIRST, LAST] = (globalThis as { HUB_SEEDS?: readonly [number, number] }).HUB_SEEDS ?? [1, 20]
const MESSAGES = 40

describe.each([
  ['samples', (clock: VirtualClock) => drawMessages(clock, MESSAGES, 3)],
  ['people who are joined and separated', (clock: VirtualClock) => drawPeopleMessages(clock, MESSAGES)],
])('a hub in which anything may fail, with %s', (_, draw) => {
  it.each(Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index))(
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
})
