import { type Clock, systemClock } from '@hub/clock'
import { type EnginesConfig, enginesConfig } from './config'
import { startKafka } from './kafka'
import { startMongo } from './mongo'
import { EngineUnavailable } from './unavailable'

export type Wanted = Partial<EnginesConfig>

export type Found<A> =
  | { readonly is: 'given' | 'native'; readonly at: A; readonly described: string }
  | { readonly is: 'none'; readonly reason: string }

export interface Engines {
  /** Broker addresses. */
  readonly kafka: Found<readonly string[]>
  /** A MongoDB URL. */
  readonly mongo: Found<string>
  /** One line that names what was found, for the top of a test run or of a start. */
  readonly described: string
  /** Stops what was started here, and nothing that was given. */
  stop(): Promise<void>
}

/**
 * The engines of this machine, each looked for on its own: an address given, then a native process from package
 * registries (downloaded on first use), else none, with the reason by name. Whether none is a skip or a failure is the
 * caller's to say; `required` of the configuration is true in CI. A Docker engine is not looked for here yet.
 */
export async function findEngines(wanted: Wanted = enginesConfig(), clock: Clock = systemClock()): Promise<Engines> {
  const options = wanted.cache === undefined ? {} : { cache: wanted.cache }
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    await Promise.all(stops.map(stopOne => stopOne()))
  }
  const looked = await Promise.allSettled([
    found(wanted.kafkaBrokers, async () => {
      const engine = await startKafka(options, clock)
      stops.push(engine.stop)
      return [engine.brokers as readonly string[], `native ${engine.version} at ${engine.address}`] as const
    }),
    found(wanted.mongoUrl, async () => {
      const engine = await startMongo(options, clock)
      stops.push(engine.stop)
      return [engine.url, `native ${engine.version} at ${engine.address}`] as const
    }),
  ] as const)
  const [kafka, mongo] = looked
  if (kafka.status === 'rejected' || mongo.status === 'rejected') {
    await stop()
    throw looked.find(one => one.status === 'rejected')?.reason
  }
  return {
    kafka: kafka.value,
    mongo: mongo.value,
    described: `Kafka: ${told(kafka.value)} · MongoDB: ${told(mongo.value)}`,
    stop,
  }
}

async function found<A>(given: A | undefined, start: () => Promise<readonly [A, string]>): Promise<Found<A>> {
  if (given !== undefined) return { is: 'given', at: given, described: `given, ${withoutPassword(String(given))}` }
  try {
    const [at, described] = await start()
    return { is: 'native', at, described }
  } catch (error) {
    // A machine without the means is a reason. An engine that is there and does not start is a defect, never a skip.
    if (error instanceof EngineUnavailable) return { is: 'none', reason: error.reason }
    throw error
  }
}

function told(engine: Found<unknown>): string {
  return engine.is === 'none' ? `none (${engine.reason})` : engine.described
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//***@')
}
