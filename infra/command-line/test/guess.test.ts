import { sampleMessages } from '@hub/simulator'
import { describe, expect, it } from '@jest/globals'
import { channelOf, hearingIdOf } from '../src/guess'

describe('what a message says it is', () => {
  it.each(sampleMessages().map(sample => [sample.name, sample] as const))('%s', (_, { body, channel }) => {
    expect(channelOf(body)).toBe(channel)
  })

  it('nothing, where it could come by any channel', () => {
    for (const body of ['', '{"no', '[]', 'null', '{}', '{"Message": "text"}', '{"eventType": "SOMETHING"}'])
      expect([body, channelOf(Buffer.from(body)), hearingIdOf(Buffer.from(body))]).toEqual([body, undefined, undefined])
    const both = { eventType: 'prison.released', courtCode: 'B10', caseNo: '1' }
    expect(channelOf(Buffer.from(JSON.stringify(both)))).toBeUndefined()
  })
})
