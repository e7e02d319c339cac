import { createEventCodec } from '@hub/contracts'
import { translateCommonPlatform } from '@hub/courts'
import { createTokens, createTools } from '@hub/service'
import { parseBody } from '@hub/translation'
import { type Figure, figure, median } from '../figure'
import type { Ground } from '../ground'
import { largeHearing, listedHearing, resultedHearing } from '../load/court-messages'
import { personOf } from '../load/people'

const MILLIS = { whole: 1_000, smoke: 50 }
/** Other messages each time, so that nothing can be remembered. */
const DIFFERENT = 20
const RECEIVED = { seconds: 1_780_000_000n, nanos: 0 }

/** Translation alone, on one core: bytes → facts with their hashes ÷ the same bytes parsed as JSON. */
export async function translation({ clock, extent, say }: Ground): Promise<readonly Figure[]> {
  const tools = createTools(createTokens(Buffer.from('a key for the bench')), createEventCodec())
  const people = Array.from({ length: 15 }, (_, number) => personOf(number))
  const different = <T>(make: (number: number) => T) => Array.from({ length: DIFFERENT }, (_, number) => make(number))
  const sizes: Readonly<Record<string, readonly Buffer[]>> = {
    small: different(number => listedHearing(personOf(number), 1)),
    typical: different(number => resultedHearing([personOf(number)], 1, 40_000)),
    large: different(number => largeHearing(people, number)),
  }
  const millis = extent.smoke ? MILLIS.smoke : MILLIS.whole
  /** How often a second, for as long as one round takes. */
  const rateOf = (bodies: readonly Buffer[], run: (body: Buffer) => void): number => {
    const start = clock.machine()
    let count = 0
    for (; clock.machine() - start < millis; count++) run(bodies[count % bodies.length]!)
    return count / ((clock.machine() - start) / 1000)
  }
  const translateOne = (body: Buffer) => {
    const parsed = parseBody(body)
    if (parsed.is !== 'json') throw new Error('a body of the bench is no JSON')
    const message = { channel: 'common-platform', body: parsed.value, attributes: {}, receivedAt: RECEIVED }
    if (translateCommonPlatform(message, tools).is !== 'parts') throw new Error('a body of the bench came to nothing')
  }
  return Object.entries(sizes).map(([size, bodies]) => {
    const rounds = Array.from({ length: extent.rounds }, () => ({
      hub: rateOf(bodies, translateOne),
      raw: rateOf(bodies, body => void JSON.parse(body.toString())),
    }))
    const rate = median(rounds.map(({ hub }) => hub))
    say(`  translation of a ${size} hearing, ${bodies[0]!.length} bytes: ${Math.round(rate)}/s`)
    return figure(`translation, ${size} (${Math.round(bodies[0]!.length / 1000)} KB)`, rate, 'messages/s per core', {
      baseline: median(rounds.map(({ raw }) => raw)),
      ratio: median(rounds.map(({ hub, raw }) => hub / raw)),
    })
  })
}
