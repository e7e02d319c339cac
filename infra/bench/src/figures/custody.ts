import { createEventCodec } from '@hub/contracts'
import { custodyDecider, translateDomainEvent } from '@hub/prisons'
import { createTokens, createTools } from '@hub/service'
import { parseBody, unwrap } from '@hub/translation'
import { type Figure, figure, median } from '../figure'
import type { Ground } from '../ground'
import { personOf } from '../load/people'
import { prisonMessage } from '../load/prison-messages'

const MILLIS = { whole: 1_000, smoke: 50 }
/** People in turn, and so many messages about each before they are met anew. */
const PEOPLE = 200
const MESSAGES = 8
const RECEIVED = { seconds: 1_780_000_000n, nanos: 0 }

/**
 * Messages about custody, on one core: bytes in their envelope → what is recorded, decided on everything that was said of
 * the person before ÷ the envelope and the message in it parsed as JSON.
 */
export async function custody({ clock, extent, say }: Ground): Promise<readonly Figure[]> {
  const tools = createTools(createTokens(Buffer.from('a key for the bench')), createEventCodec())
  const bodies = Array.from({ length: PEOPLE * MESSAGES }, (_, at) =>
    prisonMessage(personOf(at % PEOPLE), Math.floor(at / PEOPLE)),
  )
  const millis = extent.smoke ? MILLIS.smoke : MILLIS.whole
  const perSecond = (run: (at: number) => void): number => {
    const start = clock.machine()
    let count = 0
    for (; clock.machine() - start < millis; count++) run(count % bodies.length)
    return count / ((clock.machine() - start) / 1000)
  }
  const states = Array.from({ length: PEOPLE }, () => custodyDecider.initialState)
  const decideOne = (at: number): void => {
    if (at < PEOPLE) states[at] = custodyDecider.initialState
    const { parsed, envelope } = unwrap(parseBody(bodies[at]!))
    if (parsed.is !== 'json') throw new Error('a body of the bench is no JSON')
    const attributes = envelope?.attributes ?? {}
    const message = { channel: 'hmpps-domain-events', body: parsed.value, attributes, receivedAt: RECEIVED }
    const said = translateDomainEvent(message, tools)
    if (said.is !== 'parts') throw new Error('a body of the bench came to nothing')
    for (const part of said.parts) {
      if (part.is !== 'command') continue
      const state = states[at % PEOPLE]!
      const decided = custodyDecider.decide({ command: part.command, now: RECEIVED, hashOf: tools.hashOf }, state)
      if (!Array.isArray(decided) || decided.length === 0) throw new Error('a message of the bench is no news')
      states[at % PEOPLE] = decided.reduce(
        (folded, decision) => custodyDecider.evolve(folded, { ...decision, id: decision.key, recordedAt: RECEIVED }),
        state,
      )
    }
  }
  const rounds = Array.from({ length: extent.rounds }, () => ({
    hub: perSecond(decideOne),
    raw: perSecond(at => void JSON.parse(JSON.parse(bodies[at]!.toString()).Message)),
  }))
  const rate = median(rounds.map(({ hub }) => hub))
  say(`  custody: ${Math.round(rate)} messages/s on one core`)
  return [
    figure('custody', rate, 'messages/s per core', {
      baseline: median(rounds.map(({ raw }) => raw)),
      ratio: median(rounds.map(({ hub, raw }) => hub / raw)),
    }),
  ]
}
