import { type Clock, virtualClock } from '@hub/clock'
import type { EventLog, Outgoing } from '@hub/messaging'
import { silentLogger } from '@hub/service'
import { describe, expect, it } from '@jest/globals'
import { APPEND_DEFAULTS, type AppendSettings, appendTogether } from './append-together'

/** Waits for nothing: what would sleep goes on at once. */
const hasty: Clock = { ...virtualClock(1), sleep: async () => {} }

const record = (id: string, bytes = 10): Outgoing => ({
  id,
  type: 'a test',
  lane: 'a lane',
  source: 'gateway',
  headers: {},
  value: new Uint8Array(bytes),
})

function start(settings: Partial<AppendSettings> = {}, clock: Clock = hasty) {
  const batches: string[][] = []
  let failing = 0
  let inFlight = 0
  const log = {
    append: async (_: string, batch: readonly Outgoing[]) => {
      expect(++inFlight).toBe(1)
      await new Promise(resolve => setImmediate(resolve))
      inFlight--
      if (failing-- > 0) throw new Error('the log is away')
      batches.push(batch.map(({ id }) => id))
    },
  } as unknown as EventLog
  const together = appendTogether(log, clock, silentLogger, { ...APPEND_DEFAULTS, ...settings })
  const failNext = (times: number) => {
    failing = times
  }
  return { ...together, batches, failNext }
}

describe('appendTogether', () => {
  it('puts what waits into one append, in order, one append at a time', async () => {
    const { append, batches, idle } = start({ most: { entries: 3, bytes: 1_000_000 } })
    await Promise.all(['1', '2', '3', '4', '5', '6', '7'].map(id => append('t', record(id))))
    await idle()
    expect(batches).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']])
  })

  it('bounds an append by bytes, and never leaves one out that is larger by itself', async () => {
    const { append, batches } = start({ most: { entries: 100, bytes: 5_000 } })
    await Promise.all(
      [record('large', 9_000), record('a', 1_500), record('b', 1_500), record('c', 1_500)].map(each =>
        append('t', each),
      ),
    )
    expect(batches).toEqual([['large'], ['a', 'b'], ['c']])
  })

  it('leaves nothing behind that comes at the very moment the queue runs empty', async () => {
    const { append, batches } = start()
    await append('t', record('1')).then(() => append('t', record('2')))
    expect(batches).toEqual([['1'], ['2']])
  })

  it('tries again, whole and in the same order, before anybody is told', async () => {
    const { append, batches, failNext } = start()
    failNext(APPEND_DEFAULTS.tries - 1)
    await Promise.all(['1', '2'].map(id => append('t', record(id))))
    expect(batches).toEqual([['1', '2']])
  })

  it('gives up as unavailable, and takes the next', async () => {
    const { append, batches, failNext } = start()
    failNext(APPEND_DEFAULTS.tries)
    const both = await Promise.allSettled(['1', '2'].map(id => append('t', record(id))))
    for (const each of both)
      expect(each).toMatchObject({
        status: 'rejected',
        reason: { kind: 'unavailable', code: 'HUB_GATEWAY_UNAVAILABLE' },
      })
    await append('t', record('3'))
    expect(batches).toEqual([['3']])
  })

  it('takes no more than may wait, and is free again afterwards', async () => {
    const { append, batches } = start({ waitingBytes: 5_000 })
    const first = append('t', record('1', 3_000))
    await expect(append('t', record('2', 3_000))).rejects.toMatchObject({ code: 'HUB_GATEWAY_UNAVAILABLE' })
    await first
    await new Promise(resolve => setImmediate(resolve))
    await append('t', record('3', 3_000))
    expect(batches).toEqual([['1'], ['3']])
  })
})
