import { formatInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { Config } from './config'
import { developmentToken } from './development-partner'
import { playSamples } from './play-samples'
import { isFresh, reportOf } from './report'

const say = (text: string) => process.stdout.write(`${text}\n`)

/** Plays the samples into a running hub, shows what becomes of each, and says what a user can do next. */
export async function showSamples(config: Config, url: string, clock: Clock): Promise<void> {
  say('Playing what courts and prisons really send:')
  const start = formatInstant(clock.now())
  const played = await playSamples({ url, token: await developmentToken(config) }, (one, done, all) => {
    const events = !isFresh(one, start)
      ? 'sent before'
      : one.eventIds.length === 1
        ? '1 event'
        : `${one.eventIds.length} events`
    const count = String(done).padStart(String(all).length)
    say(`  ${count}/${all}  ${one.name.padEnd(58)} ${one.state}${one.state === 'translated' ? `, ${events}` : ''}`)
  })
  const personId = played.find(({ people }) => people.length > 0)?.people[0] ?? '{personId}'
  const auth = '-H "Authorization: Bearer $(npm run --silent hub -- token)"'
  const sample = '@infra/simulator/samples/prisons/08-received-recall.json'
  say(`\n${reportOf(played, start)}\n`)
  say('Send a message of your own (any file of infra/simulator/samples, or what your system sends):')
  say(
    `  curl ${auth} -H 'Content-Type: application/json' --data-binary ${sample} ${url}/v1/messages/hmpps-domain-events`,
  )
  say("Read a person's line:")
  say(`  curl ${auth} ${url}/v1/people/${personId}/line\n`)
}
