import { virtualClock } from '@hub/clock'
import { describe, expect, it } from '@jest/globals'
import { type TogetherSettings, together } from './together'

const settings: TogetherSettings<string> = {
  lingerMs: 2,
  everyMs: 20,
  most: { entries: 3, bytes: 1_000 },
  bytesOf: entry => entry.length,
}

function start(millis = 1) {
  const clock = virtualClock(1)
  const began = clock.machine()
  const sends: string[] = []
  const { add, idle } = together<string>(
    async entries => {
      sends.push(`${clock.machine() - began}: ${entries.join(' ')}`)
      await clock.sleep(millis)
      if (entries.includes('bad')) throw new Error('not this one')
    },
    clock,
    settings,
  )
  return { clock, sends, add, idle }
}

describe('together', () => {
  it('sends soon what comes after a pause, and in even steps what comes while it sends', async () => {
    const { clock, sends, add } = start(5)
    void add('a')
    await clock.advance(4)
    void add('b')
    await clock.advance(10)
    void add('c')
    await clock.advance(30)
    void add('d')
    await clock.advance(10)
    expect(sends).toEqual(['2: a', '22: b c', '46: d'])
  })

  it('does not make wait what fills a send by itself', async () => {
    const { clock, sends, add } = start(5)
    void add('a')
    await clock.advance(4)
    for (const entry of ['b', 'c', 'd', 'e']) void add(entry)
    await clock.advance(4)
    expect(sends).toEqual(['2: a', '7: b c d'])
    await clock.advance(100)
    expect(sends.slice(2)).toEqual(['27: e'])
  })

  it('tells those alone whose send failed, and is idle when nothing waits', async () => {
    const { clock, sends, add, idle } = start()
    const all = Promise.allSettled(['a', 'bad', 'b', 'c'].map(add))
    const wholly = idle().then(() => sends.length)
    await clock.advance(100)
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled'])
    expect(await wholly).toBe(2)
  })
})
