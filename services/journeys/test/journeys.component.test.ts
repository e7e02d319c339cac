import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Instant, parseInstant } from '@hub/calendar'
import { systemClock } from '@hub/clock'
import { createEventCodec, type DeepPartial, type EventMessages, type EventType, eventOf } from '@hub/contracts'
import { JourneyServiceDefinition } from '@hub/contracts/journey'
import { IdentityType } from '@hub/contracts/person'
import type { EventLog } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import {
  type Client,
  createTokens,
  EVENT,
  EVENTS_TOPIC,
  type Implementation,
  inProcessClient,
  type Service,
  silentLogger,
} from '@hub/service'
import type { Store } from '@hub/store'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createJourneys, journeys } from '../src'

const clock = systemClock()
const codec = createEventCodec()

async function eventually<T>(check: () => T | Promise<T>, deadlineMillis = 10_000): Promise<T> {
  const end = clock.machine() + deadlineMillis
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (clock.machine() >= end) throw error
      await clock.sleep(10)
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'hub-journeys-'))
let log: EventLog
let store: Store
let service: Service
let client: Client<typeof JourneyServiceDefinition>
let closeBlobs: () => Promise<void>

beforeAll(async () => {
  log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: EVENTS_TOPIC }])
  store = await openEmbeddedStore({
    file: join(folder, 'journeys.db'),
    service: 'journeys',
    collections: journeys.collections,
    clock,
  })
  const blobs = await openEmbeddedBlobs({ file: join(folder, 'blobs.db') })
  closeBlobs = () => blobs.close()
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
  service = createJourneys({ log: twice, store, blobs, clock, logger: silentLogger, tokens, codec })
  await service.start()
  const served = service.grpc[0]!
  client = inProcessClient(
    JourneyServiceDefinition,
    served.implementation as Implementation<typeof JourneyServiceDefinition>,
  )
})
afterAll(async () => {
  await service.stop()
  await log.close()
  await store.close()
  await closeBlobs()
  rmSync(folder, { recursive: true, force: true })
})

let position = 0n
/** Publishes an event as a context would; resolves with its id. */
async function tell<T extends EventType>(
  personId: string,
  type: T,
  data: DeepPartial<EventMessages[T]>,
  over: Readonly<Record<string, string>> = {},
): Promise<string> {
  const id = clock.newId()
  position++
  const seconds = String(Number(position % 60n)).padStart(2, '0')
  const minutes = String(Number(position / 60n)).padStart(2, '0')
  await log.append(EVENTS_TOPIC, [
    {
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
    },
  ])
  return id
}
const named = (personId: string, first: string, last: string, middle = '') =>
  tell(personId, 'hub.court.v1.DefendantDetailsRecorded', {
    personal: { firstName: first, middleName: middle, lastName: last },
  } as never)
const merge = async (elder: string, younger: string) => {
  await tell(younger, 'hub.person.v1.PersonAbsorbed', { survivingPersonId: elder } as never)
  await tell(elder, 'hub.person.v1.PersonMerged', { absorbedPersonId: younger } as never)
}
const lineOf = async (personId: string) => (await client.getLine({ personId, limit: 1_000 })).items
const has = (personId: string, count: number) =>
  eventually(async () => expect(await lineOf(personId)).toHaveLength(count))
const foundBy = async (name: string) =>
  (await client.findPeople({ name })).people.map(({ personId }) => personId).sort()

describe('a line', () => {
  it('has each event once, as it was told, though every batch comes twice', async () => {
    const person = clock.newId()
    const first = await tell(person, 'hub.court.v1.HearingListed', { hearingType: 'Sentence' } as never)
    const second = await tell(person, 'hub.court.v1.HearingListed', { hearingType: 'Trial' } as never, {
      [EVENT.corrects]: first,
    })
    const third = await tell(person, 'hub.court.v1.FactRetracted', {} as never, { [EVENT.retracts]: second })
    await has(person, 3)
    const items = await lineOf(person)
    expect(items.map(({ eventId, current, corrects, retracts }) => [eventId, current, corrects, retracts])).toEqual([
      [first, false, '', ''],
      [second, false, first, ''],
      [third, true, '', second],
    ])
    expect(items[0]).toMatchObject({
      personId: person,
      type: 'hub.court.v1.HearingListed',
      occurredAt: { nanos: 123456789 },
      channel: 'libra',
      receiptId: 'a receipt',
    })
    expect(codec.decode('hub.court.v1.HearingListed', items[0]!.value)).toMatchObject({ hearingType: 'Sentence' })
  })

  it('of people who are one is one, by either id, in pages of any size', async () => {
    const [elder, younger, youngest] = [clock.newId(), clock.newId(), clock.newId()]
    const told: string[] = []
    for (let turn = 0; turn < 4; turn++)
      for (const person of [elder, younger, youngest])
        told.push(await tell(person, 'hub.court.v1.HearingListed', {} as never))
    await merge(younger, youngest)
    await merge(elder, younger)
    await has(elder, 16)
    const line = await lineOf(elder)
    expect(line.slice(0, 12).map(({ eventId }) => eventId)).toEqual(told)
    for (const id of [younger, youngest])
      expect(await client.getLine({ personId: id, limit: 1_000 })).toEqual({ personId: elder, items: line, next: '' })
    for (const size of [1, 3, 5, 16]) {
      const read: unknown[] = []
      let after = ''
      do {
        const page = await client.getLine({ personId: youngest, limit: size, after })
        read.push(...page.items)
        after = page.next
      } while (after !== '')
      expect(read).toEqual(line)
    }
    expect((await client.getPerson({ personId: youngest })).person).toMatchObject({
      personId: elder,
      absorbed: [younger, youngest],
    })
  })

  it('of one person is the same in pages of any size', async () => {
    const person = clock.newId()
    const told: string[] = []
    for (let turn = 0; turn < 6; turn++) told.push(await tell(person, 'hub.court.v1.HearingListed', {} as never))
    await has(person, 6)
    for (const size of [1, 2, 3, 6]) {
      const read: string[] = []
      let after = ''
      do {
        const page = await client.getLine({ personId: person, limit: size, after })
        read.push(...page.items.map(({ eventId }) => eventId))
        after = page.next
      } while (after !== '')
      expect([size, read]).toEqual([size, told])
    }
  })

  it('is asked for rightly', async () => {
    const person = clock.newId()
    await named(person, 'Asked', 'Rightly')
    await has(person, 1)
    for (const limit of [-1, 1_001])
      await expect(client.getLine({ personId: person, limit })).rejects.toMatchObject({
        kind: 'invalid',
        field: 'limit',
      })
    await expect(client.getLine({ personId: person, after: 'x' })).rejects.toMatchObject({ field: 'after' })
    for (const ask of [client.getLine, client.getPerson])
      await expect(ask({ personId: clock.newId() })).rejects.toMatchObject({ code: 'HUB_PERSON_UNKNOWN' })
    expect((await client.getLine({ personId: person })).items).toHaveLength(1)
  })
})

describe('finding people', () => {
  const [zoe, other, changed] = [clock.newId(), clock.newId(), clock.newId()]
  beforeAll(async () => {
    await named(zoe, 'Zoë', 'O’Brien-Quillfeather', 'Anne')
    await named(other, 'Zoltan', 'Quillfeather')
    await named(changed, 'Mary', 'Quillfeather')
    await named(changed, 'Mary', 'Marriedname')
    for (const [person, count] of [
      [zoe, 1],
      [other, 1],
      [changed, 2],
    ] as const)
      await has(person, count)
  })

  it.each<[string, readonly string[]]>([
    ['quillfeather', [zoe, other, changed]],
    ['QUILL', [zoe, other, changed]],
    ['zoe', [zoe]],
    ['ZOË', [zoe]],
    ['zo quill', [zoe, other]],
    ['quillf zoltan', [other]],
    ['o brien', [zoe]],
    ['o’brien', [zoe]],
    ['anne brien zoë', [zoe]],
    ['marriedname', [changed]],
    ['mary quillfeather', [changed]],
    ['feather', []],
    ['zoe nobody', []],
  ])('by %s', async (name, people) => expect(await foundBy(name)).toEqual([...people].sort()))

  it('shows every name, the latest first', async () => {
    const { person } = await client.getPerson({ personId: changed })
    expect(person?.names.map(({ last }) => last)).toEqual(['Marriedname', 'Quillfeather'])
  })

  it('finds the survivor, once, by what was said of either', async () => {
    const [elder, younger] = [clock.newId(), clock.newId()]
    await named(elder, 'Tabitha', 'Umbergate')
    await named(younger, 'Tabitha', 'Umbergate')
    const identities = [{ type: IdentityType.IDENTITY_TYPE_NOMS, value: 'A7001UG' }]
    await tell(younger, 'hub.person.v1.PersonCreated', { personal: { identities } } as never)
    await merge(elder, younger)
    await has(elder, 5)
    expect(await foundBy('umbergate')).toEqual([elder])
    const { people } = await client.findPeople({ identifier: { type: 'noms', value: ' a7001ug' } })
    expect(people).toMatchObject([
      { personId: elder, identifiers: [{ type: 'NOMS', value: 'A7001UG' }], absorbed: [younger] },
    ])
  })

  it('gives at most as many as asked, 20 by default, 100 at most', async () => {
    const crowd = Array.from({ length: 120 }, () => clock.newId())
    for (const person of crowd) await named(person, 'One', 'Crowdsworth')
    await eventually(async () =>
      expect((await client.findPeople({ name: 'crowdsworth', limit: 1_000 })).people).toHaveLength(100),
    )
    expect((await client.findPeople({ name: 'crowdsworth' })).people).toHaveLength(20)
    expect((await client.findPeople({ name: 'crowdsworth', limit: 3 })).people).toHaveLength(3)
  })

  it('is asked for rightly', async () => {
    await expect(client.findPeople({ name: ' -' })).rejects.toMatchObject({ kind: 'invalid', field: 'name' })
    for (const identifier of [
      { type: 'SHOE', value: '44' },
      { type: 'NOMS', value: 'x' },
    ])
      await expect(client.findPeople({ identifier })).rejects.toMatchObject({ kind: 'invalid', field: 'identifier' })
  })
})

describe('what holds', () => {
  const at = (time: string) => ({ [EVENT.time]: time })
  const seconds = (time: string) => parseInstant(time)!
  const custody = async (personId: string, view: { at?: Instant; knownAt?: Instant } = {}) =>
    (await client.getPerson({ personId, ...view })).person?.facts.custody
  const received = (person: string, prisonId: string, over: Readonly<Record<string, string>>) =>
    tell(person, 'hub.custody.v1.ReceivedIntoPrison', { prisonId } as never, over)

  it('is what happened last, whichever came last', async () => {
    const person = clock.newId()
    await received(person, 'MDI', at('2024-05-01T00:00:00Z'))
    await tell(person, 'hub.custody.v1.DiedInCustody', {} as never, at('2024-06-01T00:00:00.000000001Z'))
    await received(person, 'LEI', at('2024-06-01T00:00:00Z'))
    await has(person, 3)
    expect((await client.getPerson({ personId: person })).person?.facts).toEqual({ custody: 'Died in custody' })
  })

  it('is not what was corrected or taken back', async () => {
    const person = clock.newId()
    await received(person, 'MDI', at('2024-05-01T00:00:00Z'))
    const died = await tell(person, 'hub.custody.v1.DiedInCustody', {} as never, at('2024-06-01T00:00:00Z'))
    await tell(person, 'hub.custody.v1.FactRetracted', {} as never, { [EVENT.retracts]: died })
    await has(person, 3)
    expect(await custody(person)).toBe('Received into prison MDI')
    const wrong = await received(person, 'LEI', at('2024-07-01T00:00:00Z'))
    // Told to have happened earlier than what it corrects.
    await received(person, 'WSI', { ...at('2024-06-20T00:00:00Z'), [EVENT.corrects]: wrong })
    await has(person, 5)
    expect(await custody(person)).toBe('Received into prison WSI')
  })

  it('can be asked for any moment, and as it was known at any moment', async () => {
    const person = clock.newId()
    const known = (time: string) => ({ [EVENT.recorded]: time })
    const first = await received(person, 'MDI', { ...at('2026-02-01T00:00:00Z'), ...known('2026-02-01T01:00:00Z') })
    await received(person, 'LEI', { ...at('2026-03-01T00:00:00Z'), ...known('2026-03-05T00:00:00Z') })
    await received(person, 'WSI', {
      ...at('2026-02-02T00:00:00Z'),
      ...known('2026-03-06T00:00:00Z'),
      [EVENT.corrects]: first,
    })
    await has(person, 3)
    const march = seconds('2026-03-03T12:00:00Z')
    expect(await custody(person)).toBe('Received into prison LEI')
    expect(await custody(person, { knownAt: march })).toBe('Received into prison MDI')
    expect(await custody(person, { at: march })).toBe('Received into prison LEI')
    expect(await custody(person, { at: seconds('2026-02-20T00:00:00Z') })).toBe('Received into prison WSI')
    expect(await custody(person, { at: seconds('2026-02-01T12:00:00Z') })).toBeUndefined()
    expect(await custody(person, { at: seconds('2026-02-01T12:00:00Z'), knownAt: march })).toBe(
      'Received into prison MDI',
    )
    expect(await custody(person, { knownAt: seconds('2026-02-01T00:59:59Z') })).toBeUndefined()
  })

  it('of people who are one is read from all of them', async () => {
    const [elder, younger] = [clock.newId(), clock.newId()]
    await received(elder, 'MDI', at('2024-05-01T00:00:00Z'))
    const wrong = await received(younger, 'LEI', at('2024-06-01T00:00:00Z'))
    await merge(elder, younger)
    await has(elder, 4)
    for (const id of [elder, younger]) expect(await custody(id)).toBe('Received into prison LEI')
    // Taken back on the surviving id, where its source now records.
    await tell(elder, 'hub.custody.v1.FactRetracted', {} as never, { [EVENT.retracts]: wrong })
    await has(elder, 5)
    for (const id of [elder, younger]) expect(await custody(id)).toBe('Received into prison MDI')
  })
})

it('what concerns no person, or nobody knows, is passed over', async () => {
  const person = clock.newId()
  position++
  await log.append(EVENTS_TOPIC, [
    {
      id: clock.newId(),
      type: 'hub.future.v9.Unheard',
      lane: person,
      source: 'a test',
      position,
      headers: {},
      value: Buffer.from('x'),
    },
  ])
  await named(person, 'Passed', 'Over')
  await has(person, 1)
})
