import { systemClock, virtualClock } from '@hub/clock'
import { describe, expect, test } from '@jest/globals'
import { StoreError } from '../errors'
import type { Work } from '../port'
import { type Commit, type Committed, createCommitter, type Engine, type Loaded } from '.'

const NOTHING: Loaded = { events: [], documents: [], marks: [], timers: [], lanes: [] }
const done = (lane: string, id = lane): Work => ({
  lane,
  run: async tx => {
    tx.append(`s-${id}`, 0, [{ id, type: 't', lane: 'p', headers: {}, value: new Uint8Array() }])
    return { outcome: { is: 'done' } }
  },
})

/** An engine that keeps nothing, and answers each commit as the test says. */
function fakeEngine(
  answer: (commit: Commit, at: number) => Committed | Promise<Committed> = () => ({ is: 'committed' }),
) {
  const commits: Commit[] = []
  let inFlight = 0
  let most = 0
  const engine: Engine = {
    load: async () => NOTHING,
    commit: async commit => {
      inFlight += 1
      most = Math.max(most, inFlight)
      await new Promise(resolve => setImmediate(resolve))
      inFlight -= 1
      commits.push(commit)
      return answer(commit, commits.length)
    },
  }
  return { engine, commits, most: () => most }
}
const committerOn = (engine: Engine, clock = systemClock()) =>
  createCommitter({ engine, clock, service: 'courts', collections: {} })

describe('committer', () => {
  test('one transaction is in flight at a time, of at most 500 works', async () => {
    const { engine, commits, most } = fakeEngine()
    const { run } = committerOn(engine)
    await Promise.all([
      run(Array.from({ length: 600 }, (_, n) => done(`a${n}`))),
      run(Array.from({ length: 600 }, (_, n) => done(`b${n}`))),
    ])
    expect(commits.map(({ events }) => events.length)).toEqual([500, 500, 200])
    expect(most()).toBe(1)
  })

  test('a group holds at most 4 MB of messages, but at least one', async () => {
    const { engine, commits } = fakeEngine()
    const { run } = committerOn(engine)
    const from = { topic: 't', partition: 0, next: 0n, epoch: 1, seen: {} }
    const large = (offset: number, mb: number): Work => ({
      ...done(`l${offset}`),
      message: {
        id: 'm',
        type: 't',
        lane: 'l',
        source: 's',
        headers: {},
        topic: 't',
        partition: 0,
        offset: BigInt(offset),
        value: new Uint8Array(mb * 1024 * 1024),
      },
    })
    await run([large(0, 5), large(1, 2), large(2, 1), large(3, 2)], {
      group: 'g',
      slices: [{ from, to: { ...from, next: 4n } }],
    })
    expect(commits.map(({ events }) => events.length)).toEqual([1, 2, 1])
    expect(commits.map(({ cursors }) => cursors[0]?.to.next)).toEqual([1n, 3n, 4n])
  })

  test('commands come first, but leave half of each group to messages that wait', async () => {
    const { engine, commits } = fakeEngine()
    const { run } = committerOn(engine)
    const command = (n: number): Work => ({ ...done(`command${n}`), priority: 'command' })
    const all = await Promise.all([
      run(Array.from({ length: 750 }, (_, n) => done(`message${n}`))),
      run(Array.from({ length: 1_500 }, (_, n) => command(n))),
    ])
    expect(all.flat()).toHaveLength(2_250)
    const messages = commits.map(({ events }) => events.filter(({ id }) => id.startsWith('message')).length)
    expect(commits.map(({ events }) => events.length)).toEqual([500, 500, 500, 500, 250])
    expect(messages).toEqual([250, 250, 250, 0, 0])
    expect(commits[0]?.events[0]?.id).toBe('command0')
  })

  test('a lone caller does not wait; after a large group the next waits 5 ms for company, and no longer', async () => {
    const clock = virtualClock(1)
    const { engine, commits } = fakeEngine()
    const { run } = committerOn(engine, clock)
    await run([done('a')])
    await run([done('b')])
    await run(Array.from({ length: 10 }, (_, n) => done(`c${n}`)))
    const waiting = run([done('d')])
    await clock.advance(4)
    expect(commits).toHaveLength(3)
    await clock.advance(1)
    await waiting
    expect(commits).toHaveLength(4)
  })

  test('an engine that is away parks nobody: the callers are told, and later works run', async () => {
    const away = new StoreError('HUB_STORE_UNAVAILABLE', 'away')
    const { engine, commits } = fakeEngine((_, at) => (at === 1 ? Promise.reject(away) : { is: 'committed' }))
    const { run } = committerOn(engine)
    const results = await Promise.allSettled([run([done('a'), done('b')]), run([done('c')])])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await run([done('a')])).toMatchObject([{ outcome: { is: 'done' } }])
    expect(commits).toHaveLength(2)
  })

  test('a read that the engine cannot answer is no fault of the work either', async () => {
    let away = true
    const { engine, commits } = fakeEngine()
    const flaky: Engine = {
      ...engine,
      load: async wanted => {
        if (away && wanted.streams.length > 0) throw new StoreError('HUB_STORE_UNAVAILABLE', 'away')
        return NOTHING
      },
    }
    const { run } = committerOn(flaky)
    await expect(run([done('a')])).rejects.toMatchObject({ code: 'HUB_STORE_UNAVAILABLE' })
    expect(commits).toHaveLength(0)
    away = false
    expect(await run([done('a')])).toMatchObject([{ outcome: { is: 'done' } }])
  })

  test('a group that the engine refuses is halved until the guilty work stands alone', async () => {
    const { engine, commits } = fakeEngine(({ events }) => {
      if (events.some(({ id }) => id === 'bad')) throw new RangeError('too large')
      return { is: 'committed' }
    })
    const { run } = committerOn(engine)
    const works = Array.from({ length: 64 }, (_, n) => done(n === 40 ? 'bad' : `w${n}`))
    const all = await run(works)
    if (all === 'fenced') throw new Error('nothing was moved')
    expect(all.flatMap(({ outcome }, n) => (outcome.is === 'done' ? [] : [[n, outcome]]))).toEqual([
      [40, { is: 'rejected', reason: 'RangeError' }],
    ])
    expect(commits.length).toBeLessThan(20)
  })

  test('after `close` nothing runs, and what waited is told', async () => {
    const { engine, commits } = fakeEngine()
    const { run, close } = committerOn(engine)
    const running = run(Array.from({ length: 1_100 }, (_, n) => done(`a${n}`)))
    const told = expect(running).rejects.toMatchObject({ code: 'HUB_STORE_CLOSED' })
    await new Promise(resolve => setImmediate(resolve))
    await close()
    await told
    await expect(run([done('b')])).rejects.toMatchObject({ code: 'HUB_STORE_CLOSED' })
    expect(commits.length).toBeLessThan(2)
  })
})
