import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@hub/clock'
import { createEventCodec, type DeepPartial, type EventMessages, type EventType, eventOf } from '@hub/contracts'
import { JourneyServiceDefinition } from '@hub/contracts/journey'
import type { EventLog, Outgoing } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import { createTokens, EVENT, EVENTS_TOPIC, type Implementation, inProcessClient, silentLogger } from '@hub/service'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import { eventually } from '@hub/testing'
import { expect } from '@jest/globals'
import { createJourneys, journeys } from '../src'

export const clock = systemClock()
export const codec = createEventCodec()

/** Journeys on embedded engines of its own, to which every batch is handed over twice. */
export async function startedJourneys() {
  const folder = mkdtempSync(join(tmpdir(), 'hub-journeys-'))
  const log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: EVENTS_TOPIC }])
  const store = await openEmbeddedStore({
    file: join(folder, 'journeys.db'),
    service: 'journeys',
    collections: journeys.collections,
    clock,
  })
  const blobs = await openEmbeddedBlobs({ file: join(folder, 'blobs.db') })
  const twice: EventLog = {
    ...log,
    subscribe: subscription =>
      log.subscribe({
        ...subscription,
        handle: async batch => {
          const first = await subscription.handle(batch)
          await subscription.handle(batch)
          return first
        },
      }),
  }
  const tokens = createTokens(Buffer.from('a key for tests'))
  const service = createJourneys({ log: twice, store, blobs, clock, logger: silentLogger, tokens, codec })
  await service.start()
  const served = service.grpc[0]!
  const client = inProcessClient(
    JourneyServiceDefinition,
    served.implementation as Implementation<typeof JourneyServiceDefinition>,
  )

  let position = 0n
  function recordOf<T extends EventType>(
    personId: string,
    type: T,
    data: DeepPartial<EventMessages[T]>,
    over: Readonly<Record<string, string>> = {},
  ): Outgoing {
    const id = clock.newId()
    position++
    const seconds = String(Number(position % 60n)).padStart(2, '0')
    const minutes = String(Number(position / 60n)).padStart(2, '0')
    return {
      id,
      type,
      lane: personId,
      source: 'a test',
      position,
      headers: {
        [EVENT.subject]: personId,
        [EVENT.time]: '2024-01-01T00:00:00.123456789Z',
        [EVENT.recorded]: `2026-01-01T00:${minutes}:${seconds}Z`,
        [EVENT.channel]: 'libra',
        [EVENT.correlation]: 'a receipt',
        ...over,
      },
      value: codec.encode(type, eventOf(type, { personId, ...data } as never).data as never),
    }
  }
  /** Publishes an event as a context would; resolves with its id. */
  async function tell<T extends EventType>(...event: Parameters<typeof recordOf<T>>): Promise<string> {
    const record = recordOf(...event)
    await log.append(EVENTS_TOPIC, [record])
    return record.id
  }
  /** Publishes so many events in one go; resolves with their ids. */
  async function tellTogether(personId: string, count: number): Promise<readonly string[]> {
    const records = Array.from({ length: count }, () => recordOf(personId, 'hub.court.v1.HearingListed', {} as never))
    await log.append(EVENTS_TOPIC, records)
    return records.map(({ id }) => id)
  }

  const lineOf = async (personId: string) => (await client.getLine({ personId, limit: 1_000 })).items
  return {
    log,
    client,
    tell,
    tellTogether,
    lineOf,
    /** The next position of this test's own source. */
    nextPosition: () => ++position,
    named: (personId: string, first: string, last: string, middle = '') =>
      tell(personId, 'hub.court.v1.DefendantDetailsRecorded', {
        personal: { firstName: first, middleName: middle, lastName: last },
      } as never),
    merge: async (elder: string, younger: string) => {
      await tell(younger, 'hub.person.v1.PersonAbsorbed', { survivingPersonId: elder } as never)
      await tell(elder, 'hub.person.v1.PersonMerged', { absorbedPersonId: younger } as never)
    },
    has: (personId: string, count: number) =>
      eventually(async () => expect(await lineOf(personId)).toHaveLength(count)),
    close: async () => {
      await service.stop()
      await log.close()
      await store.close()
      await blobs.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
