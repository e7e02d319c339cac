import { sampleMessages } from '@hub/simulator'
import { parseBody, unwrap } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import { createHub, wholeOf } from './play'

/** The same message with every list and every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).reverse()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, field]) => [key, reversed(field)])
      .reverse(),
  )
}

describe('messages with their lists the other way round', () => {
  // In 01 the first of two records of one defendant counts: there the order says something.
  const samples = sampleMessages('courts')
    .filter(({ name }) => !name.startsWith('01'))
    .map(({ name, channel, body }) => {
      const { parsed } = unwrap(parseBody(body))
      return { name, channel, body: parsed.is === 'json' ? parsed.value : undefined }
    })

  it.each(samples)('$name says no change', async ({ channel, body }) => {
    const hub = createHub()
    const first = await hub.say(channel, body)
    const again = await hub.say(channel, reversed(body))
    if (wholeOf(first).state === 'translated') expect(again.filter(({ state }) => state === 'translated')).toEqual([])
    else expect(wholeOf(again)).toEqual(wholeOf(first))
  })
})
