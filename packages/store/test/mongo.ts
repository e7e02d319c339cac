import { readdirSync } from 'node:fs'
import { enginesConfig, findEngines } from '@hub/engines'
import { runProcess } from './process'

// Only MongoDB is asked for: an address that nobody uses keeps Kafka from being started.
const wanted = () => ({ ...enginesConfig(), kafkaBrokers: ['unused:0'] })

/** A MongoDB as the machine has it. */
export async function mongoOfThisMachine() {
  const engines = await findEngines(wanted())
  if (engines.mongo.is === 'none') throw new Error(`MongoDB: none (${engines.mongo.reason})`)
  return { url: engines.mongo.at, described: engines.mongo.described, stop: engines.stop }
}

/**
 * Why there can be no MongoDB here; undefined when there can. Jest must know before its first test, so a machine that
 * has never had one is asked by another process, which downloads it.
 */
export function whyNoMongo(): string | undefined {
  const { mongoUrl, cache } = enginesConfig()
  if (mongoUrl !== undefined || isCached(cache)) return undefined
  const { stdout } = runProcess(
    `const { enginesConfig, findEngines } = require('@hub/engines')
     findEngines({ ...enginesConfig(), kafkaBrokers: ['unused:0'] }).then(async ({ mongo, stop }) => {
       await stop()
       process.stdout.write(mongo.is === 'none' ? mongo.reason : 'there')
     })`,
  )
  return stdout === 'there' ? undefined : stdout || 'it could not be started'
}

function isCached(cache: string): boolean {
  try {
    return readdirSync(cache).some(name => /^mongod-[\d.]+$/.test(name))
  } catch {
    return false
  }
}
