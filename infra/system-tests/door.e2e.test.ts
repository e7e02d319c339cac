import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@hub/clock'
import { IntakeServiceDefinition, type Message } from '@hub/contracts/intake'
import { openInstallation, readConfig } from '@hub/runtime'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ask, type Receipt, type StartedHub, sendAndWait, startedHub } from './started-hub'

const clock = systemClock()
const MB = 1024 * 1024
const ALL_SCOPES = 'send:* read rules operate'

/** A partner with a key of its own, as it stands in the partners file. */
interface Partner {
  readonly id: string
  readonly privateKey: KeyObject
  readonly algorithm: 'EdDSA' | 'ES256'
  readonly entry: object
}

function partner(id: string, scopes: string, algorithm: Partner['algorithm'] = 'EdDSA'): Partner {
  const { publicKey, privateKey } =
    algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const entry = { id, name: id, keys: [publicKey.export({ format: 'jwk' })], scopes: scopes.split(' ') }
  return { id, privateKey, algorithm, entry }
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A token as a partner signs it; `claims` replaces what a good one says. */
function tokenOf(by: Partner, claims: object = {}, signer: Partner = by): string {
  const now = Math.floor(clock.machine() / 1000)
  const good = { iss: by.id, aud: 'throughline', iat: now, exp: now + 3_600, scope: ALL_SCOPES }
  const signed = `${encoded({ alg: signer.algorithm })}.${encoded({ ...good, ...claims })}`
  const data = Buffer.from(signed)
  const signature =
    signer.algorithm === 'EdDSA'
      ? sign(null, data, signer.privateKey)
      : sign('sha256', data, { key: signer.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

const court = partner('court', ALL_SCOPES, 'ES256')
const prison = partner('prison', 'send:hmpps-domain-events send:nomis-events read')
const stranger = partner('stranger', ALL_SCOPES)

let hub: StartedHub

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-door-'))
  await openInstallation(readConfig({ HUB_DATA_DIR: dataDir }))
  const file = join(dataDir, 'partners.json')
  const partners = JSON.parse(readFileSync(file, 'utf8')) as object[]
  writeFileSync(file, JSON.stringify([...partners, court.entry, prison.entry]))
  hub = await startedHub({}, dataDir)
}, 30_000)
afterAll(() => hub.stop())

const as = (by: Partner, claims: object = {}) => ({ authorization: `Bearer ${tokenOf(by, claims)}` })
const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  ask(hub, path, { method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body), headers })
const receiptOf = async (answer: Response): Promise<Receipt> => {
  const { location } = (await answer.json()) as { location: string }
  return (await (await ask(hub, `${location}?wait=10`)).json()) as Receipt
}
const problemOf = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = (await answer.json()) as Record<string, unknown>
  expect(problem).toMatchObject({
    type: 'about:blank',
    status: answer.status,
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
  })
  return problem
}
const refused = async (answer: Response) => {
  const { status, code, field } = await problemOf(answer)
  return field === undefined ? [status, code] : [status, code, field]
}

/** A prison number nobody has; letters say which. */
let numbers = 0
const prisonNumber = () => `A${String(++numbers).padStart(4, '0')}DR`

const released = (noms: string, over: object = {}) => ({
  eventType: 'prison-offender-events.prisoner.released',
  version: 1,
  occurredAt: '2024-06-24T16:06:39+01:00',
  additionalInformation: { nomsNumber: noms, reason: 'RELEASED', nomisMovementReasonCode: 'CR', prisonId: 'MDI' },
  personReference: { identifiers: [{ type: 'NOMS', value: noms }] },
  ...over,
})
const joined = (...identifiers: readonly { type: string; value: string }[]) => ({
  eventType: 'probation-case.prison-identifier.added',
  personReference: { identifiers },
})
const enveloped = (message: object | string, messageId?: string) =>
  JSON.stringify({
    Type: 'Notification',
    ...(messageId ? { MessageId: messageId } : {}),
    Message: typeof message === 'string' ? message : JSON.stringify(message),
  })

interface HearingShape {
  readonly id?: string
  readonly defendants?: number
  readonly offences?: number
  readonly wordingBytes?: number
}

/** A hearing of any size: what it weighs is the wording of its offences. */
function hearing({ id = randomUUID(), defendants = 1, offences = 1, wordingBytes = 20 }: HearingShape = {}) {
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, index) => make(index))
  return {
    hearing: {
      id,
      jurisdictionType: 'MAGISTRATES',
      courtCentre: { code: 'B10JQ00', name: 'A court', roomName: 'Courtroom 1' },
      type: { description: 'Sentence' },
      hearingDays: [{ sittingDay: '2024-03-01T10:00:00.000Z', listedDurationMinutes: 20 }],
      prosecutionCases: [
        {
          prosecutionCaseIdentifier: { caseURN: '00AA000000' },
          defendants: many(defendants, index => ({
            id: randomUUID(),
            isYouth: false,
            personDefendant: {
              personDetails: { firstName: 'Ann', lastName: `Person${index}`, dateOfBirth: '1980-01-02' },
            },
            offences: many(offences, place => ({
              id: randomUUID(),
              offenceCode: 'TH68010',
              offenceTitle: 'Theft',
              orderIndex: place,
              wording: 'x'.repeat(wordingBytes),
            })),
          })),
        },
      ],
    },
  }
}

describe('taken', () => {
  it('with 202, the receipt and where it is', async () => {
    const answer = await post('/v1/messages/hmpps-domain-events', JSON.stringify(released(prisonNumber())))
    expect(answer.status).toBe(202)
    const body = (await answer.json()) as { receiptId: string }
    expect(body).toEqual({ receiptId: body.receiptId, state: 'accepted', location: `/v1/receipts/${body.receiptId}` })
    expect(body.receiptId).toMatch(/^prisons-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{8}$/)
    expect(answer.headers.get('location')).toBe(`/v1/receipts/${body.receiptId}`)
  })

  it.each([
    ['text that stops', '{"a": [1, 2', 'not JSON at byte 11'],
    ['text that is none', 'hello', 'not JSON at byte 0'],
    ['bytes that are no UTF-8', Buffer.from('7b2261223a22ff227d', 'hex'), 'not UTF-8 at byte 6'],
  ])('even when it cannot be read: %s', async (_, body, reason) => {
    for (const channel of ['common-platform', 'libra', 'hmpps-domain-events', 'nomis-events']) {
      const answer = await post(`/v1/messages/${channel}`, body)
      expect(answer.status).toBe(202)
      expect(await receiptOf(answer)).toMatchObject({ state: 'rejected', reason, eventIds: [] })
    }
  })

  it.each(['null', '[]', '"text"', '17', '{}', '{"hearing":{"id":"\\ud800"}}', '{"offenderIdDisplay":"\\ud800"}'])(
    'even when it is JSON of no use: %s',
    async body => {
      for (const channel of ['common-platform', 'libra', 'hmpps-domain-events', 'nomis-events']) {
        const receipt = await sendAndWait(hub, channel, body)
        expect(['rejected', 'ignored']).toContain(receipt.state)
        expect(receipt.reason).toMatch(/./)
      }
    },
  )

  it.each(['constructor', '__proto__', 'toString'])('and a type named %s is one that nobody takes', async eventType => {
    const message = { ...joined({ type: 'CRN', value: 'X100001' }, { type: 'NOMS', value: prisonNumber() }), eventType }
    expect(await sendAndWait(hub, 'hmpps-domain-events', JSON.stringify(message))).toMatchObject({
      state: 'ignored',
      reason: `no context takes ${eventType} yet`,
    })
  })

  it.each(['application/json; charset=utf-8', 'application/x-ndjson', 'application/cloudevents+json', 'text/plain'])(
    'as %s',
    async type => {
      const answer = await post('/v1/messages/hmpps-domain-events', JSON.stringify(released(prisonNumber())), {
        'content-type': type,
      })
      expect(answer.status).toBe(202)
    },
  )

  it('in an SNS envelope on every channel', async () => {
    const messages: Record<string, object> = {
      'common-platform': hearing(),
      libra: JSON.parse(
        JSON.stringify({
          caseNo: `16${randomUUID().slice(0, 8)}`,
          courtCode: 'B10JQ',
          defendantType: 'P',
          name: { forename1: 'Arthur', surname: 'MORGAN' },
          sessionStartTime: '2020-02-20T09:01:00',
          offences: [{ seq: 1, title: 'Theft from a shop' }],
        }),
      ),
      'hmpps-domain-events': released(prisonNumber()),
      'nomis-events': {
        eventType: 'SENTENCE_DATES-CHANGED',
        eventDatetime: '2024-02-01T10:00:00',
        offenderIdDisplay: prisonNumber(),
        bookingId: 1,
      },
    }
    for (const [channel, message] of Object.entries(messages)) {
      const receipt = await sendAndWait(hub, channel, enveloped(message))
      expect([channel, receipt.state, receipt.reason]).toEqual([channel, 'translated', null])
    }
  })
})

describe('refused at the door', () => {
  const message = () => JSON.stringify(released(prisonNumber()))

  it('an empty body', async () => {
    expect(await refused(await post('/v1/messages/libra', ''))).toEqual([400, 'HUB_GATEWAY_EMPTY_BODY'])
    expect(await refused(await post('/hearing/1', ''))).toEqual([400, 'HUB_GATEWAY_EMPTY_BODY'])
    expect(await refused(await post('/v1/messages/libra:batch', ''))).toEqual([400, 'HUB_GATEWAY_EMPTY_BODY'])
  })

  it('more than 10 MB, and not one byte less', async () => {
    const whole = `{"a":"${'x'.repeat(10 * MB - 8)}"}`
    expect(Buffer.byteLength(whole)).toBe(10 * MB)
    expect((await post('/v1/messages/libra', whole)).status).toBe(202)
    for (const path of ['/v1/messages/libra', '/hearing/1', '/hearing/1/result'])
      expect(await refused(await post(path, `${whole} `))).toEqual([413, 'HUB_GATEWAY_TOO_LARGE'])
  })

  it('a media type that no partner speaks', async () => {
    for (const path of ['/v1/messages/libra', '/v1/messages/libra:batch', '/hearing/1'])
      expect(await refused(await post(path, message(), { 'content-type': 'application/xml' }))).toEqual([
        415,
        'HUB_GATEWAY_CONTENT_TYPE',
        'content-type',
      ])
  })

  it('a channel that nobody has', async () => {
    for (const channel of ['nobody', 'nobody:batch', 'constructor', '__proto__', encodeURIComponent('libra\n')])
      expect(await refused(await post(`/v1/messages/${channel}`, message()))).toEqual([
        404,
        'HUB_GATEWAY_UNKNOWN_CHANNEL',
        'channel',
      ])
  })

  it('a path that is none', async () => {
    expect(await refused(await ask(hub, '/v2/messages'))).toEqual([404, 'HUB_REQUEST_UNKNOWN_PATH'])
    expect(await refused(await ask(hub, `/v1/receipts/${'x'.repeat(2_000)}`))).toEqual([404, expect.any(String)])
    expect(await refused(await ask(hub, '/v1/receipts/%zz'))).toEqual([400, 'HUB_REQUEST_INVALID'])
  })

  it.each<[string, () => Record<string, string>, RegExp]>([
    ['no token', () => ({ authorization: '' }), /Bearer/],
    ['not a token', () => ({ authorization: 'Bearer something' }), /not a JSON Web Token/],
    ['of a partner unknown', () => as(stranger), /issuer/],
    ['signed by another key', () => ({ authorization: `Bearer ${tokenOf(court, {}, stranger)}` }), /signature/],
    ['signed by another partner', () => ({ authorization: `Bearer ${tokenOf(court, {}, prison)}` }), /signature/],
    ['expired', () => as(court, { exp: Math.floor(clock.machine() / 1000) - 5 }), /expired/],
    ['for 13 hours', () => as(court, { exp: Math.floor(clock.machine() / 1000) + 13 * 3_600 }), /12 hours/],
    ['for ever', () => as(court, { exp: undefined }), /exp/],
    ['for another audience', () => as(court, { aud: 'elsewhere' }), /aud/],
    ['unsigned', () => ({ authorization: `Bearer ${encoded({ alg: 'none' })}.${encoded({ iss: 'court' })}.` }), /./],
  ])('a token: %s', async (_, headers, why) => {
    for (const path of ['/v1/messages/libra', '/v1/messages/libra:batch', '/hearing/1', '/v1/rules/identifier']) {
      const answer = await post(path, message(), headers())
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(await problemOf(answer)).toMatchObject({
        status: 401,
        code: 'HUB_AUTH_TOKEN_INVALID',
        detail: expect.stringMatching(why),
      })
    }
    expect((await ask(hub, '/v1/people?name=a', { headers: headers() })).status).toBe(401)
  })

  it('gives a token that asks to send to all channels those that its partner may send to', async () => {
    const all = as(prison, { scope: 'send:*' })
    expect((await post('/v1/messages/nomis-events', '{}', all)).status).toBe(202)
  })

  it('a scope that was not asked for, or not given', async () => {
    const forbidden = [403, 'HUB_AUTH_NOT_ALLOWED', 'scope']
    const only = (scope: string) => as(court, { scope })
    expect(await refused(await post('/v1/messages/libra', '{}', only('send:common-platform read')))).toEqual(forbidden)
    expect(await refused(await post('/v1/messages/libra:batch', '{}', only('read')))).toEqual(forbidden)
    expect(await refused(await post('/hearing/1', '{}', only('send:libra')))).toEqual(forbidden)
    expect(await refused(await post('/v1/rules/identifier', '{}', only('read')))).toEqual(forbidden)
    for (const path of ['/v1/people?name=a', '/v1/people/x', '/v1/people/x/line'])
      expect(await refused(await ask(hub, path, { headers: only('send:* rules operate') }))).toEqual(forbidden)
    // A token may ask for more than its partner has; it is given what the partner has.
    const asked = as(prison, { scope: 'send:libra send:nomis-events rules' })
    expect((await post('/v1/messages/nomis-events', '{}', asked)).status).toBe(202)
    expect(await refused(await post('/v1/messages/libra', '{}', asked))).toEqual(forbidden)
    expect(await refused(await post('/v1/rules/identifier', '{}', asked))).toEqual(forbidden)
    expect(await refused(await post('/v1/messages/libra', '{}', as(prison, { scope: 'send:*' })))).toEqual(forbidden)
  })

  it('nobody at health', async () => {
    for (const path of ['/health/live', '/health/ready']) expect((await fetch(`${hub.url}${path}`)).status).toBe(200)
  })
})

describe('a batch', () => {
  const send = async (body: string) => {
    const answer = await post('/v1/messages/hmpps-domain-events:batch', body, {
      'content-type': 'application/x-ndjson',
    })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([202, 'application/x-ndjson'])
    const text = await answer.text()
    expect(text.endsWith('\n')).toBe(true)
    return text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { receiptId?: string; status?: number; code?: string })
  }

  it('answers each line in its place, a bad one by what is wrong with it', async () => {
    const people = Array.from({ length: 5 }, prisonNumber)
    const lines = people.map(noms => JSON.stringify(released(noms)))
    const answers = await send([...lines.slice(0, 2), '', ...lines.slice(2), '{broken'].join('\r\n'))
    expect(answers.map(({ code }) => code)).toEqual([
      undefined,
      undefined,
      'HUB_GATEWAY_EMPTY_BODY',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(answers[2]).toMatchObject({ status: 400, type: 'about:blank' })
    const receipts = await Promise.all(
      answers
        .filter(({ receiptId }) => receiptId)
        .map(async ({ receiptId }) => (await (await ask(hub, `/v1/receipts/${receiptId}?wait=10`)).json()) as Receipt),
    )
    expect(receipts.slice(0, 5).map(({ parts }) => parts[0]?.subject)).toEqual(people.map(noms => `NOMS:${noms}`))
    expect(receipts[5]).toMatchObject({ state: 'rejected', reason: 'not JSON at byte 1' })
  })

  it('takes a last line with and without its end, and CRLF', async () => {
    const one = JSON.stringify(released(prisonNumber()))
    for (const body of [one, `${one}\n`, `${one}\r\n`]) expect(await send(body)).toHaveLength(1)
  })

  it('has at most 10,000 lines', async () => {
    const answer = await post('/v1/messages/libra:batch', '1\n'.repeat(10_001))
    expect(await refused(answer)).toEqual([413, 'HUB_GATEWAY_TOO_LARGE'])
  })

  it('takes a lane in order although its first message goes through the blob store', async () => {
    const id = randomUUID()
    const share = (day: string, size: number) => {
      const whole = hearing({ id, wordingBytes: size })
      return { ...whole, hearingDay: '2024-03-01', sharedTime: day }
    }
    const first = share('2024-03-01T11:00:00Z', 300 * 1024)
    const second = structuredClone(first)
    second.sharedTime = '2024-03-01T12:00:00Z'
    second.hearing.prosecutionCases[0]!.defendants[0]!.offences[0]!.wording = 'short'
    const answer = await post(
      '/v1/messages/common-platform:batch',
      `${JSON.stringify(first)}\n${JSON.stringify(second)}`,
    )
    const [a, b] = (await answer.text())
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { location: string })
    const states = await Promise.all(
      [a!, b!].map(async ({ location }) => (await (await ask(hub, `${location}?wait=10`)).json()) as Receipt),
    )
    // The other way round the first would be older than what is known, and ignored.
    expect(states.map(({ state, reason }) => [state, reason])).toEqual([
      ['translated', null],
      ['translated', null],
    ])
  })
})

describe('Common Platform’s own paths', () => {
  it('answer 200 with the receipt, with and without a trailing slash', async () => {
    const shared = hearing()
    const { id } = shared.hearing
    for (const path of [`/hearing/${id}`, `/hearing/${id}/`, `/hearing/${id}/result`, `/hearing/${id}/result/`]) {
      const answer = await post(path, JSON.stringify(shared))
      expect(answer.status).toBe(200)
      expect(await answer.clone().json()).toMatchObject({
        state: 'accepted',
        receiptId: expect.stringMatching(/^courts-/),
      })
      expect((await receiptOf(answer)).warnings).toEqual([])
    }
  })

  it('count the body’s hearing id, and warn of another one in the path', async () => {
    const receipt = await receiptOf(await post(`/hearing/${randomUUID()}`, JSON.stringify(hearing())))
    expect(receipt).toMatchObject({
      state: 'translated',
      warnings: ['hearing.id differs from the id in the path and counts'],
    })
  })

  it('delete a hearing that is known, once, and say so of one that is not', async () => {
    const shared = hearing()
    const { id } = shared.hearing
    const first = await receiptOf(await post(`/hearing/${id}`, JSON.stringify(shared)))
    const remove = async (which: string) => {
      const answer = await ask(hub, `/hearing/${which}/delete`, { method: 'DELETE' })
      expect(answer.status).toBe(200)
      return receiptOf(answer)
    }
    expect(await remove(id.toUpperCase())).toMatchObject({ state: 'translated', eventIds: [expect.any(String)] })
    const [personId] = first.people
    await eventually(async () => {
      const line = (await (await ask(hub, `/v1/people/${personId}/line`)).json()) as { items: { type: string }[] }
      expect(line.items.at(-1)?.type).toBe('hub.court.v1.HearingCancelled')
    }, 10_000)
    const nothing = { state: 'ignored', reason: 'no change: the hearing is not listed', eventIds: [] }
    expect(await remove(id)).toMatchObject(nothing)
    expect(await remove(randomUUID())).toMatchObject(nothing)
  })
})

describe('large messages', () => {
  it.each([
    ['300 KB', { wordingBytes: 300 * 1024 }, 0.3],
    ['9.9 MB', { defendants: 100, offences: 4, wordingBytes: 25_000 }, 9.8],
  ])(
    'of %s go through the blob store and end up translated',
    async (_, shape, megabytes) => {
      const shared = JSON.stringify(hearing(shape))
      expect(Buffer.byteLength(shared) / 1e6).toBeGreaterThan(megabytes)
      expect(Buffer.byteLength(shared)).toBeLessThan(10 * MB)
      const receipt = await sendAndWait(hub, 'common-platform', shared)
      expect(receipt).toMatchObject({ state: 'translated', reason: null })
      expect(receipt.people).toHaveLength('defendants' in shape ? shape.defendants : 1)
      await eventually(async () => {
        const line = await ask(hub, `/v1/people/${receipt.people.at(-1)}/line?limit=1000`)
        const { items } = (await line.json()) as { items: { eventId: string; personId: string }[] }
        // Whom likeness joined has more than what is their own.
        expect(items.filter(({ eventId }) => receipt.eventIds.includes(eventId))).not.toEqual([])
        expect(items.filter(({ personId }) => personId === receipt.people.at(-1)).length).toBeGreaterThanOrEqual(3)
      }, 10_000)
    },
    60_000,
  )

  it('that would make an event too large for the stream are held, and nobody else is', async () => {
    const receipt = await sendAndWait(hub, 'common-platform', JSON.stringify(hearing({ wordingBytes: 9 * MB })))
    expect(receipt).toMatchObject({ state: 'held', reason: 'HUB_EVENT_TOO_LARGE', eventIds: [] })
    const next = await sendAndWait(hub, 'common-platform', JSON.stringify(hearing()))
    expect(next.state).toBe('translated')
    await eventually(async () => {
      const line = await ask(hub, `/v1/people/${next.people[0]}/line?limit=1000`)
      const { items } = (await line.json()) as { items: { personId: string }[] }
      // Whom likeness joined has more than what is their own.
      expect(items.filter(({ personId }) => personId === next.people[0]).length).toBeGreaterThanOrEqual(3)
    }, 10_000)
  }, 60_000)
})

describe('a message id that comes again', () => {
  it('with the same content is a repeat', async () => {
    const messageId = randomUUID()
    const message = enveloped(released(prisonNumber()), messageId)
    const first = await sendAndWait(hub, 'hmpps-domain-events', message)
    expect(first).toMatchObject({ state: 'translated', repeats: 0, conflicts: [] })
    // Another signature around the same message changes nothing.
    await sendAndWait(hub, 'hmpps-domain-events', JSON.stringify({ ...JSON.parse(message), Signature: 'another' }))
    await eventually(async () => {
      expect(await (await ask(hub, `/v1/receipts/${first.receiptId}`)).json()).toEqual({ ...first, repeats: 1 })
    }, 10_000)
  })

  it('from another partner, or on another channel, is another message', async () => {
    const message = enveloped(released(prisonNumber()), randomUUID())
    const ids = await Promise.all(
      [
        post('/v1/messages/hmpps-domain-events', message),
        post('/v1/messages/hmpps-domain-events', message, as(court)),
        post('/v1/messages/nomis-events', message),
      ].map(async answer => ((await (await answer).json()) as { receiptId: string }).receiptId),
    )
    expect(new Set(ids).size).toBe(3)
  })

  it.each(['about the same person', 'about somebody else'])(
    'with other content, %s, is a conflict that changes nothing',
    async who => {
      const messageId = randomUUID()
      const [noms, other] = [prisonNumber(), prisonNumber()]
      const first = await sendAndWait(hub, 'hmpps-domain-events', enveloped(released(noms), messageId))
      const [personId] = first.people
      const lineOf = async () => (await (await ask(hub, `/v1/people/${personId}/line`)).json()) as { items: unknown[] }
      const before = await eventually(async () => {
        const line = await lineOf()
        expect(line.items).toHaveLength(2)
        return line
      }, 10_000)
      const conflicting = released(who === 'about somebody else' ? other : noms, { occurredAt: '2024-07-01T12:00:00Z' })
      await post('/v1/messages/hmpps-domain-events', enveloped(conflicting, messageId))
      const receipt = await eventually(async () => {
        const now = (await (await ask(hub, `/v1/receipts/${first.receiptId}`)).json()) as Receipt
        expect(now.conflicts).toHaveLength(1)
        return now
      }, 10_000)
      expect(receipt).toEqual({
        ...first,
        warnings: [...first.warnings, expect.stringContaining('came once more with other content')],
        conflicts: [{ receivedAt: expect.stringMatching(/Z$/), hash: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      })
      // A later message of the other person comes behind the conflict, and finds nobody there.
      const later = await sendAndWait(hub, 'hmpps-domain-events', JSON.stringify(released(prisonNumber())))
      await eventually(async () => {
        expect((await (await ask(hub, `/v1/people/${later.people[0]}`)).json()) as object).toHaveProperty('personId')
      }, 10_000)
      expect(await lineOf()).toEqual(before)
      const found = (await (await ask(hub, `/v1/people?identifier=NOMS:${other}`)).json()) as { people: unknown[] }
      expect(found.people).toEqual([])
    },
  )
})

describe('receipts', () => {
  const sentBy = async (by: Partner) => {
    const answer = await post('/v1/messages/hmpps-domain-events', JSON.stringify(released(prisonNumber())), {
      ...as(by, { scope: 'send:hmpps-domain-events' }),
    })
    return receiptOf(answer)
  }
  const unknown = [404, 'HUB_RECEIPT_UNKNOWN']

  it('are read by their sender, or with the scope to operate', async () => {
    const { receiptId } = await sentBy(prison)
    const read = (headers: Record<string, string>) => ask(hub, `/v1/receipts/${receiptId}`, { headers })
    expect((await read(as(prison, { scope: 'send:nomis-events' }))).status).toBe(200)
    expect((await read(as(court, { scope: 'operate' }))).status).toBe(200)
    expect(await refused(await read(as(court, { scope: 'send:* read rules' })))).toEqual(unknown)
  })

  it('that this hub never gave are unknown', async () => {
    const { receiptId } = await sentBy(court)
    const forged = receiptId.replace(/.$/, last => (last === '0' ? '1' : '0'))
    for (const id of [
      forged,
      receiptId.slice(0, -1),
      receiptId.replace('prisons', 'courts'),
      receiptId.replace('prisons', 'journeys'),
      receiptId.toUpperCase(),
      'x',
      '__proto__',
    ])
      expect(await refused(await ask(hub, `/v1/receipts/${id}`))).toEqual(unknown)
  })

  it('are waited for at most 30 seconds', async () => {
    const { receiptId } = await sentBy(court)
    for (const wait of ['31', '-1', 'soon', 'Infinity'])
      expect(await refused(await ask(hub, `/v1/receipts/${receiptId}?wait=${wait}`))).toEqual([
        400,
        'HUB_REQUEST_INVALID',
        'wait',
      ])
    for (const wait of ['0', '0.5', '30'])
      expect((await ask(hub, `/v1/receipts/${receiptId}?wait=${wait}`)).status).toBe(200)
  })

  it('say where, when and what, and name a part for each person', async () => {
    const shared = hearing({ defendants: 2 })
    const defendants = shared.hearing.prosecutionCases[0]!.defendants
    const receipt = await sendAndWait(hub, 'common-platform', JSON.stringify(shared))
    expect(receipt).toEqual({
      receiptId: receipt.receiptId,
      channel: 'common-platform',
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      state: 'translated',
      reason: null,
      field: null,
      warnings: [],
      eventIds: receipt.eventIds,
      people: receipt.people,
      parts: expect.any(Array),
      repeats: 0,
      conflicts: [],
    })
    expect(new Set(receipt.people).size).toBe(2)
    expect(new Set(receipt.eventIds).size).toBe(4)
    expect([...receipt.parts].sort((a, b) => a.subject.localeCompare(b.subject))).toEqual(
      defendants
        .map(({ id }) => ({
          subject: `CP_DEFENDANT:${id}`,
          state: 'translated',
          reason: null,
          field: null,
          eventIds: [expect.any(String), expect.any(String)],
          personId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        }))
        .sort((a, b) => a.subject.localeCompare(b.subject)),
    )
  })
})

describe('people and their lines', () => {
  const noms = prisonNumber()
  let personId: string
  type Line = { personId: string; items: { eventId: string; occurredAt: string; type: string }[]; next: string | null }
  const lineOf = async (query = '') => (await (await ask(hub, `/v1/people/${personId}/line${query}`)).json()) as Line

  beforeAll(async () => {
    for (let day = 1; day <= 7; day++) {
      const receipt = await sendAndWait(
        hub,
        'hmpps-domain-events',
        JSON.stringify(
          released(noms, {
            eventType: 'prisoner-offender-search.prisoner.updated',
            occurredAt: `2024-06-0${day}T16:06:39.12345678${day}+01:00`,
            additionalInformation: { nomsNumber: noms, categoriesChanged: ['SENTENCE'] },
          }),
        ),
      )
      expect(receipt.state).toBe('translated')
      personId = receipt.people[0]!
    }
    await eventually(async () => expect((await lineOf()).items).toHaveLength(8), 10_000)
  }, 30_000)

  it('keep nine digits of a second', async () => {
    const { items } = await lineOf()
    expect(items.slice(1).map(({ occurredAt }) => occurredAt)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map(day => `2024-06-0${day}T15:06:39.12345678${day}Z`),
    )
  })

  it('are found by their number in any accepted form', async () => {
    for (const written of [`NOMS:${noms}`, `noms:${noms.toLowerCase()}`, `Noms: ${noms} `]) {
      const answer = await ask(hub, `/v1/people?identifier=${encodeURIComponent(written)}`)
      expect(await answer.json()).toMatchObject({
        people: [{ personId, identifiers: [{ type: 'NOMS', value: noms }], names: [], absorbed: [] }],
      })
    }
    expect(await (await ask(hub, '/v1/people?identifier=NOMS:Z9999ZZ')).json()).toEqual({ people: [] })
    expect(await (await ask(hub, '/v1/people?name=nobodywiththisname')).json()).toEqual({ people: [] })
  })

  it('are asked for rightly', async () => {
    const invalid = (field?: string) => [400, 'HUB_REQUEST_INVALID', ...(field ? [field] : [])]
    const people = (query: string) => ask(hub, `/v1/people?${query}`).then(refused)
    expect(await people('')).toEqual(invalid())
    expect(await people('name=a&identifier=NOMS:A1234BC')).toEqual(invalid())
    expect(await people('identifier=A1234BC')).toEqual(invalid('identifier'))
    expect(await people('identifier=SHOE:44')).toEqual(invalid('identifier'))
    expect(await people('identifier=NOMS:12')).toEqual(invalid('identifier'))
    expect(await people('name=')).toEqual(invalid('name'))
    expect(await people('name=%20-%20')).toEqual(invalid('name'))
    for (const limit of ['0', '1001', '-1', 'many', '1e2', ''])
      expect(await refused(await ask(hub, `/v1/people/${personId}/line?limit=${limit}`))).toEqual(invalid('limit'))
    for (const after of [
      'x',
      'e30x',
      Buffer.from('[1]').toString('base64url'),
      Buffer.from('{"a":-1}').toString('base64url'),
    ])
      expect(await refused(await ask(hub, `/v1/people/${personId}/line?after=${after}`))).toEqual(invalid('after'))
    const unknown = [404, 'HUB_PERSON_UNKNOWN']
    for (const id of [randomUUID(), 'x', '__proto__'])
      for (const path of ['', '/line', '/explain', '/reports'].map(each => `/v1/people/${id}${each}`))
        expect(await refused(await ask(hub, path))).toEqual(unknown)
  })

  it('are read in pages of any size', async () => {
    const whole = await lineOf('?limit=1000')
    expect(whole.next).toBeNull()
    for (const size of [1, 2, 3, 7, 8]) {
      const items: unknown[] = []
      let after = ''
      for (;;) {
        const page = await lineOf(`?limit=${size}&after=${after}`)
        expect(page.items.length).toBeLessThanOrEqual(size)
        items.push(...page.items)
        if (page.next === null) break
        after = page.next
      }
      expect(items).toEqual(whole.items)
    }
  })

  it('become one when a message says that they are, and either id reads the whole line', async () => {
    const other = prisonNumber()
    const [second] = (await sendAndWait(hub, 'hmpps-domain-events', JSON.stringify(released(other)))).people
    const joining = joined({ type: 'NOMS', value: noms }, { type: 'NOMS', value: other })
    const receipt = await sendAndWait(hub, 'hmpps-domain-events', JSON.stringify(joining))
    expect(receipt).toMatchObject({ state: 'translated', people: [personId] })
    await eventually(async () => {
      const { items, personId: survivor } = await lineOf()
      expect(survivor).toBe(personId)
      expect(
        items
          .map(({ type }) => type)
          .slice(-2)
          .sort(),
      ).toEqual(['hub.person.v1.PersonAbsorbed', 'hub.person.v1.PersonMerged'])
      expect(items).toHaveLength(12)
      expect(await (await ask(hub, `/v1/people/${second}/line`)).json()).toEqual(await lineOf())
      expect(await (await ask(hub, `/v1/people/${second}`)).json()).toMatchObject({ personId, absorbed: [second] })
    }, 10_000)
    expect(await sendAndWait(hub, 'hmpps-domain-events', JSON.stringify(joining))).toMatchObject({
      state: 'ignored',
      reason: 'no change',
    })
  })
})

describe('rules', () => {
  const evaluate = (body: unknown, rule = 'identifier') => post(`/v1/rules/${rule}`, JSON.stringify(body))

  it('are listed with their facts and sets', async () => {
    expect(await (await ask(hub, '/v1/rules')).json()).toEqual({
      rules: expect.arrayContaining([
        expect.objectContaining({ name: 'identifier', facts: expect.any(Object), ruleSets: expect.any(Array) }),
      ]),
    })
  })

  it('answer one case', async () => {
    const answer = await evaluate({ on: '2024-01-01', facts: { type: 'NOMS', value: 'a1234bc' } })
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        result: { valid: true, canonical: 'A1234BC', reason: null },
        decidedBy: { row: 'NOMS', source: expect.any(String) },
        ruleSet: { id: 'identifiers', from: '0001-01-01', to: null },
      },
    ])
  })

  it('answer many in order, a bad one by what is wrong with it', async () => {
    const answer = await evaluate({
      cases: [
        { facts: { type: 'CRN', value: 'x123456' } },
        { facts: { shoe: 44 } },
        'nonsense',
        { facts: { type: 'NOMS', value: 'no' } },
      ],
    })
    expect(await answer.json()).toEqual({
      answers: [
        expect.objectContaining({ result: expect.objectContaining({ canonical: 'X123456' }) }),
        expect.objectContaining({ status: 400, code: 'HUB_RULES_INVALID', field: 'facts.shoe' }),
        expect.objectContaining({ status: 400, code: 'HUB_RULES_INVALID' }),
        expect.objectContaining({ result: expect.objectContaining({ valid: false, canonical: null }) }),
      ],
    })
    expect(await (await evaluate({ cases: [] })).json()).toEqual({ answers: [] })
  })

  it('are asked for rightly', async () => {
    const invalid = (field?: string) => [400, 'HUB_RULES_INVALID', ...(field ? [field] : [])]
    const facts = { type: 'NOMS', value: 'A1234BC' }
    expect(await refused(await evaluate({ facts }, 'nobody'))).toEqual([404, 'HUB_RULES_UNKNOWN'])
    expect(await refused(await evaluate({ facts }, '__proto__'))).toEqual([404, 'HUB_RULES_UNKNOWN'])
    expect(await refused(await evaluate({ facts, on: '2024-02-30' }))).toEqual(invalid('on'))
    expect(await refused(await evaluate({ facts, ruleSet: 'nobody' }))).toEqual(invalid('ruleSet'))
    expect(await refused(await evaluate({ facts: { type: 'SHOE' } }))).toEqual(invalid('facts.type'))
    expect(await refused(await evaluate({ facts: [] }))).toEqual(invalid('facts'))
    expect(await refused(await evaluate({ cases: Array(1_001).fill({ facts }) }))).toEqual(invalid('cases'))
    expect(await refused(await evaluate({ cases: [{ facts }], on: '2024-01-01' }))).toEqual(invalid('on'))
    expect(await refused(await evaluate({ type: 'NOMS', value: 'A1234BC' }))).toEqual(invalid('type'))
    expect(await refused(await evaluate({ requestedOn: '2026-04-20' }, 'report-due'))).toEqual(invalid('requestedOn'))
    for (const [rule, given, field] of [
      ['identifier', { type: 'NOMS' }, 'facts.value'],
      ['report-due', {}, 'facts.requestedOn'],
      ['report-due', { requestedOn: '2026-04-20', cohorts: ['women', 'sailors'] }, 'facts.cohorts'],
      ['sentence-check', {}, 'facts.kind'],
      ['sentence-check', { kind: 'imprisonment', term: 'half a year' }, 'facts.term'],
      ['sentence-check', { kind: 'imprisonment', termDays: -5 }, 'facts.termDays'],
    ] as const)
      expect(await refused(await evaluate({ facts: given }, rule))).toEqual(invalid(field))
    expect(await refused(await post('/v1/rules/identifier', '{'))).toEqual(invalid())
    expect(await refused(await evaluate([]))).toEqual(invalid())
  })
})

/** gRPC as any partner's library speaks it: length-prefixed messages over HTTP/2, the status in the trailers. */
async function grpc(method: string, requests: readonly Uint8Array[], token: string | undefined) {
  const session = connect(`http://${hub.grpcAddress}`)
  try {
    return await new Promise<{ status: string; message: string; bytes: Buffer }>((resolve, reject) => {
      session.on('error', reject)
      const stream = session.request({
        ':method': 'POST',
        ':path': `/${IntakeServiceDefinition.fullName}/${method}`,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      })
      const bytes: Buffer[] = []
      let status: Record<string, unknown> = {}
      stream.on('response', headers => {
        status = { ...status, ...headers }
      })
      stream.on('trailers', trailers => {
        status = { ...status, ...trailers }
      })
      stream.on('data', chunk => bytes.push(chunk))
      stream.on('error', reject)
      stream.on('end', () =>
        resolve({
          status: String(status['grpc-status']),
          message: decodeURIComponent(String(status['grpc-message'] ?? '')),
          bytes: Buffer.concat(bytes).subarray(5),
        }),
      )
      for (const request of requests) {
        const length = Buffer.alloc(5)
        length.writeUInt32BE(request.length, 1)
        stream.write(Buffer.concat([length, request]))
      }
      stream.end()
    })
  } finally {
    session.close()
  }
}

describe('gRPC', () => {
  const { send, sendBatch, sendStream } = IntakeServiceDefinition.methods
  const message = (over: Partial<Message> = {}): Message => ({
    channel: 'hmpps-domain-events',
    body: Buffer.from(JSON.stringify(released(prisonNumber()))),
    contentType: 'application/json',
    ...over,
  })
  const bad: readonly [Partial<Message>, string][] = [
    [{ channel: 'nobody' }, 'HUB_GATEWAY_UNKNOWN_CHANNEL'],
    [{ body: new Uint8Array() }, 'HUB_GATEWAY_EMPTY_BODY'],
    [{ contentType: 'image/png' }, 'HUB_GATEWAY_CONTENT_TYPE'],
    [{ body: Buffer.alloc(10 * MB + 1, 32) }, 'HUB_GATEWAY_TOO_LARGE'],
  ]

  it('takes a message, whose receipt is then as any other', async () => {
    const request = send.requestType.encode({ message: message() }).finish()
    const { status, bytes } = await grpc('Send', [request], hub.token)
    expect(status).toBe('0')
    const { receiptId } = send.responseType.decode(bytes).result!
    const receipt = await ask(hub, `/v1/receipts/${receiptId}?wait=10`)
    expect(await receipt.json()).toMatchObject({ state: 'translated' })
  })

  it('refuses with the code and the status of its kind', async () => {
    const status: Record<string, string> = { HUB_GATEWAY_UNKNOWN_CHANNEL: '5' }
    for (const [over, code] of bad) {
      const answer = await grpc('Send', [send.requestType.encode({ message: message(over) }).finish()], hub.token)
      expect([answer.status, answer.message.split(':')[0]]).toEqual([status[code] ?? '3', code])
    }
    const request = send.requestType.encode({ message: message() }).finish()
    expect(await grpc('Send', [request], undefined)).toMatchObject({ status: '16' })
    expect(await grpc('Send', [request], tokenOf(court, { scope: 'send:libra' }))).toMatchObject({ status: '7' })
    expect(await grpc('Send', [send.requestType.encode({ message: undefined }).finish()], hub.token)).toMatchObject({
      status: '3',
    })
  })

  it('takes a batch, with a receipt or a refusal in each place', async () => {
    const messages = [message(), message(bad[0]![0]), message(), message(bad[1]![0]), message(bad[2]![0]), message()]
    const { status, bytes } = await grpc('SendBatch', [sendBatch.requestType.encode({ messages }).finish()], hub.token)
    expect(status).toBe('0')
    const { results } = sendBatch.responseType.decode(bytes)
    expect(results.map(({ receiptId, refusal }) => [receiptId !== '', refusal?.index, refusal?.code])).toEqual([
      [true, undefined, undefined],
      [false, 1n, 'HUB_GATEWAY_UNKNOWN_CHANNEL'],
      [true, undefined, undefined],
      [false, 3n, 'HUB_GATEWAY_EMPTY_BODY'],
      [false, 4n, 'HUB_GATEWAY_CONTENT_TYPE'],
      [true, undefined, undefined],
    ])
  })

  it('takes a stream, and names what it refused by its place', async () => {
    const messages = Array.from({ length: 250 }, (_, index) => message(index % 100 === 7 ? bad[0]![0] : {}))
    const requests = messages.map(each => sendStream.requestType.encode({ message: each }).finish())
    const { status, bytes } = await grpc('SendStream', requests, hub.token)
    expect(status).toBe('0')
    const { accepted, refusals } = sendStream.responseType.decode(bytes)
    expect([accepted, refusals.map(({ index, code }) => [index, code])]).toEqual([
      247n,
      [7n, 107n, 207n].map(index => [index, 'HUB_GATEWAY_UNKNOWN_CHANNEL']),
    ])
    expect(await grpc('SendStream', requests.slice(0, 1), undefined)).toMatchObject({ status: '16' })
  })
})
