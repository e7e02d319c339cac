import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '@hub/clock'
import { cached } from './cache'
import { type EngineProcess, startChild, temporaryFolder } from './child'
import { enginesConfig } from './config'
import { answersAsCoordinator } from './kafka-answer'
import { freePorts, onPort } from './port'
import { mustRun, runTool } from './tool'
import { EngineUnavailable } from './unavailable'

/** 4.4.0 is listed in Maven Central, but its kafka-tools-api is missing. */
export const kafkaVersion = '4.3.1'
const installJava = 'install Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)'
const installMaven = 'install Maven (Debian: apt-get install maven), or give HUB_KAFKA_BROKERS'

export interface KafkaOptions {
  /** Folder of downloaded engines; by default the user's cache. */
  readonly cache?: string
  /** Keep the data here over stops; by default a temporary folder that goes with the engine. */
  readonly data?: string
  /** For clients; by default a free one. */
  readonly port?: number
  /** Broker properties, over our own. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>
  /** The Java to run, by default the one on the path. */
  readonly java?: string
  /** Largest heap of the JVM, 512m by default. */
  readonly heap?: string
  readonly startMs?: number
}

export interface KafkaEngine extends EngineProcess {
  readonly brokers: readonly [string]
}

/**
 * A real Kafka broker that is its own controller. Resolves when it has printed that it started, and answers, and can
 * coordinate groups. Topics are never made by use: whoever needs one creates it.
 */
export async function startKafka(options: KafkaOptions = {}, clock: Clock = systemClock()): Promise<KafkaEngine> {
  const classpath = join(await installKafka(options, clock), '*')
  return onPort(options.port, port => startOn(port, classpath, options, clock))
}

async function startOn(port: number, classpath: string, options: KafkaOptions, clock: Clock): Promise<KafkaEngine> {
  const [controller] = await freePorts(1)
  const folder = options.data ?? temporaryFolder('kafka')
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true })
  const properties = join(folder, 'server.properties')
  const lines = { ...ownProperties(port, controller!, data), ...options.properties }
  const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(properties, text.join(''))
  if (!(await isFormatted(data))) {
    const id = clock.newId().replaceAll('-', '')
    const cluster = Buffer.from(id, 'hex').toString('base64url')
    // One argument: an id may begin with a dash, and would be taken for an option of its own.
    const format = ['kafka.tools.StorageTool', 'format', `--cluster-id=${cluster}`, '-c', properties] as const
    await mustRun('kafka', [options.java ?? 'java', '-cp', classpath, ...format], installJava)
  }
  const engine = await startChild(clock, {
    name: 'Kafka',
    version: kafkaVersion,
    address: `127.0.0.1:${port}`,
    folder,
    keepFolder: options.data !== undefined,
    command: [
      options.java ?? 'java',
      '-Xms256m',
      `-Xmx${options.heap ?? '512m'}`,
      '-cp',
      classpath,
      'kafka.Kafka',
      properties,
    ],
    usable: async printed => printed.includes('Kafka Server started') && (await answersAsCoordinator(port)),
    startMs: options.startMs ?? 60_000,
  })
  return Object.defineProperties({} as KafkaEngine, {
    ...Object.getOwnPropertyDescriptors(engine),
    brokers: { value: [engine.address], enumerable: true },
  })
}

function ownProperties(port: number, controller: number, data: string): Record<string, string | number | boolean> {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENTS',
    'log.dirs': data,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
    'message.max.bytes': 12_582_912,
    'replica.fetch.max.bytes': 12_582_912,
  }
}

function isFormatted(data: string): Promise<boolean> {
  return stat(join(data, 'meta.properties')).then(
    () => true,
    () => false,
  )
}

/** The folder of jars, downloaded from Maven Central on first use: 46 jars, 44 MB, checked by Maven against its sums. */
async function installKafka(options: KafkaOptions, clock: Clock): Promise<string> {
  const { output } = await runTool('kafka', [options.java ?? 'java', '-version'], installJava)
  const java = Number(/version "(\d+)/.exec(output)?.[1] ?? 0)
  if (java < 17) throw new EngineUnavailable('kafka', `Java ${java} is too old: ${installJava}`)
  return cached(clock, options.cache ?? enginesConfig().cache, `kafka-${kafkaVersion}`, async own => {
    const pom = join(own, 'pom.xml')
    await writeFile(pom, kafkaPom)
    const output = `-DoutputDirectory=${join(own, 'libs')}`
    await mustRun('kafka', ['mvn', '-q', '-B', '-C', '-f', pom, 'dependency:copy-dependencies', output], installMaven)
    for (const jar of await readdir(join(own, 'libs'))) await rename(join(own, 'libs', jar), join(own, jar))
  })
}

const kafkaPom = `<project><modelVersion>4.0.0</modelVersion>
<groupId>hub</groupId><artifactId>engines</artifactId><version>1</version><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>
`
