import { mutationOf, sampleMessages } from '@hub/simulator'
import { describe, expect, it } from '@jest/globals'
import { createHub, read } from './play'

const MUTATIONS = 100
const samples = [...sampleMessages('prisons'), ...sampleMessages('resettlement'), ...sampleMessages('handover')]

describe('prison messages with something wrong', () => {
  it.each(samples)('$name still comes to one of the three forms, with a reason', ({ channel, body }) => {
    for (let seed = 1; seed <= MUTATIONS; seed++) {
      const sent = Buffer.from(JSON.stringify(mutationOf(body, seed)))
      const translation = read({ channel, body: sent })
      for (const warning of translation.warnings) expect(warning).toMatch(/^[ -~]{5,200}$/)
      for (const { state, reason, events } of createHub().take(translation)) {
        expect(['translated', 'ignored', 'rejected']).toContain(state)
        expect(reason).toMatch(state === 'translated' ? /^$/ : /^[ -~]{4,150}$/)
        expect(state === 'translated').toBe(events.length > 0)
        for (const { key } of events) expect(key).toMatch(/^[\x21-\x7e]{5,250}$/)
      }
    }
  })
})
