import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { systemClock, virtualClock } from '@hub/clock'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openEmbeddedBlobs, openEmbeddedStore } from '.'
import { openDatabase } from './database'
import { createTables, fieldOf } from './schema'
import { storeOn } from './store'

const libsql = createRequire(__filename).resolve('libsql')
const COLLECTIONS = { hearings: { indexes: [['court', 'judge.name']] } }

describe('embedded store', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hub-store-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const open = (name: string) =>
    openEmbeddedStore({ file: join(folder, name), service: 'courts', collections: COLLECTIONS, clock: systemClock() })

  test('a second opener in this process is refused, until the first closes', async () => {
    const store = await open('same.db')
    await expect(open('same.db')).rejects.toMatchObject({ code: 'HUB_STORE_IN_USE' })
    await store.close()
    await store.close()
    await (await open('same.db')).close()
  })

  test('another process is refused, and a process that is killed leaves no lock', async () => {
    const file = join(folder, 'killed.db')
    const holding = spawn(process.execPath, [
      '-e',
      `const lock = new (require(${JSON.stringify(libsql)}))(${JSON.stringify(`${file}.lock`)})
       lock.exec('BEGIN EXCLUSIVE'); process.stdout.write('held'); setInterval(() => {}, 1000)`,
    ])
    await once(holding.stdout, 'data')
    await expect(open('killed.db')).rejects.toMatchObject({ code: 'HUB_STORE_IN_USE' })
    const ended = once(holding, 'exit')
    holding.kill('SIGKILL')
    await ended
    const store = await open('killed.db')
    // The other way round: what another process would try fails while this one is open.
    const refused = promisify(execFile)(process.execPath, [
      '-e',
      `new (require(${JSON.stringify(libsql)}))(${JSON.stringify(`${file}.lock`)}).exec('BEGIN EXCLUSIVE')`,
    ])
    await expect(refused).rejects.toThrow(/locked/)
    await store.close()
  })

  test('the lease of a process that was killed is free at once for the next one', async () => {
    const database = openDatabase(join(folder, 'lease.db'))
    createTables(database, COLLECTIONS)
    const settings = { service: 'courts', collections: COLLECTIONS, clock: virtualClock(7) }
    const lease = await storeOn(database, settings, () => undefined).outbox.lease('killed', 10_000)
    database.close()
    const store = await openEmbeddedStore({ file: join(folder, 'lease.db'), ...settings })
    expect((await store.outbox.lease('next', 10_000))?.epoch).toBeGreaterThan(lease!.epoch)
    await store.close()
  })

  test('every commit is synced, and declared indexes are used', () => {
    const database = openDatabase(join(folder, 'pragmas.db'))
    createTables(database, COLLECTIONS)
    expect(database.get('PRAGMA synchronous')).toMatchObject({ synchronous: 2n })
    expect(database.get('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' })
    const plan = database.all(
      `EXPLAIN QUERY PLAN SELECT doc FROM "documents hearings" WHERE ${fieldOf('court')} = ? AND ${fieldOf('judge.name')} = ?`,
      'Leeds',
      'Ada',
    )
    expect(String(plan[0]?.detail)).toContain('USING INDEX by hearings: court, judge.name')
    database.close()
  })

  test('calls after close are refused', async () => {
    const store = await open('closed.db')
    await store.close()
    await expect(store.get('hearings', ['a'])).rejects.toMatchObject({ code: 'HUB_STORE_CLOSED' })
    await expect(store.run([])).rejects.toMatchObject({ code: 'HUB_STORE_CLOSED' })
  })

  test('blobs are kept as they were first put', async () => {
    const file = join(folder, 'blobs.db')
    const blobs = await openEmbeddedBlobs({ file })
    const body = new Uint8Array(1_000_000).fill(7)
    const other = new Uint8Array([1])
    await blobs.put([
      { id: 'a', bytes: body },
      { id: 'a', bytes: other },
    ])
    await blobs.put([
      { id: 'a', bytes: other },
      { id: 'empty', bytes: new Uint8Array() },
    ])
    await blobs.close()
    const again = await openEmbeddedBlobs({ file })
    expect(await again.get('a')).toEqual(body)
    expect(await again.get('empty')).toEqual(new Uint8Array())
    expect(await again.get('b')).toBeUndefined()
    await again.close()
  })
})
