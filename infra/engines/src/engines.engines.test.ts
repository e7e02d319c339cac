import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@hub/clock'
import { afterAll, expect, test } from '@jest/globals'
import { cached } from './cache'
import { startChild, temporaryFolder } from './child'
import { enginesConfig } from './config'
import { findEngines } from './find'
import { startKafka } from './kafka'
import { answersAsCoordinator } from './kafka-answer'
import { startMongo } from './mongo'
import { mongoCommand } from './mongo-command'
import { runTool } from './tool'

const clock = systemClock()
const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of stops) await stop()
}, 60_000)

const portOf = (address: string) => Number(address.split(':')[1])
const lives = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const eventually = async (check: () => boolean, withinMs: number) => {
  for (const end = clock.machine() + withinMs; clock.machine() < end && !check(); ) await clock.sleep(50)
  return check()
}

test('both engines start, answer, survive kill -9 on the same port and stop without a trace', async () => {
  const [kafka, mongo] = await Promise.all([startKafka(), startMongo()])
  stops.push(kafka.stop, mongo.stop)
  expect(await answersAsCoordinator(portOf(kafka.address))).toBe(true)
  const write = { insert: 'things', documents: [{ _id: 1 }], writeConcern: { w: 'majority', j: true } }
  expect(await mongoCommand(portOf(mongo.address), write, 5_000)).toMatchObject({ ok: 1, n: 1 })

  const before = [kafka.pid, mongo.pid]
  await Promise.all([kafka.kill(), mongo.kill()])
  expect(before.map(lives)).toEqual([false, false])
  await Promise.all([kafka.restart(), mongo.restart()])
  expect(await answersAsCoordinator(portOf(kafka.address))).toBe(true)
  const count = await mongoCommand(portOf(mongo.address), { count: 'things' }, 5_000)
  expect(count).toMatchObject({ ok: 1, n: 1 })

  await Promise.all([kafka.stop(), mongo.stop()])
  expect([kafka.pid, mongo.pid].map(lives)).toEqual([false, false])
  expect([kafka.folder, mongo.folder].map(existsSync)).toEqual([false, false])
}, 180_000)

test('a cluster id that begins with a dash, as one in 64 does, is no option of the tool that formats', async () => {
  const kafka = await startKafka({}, { ...clock, newId: () => 'f8000000-0000-4000-8000-000000000000' })
  stops.push(kafka.stop)
  expect(await answersAsCoordinator(portOf(kafka.address))).toBe(true)
  await kafka.stop()
}, 60_000)

test('what is given is used and nothing is started', async () => {
  const engines = await findEngines({ kafkaBrokers: ['a:1', 'b:2'], mongoUrl: 'mongodb://me:secret@c/' })
  expect(engines.kafka).toMatchObject({ is: 'given', at: ['a:1', 'b:2'] })
  expect(engines.mongo).toMatchObject({ is: 'given', at: 'mongodb://me:secret@c/' })
  expect(engines.described).not.toContain('secret')
})

test('a machine without Java, without Maven or without Python is told by name what to install', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'throughline-cache-'))
  await expect(startKafka({ cache, java: 'no-such-java' })).rejects.toThrow(
    /^kafka: no-such-java is missing.*openjdk-17/,
  )
  await expect(runTool('kafka', ['no-such-mvn'], 'install Maven')).rejects.toThrow(
    'kafka: no-such-mvn is missing: install',
  )
  await expect(startMongo({ cache, python: 'no-such-py' })).rejects.toThrow(
    /^mongo: no-such-py is missing.*python3-pip/,
  )
  expect(await readdir(cache)).toEqual([])
  await rm(cache, { recursive: true })
})

test('two that ask for one download at once share it; a lock of a dead process is broken', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'throughline-cache-'))
  const ended = spawn('true')
  await new Promise(resolve => ended.once('close', resolve))
  await writeFile(join(cache, 'thing.lock'), String(ended.pid))
  let fills = 0
  const fill = async (folder: string) => {
    fills++
    await clock.sleep(200)
    await writeFile(join(folder, 'file'), 'whole')
  }
  const [one, two] = await Promise.all([cached(clock, cache, 'thing', fill), cached(clock, cache, 'thing', fill)])
  expect([one, fills]).toEqual([two, 1])
  expect(await readdir(cache)).toEqual(['thing'])
  await rm(cache, { recursive: true })
})

test('an engine that does not start fails with what it printed and leaves nothing', async () => {
  const folder = temporaryFolder('test')
  const plan = { name: 'Thing', version: '1', address: 'x:1', folder, keepFolder: false, startMs: 5_000 }
  const command = ['sh', '-c', 'echo no room on the disk; exit 3'] as const
  await expect(startChild(clock, { ...plan, command, usable: async () => false })).rejects.toThrow(
    /Thing 1 ended before it was usable; the end of its output:\nno room on the disk/,
  )
  expect(existsSync(folder)).toBe(false)
})

test('an engine ends when its parent is killed with -9', async () => {
  const folder = temporaryFolder('test')
  const script = join(folder, 'parent.js')
  const build = await mkdtemp(join(tmpdir(), 'throughline-build-'))
  const tsc = join(require.resolve('typescript/package.json'), '../bin/tsc')
  const compile = spawn(process.execPath, [
    ...[tsc, join(__dirname, 'child.ts'), '--outDir', build, '--module', 'commonjs', '--target', 'es2022'],
    ...['--types', 'node', '--ignoreConfig', '--skipLibCheck', '--noCheck', '--ignoreDeprecations', '6.0'],
  ])
  await new Promise(resolve => compile.once('close', resolve))
  await writeFile(
    script,
    `const { startChild } = require(${JSON.stringify(join(build, 'child.js'))})
     const clock = { machine: () => Date.now(), sleep: ms => new Promise(r => setTimeout(r, ms)) }
     startChild(clock, { name: 'sleep', version: '1', address: 'x:1', folder: ${JSON.stringify(folder)}, keepFolder: false,
       command: ['sleep', '300'], usable: async () => true, startMs: 5000 })
       .then(engine => { console.log(engine.pid); setInterval(() => {}, 1000) })`,
  )
  const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = await new Promise<number>(resolve => parent.stdout.once('data', text => resolve(Number(String(text)))))
  expect(lives(pid)).toBe(true)
  parent.kill('SIGKILL')
  expect(await eventually(() => !lives(pid) && !existsSync(folder), 5_000)).toBe(true)
  await rm(build, { recursive: true })
}, 60_000)

test('configuration comes from the environment and is split and placed', () => {
  const config = enginesConfig({ HUB_KAFKA_BROKERS: 'a:1, b:2', XDG_CACHE_HOME: '/x', CI: 'true' })
  expect(config).toEqual({ kafkaBrokers: ['a:1', 'b:2'], cache: '/x/throughline/engines', required: true })
})
