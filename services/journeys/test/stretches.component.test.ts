import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@hub/clock'
import { createEventCodec, eventOf } from '@hub/contracts'
import type { Incoming } from '@hub/messaging'
import { EVENTS_TOPIC } from '@hub/service'
import { openEmbeddedStore } from '@hub/store/embedded'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { journeys } from '../src'
import { followEvents } from '../src/app/follow-events'
import { rowsOf, type Stretch } from '../src/domain/journey'

const clock = systemClock()
const codec = createEventCodec()
const folder = mkdtempSync(join(tmpdir(), 'hub-stretches-'))
let store: Awaited<ReturnType<typeof openEmbeddedStore>>
beforeAll(async () => {
  store = await openEmbeddedStore({
    file: join(folder, 'journeys.db'),
    service: 'journeys',
    collections: journeys.collections,
    clock,
  })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const message = (lane: string, at: number): Incoming => ({
  id: `${lane}/${at}`,
  type: 'hub.court.v1.HearingListed',
  lane,
  source: 'courts',
  headers: {},
  topic: EVENTS_TOPIC,
  partition: 0,
  offset: BigInt(at),
  value: codec.encode('hub.court.v1.HearingListed', eventOf('hub.court.v1.HearingListed', { personId: lane }).data),
})

it.each([1, 2, 3, 20])('a stretch goes on where a group of %i works was committed', async size => {
  const person = clock.newId()
  const messages = Array.from({ length: 20 }, (_, at) => message(person, at))
  const works = (await followEvents(codec).works(messages)).flat()
  for (let from = 0; from < works.length; from += size) await store.run(works.slice(from, from + size))
  const kept = await store.find<Stretch>(
    'lines',
    { where: { personId: person }, order: [{ field: 'to' }] },
    { limit: 100 },
  )
  expect(kept.map(({ to, rows }) => [to, rows.length])).toEqual([
    [15, 16],
    [19, 4],
  ])
  expect(rowsOf(kept, 0).map(({ eventId }) => eventId)).toEqual(messages.map(({ id }) => id))
})
