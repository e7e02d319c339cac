import { join } from 'node:path'
import { systemClock } from '@hub/clock'
import { enginesConfig, type MongoEngine, startMongo } from '@hub/engines'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { whyNoMongo } from '../../test/mongo'
import { startProcess } from '../../test/process'
import {
  appending,
  both,
  COLLECTIONS,
  claimed,
  counting,
  eventually,
  message,
  moveTo,
  outcomes,
  recorded,
  settled,
  uniqueName,
  work,
} from '../conformance/harness'
import { isStoreError } from '../errors'
import { openMongoBlobs, openMongoStore } from '.'
import { connect } from './client'
import { databaseOn } from './database'
import { storeOn } from './store'
import { createStreams } from './streams'

const clock = systemClock()
// These need a server of their own, to stop and to start it.
const none = whyNoMongo()
const missing = none ?? (enginesConfig().mongoUrl === undefined ? undefined : 'its server is not ours to restart')
if (missing !== undefined) process.stderr.write(`SKIPPED, store on MongoDB under faults: ${missing}\n`)
const failing = none !== undefined && enginesConfig().required
const described = missing === undefined || failing ? describe : describe.skip

described('store on MongoDB under faults', () => {
  let engine: MongoEngine
  beforeAll(async () => {
    // As in production without our own setting: only the peers themselves can end a frozen transaction in time.
    engine = await startMongo({ parameters: { transactionLifetimeLimitSeconds: 60 }, cacheSizeGb: 0.25 })
  }, 120_000)
  afterAll(() => engine?.stop())
  const open = (database: string) =>
    openMongoStore({ url: engine.url, service: 'courts', database, collections: COLLECTIONS, clock })
  const step = (n: number, name = 'e') =>
    work(`l${n % 5}`, both(appending(`s${n % 5}`, `${name}${n}`), counting('all')), {
      message: message(n, `l${n % 5}`),
      mark: { id: `${name}${n}`, hash: 'h' },
    })

  /** Commits like any other process, but stops itself just before its commit is sent. */
  const freezingPeer = (database: string) => {
    const peer = startProcess(`
      const { writeSync } = require('node:fs')
      const { systemClock } = require('@hub/clock')
      const { connect } = require(${JSON.stringify(join(__dirname, 'client.ts'))})
      const { storeOn } = require(${JSON.stringify(join(__dirname, 'store.ts'))})
      const { appending, claimed, COLLECTIONS, message, moveTo, work } =
        require(${JSON.stringify(join(__dirname, '../conformance/harness.ts'))})
      const database = ${JSON.stringify(database)}
      void (async () => {
        const client = await connect({ url: ${JSON.stringify(engine.url)}, appName: database, monitored: true })
        let frozen = true
        client.on('commandStarted', ({ commandName }) => {
          if (frozen || commandName !== 'commitTransaction') return
          frozen = true
          writeSync(1, 'frozen\\n')
          process.kill(process.pid, 'SIGSTOP')
        })
        const store = await storeOn(client, database, { service: 'courts', collections: COLLECTIONS, clock: systemClock() })
        const cursor = await claimed(store)
        frozen = false
        const run = [work('l0', appending('peer', 'peer'), { message: message(0, 'l0') })]
        const result = await store.run(run, moveTo(cursor, 1))
        await store.close()
        writeSync(1, result === 'fenced' ? 'fenced\\n' : result[0].outcome.is + '\\n')
      })()`)
    let said = ''
    peer.stdout?.on('data', text => {
      said += String(text)
    })
    return { peer, says: (what: string) => eventually(() => said.includes(what), 15_000) }
  }

  test.each(['a commit', 'a claim'] as const)(
    'a process frozen before its commit holds the others no more than two seconds: %s',
    async what => {
      const database = uniqueName()
      const store = await open(database)
      const { peer, says } = freezingPeer(database)
      try {
        await says('frozen')
        const before = clock.machine()
        if (what === 'a commit') {
          expect(outcomes(await settled(store.run([work('a', appending('mine', 'mine'))])))).toEqual(['done'])
        } else {
          const cursor = await claimed(store)
          const run = [work('l0', appending('mine', 'mine'), { message: message(0, 'l0') })]
          expect(outcomes(await settled(store.run(run, moveTo(cursor, 1))))).toEqual(['done'])
        }
        expect(clock.machine() - before).toBeLessThan(2_500)
        peer.kill('SIGCONT')
        await says(what === 'a commit' ? 'done' : 'fenced')
        const events = await recorded(store)
        expect(events.map(({ id }) => id)).toEqual(what === 'a commit' ? ['mine', 'peer'] : ['mine'])
        expect(events.map(({ position }) => position)).toEqual(events.map((_, at) => BigInt(at + 1)))
      } finally {
        peer.kill('SIGKILL')
        await store.close()
      }
    },
    60_000,
  )

  test('the server killed and started again: what was refused was HUB_STORE_UNAVAILABLE, nothing doubled or lost', async () => {
    const store = await open(uniqueName())
    const total = 1_500
    let cursor = await claimed(store)
    let refused = 0
    let restarted: Promise<void> | undefined
    while (cursor.next < BigInt(total)) {
      const next = Number(cursor.next)
      if (next > 400 && !restarted) restarted = engine.kill().then(() => engine.restart())
      const size = Math.min(60, total - next)
      const works = Array.from({ length: size }, (_, n) => step(next + n))
      try {
        await settled(store.run(works, moveTo(cursor, next + size)))
        cursor = { ...cursor, next: BigInt(next + size) }
      } catch (error) {
        refused += 1
        expect(isStoreError(error, 'HUB_STORE_UNAVAILABLE')).toBe(true)
        await restarted
        cursor = await claimed(store)
      }
    }
    await restarted
    expect(restarted).toBeDefined()
    expect(refused).toBeLessThan(5)
    const events = await recorded(store)
    expect(events.map(({ position }) => position)).toEqual(events.map((_, at) => BigInt(at + 1)))
    expect(events.map(({ id }) => id).sort()).toEqual(Array.from({ length: total }, (_, n) => `e${n}`).sort())
    expect((await store.get<{ n: number }>('counts', ['all'])).get('all')).toEqual({ n: total })
    await store.close()
  }, 120_000)

  test('a server that stays away is told within the time a caller can wait', async () => {
    const store = await open(uniqueName())
    await engine.kill('SIGKILL')
    const before = clock.machine()
    await expect(store.run([work('a', appending('s', 'e'))])).rejects.toMatchObject({ code: 'HUB_STORE_UNAVAILABLE' })
    await expect(store.get('counts', ['a'])).rejects.toMatchObject({ code: 'HUB_STORE_UNAVAILABLE' })
    expect(clock.machine() - before).toBeLessThan(25_000)
    await engine.restart()
    expect(outcomes(await settled(store.run([work('a', appending('s', 'e'))])))).toEqual(['done'])
    await store.close()
    await expect(store.get('counts', ['a'])).rejects.toMatchObject({ code: 'HUB_STORE_CLOSED' })
    await expect(store.run([])).rejects.toMatchObject({ code: 'HUB_STORE_CLOSED' })
  }, 120_000)

  test('a stream that another process moved is read anew, and its work runs again once', async () => {
    const database = uniqueName()
    const stores = [await open(database), await open(database)]
    let runs = 0
    for (let n = 0; n < 40; n += 1) {
      const store = stores[n % 3 === 0 ? 0 : 1]
      const works = ['s', 't'].map(stream =>
        work(stream, async tx => {
          runs += 1
          const { version, events } = await tx.load(stream)
          expect(events.map(event => event.version)).toEqual(events.map((_, at) => at + 1))
          expect(version).toBeLessThanOrEqual(n)
          return appending(stream, `${stream}${n}`)(tx)
        }),
      )
      expect(outcomes(await settled(store?.run(works) ?? Promise.resolve([])))).toEqual(['done', 'done'])
    }
    // The turn goes 26 times to the other store; but for its first one it finds both streams moved.
    expect(runs).toBe(80 + 2 * 25)
    expect((await recorded(stores[0]!)).filter(({ stream }) => stream === 's').map(({ id }) => id)).toEqual(
      Array.from({ length: 40 }, (_, n) => `s${n}`),
    )
    await Promise.all(stores.map(store => store.close()))
  })

  test('a process that is alone no longer asks for its positions; whoever comes in between is found', async () => {
    const database = uniqueName()
    const client = await connect({ url: engine.url, appName: database, monitored: true })
    let commands: string[] = []
    client.on('commandStarted', ({ commandName, command }) => {
      if (command.autocommit === false) commands.push(commandName)
    })
    const store = await storeOn(client, database, { service: 'courts', collections: COLLECTIONS, clock })
    const [first, tally] = [await claimed(store), '2026-11-25/courts']
    let cursor = first
    const commit = async () => {
      commands = []
      const n = Number(cursor.next)
      const move = moveTo(cursor, n + 1)
      expect(outcomes(await settled(store.run([{ ...step(n), tally }], move)))).toEqual(['done'])
      cursor = { ...cursor, next: BigInt(n + 1) }
      return commands
    }
    expect(await commit()).toContain('findAndModify')
    for (let n = 0; n < 10; n += 1) await commit()
    // Counter, cursor and tally; mark; document; event.
    expect(await commit()).toEqual(['update', 'insert', 'update', 'insert', 'commitTransaction'])
    const other = await open(database)
    await other.run([work('other', appending('other', 'other'))])
    const asked = ['findAndModify', 'update', 'insert', 'update', 'insert', 'commitTransaction']
    expect(await commit()).toEqual(['update', 'abortTransaction', ...asked])
    expect(await commit()).toEqual(asked)
    const events = await recorded(store)
    expect(events.map(({ position }) => position)).toEqual(events.map((_, at) => BigInt(at + 1)))
    expect(events.length).toBe(15)
    expect((await store.tallies()).get(tally)).toMatchObject({ receipts: 14, done: 14 })
    await Promise.all([store.close(), other.close()])
  })

  test('streams that do not fit in memory are dropped, those used last at last, and read whole again', async () => {
    const name = uniqueName()
    const store = await open(name)
    const database = databaseOn(await connect({ url: engine.url, appName: name }), name)
    // About three streams of one event.
    const streams = createStreams(database, 2_500)
    const all = ['a', 'b', 'c', 'd', 'e', 'f']
    for (let round = 1; round <= 3; round += 1) {
      await settled(store.run(all.map(stream => work(stream, appending(stream, `${stream}${round}`, 'x'.repeat(200))))))
      streams.moved(all)
      for (const stream of [...all, 'a', 'f', 'f']) {
        const events = await streams.load([stream])
        expect(events.map(({ id }) => id)).toEqual(Array.from({ length: round }, (_, at) => `${stream}${at + 1}`))
      }
    }
    expect(await streams.load(all)).toHaveLength(18)
    await Promise.all([database.close(), store.close()])
  })

  test('a lane is found among very many that are held', async () => {
    const store = await open(uniqueName())
    const cursor = await claimed(store)
    const parking = Array.from({ length: 150 }, (_, n) =>
      work(`h/${n}`, async () => ({ is: 'park', reason: 'no' }), { message: message(n, `h/${n}`) }),
    )
    await settled(store.run(parking, moveTo(cursor, 150)))
    const later = [140, 160].map((lane, at) =>
      work(`h/${lane}`, appending(`h${lane}`, `e${lane}`), { message: message(150 + at, `h/${lane}`) }),
    )
    expect(outcomes(await settled(store.run(later, moveTo({ ...cursor, next: 150n }, 152))))).toEqual(['park', 'done'])
    expect(await store.queue('hub.courts', 'h/140', 5)).toHaveLength(2)
    await store.close()
  })

  test('another process sees a lease, and takes it over when it has run out', async () => {
    const database = uniqueName()
    const [one, other] = [await open(database), await open(database)]
    await settled(one.run([work('a', appending('s', 'e'))]))
    const lease = await one.outbox.lease('one', 300)
    if (!lease) throw new Error('the lease was free')
    expect(await other.outbox.lease('other', 300)).toBeUndefined()
    await eventually(() => lease.lost.aborted)
    await eventually(async () => (await other.outbox.lease('other', 60_000)) !== undefined)
    expect(await one.outbox.advance(lease, 0n, 1n)).toBe(false)
    expect(await other.outbox.watermark()).toBe(0n)
    await Promise.all([one.close(), other.close()])
  })

  test('who holds a lease learns whether another instance asks for it', async () => {
    const database = uniqueName()
    const [one, other] = [await open(database), await open(database)]
    const held = async () => {
      const lease = await one.outbox.lease('one', 200)
      if (!lease) throw new Error('the lease was free')
      return lease.isSought()
    }
    expect(await held()).toBe(true)
    await eventually(async () => !(await held()))
    expect(await other.outbox.lease('other', 200)).toBeUndefined()
    expect(await held()).toBe(true)
    await Promise.all([one.close(), other.close()])
  })

  test('declared indexes are used, and hold the id that pages end with', async () => {
    const database = uniqueName()
    const store = await open(database)
    const client = await connect({ url: engine.url, appName: database })
    const { queryPlanner } = await client
      .db(database)
      .collection('documents.hearings')
      .find({ 'doc.court': { $eq: 'Leeds' } })
      .sort({ 'doc.day': 1, _id: 1 })
      .explain('queryPlanner')
    expect(JSON.stringify(queryPlanner.winningPlan)).toContain('doc.court_1_doc.day_1__id_1')
    expect(JSON.stringify(queryPlanner.winningPlan)).not.toContain('"SORT"')
    await Promise.all([client.close(), store.close()])
  })

  test('blobs are kept as they were first put, of any size, whoever puts them', async () => {
    const database = uniqueName()
    const blobs = await openMongoBlobs({ url: engine.url, database })
    const large = new Uint8Array(12_000_000).map((_, at) => at % 251)
    const a = { id: 'a', bytes: large }
    const empty = { id: 'empty', bytes: new Uint8Array() }
    const other = new Uint8Array([1])
    await Promise.all([blobs.put([a]), blobs.put([a, empty]), blobs.put([a, a])])
    await blobs.put([
      { id: 'a', bytes: other },
      { id: 'b', bytes: other },
      { id: 'b', bytes: large },
    ])
    await blobs.put([])
    await blobs.close()
    const again = await openMongoBlobs({ url: engine.url, database })
    expect(Buffer.compare((await again.get('a')) ?? new Uint8Array(), large)).toBe(0)
    expect(await again.get('empty')).toEqual(new Uint8Array())
    expect(await again.get('b')).toEqual(other)
    expect(await again.get('c')).toBeUndefined()
    await again.close()
    // Whoever came second took its chunks away again: nothing lies there that no file names.
    const client = await connect({ url: engine.url, appName: database })
    const chunks = client.db(database).collection('fs.chunks')
    expect(await chunks.distinct('files_id')).toHaveLength(2)
    await client.close()
  })
})
