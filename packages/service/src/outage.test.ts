import { virtualClock } from '@hub/clock'
import type { Settled } from '@hub/store'
import { describe, expect, it } from '@jest/globals'
import { outageGuard } from './outage'

const failing = (error: Error): Settled => ({ outcome: { is: 'park', reason: 'r' }, repeat: false, error })
const typeError = () => new TypeError('Ann is not a function')
const fine: Settled = { outcome: { is: 'done' }, repeat: false }

describe('the outage guard', () => {
  it('says when many lanes are held within a minute for one reason, without what the error quotes', () => {
    const guard = outageGuard(virtualClock(1))
    const said = Array.from({ length: 100 }, (_, lane) => guard.saw(`lane/${lane}`, failing(typeError())))
    expect(said.slice(0, 99)).toEqual(Array(99).fill(undefined))
    expect(said[99]).toMatch(/^100 lanes were held within a minute for TypeError in typeError: mend it/)
    expect(said[99]).not.toContain('Ann')
  })

  it('takes one lane that fails often, many reasons, and what is spread over hours for poison', async () => {
    const clock = virtualClock(1)
    const guard = outageGuard(clock)
    for (let n = 0; n < 500; n++) {
      expect(guard.saw('lane/1', failing(typeError()))).toBeUndefined()
      expect(guard.saw(`lane/${n}`, failing(Object.assign(new Error(), { code: `HUB_${n}` })))).toBeUndefined()
      expect(guard.saw(`lane/${n}`, fine)).toBeUndefined()
      expect(guard.saw(`lane/${n}`, { ...failing(typeError()), conflict: true })).toBeUndefined()
    }
    for (let n = 0; n < 500; n++) {
      expect(guard.saw(`slow/${n}`, failing(typeError()))).toBeUndefined()
      await clock.advance(1_000)
    }
  })
})
