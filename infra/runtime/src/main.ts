import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { formatInstant } from '@hub/calendar'
import { type Clock, systemClock } from '@hub/clock'
import { createLogger, isHubError } from '@hub/service'
import { readConfig } from './config'
import { startEmbeddedHub } from './hub'
import { developmentToken, openInstallation } from './installation'
import { playSamples } from './play-samples'
import { isFresh, reportOf } from './report'

const say = (text: string) => process.stdout.write(`${text}\n`)

async function main(): Promise<void> {
  const config = readConfig()
  const clock = systemClock()
  const withSamples = config.HUB_MODE === 'development' && !process.argv.includes('--no-samples')
  const installation = await openInstallation(config)
  const logFile = config.HUB_LOG_FILE ?? join(config.HUB_DATA_DIR, 'hub.log')
  const again = existsSync(join(config.HUB_DATA_DIR, 'log.db'))
  say(
    `Throughline starts on the embedded engines, its data in ${config.HUB_DATA_DIR}${again ? ' (as it was left)' : ''}`,
  )
  const hub = await startEmbeddedHub(
    {
      dataDir: config.HUB_DATA_DIR,
      host: config.HUB_HOST,
      httpPort: config.HUB_HTTP_PORT,
      grpcPort: config.HUB_GRPC_PORT,
      messagesPerSecond: config.HUB_GATEWAY_RATE,
      intakeRetentionDays: config.HUB_INTAKE_RETENTION_DAYS,
    },
    {
      clock,
      loggerOf: service => createLogger(service, config.HUB_LOG_LEVEL, logFile === '-' ? undefined : logFile),
      installation,
    },
  )
  const url = `http://${config.HUB_HOST}:${hub.httpPort}`
  stopOnSignal(hub.stop, clock)

  if (withSamples) {
    say('Playing what courts and prisons really send:')
    const start = formatInstant(clock.now())
    const token = await developmentToken(config)
    const played = await playSamples({ url, token }, (one, done, all) => {
      const count = !isFresh(one, start)
        ? 'sent before'
        : one.eventIds.length === 1
          ? '1 event'
          : `${one.eventIds.length} events`
      say(
        `  ${String(done).padStart(String(all).length)}/${all}  ${one.name.padEnd(58)} ${one.state}${one.state === 'translated' ? `, ${count}` : ''}`,
      )
    })
    say(`\n${reportOf(played, start)}\n`)
    printNext(url, played.find(({ people }) => people.length > 0)?.people[0])
  }
  say(
    `API    ${url}/v1        gRPC  ${config.HUB_HOST}:${hub.grpcPort}        log  ${logFile === '-' ? 'here' : logFile}`,
  )
  say('The hub keeps running; Ctrl-C stops it, and starting it again finds everything as it was.')
}

function printNext(url: string, personId: string | undefined): void {
  const auth = '-H "Authorization: Bearer $(npm run --silent hub -- token)"'
  say('Send a message of your own (any file of infra/simulator/samples, or what your system sends):')
  say(
    `  curl ${auth} -H 'Content-Type: application/json' --data-binary @infra/simulator/samples/prisons/08-received-recall.json ${url}/v1/messages/hmpps-domain-events`,
  )
  say("Read a person's line:")
  say(`  curl ${auth} ${url}/v1/people/${personId ?? '{personId}'}/line\n`)
}

/** Finishes what is in hand and ends with 0; a second signal, or ten seconds, ends it at once: nothing is lost either way. */
function stopOnSignal(stop: () => Promise<void>, clock: Clock): void {
  let stopping = false
  const onSignal = () => {
    if (stopping) process.exit(1)
    stopping = true
    clock.after(10_000, () => process.exit(1))
    void stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

main().catch(error => {
  process.stderr.write(
    `${isHubError(error) ? `${error.code}: ${error.message}` : error instanceof Error ? error.stack : error}\n`,
  )
  process.exit(1)
})
