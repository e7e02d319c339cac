import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { enginesConfig, findEngines } from '@hub/engines'

// Only Kafka is asked for: an address that nobody uses keeps MongoDB from being started.
const wanted = () => ({ ...enginesConfig(), mongoUrl: 'mongodb://unused' })

/** A Kafka as the machine has it. */
export async function kafkaOfThisMachine() {
  const engines = await findEngines(wanted())
  if (engines.kafka.is === 'none') throw new Error(`Kafka: none (${engines.kafka.reason})`)
  return { brokers: engines.kafka.at, described: engines.kafka.described, stop: engines.stop }
}

/**
 * Why there can be no Kafka here; undefined when there can. Jest must know before its first test: the tools that would
 * fetch and run it are asked for, and the cache is looked at.
 */
export function whyNoKafka(): string | undefined {
  const { kafkaBrokers, cache } = enginesConfig()
  if (kafkaBrokers !== undefined) return undefined
  if (!runs('java', '-version')) return 'java is missing: install Java 17 or newer, or give HUB_KAFKA_BROKERS'
  if (!isCached(cache) && !runs('mvn', '-v')) return 'mvn is missing: install Maven, or give HUB_KAFKA_BROKERS'
  return undefined
}

const runs = (command: string, argument: string): boolean => spawnSync(command, [argument]).status === 0

function isCached(cache: string): boolean {
  try {
    return readdirSync(cache).some(name => /^kafka-[\d.]+$/.test(name))
  } catch {
    return false
  }
}
