import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { formatInstant } from '@hub/calendar'
import { HubError } from '@hub/service'
import { startSampleSources } from '@hub/simulator'
import { readConfig } from './config'
import { fail } from './explain'
import { startHub } from './hub'
import { hubSettings } from './hub-settings'
import { openInstallation } from './installation'
import { logFileOf, loggerFor } from './log-file'
import { openClock } from './open-clock'
import { showSamples } from './show-samples'
import { stopOnSignal } from './stop-on-signal'

const say = (text: string) => process.stdout.write(`${text}\n`)

/** One process of the hub: the whole of it by default, or the contexts that HUB_CONTEXTS names. */
async function main(): Promise<void> {
  const withSamples = samplesWanted(process.argv.slice(2))
  const config = readConfig()
  // Who plays the samples has the systems that they point at as well.
  const simulated =
    withSamples && config.HUB_MODE === 'development' && !config.HUB_SOURCES ? await startSampleSources() : undefined
  const settings = { ...hubSettings(config), ...(simulated ? { sources: simulated.sources } : {}) }
  const installation = await openInstallation(config)
  const { clock, moveClock } = openClock(config)
  const again = existsSync(join(config.HUB_DATA_DIR, 'log.db')) ? ' (as it was left)' : ''
  const engines =
    settings.engines.are === 'embedded'
      ? `the embedded engines, its data in ${config.HUB_DATA_DIR}${again}`
      : 'Kafka and MongoDB'
  say(`Throughline starts ${settings.contexts.join(', ')} on ${engines}`)
  if (moveClock) say(`Its time is simulated and stays with its data: ${formatInstant(clock.now())}`)
  const hub = await startHub(settings, {
    clock,
    ...(moveClock ? { moveClock } : {}),
    loggerOf: loggerFor(config),
    installation,
  })
  const stop = async () => {
    await hub.stop()
    await simulated?.stop()
  }
  stopOnSignal(stop, clock, 'Stopped; everything is kept.')
  // Started by another process: when that one is gone, nobody would stop this one.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.send?.({ ready: true, httpPort: hub.httpPort, consolePort: hub.consolePort, grpcPort: hub.grpcPort })

  if (hub.httpPort !== undefined) {
    const url = `http://${config.HUB_HOST}:${hub.httpPort}`
    if (config.HUB_MODE === 'development' && withSamples) await showSamples(config, url, clock)
    say(`API    ${url}/v1        gRPC  ${config.HUB_HOST}:${hub.grpcPort}        log  ${logFileOf(config) ?? 'here'}`)
  }
  if (hub.consolePort !== undefined) say(`Console http://127.0.0.1:${hub.consolePort}`)
  say('The hub keeps running; Ctrl-C stops it, and starting it again finds everything as it was.')
}

/** The only option there is; a misspelt one must not play sample people into somebody's data. */
function samplesWanted(options: readonly string[]): boolean {
  const unknown = options.find(option => option !== '--no-samples')
  if (unknown !== undefined)
    throw new HubError(
      'invalid',
      'HUB_CONFIG_INVALID',
      `${unknown} is no option; there is --no-samples, the rest is set by HUB_… variables`,
    )
  return options.length === 0
}

// What a hub keeps is its own: nobody else on the machine reads it.
process.umask(0o077)
// Whoever reads the output may stop reading: the hub goes on.
process.stdout.on('error', () => {})

main().catch(fail)
