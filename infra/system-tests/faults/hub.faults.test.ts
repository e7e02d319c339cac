import { describe, expect, it } from '@jest/globals'
import { run } from './run'

/** Seeds of a default run; `npm run faults -- --seed N` replays one, `--seeds N` runs more. */
const SEEDS = 20
const MESSAGES = 40

describe('a hub in which anything may fail', () => {
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    'keeps its promises (seed %i)',
    async seed => {
      const calm = await run({ seed, messages: MESSAGES, withFaults: false })
      expect(calm.problems).toEqual([])
      const stormy = await run({ seed, messages: MESSAGES, withFaults: true })
      expect({ seed, problems: stormy.problems }).toEqual({ seed, problems: [] })
      expect(stormy.left.people).toEqual(calm.left.people)
      expect(stormy.left.events).toEqual(calm.left.events)
    },
    60_000,
  )
})
