import { parseInstant } from '@hub/calendar'
import { IdentityType } from '@hub/contracts/person'
import { EVENT, EVENTS_TOPIC } from '@hub/service'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { clock, codec, startedJourneys } from './started-journeys'

let started: Awaited<ReturnType<typeof startedJourneys>>
beforeAll(async () => {
  started = await startedJourneys()
})
afterAll(() => started.close())

const foundBy = async (name: string) =>
  (await started.client.findPeople({ name })).people.map(({ personId }) => personId).sort()

/** The line as one reads it who asks for so many items at a time. */
async function inPages(personId: string, limit: number) {
  const read: Awaited<ReturnType<typeof started.lineOf>> = []
  let after = ''
  do {
    const page = await started.client.getLine({ personId, limit, after })
    read.push(...page.items)
    after = page.next
  } while (after !== '')
  return read
}

describe('a line', () => {
  it('has each event once, as it was told, though every batch comes twice', async () => {
    const person = clock.newId()
    const first = await started.tell(person, 'hub.court.v1.HearingListed', { hearingType: 'Sentence' } as never)
    const second = await started.tell(person, 'hub.court.v1.HearingListed', { hearingType: 'Trial' } as never, {
      [EVENT.corrects]: first,
    })
    const third = await started.tell(person, 'hub.court.v1.FactRetracted', {} as never, { [EVENT.retracts]: second })
    await started.has(person, 3)
    const items = await started.lineOf(person)
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

  it('of many events that came together is one, in pages of any size', async () => {
    const person = clock.newId()
    const told = [...(await started.tellTogether(person, 700)), ...(await started.tellTogether(person, 3))]
    await started.has(person, 703)
    for (const size of [1, 40, 1_000]) {
      expect((await inPages(person, size)).map(({ eventId }) => eventId)).toEqual(told)
    }
  })

  it('of people who are one is one, by either id, in pages of any size', async () => {
    const [elder, younger, youngest] = [clock.newId(), clock.newId(), clock.newId()]
    const told: string[] = []
    for (let turn = 0; turn < 4; turn++)
      for (const person of [elder, younger, youngest])
        told.push(await started.tell(person, 'hub.court.v1.HearingListed', {} as never))
    await started.merge(younger, youngest)
    await started.merge(elder, younger)
    await started.has(elder, 16)
    const line = await started.lineOf(elder)
    expect(line.slice(0, 12).map(({ eventId }) => eventId)).toEqual(told)
    for (const id of [younger, youngest])
      expect(await started.client.getLine({ personId: id, limit: 1_000 })).toEqual({
        personId: elder,
        items: line,
        next: '',
      })
    for (const size of [1, 3, 5, 16]) {
      expect(await inPages(youngest, size)).toEqual(line)
    }
    expect((await started.client.getPerson({ personId: youngest })).person).toMatchObject({
      personId: elder,
      absorbed: [younger, youngest],
    })
  })

  it('of one person is the same in pages of any size', async () => {
    const person = clock.newId()
    const told: string[] = []
    for (let turn = 0; turn < 6; turn++)
      told.push(await started.tell(person, 'hub.court.v1.HearingListed', {} as never))
    await started.has(person, 6)
    for (const size of [1, 2, 3, 6]) {
      expect([size, (await inPages(person, size)).map(({ eventId }) => eventId)]).toEqual([size, told])
    }
  })

  it('is as the hub knew it at a moment: later events are not there, nor what they corrected', async () => {
    const person = clock.newId()
    const at = (minute: number) => ({ [EVENT.recorded]: `2026-03-03T12:0${minute}:00Z` })
    const first = await started.tell(person, 'hub.court.v1.SentencePassed', {} as never, at(1))
    const second = await started.tell(person, 'hub.court.v1.SentencePassed', {} as never, {
      ...at(3),
      [EVENT.corrects]: first,
    })
    await started.has(person, 2)
    const known = async (minute: number, limit = 100, after = '') => {
      const knownAt = parseInstant(at(minute)[EVENT.recorded])
      const { items, next } = await started.client.getLine({ personId: person, knownAt, limit, after })
      return [items.map(({ eventId, current }) => [eventId, current]), next]
    }
    expect(await known(0)).toEqual([[], ''])
    for (const minute of [1, 2]) expect(await known(minute)).toEqual([[[first, true]], ''])
    expect(await known(3)).toEqual([
      [
        [first, false],
        [second, true],
      ],
      '',
    ])
    expect((await known(2, 1))[1]).toBe('')
  })

  it('is asked for rightly', async () => {
    const person = clock.newId()
    await started.named(person, 'Asked', 'Rightly')
    await started.has(person, 1)
    for (const limit of [-1, 1_001])
      await expect(started.client.getLine({ personId: person, limit })).rejects.toMatchObject({
        kind: 'invalid',
        field: 'limit',
      })
    await expect(started.client.getLine({ personId: person, after: 'x' })).rejects.toMatchObject({ field: 'after' })
    for (const ask of [started.client.getLine, started.client.getPerson])
      await expect(ask({ personId: clock.newId() })).rejects.toMatchObject({ code: 'HUB_PERSON_UNKNOWN' })
    expect((await started.client.getLine({ personId: person })).items).toHaveLength(1)
  })
})

describe('finding people', () => {
  const [zoe, other, changed] = [clock.newId(), clock.newId(), clock.newId()]
  beforeAll(async () => {
    await started.named(zoe, 'Zoë', 'O’Brien-Quillfeather', 'Anne')
    await started.named(other, 'Zoltan', 'Quillfeather')
    await started.named(changed, 'Mary', 'Quillfeather')
    await started.named(changed, 'Mary', 'Marriedname')
    for (const [person, count] of [
      [zoe, 1],
      [other, 1],
      [changed, 2],
    ] as const)
      await started.has(person, count)
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
    const { person } = await started.client.getPerson({ personId: changed })
    expect(person?.names.map(({ last }) => last)).toEqual(['Marriedname', 'Quillfeather'])
  })

  it('finds the survivor, once, by what was said of either', async () => {
    const [elder, younger] = [clock.newId(), clock.newId()]
    await started.named(elder, 'Tabitha', 'Umbergate')
    await started.named(younger, 'Tabitha', 'Umbergate')
    const identities = [{ type: IdentityType.IDENTITY_TYPE_NOMS, value: 'A7001UG' }]
    await started.tell(younger, 'hub.person.v1.PersonCreated', { personal: { identities } } as never)
    await started.merge(elder, younger)
    await started.has(elder, 5)
    expect(await foundBy('umbergate')).toEqual([elder])
    const { people } = await started.client.findPeople({ identifier: { type: 'noms', value: ' a7001ug' } })
    expect(people).toMatchObject([
      { personId: elder, identifiers: [{ type: 'NOMS', value: 'A7001UG' }], absorbed: [younger] },
    ])
  })

  it('gives at most as many as asked, 20 by default, 100 at most', async () => {
    const crowd = Array.from({ length: 120 }, () => clock.newId())
    for (const person of crowd) await started.named(person, 'One', 'Crowdsworth')
    await eventually(async () =>
      expect((await started.client.findPeople({ name: 'crowdsworth', limit: 1_000 })).people).toHaveLength(100),
    )
    expect((await started.client.findPeople({ name: 'crowdsworth' })).people).toHaveLength(20)
    expect((await started.client.findPeople({ name: 'crowdsworth', limit: 3 })).people).toHaveLength(3)
  })

  it('is asked for rightly', async () => {
    await expect(started.client.findPeople({ name: ' -' })).rejects.toMatchObject({ kind: 'invalid', field: 'name' })
    for (const identifier of [
      { type: 'SHOE', value: '44' },
      { type: 'NOMS', value: 'x' },
    ])
      await expect(started.client.findPeople({ identifier })).rejects.toMatchObject({
        kind: 'invalid',
        field: 'identifier',
      })
  })
})

it('what concerns no person, or nobody knows, is passed over', async () => {
  const person = clock.newId()
  await started.log.append(EVENTS_TOPIC, [
    {
      id: clock.newId(),
      type: 'hub.future.v9.Unheard',
      lane: person,
      source: 'a test',
      position: started.nextPosition(),
      headers: {},
      value: Buffer.from('x'),
    },
  ])
  await started.named(person, 'Passed', 'Over')
  await started.has(person, 1)
})
