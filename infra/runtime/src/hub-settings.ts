import type { Config } from './config'
import type { HubSettings } from './hub'

/** The settings of this process of the hub. */
export const hubSettings = (config: Config): HubSettings => ({
  engines:
    config.HUB_KAFKA_BROKERS && config.HUB_MONGO_URL
      ? { are: 'real', kafkaBrokers: config.HUB_KAFKA_BROKERS, mongoUrl: config.HUB_MONGO_URL }
      : { are: 'embedded', dataDir: config.HUB_DATA_DIR },
  contexts: config.HUB_CONTEXTS,
  elsewhere: config.HUB_SERVICES,
  host: config.HUB_HOST,
  httpPort: config.HUB_HTTP_PORT,
  consolePort: config.HUB_CONSOLE_PORT,
  grpcPort: config.HUB_GRPC_PORT,
  ...(config.HUB_SOURCES ? { sources: sourcesOf(config.HUB_SOURCES) } : {}),
  messagesPerSecond: config.HUB_GATEWAY_RATE,
  ...(config.HUB_TRACES_URL ? { traces: { url: config.HUB_TRACES_URL, ratio: config.HUB_TRACES_RATIO } } : {}),
  intakeRetentionDays: config.HUB_INTAKE_RETENTION_DAYS,
})

/** Without tokens that are not given. */
const sourcesOf = (sources: NonNullable<Config['HUB_SOURCES']>): NonNullable<HubSettings['sources']> =>
  Object.fromEntries(
    Object.entries(sources).map(([name, { url, token }]) => [name, token === undefined ? { url } : { url, token }]),
  )
