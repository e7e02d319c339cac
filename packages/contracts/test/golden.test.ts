import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { createEventCodec, type EventType, events, eventToJson } from '../src'

interface Golden {
  /** The event as it was published, base64. */
  readonly bytes: string
  readonly json: object
}
const golden: Record<string, Golden> = JSON.parse(readFileSync(join(__dirname, 'golden.json'), 'utf8'))
const codec = createEventCodec()
const writeInstant = ({ seconds, nanos }: { seconds: bigint; nanos: number }) => `${seconds}.${nanos}`

describe('golden bytes', () => {
  it('stand for every event type of the catalogue: `npm run proto:publish` adds what is new', () => {
    expect(Object.keys(events).filter(type => !(type in golden))).toEqual([])
  })

  it.each(Object.entries(golden))('%s reads today as it was published', (type, { bytes, json }) => {
    const data = codec.decode(type as EventType, Buffer.from(bytes, 'base64'))
    expect(eventToJson(type as EventType, data, writeInstant)).toEqual(json)
  })
})
