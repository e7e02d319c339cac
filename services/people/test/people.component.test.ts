import { formatInstant } from '@hub/calendar'
import { ReceiptServiceDefinition, ReceiptState } from '@hub/contracts/intake'
import { type Identity, IdentityType } from '@hub/contracts/person'
import { RulesServiceDefinition } from '@hub/contracts/rules'
import type { EventLog, Incoming } from '@hub/messaging'
import {
  contentHash,
  EVENT,
  EVENTS_TOPIC,
  type GrpcServer,
  grpcClients,
  INTAKE,
  intakeTopic,
  type Service,
  serveGrpc,
} from '@hub/service'
import type { Store } from '@hub/store'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { clock, startedPeople, tokens } from './started-people'

const { IDENTITY_TYPE_NOMS: NOMS, IDENTITY_TYPE_CRN: CRN } = IdentityType

let started: Awaited<ReturnType<typeof startedPeople>>
let log: EventLog
let store: Store
let service: Service
beforeAll(async () => {
  started = await startedPeople()
  ;({ log, store, service } = started)
})
afterAll(() => started.close())

const clientOf: typeof started.clientOf = definition => started.clientOf(definition)
const fresh = (type?: Identity['type']) => started.fresh(type)
const resolve = (...groups: readonly (readonly Identity[])[]) => started.resolve(...groups)
const one = (...identities: readonly Identity[]) => started.one(...identities)
const eventsOf = (personId: string) => started.eventsOf(personId)
const typesOf = (personId: string) => started.typesOf(personId)

describe('ResolveMany', () => {
  it('makes a person once, and then finds it by any of its identities', async () => {
    const [noms, crn] = [fresh(), fresh(CRN)]
    const personId = await one(noms, crn)
    expect(personId).toMatch(/^[0-9a-f-]{36}$/)
    expect(await resolve([noms], [crn], [crn, noms], [noms])).toEqual(Array(4).fill(personId))
    expect(await eventsOf(personId)).toEqual([
      {
        type: 'hub.person.v1.PersonCreated',
        data: expect.objectContaining({
          personId,
          identities: [
            { type: NOMS, token: tokens.tokenOf('NOMS', noms.value) },
            { type: CRN, token: tokens.tokenOf('CRN', crn.value) },
          ],
        }),
        headers: expect.objectContaining({
          [EVENT.subject]: personId,
          [EVENT.correlation]: 'a receipt',
          [EVENT.channel]: 'libra',
        }),
      },
    ])
  })

  it('tells types apart: the same value of another type is somebody else', async () => {
    const { value } = fresh()
    expect(await one({ type: NOMS, value })).not.toBe(await one({ type: CRN, value }))
  })

  it('answers in the order asked, and one person for the same identity twice in one call', async () => {
    const [a, b] = [fresh(), fresh()]
    const [first, second, third] = await resolve([a], [b], [a, a])
    expect(first).toBe(third)
    expect(first).not.toBe(second)
  })

  it('adds what is new to who is known', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()]
    const personId = await one(a)
    expect(await one(a, b, c)).toBe(personId)
    expect(await typesOf(personId)).toEqual(['PersonCreated', 'IdentifierAdded', 'IdentifierAdded'])
    expect(await one(c)).toBe(personId)
  })

  it('merges into the elder, once, however often it is said', async () => {
    const [a, b] = [fresh(), fresh()]
    const elder = await one(a)
    const younger = await one(b)
    expect(await resolve([b, a], [a, b], [b])).toEqual([elder, elder, elder])
    expect([await typesOf(elder), await typesOf(younger)]).toEqual([
      ['PersonCreated', 'PersonMerged'],
      ['PersonCreated', 'PersonAbsorbed'],
    ])
    expect((await eventsOf(elder)).at(-1)?.data).toMatchObject({ absorbedPersonId: younger, reason: 'said so' })
    expect((await eventsOf(younger)).at(-1)?.data).toMatchObject({ survivingPersonId: elder })
  })

  it('follows chains of merges to the end', async () => {
    const all = [fresh(), fresh(), fresh(), fresh(), fresh()]
    const ids: string[] = []
    for (const identity of all) ids.push(await one(identity))
    // From the youngest up: each survivor is absorbed by the next.
    for (let at = all.length - 1; at > 0; at--) await one(all[at]!, all[at - 1]!)
    expect(await resolve(...all.map(identity => [identity]))).toEqual(Array(5).fill(ids[0]))
    for (const id of ids.slice(1)) expect((await typesOf(id)).filter(type => type === 'PersonAbsorbed')).toHaveLength(1)
  })

  it('merges three at once', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()]
    const [first, second, third] = [await one(a), await one(b), await one(c)]
    expect(await one(c, b, a, fresh())).toBe(first)
    expect((await typesOf(first)).sort()).toEqual(['IdentifierAdded', 'PersonCreated', 'PersonMerged'])
    expect([(await typesOf(second)).at(-1), (await typesOf(third)).at(-1)]).toEqual([
      'PersonAbsorbed',
      'PersonAbsorbed',
    ])
  })

  it('asked from many places at the same moment, makes one person of what is one', async () => {
    const place = fc.nat(7)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.array(place, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }), {
          minLength: 2,
          maxLength: 5,
        }),
        async calls => {
          const identities = Array.from({ length: 8 }, () => fresh())
          await Promise.all(calls.map(groups => resolve(...groups.map(each => each.map(at => identities[at]!)))))
          // Who is asserted to be one with whom, worked out by hand.
          const parent = identities.map((_, at) => at)
          const root = (at: number): number => (parent[at] === at ? at : root(parent[at]!))
          const named = new Set<number>()
          for (const each of calls.flat())
            for (const at of each) {
              named.add(at)
              parent[root(at)] = root(each[0]!)
            }
          const found = new Map<number, string>()
          for (const at of named) found.set(at, await one(identities[at]!))
          for (const a of named)
            for (const b of named) expect([a, b, found.get(a) === found.get(b)]).toEqual([a, b, root(a) === root(b)])
          for (const personId of new Set(found.values()))
            expect((await typesOf(personId)).filter(type => type === 'PersonCreated')).toHaveLength(1)
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)

  it('refuses a group without an identity, and more than 2,000', async () => {
    await expect(resolve([fresh()], [])).rejects.toMatchObject({ kind: 'invalid', code: 'HUB_REQUEST_INVALID' })
    await expect(resolve(...Array.from({ length: 2_001 }, () => [fresh()]))).rejects.toMatchObject({ kind: 'invalid' })
    expect(await resolve()).toEqual([])
  })
})

describe('messages of probation', () => {
  const send = async (body: object) => {
    const value = Buffer.from(JSON.stringify(body))
    const id = tokens.receiptId('people', clock.newId())
    await log.append(intakeTopic('people'), [
      {
        id,
        type: 'hub.intake.message',
        lane: `receipt/${id}`,
        source: 'gateway',
        headers: {
          [INTAKE.channel]: 'hmpps-domain-events',
          [INTAKE.received]: formatInstant(clock.now()),
          [INTAKE.sender]: 'probation',
          [INTAKE.hash]: contentHash(value),
        },
        value,
      },
    ])
    const { receipts } = await clientOf(ReceiptServiceDefinition).getReceipts({ receiptIds: [id], waitMillis: 10_000 })
    return receipts[0]!
  }
  const { RECEIPT_STATE_TRANSLATED, RECEIPT_STATE_IGNORED, RECEIPT_STATE_REJECTED } = ReceiptState
  const added = (...identifiers: readonly object[]) => ({
    eventType: 'probation-case.prison-identifier.added',
    personReference: { identifiers },
  })
  let number = 0
  const numbers = () => {
    const digits = String(++number).padStart(4, '0')
    return { crn: `X10${digits}`, noms: `A${digits}PC` }
  }

  it('join two numbers, once', async () => {
    const { crn, noms } = numbers()
    const message = added({ type: 'CRN', value: crn }, { type: 'NOMS', value: noms.toLowerCase() })
    const receipt = await send(message)
    expect(receipt).toMatchObject({ state: RECEIPT_STATE_TRANSLATED, eventIds: [expect.any(String)] })
    expect(receipt.people).toEqual([await one({ type: NOMS, value: noms })])
    expect(await one({ type: CRN, value: crn })).toBe(receipt.people[0])
    expect(await send(message)).toMatchObject({ state: RECEIPT_STATE_IGNORED, reason: 'no change', eventIds: [] })
  })

  it('merge two people that both were known', async () => {
    const { crn, noms } = numbers()
    const [elder, younger] = [await one({ type: CRN, value: crn }), await one({ type: NOMS, value: noms })]
    const receipt = await send(added({ type: 'NOMS', value: noms }, { type: 'CRN', value: crn }))
    expect(receipt).toMatchObject({ state: RECEIPT_STATE_TRANSLATED, people: [elder] })
    expect(receipt.eventIds).toHaveLength(2)
    expect((await eventsOf(younger)).at(-1)).toMatchObject({
      data: { survivingPersonId: elder, reason: 'prison number added to the probation record' },
      headers: { [EVENT.correlation]: receipt.receiptId, [EVENT.channel]: 'hmpps-domain-events' },
    })
  })

  it('link the court’s record', async () => {
    const { crn } = numbers()
    const defendant = '8b357a96-4094-431d-aa20-b90b0d6f316b'
    const known = await one({ type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: defendant })
    const receipt = await send({
      eventType: 'ndelius.record.linked',
      personReference: {
        identifiers: [
          { type: 'CRN', value: crn },
          { type: 'DEFENDANT_ID', value: defendant.toUpperCase() },
        ],
      },
    })
    expect(receipt).toMatchObject({ state: RECEIPT_STATE_TRANSLATED, people: [known] })
  })

  it('take a link back, and both have again what they had; a link said later holds', async () => {
    const { crn } = numbers()
    const identifiers = [
      { type: 'CRN', value: crn },
      { type: 'DEFENDANT_ID', value: clock.newId() },
    ]
    const message = (eventType: string) => send({ eventType, personReference: { identifiers } })
    const record = { type: CRN, value: crn }
    const defendant = { type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: identifiers[1]!.value }
    const [elder, younger] = [await one(record), await one(defendant)]
    await message('ndelius.record.linked')
    expect(await resolve([record], [defendant])).toEqual([elder, elder])
    const receipt = await message('ndelius.record.unlinked')
    expect(receipt).toMatchObject({
      state: RECEIPT_STATE_TRANSLATED,
      people: [elder, younger],
      parts: [
        { subject: `CRN:${crn}`, personId: elder },
        { subject: `CP_DEFENDANT:${defendant.value}`, personId: younger },
      ],
    })
    expect(await resolve([record], [defendant])).toEqual([elder, younger])
    expect((await eventsOf(younger)).at(-1)).toMatchObject({
      type: 'hub.person.v1.PersonSplit',
      data: { otherPersonId: elder, reason: 'probation took back its link to the court record' },
    })
    expect(await message('ndelius.record.unlinked')).toMatchObject({
      state: RECEIPT_STATE_IGNORED,
      reason: 'no change',
    })
    await message('ndelius.record.linked')
    expect(await resolve([record], [defendant])).toEqual([elder, elder])
  })

  describe('of two records, at several times', () => {
    const ofTwo = async () => {
      const { crn } = numbers()
      const value = clock.newId()
      const identifiers = [
        { type: 'CRN', value: crn },
        { type: 'DEFENDANT_ID', value },
      ]
      const record = { type: CRN, value: crn }
      const defendant = { type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value }
      await resolve([record], [defendant])
      return {
        record,
        defendant,
        message: (says: 'linked' | 'unlinked', hour: string) =>
          send({
            eventType: `ndelius.record.${says}`,
            occurredAt: `2026-03-02T${hour}:00:00`,
            personReference: { identifiers },
          }),
        areOne: async () => new Set(await resolve([record], [defendant])).size === 1,
      }
    }
    const older = {
      state: RECEIPT_STATE_IGNORED,
      reason: 'no change: a later word on this link is known',
      eventIds: [],
    }

    it('count by when they were said, whichever comes first', async () => {
      const { message, areOne } = await ofTwo()
      await message('unlinked', '10')
      expect(await message('linked', '09')).toMatchObject(older)
      expect(await areOne()).toBe(false)
      await message('linked', '11')
      expect(await message('unlinked', '10')).toMatchObject(older)
      expect(await areOne()).toBe(true)
    })

    it('said again join nothing that was taken back since, by probation or by somebody here', async () => {
      const { message, areOne, record } = await ofTwo()
      await message('linked', '09')
      await message('unlinked', '10')
      expect(await message('linked', '09')).toMatchObject(older)
      expect(await areOne()).toBe(false)
      await message('linked', '11')
      const personId = await one(record)
      const { links } = await started.match.explainPerson({ personId })
      const by = { by: 'An Operator', reason: 'brothers' }
      await started.match.takeBackLink({ commandId: clock.newId(), personId, linkId: links[0]!.linkId, ...by })
      expect(await message('linked', '11')).toMatchObject(older)
      expect(await areOne()).toBe(false)
      expect((await started.match.explainPerson({ personId })).keptApart).toMatchObject([{ reason: 'brothers' }])
    })

    it('count from when they came, with a warning, where the time cannot be true', async () => {
      const { message } = await ofTwo()
      const late = { state: RECEIPT_STATE_TRANSLATED, warnings: [expect.stringMatching(/^occurredAt .*not known$/)] }
      expect(await message('linked', '99')).toMatchObject(late)
      const { record, defendant } = await ofTwo()
      const identifiers = [
        { type: 'CRN', value: record.value },
        { type: 'DEFENDANT_ID', value: defendant.value },
      ]
      const body = { eventType: 'ndelius.record.linked', personReference: { identifiers } }
      expect(await send({ ...body, occurredAt: '9999-12-31T00:00:00Z' })).toMatchObject(late)
      expect(await send({ ...body, eventType: 'ndelius.record.unlinked' })).toMatchObject(late)
    })
  })

  it('wait for a decision about other records that stands against them, and say so', async () => {
    const { crn } = numbers()
    const [a, b] = [clock.newId(), clock.newId()]
    const defendant = (value: string) => ({ type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value })
    const message = (says: string, ...values: readonly string[]) =>
      send({
        eventType: `ndelius.record.${says}`,
        personReference: {
          identifiers: [{ type: 'CRN', value: crn }, ...values.map(value => ({ type: 'DEFENDANT_ID', value }))],
        },
      })
    await resolve([defendant(a)], [defendant(b)])
    await send({
      eventType: 'ndelius.record.unlinked',
      personReference: { identifiers: [a, b].map(value => ({ type: 'DEFENDANT_ID', value })) },
    })
    await message('linked', a)
    const waits = {
      state: RECEIPT_STATE_IGNORED,
      reason: 'a decision about other records keeps them apart: it counts once that is taken back',
    }
    expect(await message('linked', b)).toMatchObject(waits)
    expect(await message('linked', b)).toMatchObject(waits)
    const { waiting } = await started.match.explainPerson({ personId: await one({ type: CRN, value: crn }) })
    expect(waiting).toMatchObject([{ other: defendant(b), reason: 'probation linked the court record' }])
    const receipt = await message('unlinked', a)
    expect(receipt).toMatchObject({ state: RECEIPT_STATE_TRANSLATED })
    const [first, second, third] = await resolve([{ type: CRN, value: crn }], [defendant(a)], [defendant(b)])
    expect([first === second, first === third]).toEqual([false, true])
  })

  it('do not take back what others say too', async () => {
    const { crn, noms } = numbers()
    const identifiers = [
      { type: 'CRN', value: crn },
      { type: 'NOMS', value: noms },
    ]
    const third = fresh()
    await one({ type: CRN, value: crn }, third)
    await one({ type: NOMS, value: noms }, third)
    const message = { eventType: 'ndelius.record.unlinked', personReference: { identifiers } }
    expect(await send(message)).toMatchObject({
      state: RECEIPT_STATE_IGNORED,
      reason: 'other links still hold them together',
    })
  })

  it.each<[string, object, object]>([
    [
      'nobody',
      added(),
      {
        state: RECEIPT_STATE_REJECTED,
        reason: 'no usable identifier of a person',
        field: 'personReference.identifiers',
      },
    ],
    [
      'an unusable number',
      added({ type: 'NOMS', value: '12' }),
      { state: RECEIPT_STATE_REJECTED, warnings: [expect.stringMatching(/ counts as absent: [^.]+\.$/)] },
    ],
    [
      'no type',
      { personReference: {} },
      { state: RECEIPT_STATE_REJECTED, reason: 'no event type', field: 'eventType' },
    ],
    [
      'a type nobody takes',
      { eventType: 'something.else' },
      { state: RECEIPT_STATE_IGNORED, reason: 'no context takes something.else yet' },
    ],
    [
      'a type that is no type',
      { eventType: 'Ann Person, 1980' },
      { state: RECEIPT_STATE_IGNORED, reason: 'no context takes this type yet' },
    ],
    [
      'a dangerous type',
      { ...added({ type: 'CRN', value: 'X999999' }, { type: 'NOMS', value: 'A9999PC' }), eventType: 'constructor' },
      { state: RECEIPT_STATE_IGNORED, reason: 'no context takes constructor yet' },
    ],
    [
      'dangerous identifiers',
      added({ type: 'constructor', value: 'x' }, { type: '__proto__' }, { type: 7 }),
      { state: RECEIPT_STATE_REJECTED },
    ],
  ])('about %s say so', async (_, message, expected) => {
    expect(await send(message)).toMatchObject(expected)
  })
})

describe('PrisonNumbersMerged', () => {
  const told = async (kept: Identity, removed: Identity) =>
    started.tell(
      await one(kept),
      'hub.custody.v1.PrisonNumbersMerged',
      { personal: { identity: kept, removed } },
      { [EVENT.correlation]: 'the prison’s receipt', [EVENT.channel]: 'nomis-events' },
    )

  it('merges the person of the removed number', async () => {
    const [kept, removed] = [fresh(), fresh()]
    const [elder, younger] = [await one(kept), await one(removed)]
    await told(kept, removed)
    await eventually(async () => expect((await typesOf(younger)).at(-1)).toBe('PersonAbsorbed'))
    expect(await resolve([kept], [removed])).toEqual([elder, elder])
    expect((await eventsOf(elder)).at(-1)).toMatchObject({
      data: { absorbedPersonId: younger, reason: 'former prison number' },
      headers: { [EVENT.correlation]: 'the prison’s receipt', [EVENT.channel]: 'nomis-events' },
    })
  })

  it('adds a removed number that nobody ever saw', async () => {
    const [kept, removed] = [fresh(), fresh()]
    const personId = await one(kept)
    await told(kept, removed)
    await eventually(async () => expect(await typesOf(personId)).toEqual(['PersonCreated', 'IdentifierAdded']))
    expect(await one(removed)).toBe(personId)
  })

  it('told twice changes nothing more', async () => {
    const [kept, removed] = [fresh(), fresh()]
    const personId = await one(kept)
    await told(kept, removed)
    await told(kept, removed)
    const last = fresh()
    await told(kept, last)
    await eventually(async () =>
      expect(await typesOf(personId)).toEqual(['PersonCreated', 'IdentifierAdded', 'IdentifierAdded']),
    )
    expect(await resolve([removed], [last])).toEqual([personId, personId])
  })
})

it('publishes everything recorded, in order, once', async () => {
  const recorded: string[] = []
  for await (const events of store.events(0n)) recorded.push(...events.map(({ id }) => id))
  expect(recorded.length).toBeGreaterThan(50)
  await eventually(async () => expect(await store.outbox.watermark()).toBe(BigInt(recorded.length)))
  const read: Incoming[] = []
  for await (const batch of log.read(EVENTS_TOPIC, [], 'end')) read.push(...batch)
  const published = read
    .filter(({ source }) => source === 'people')
    .sort((a, b) => Number((a.position ?? 0n) - (b.position ?? 0n)))
    .map(({ id }) => id)
  expect(published).toEqual(recorded)
})

describe('the rule `identifier`, over gRPC', () => {
  let server: GrpcServer
  const network = grpcClients(5_000)
  beforeAll(async () => {
    server = await serveGrpc([{ context: 'people', served: service.grpc }], { host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    network.close()
    await server.stop()
  })

  it.each([
    ['NOMS', ' a1234bc', { valid: true, canonical: 'A1234BC', reason: null }],
    ['PNC', '02/73319Z', { valid: true, canonical: '2002/0073319Z', reason: null }],
    ['PNC', '2002/0073319A', { valid: false, canonical: null, reason: expect.any(String) }],
    ['CRN', 'nonsense', { valid: false, canonical: null, reason: expect.any(String) }],
  ])('checks %s %s', async (type, value, result) => {
    const client = network.client(RulesServiceDefinition, 'people', `127.0.0.1:${server.port}`)
    const asked = JSON.stringify({ on: '2024-01-01', facts: { type, value } })
    const { answersJson } = await client.evaluate({ rule: 'identifier', casesJson: [asked] })
    expect(JSON.parse(answersJson[0]!)).toMatchObject({ result, decidedBy: { row: type, source: expect.any(String) } })
  })
})
