import { mutationOf, sampleMessages } from '@hub/simulator'
import { describe, expect, it } from '@jest/globals'
import { createHub, read } from './play'

const MUTATIONS = 100
const samples = sampleMessages('courts')

describe('court messages with something wrong', () => {
  it.each(samples)('$name still comes to one of the three forms, with a reason', async ({ channel, body }) => {
    for (let seed = 1; seed <= MUTATIONS; seed++) {
      const translation = read({ channel, body: Buffer.from(JSON.stringify(mutationOf(body, seed))) })
      for (const warning of translation.warnings) expect(warning).toMatch(/^[ -~]{5,250}$/)
      if (translation.is === 'parts')
        for (const part of translation.parts)
          if (part.is === 'command') {
            const { command } = part
            // Ids name streams: a hostile one must not make a name long.
            if ('reportId' in command) expect(command.reportId.length).toBeLessThanOrEqual(100)
            if ('hearingId' in command) expect(command.hearingId.length).toBeLessThanOrEqual(100)
          }
      for (const { state, reason, events } of await createHub().take(translation)) {
        expect(['translated', 'ignored', 'rejected']).toContain(state)
        expect(reason).toMatch(state === 'translated' ? /^$/ : /^[ -~]{4,150}$/)
        expect(state === 'translated').toBe(events.length > 0)
        for (const { key } of events) expect(key).toMatch(/^[ -~]{5,300}$/)
      }
    }
  })
})
