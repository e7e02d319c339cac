import { homedir } from 'node:os'
import { join } from 'node:path'

export interface EnginesConfig {
  /** `HUB_KAFKA_BROKERS`, split at commas. Absent when not given: then an engine is looked for. */
  readonly kafkaBrokers?: readonly string[]
  /** `HUB_MONGO_URL`. */
  readonly mongoUrl?: string
  /** Folder for downloaded engines: under `XDG_CACHE_HOME`, else `~/.cache`. Safe to delete at any time. */
  readonly cache: string
  /** True in CI (`CI=true`), where a missing engine is a failure and not a skip. */
  readonly required: boolean
}

/** The only reader of environment variables here. */
export function enginesConfig(env: NodeJS.ProcessEnv = process.env): EnginesConfig {
  const brokers = (env.HUB_KAFKA_BROKERS ?? '')
    .split(',')
    .map(broker => broker.trim())
    .filter(broker => broker !== '')
  return {
    ...(brokers.length > 0 ? { kafkaBrokers: brokers } : {}),
    ...(env.HUB_MONGO_URL ? { mongoUrl: env.HUB_MONGO_URL } : {}),
    cache: join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'throughline', 'engines'),
    required: env.CI === 'true',
  }
}
