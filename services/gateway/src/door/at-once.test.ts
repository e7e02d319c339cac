import { describe, expect, it } from '@jest/globals'
import { atOnce } from './at-once'

const settle = () => new Promise(resolve => setImmediate(resolve))

function start() {
  const { start: begin, end } = atOnce({ messages: 3, bytes: 100 })
  const begun: number[] = []
  const ends: (() => void)[] = []
  const sizes = (all: readonly number[]) =>
    (async () => {
      for (const size of all)
        await begin(size, () => {
          begun.push(size)
          return new Promise(resolve => ends.push(resolve))
        })
      await end()
      return 'all'
    })()
  const finish = async () => {
    ends.shift()!()
    await settle()
  }
  return { sizes, begun, finish }
}

describe('at once', () => {
  it('is only so much on its way, by number and by bytes, and one by itself of any size', async () => {
    const { sizes, begun, finish } = start()
    const all = sizes([1, 2, 3, 4, 500, 6])
    await settle()
    expect(begun).toEqual([1, 2, 3])
    await finish()
    expect(begun).toEqual([1, 2, 3, 4])
    await finish()
    await finish()
    expect(begun).toEqual([1, 2, 3, 4, 500])
    await finish()
    expect(begun).toEqual([1, 2, 3, 4, 500])
    await finish()
    expect(begun).toEqual([1, 2, 3, 4, 500, 6])
    await finish()
    expect(await all).toBe('all')
  })
})
