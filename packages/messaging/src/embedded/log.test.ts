import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, virtualClock } from '@hub/clock'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createConsumerStore } from '../conformance/consumer-store'
import { eventually } from '../conformance/eventually'
import { allOf, byLane, createSource, idsOf } from '../conformance/records'
import { startWorker } from '../conformance/worker'
import { LARGEST_RECORD_BYTES } from '../port'
import { openEmbeddedLog } from '.'

const TOPIC = 'hub.intake.courts'
const clock = systemClock()
let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-log-'))
  file = join(folder, 'log.db')
})
afterEach(() => rm(folder, { recursive: true }))

// Another process with the same sources: what kill -9 leaves behind cannot be shown within one.
const HOLDER = `
  require.extensions['.ts'] = (module, file) => module._compile(require('@swc/core').transformFileSync(file, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }).code, file)
  const { openEmbeddedLog } = require(${JSON.stringify(join(__dirname, 'index.ts'))})
  const { systemClock } = require('@hub/clock')
  const [file] = process.argv.slice(1)
  openEmbeddedLog({ file, clock: systemClock() }).then(async log => {
    await log.createTopics([{ name: '${TOPIC}' }])
    for (let id = 0; id < 100; id++)
      await log.append('${TOPIC}', [{ id: String(id), type: 't', lane: 'one', source: 's', headers: {}, value: new Uint8Array(100) }])
    process.stdout.write('holding')
  })
`

describe('the embedded log', () => {
  it('goes on exactly where it was when it is opened again', async () => {
    const store = createConsumerStore()
    const source = createSource('courts')
    for (let life = 0; life < 4; life++) {
      const log = await openEmbeddedLog({ file, clock })
      await log.createTopics([{ name: TOPIC }])
      await startWorker(log, store, { group: 'g', topics: [TOPIC] })
      await log.append(TOPIC, source.next(150))
      await eventually(clock, () => expect(store.effects('g').length).toBe(source.sent.length))
      await log.close()
    }
    expect(byLane(store.effects('g'))).toEqual(byLane(source.sent))
    const log = await openEmbeddedLog({ file, clock })
    const read = await allOf(log.read(TOPIC, [], 'end'))
    expect(byLane(read)).toEqual(byLane(source.sent))
    for (const { partition, offset } of read)
      if (offset > 0n) expect(await log.fetch(TOPIC, partition, offset - 1n)).toBeDefined()
    await log.close()
  })

  it('refuses a second opener, in this process or another, and opens again after kill -9 with all that was appended', async () => {
    const log = await openEmbeddedLog({ file, clock })
    await expect(openEmbeddedLog({ file, clock })).rejects.toThrow(/^HUB_LOG_IN_USE/)
    await log.close()

    const holder = spawn(process.execPath, ['--conditions=source', '-e', HOLDER, file], { cwd: __dirname })
    const errors: string[] = []
    holder.stderr.on('data', data => errors.push(String(data)))
    const [said] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])
    expect([String(said), errors]).toEqual(['holding', []])
    await expect(openEmbeddedLog({ file, clock })).rejects.toThrow(/^HUB_LOG_IN_USE/)

    const ended = once(holder, 'exit')
    holder.kill('SIGKILL')
    await ended
    const again = await openEmbeddedLog({ file, clock })
    expect(idsOf(await allOf(again.read(TOPIC, [], 'end')))).toEqual(Array.from({ length: 100 }, (_, id) => String(id)))
    await again.close()
  })

  it('drops what is older than its retention, when opened and hourly, and never uses an offset twice', async () => {
    const time = virtualClock(1)
    const source = createSource('courts')
    const open = () => openEmbeddedLog({ file, clock: time })
    let log = await open()
    const partition = log.partitionOf('courts/lane-0')
    await log.createTopics([{ name: TOPIC, retentionDays: 28 }, { name: 'hub.events' }])
    await log.append(TOPIC, source.next(250, 1))
    await log.append('hub.events', source.sent)
    await time.advance(20 * 86_400_000)
    await log.append(TOPIC, source.next(10, 1))
    await time.advance(8 * 86_400_000 - 3_600_000)
    expect((await allOf(log.read(TOPIC, [], 'end'))).length).toBe(260)

    await time.advance(2 * 3_600_000)
    await eventually(clock, async () => {
      expect((await allOf(log.read(TOPIC, [], 'end'))).map(record => record.offset)[0]).toBe(250n)
      expect((await allOf(log.read(TOPIC, [], 'end'))).length).toBe(10)
    })
    expect(await log.fetch(TOPIC, partition, 249n)).toBeUndefined()
    expect((await allOf(log.read('hub.events', [], 'end'))).length).toBe(250)
    await log.close()

    await time.advance(30 * 86_400_000)
    log = await open()
    expect(await allOf(log.read(TOPIC, [], 'end'))).toEqual([])
    await log.close()
    log = await open()
    await log.append(TOPIC, source.next(1, 1))
    expect((await allOf(log.read(TOPIC, [], 'end'))).map(record => record.offset)).toEqual([260n])
    await log.close()
  })

  it('names the record that is too large, counting lane and headers', async () => {
    const log = await openEmbeddedLog({ file, clock })
    await log.createTopics([{ name: TOPIC }])
    const [record] = createSource('courts').next(1)
    const withHeader = (length: number) => ({
      ...record!,
      headers: { note: '😀'.repeat(length) },
      value: new Uint8Array(LARGEST_RECORD_BYTES - 1_000),
    })
    await expect(log.append(TOPIC, [withHeader(250)])).rejects.toThrow(/^HUB_LOG_RECORD_TOO_LARGE: record courts-1 /)
    await log.append(TOPIC, [withHeader(150)])
    expect((await allOf(log.read(TOPIC, [], 'end'))).length).toBe(1)
    await log.close()
  })

  it('hands nothing over to a group that has read further than this log goes, and says so', async () => {
    const log = await openEmbeddedLog({ file, clock })
    await log.createTopics([{ name: TOPIC }])
    const errors: unknown[] = []
    const handled: unknown[] = []
    await log.subscribe({
      group: 'g',
      topics: [TOPIC],
      claim: async (_, places) =>
        places.map(([topic, partition]) => ({ topic, partition, next: 5n, epoch: 1, seen: {} })),
      handle: async batch => {
        handled.push(batch)
        return 'durable'
      },
      onError: error => errors.push(error),
    })
    await log.append(TOPIC, createSource('courts').next(1))
    await eventually(clock, () => expect(String(errors[0])).toMatch(/HUB_LOG_CURSOR_BEYOND_END/))
    expect(handled).toEqual([])
    await log.close()
  })

  it('closing lets handlers end, refuses what comes afterwards and ends readers that follow', async () => {
    const log = await openEmbeddedLog({ file, clock })
    const store = createConsumerStore()
    const source = createSource('courts')
    await log.createTopics([{ name: TOPIC }, { name: 'hub.events' }])
    const worker = await startWorker(log, store, {
      group: 'g',
      topics: [TOPIC],
      before: async () => {
        await clock.sleep(30)
        // A service may publish until its last handler has ended.
        await log.append('hub.events', source.next(1))
      },
    })
    const following = allOf(log.read(TOPIC, []))
    await log.append(TOPIC, createSource('prisons').next(10))
    await eventually(clock, () => expect(worker.batches.length).toBe(1))
    await log.close()
    expect(worker.outcomes).toEqual(['durable'])
    expect((await following).length).toBe(10)
    await expect(log.append(TOPIC, [])).rejects.toThrow(/^HUB_LOG_CLOSED/)
  })
})
