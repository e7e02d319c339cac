import { join } from 'node:path'
import { createLogger, type Logger } from '@hub/service'
import type { Config } from './config'

/** Where log lines go: undefined is standard output. */
export const logFileOf = (config: Config): string | undefined => {
  const file = config.HUB_LOG_FILE ?? join(config.HUB_DATA_DIR, 'hub.log')
  return file === '-' ? undefined : file
}

export const loggerFor =
  (config: Config): ((service: string) => Logger) =>
  service =>
    createLogger(service, config.HUB_LOG_LEVEL, logFileOf(config))
