import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCalendarDate, parseInstant } from '@hub/calendar'
import { systemClock } from '@hub/clock'
import { createEventCodec } from '@hub/contracts'
import {
  CustodyServiceDefinition,
  CustodyStatus,
  HandoverProgress,
  HandoverTask,
  HandoverType,
  Pathway,
  PathwayStatus,
  PrisonerCustody,
  ResettlementFinding,
  ResettlementReport,
  ResettlementReportState,
  Responsibility,
} from '@hub/contracts/custody'
import { GetPersonResponse, JourneyServiceDefinition, Person } from '@hub/contracts/journey'
import { PromiseStanding, PromiseState } from '@hub/contracts/obligation'
import type { EventLog } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import { createTokens, HubError, inProcessClient, intakeTopic, silentLogger } from '@hub/service'
import { openEmbeddedBlobs } from '@hub/store/embedded'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createGateway, type Gateway, type GatewayPorts } from '../src'
import type { Partner } from '../src/door/authenticate'

const clock = systemClock()
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const partner: Partner = {
  id: 'court',
  name: 'A court',
  keys: [publicKey.export({ format: 'jwk' }) as Partner['keys'][number]],
  scopes: ['send:*', 'read'],
}
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const tokenWith = (scope: string): string => {
  const signed = `${encoded({ alg: 'EdDSA' })}.${encoded({
    iss: 'court',
    aud: 'throughline',
    exp: Math.floor(clock.machine() / 1000) + 600,
    scope,
  })}`
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`
}
const token = tokenWith('send:* read')

const folder = mkdtempSync(join(tmpdir(), 'hub-gateway-'))
let log: EventLog
let blobs: Awaited<ReturnType<typeof openEmbeddedBlobs>>
let gateway: Gateway | undefined

beforeAll(async () => {
  log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: intakeTopic('notes') }])
  blobs = await openEmbeddedBlobs({ file: join(folder, 'blobs.db') })
})
afterEach(() => gateway?.stop())
afterAll(async () => {
  await log.close()
  await blobs.close()
  rmSync(folder, { recursive: true, force: true })
})

const away = () => Promise.reject(new HubError('unavailable', 'HUB_SERVICE_UNAVAILABLE', 'journeys is away'))

async function start(over: { messagesPerSecond?: number; log?: EventLog; answers?: Partial<GatewayPorts> } = {}) {
  gateway = createGateway(
    { host: '127.0.0.1', port: 0, messagesPerSecond: over.messagesPerSecond ?? 1_000 },
    {
      log: over.log ?? log,
      blobs,
      clock,
      logger: silentLogger,
      tokens: createTokens(Buffer.from('a key for tests')),
      codec: createEventCodec(),
      partners: [partner],
      contexts: [{ name: 'notes', channels: [{ name: 'notes', lanes: [] }] }],
      receipts: {},
      operations: {},
      replays: {},
      journeys: {
        findPeople: away,
        getPerson: () => Promise.reject(new TypeError('Ann Person, A1234BC')),
        getLine: away,
      },
      matches: undefined as never,
      promises: undefined as never,
      custody: undefined as never,
      rules: {},
      ...over.answers,
    },
  )
  const url = `http://127.0.0.1:${await gateway.start()}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    url,
    get: (path: string) => fetch(`${url}${path}`, { headers }),
    post: (path: string, body: string) => fetch(`${url}${path}`, { method: 'POST', headers, body }),
  }
}

describe('a partner that sends too fast', () => {
  it('is told to wait, by message and by batch, and may go on after that', async () => {
    const { post } = await start({ messagesPerSecond: 5 })
    const answers = await Promise.all(Array.from({ length: 14 }, () => post('/v1/messages/notes', '{}')))
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(10)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
      expect(await answer.json()).toMatchObject({ status: 429, code: 'HUB_GATEWAY_RATE', title: 'Too many requests' })
    }
    const deadline = clock.machine() + 10_000
    while ((await post('/v1/messages/notes', '{}')).status !== 202) expect(clock.machine()).toBeLessThan(deadline)
  })

  it('pays for a large batch afterwards, on every path', async () => {
    const { post } = await start({ messagesPerSecond: 1 })
    expect((await post('/v1/messages/notes:batch', '1\n'.repeat(60))).status).toBe(202)
    for (const path of ['/v1/messages/notes', '/v1/messages/notes:batch', '/hearing/1', '/hearing/1/result'])
      expect([path, (await post(path, '{}')).status]).toEqual([path, 429])
  })
})

describe('a log that is away', () => {
  it('is 503 with Retry-After, and nothing was taken', async () => {
    const failing: EventLog = { ...log, append: () => Promise.reject(new Error('no disk, said Ann Person')) }
    const { post } = await start({ log: failing })
    const answer = await post('/v1/messages/notes', '{}')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
    const problem = await answer.text()
    expect(problem).toContain('HUB_GATEWAY_UNAVAILABLE')
    expect(problem).not.toContain('Ann')
    const batch = await post('/v1/messages/notes:batch', '1\n2')
    expect(
      (await batch.text())
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).code),
    ).toEqual(['HUB_GATEWAY_UNAVAILABLE', 'HUB_GATEWAY_UNAVAILABLE'])
  })
})

describe('reports', () => {
  const unknown = () => Promise.reject(new HubError('not-found', 'HUB_PERSON_UNKNOWN', 'no person has this id'))
  const person = (personId: string) => Promise.resolve(GetPersonResponse.fromPartial({ person: { personId } }))
  const known = {
    findPeople: away,
    getLine: away,
    getPerson: ({ personId = '' }) =>
      personId === 'absorbed' ? person('elder') : personId === 'x' ? unknown() : person(personId),
  }
  const standing = (keptAt: string) =>
    PromiseStanding.fromPartial({ state: PromiseState.PROMISE_STATE_KEPT, keptAt: parseInstant(keptAt)! })
  const reportsOf = async (id: string, ...promises: PromiseStanding[]) => {
    const listPromises = async ({ personId = '' }) => ({ personId, promises })
    const { get } = await start({ answers: { journeys: known, promises: { listPromises } } })
    const answer = await get(`/v1/people/${id}/reports`)
    return { status: answer.status, body: await answer.json() }
  }

  it('of somebody of whom none was asked for are none, and of nobody are not found', async () => {
    expect(await reportsOf('absorbed')).toEqual({ status: 200, body: { personId: 'elder', reports: [] } })
    await gateway?.stop()
    expect(await reportsOf('x')).toMatchObject({ status: 404, body: { code: 'HUB_PERSON_UNKNOWN' } })
  })

  it('are ready on a day of London, whether a day or a moment was told', async () => {
    const told = ['2026-03-30T23:00:00Z', '2026-01-31T00:00:00Z', '2026-03-30T15:30:00Z'].map(standing)
    expect(await reportsOf('p', ...told)).toMatchObject({
      status: 200,
      body: {
        reports: [
          { outcome: 'ready', readyOn: '2026-03-31', readyAt: '2026-03-30T23:00:00Z' },
          { readyOn: '2026-01-31' },
          { readyOn: '2026-03-30', readyAt: '2026-03-30T15:30:00Z' },
        ],
      },
    })
  })
})

describe('a context that is away or fails', () => {
  it('is 503, or 500 that tells nothing', async () => {
    const { get } = await start()
    const unavailable = await get('/v1/people?name=a')
    expect([unavailable.status, await unavailable.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'HUB_SERVICE_UNAVAILABLE' }),
    ])
    const failed = await get('/v1/people/1')
    const text = await failed.text()
    expect([failed.status, JSON.parse(text).code]).toEqual([500, 'HUB_DEFECT'])
    expect(text).not.toMatch(/Ann|A1234BC/)
  })
})

describe('custody', () => {
  const day = (text: string) => parseCalendarDate(text)!
  const at = (text: string) => parseInstant(text)!
  const standing = {
    responsibility: Responsibility.RESPONSIBILITY_CUSTODY_ONLY,
    start: day('2026-04-21'),
    handover: day('2026-04-21'),
    reason: 'determinate',
    ruleSet: 'omic-2025-05',
    calculated: Responsibility.RESPONSIBILITY_UNSPECIFIED,
    calculatedReason: '',
  }
  const progress = HandoverProgress.fromPartial({
    upcoming: true,
    type: HandoverType.HANDOVER_TYPE_STANDARD,
    tasks: [HandoverTask.HANDOVER_TASK_CONTACTED_COM, HandoverTask.HANDOVER_TASK_SENT_HANDOVER_REPORT],
    done: [HandoverTask.HANDOVER_TASK_SENT_HANDOVER_REPORT],
  })
  const known = PrisonerCustody.fromPartial({
    nomsNumber: 'A1234BC',
    now: {
      status: CustodyStatus.CUSTODY_STATUS_TEMPORARILY_ABSENT,
      prisonId: 'LEI',
      since: at('2026-01-02T08:00:00Z'),
    },
    stretches: [{ status: CustodyStatus.CUSTODY_STATUS_RELEASED, recall: true }],
    record: { legalStatus: 'SENTENCED', sentenceStart: day('2025-01-06'), recall: false },
    recordReadAt: at('2026-01-01T08:00:00.000000001Z'),
    dates: [{ type: 'CRD', calculated: day('2027-01-05'), override: day('2026-12-05') }, { type: 'SED' }],
    prisonEffective: { type: 'CRD', date: day('2026-12-05') },
    keyDates: [{ type: 'ACR', date: day('2026-12-05') }],
    questions: ['CRD and ARD do not stand together'],
    standing,
    standingSource: 'a source',
    nextLook: day('2026-04-21'),
    pathways: [
      {
        pathway: Pathway.PATHWAY_FINANCE_AND_ID,
        standing: { status: PathwayStatus.PATHWAY_STATUS_SUPPORT_DECLINED, changedOn: day('2026-02-01') },
      },
      {
        pathway: Pathway.PATHWAY_NOT_KNOWN,
        pathwayCode: 'DIGITAL',
        standing: { status: PathwayStatus.PATHWAY_STATUS_NOT_KNOWN },
        ofEarlierStay: true,
      },
    ],
    reports: [
      {
        report: ResettlementReport.RESETTLEMENT_REPORT_PRE_RELEASE,
        standing: {
          state: ResettlementReportState.RESETTLEMENT_REPORT_STATE_SKIPPED,
          skipReason: 'COMPLETED_IN_OASYS',
        },
        findings: [ResettlementFinding.RESETTLEMENT_FINDING_MAY_NOT_BE_SKIPPED],
      },
    ],
    handoverProgress: progress,
    handoverTasksDone: [HandoverTask.HANDOVER_TASK_CONTACTED_COM],
    paroleReviews: [{ reviewId: '7', targetHearingDate: day('2027-09-14'), status: 'Active' }],
    preReleaseWindow: { opensOn: day('2026-09-12'), displayed: { type: 'CRD', date: day('2026-12-05') } },
    shortSentenceTeam: { regionId: 'D', regionName: 'Wales' },
  })
  const person = (...identifiers: string[]) =>
    Person.fromPartial({
      personId: 'p1',
      identifiers: identifiers.map(text => ({ type: text.split(':')[0]!, value: text.split(':')[1]! })),
    })
  /** What was asked of prisons lands in `asked`. */
  const answering = (found: Person, asked: object[] = []): Partial<GatewayPorts> => ({
    journeys: inProcessClient(JourneyServiceDefinition, {
      findPeople: away,
      getLine: away,
      getPerson: async ({ personId }) => {
        if (personId === 'nobody') throw new HubError('not-found', 'HUB_PERSON_UNKNOWN', 'no person has this id')
        return { person: found }
      },
    }),
    custody: inProcessClient(CustodyServiceDefinition, {
      getCustody: async request => {
        asked.push(request)
        return { custodies: [known] }
      },
      listHandovers: async request => {
        asked.push(request)
        const handover = { personId: 'p1', nomsNumber: 'A1234BC', standing, upcoming: true, progress }
        return { handovers: [handover], overdue: [{ ...handover, upcoming: false }] }
      },
      listReleases: async request => {
        asked.push(request)
        const release = {
          personId: 'p1',
          nomsNumber: 'A1234BC',
          displayed: { type: 'CRD', date: day('2026-12-05') },
          preReleaseWindow: true,
          preReleaseReport: ResettlementReportState.RESETTLEMENT_REPORT_STATE_UNSPECIFIED,
        }
        return { releases: [release], overdue: [{ ...release, nomsNumber: 'A1111AA' }] }
      },
      listUnmappedMovements: away,
    }),
  })
  const standingJson = {
    responsibility: 'CustodyOnly',
    start: '2026-04-21',
    handover: '2026-04-21',
    reason: 'determinate',
    ruleSet: 'omic-2025-05',
    calculated: null,
    calculatedReason: null,
  }
  const progressJson = {
    upcoming: true,
    inProgress: false,
    comOverdue: false,
    type: 'standard',
    checklist: [
      { task: 'contacted the community offender manager', done: false },
      { task: 'sent handover report', done: true },
    ],
  }

  it('of a person is that of each of their prison numbers', async () => {
    const asked: object[] = []
    const { get } = await start({ answers: answering(person('CRN:X1', 'NOMS:A1234BC', 'NOMS:A1111AA'), asked) })
    const answer = await get('/v1/people/absorbed/custody')
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        personId: 'p1',
        custodies: [
          {
            nomsNumber: 'A1234BC',
            now: { status: 'temporarily absent', prisonId: 'LEI', recall: false, since: '2026-01-02T08:00:00Z' },
            stretches: [{ status: 'released', prisonId: null, recall: true, since: null }],
            record: {
              legalStatus: 'SENTENCED',
              imprisonmentStatus: null,
              recall: false,
              indeterminate: null,
              sentenceStart: '2025-01-06',
              category: null,
              prisonId: null,
              restrictedPatient: false,
              supportingPrisonId: null,
              status: null,
              ofAgeOn: null,
            },
            recordReadAt: '2026-01-01T08:00:00.000000001Z',
            dates: [
              { type: 'CRD', calculated: '2027-01-05', override: '2026-12-05' },
              { type: 'SED', calculated: null, override: null },
            ],
            prisonEffective: { type: 'CRD', date: '2026-12-05' },
            handoverEarliest: null,
            resettlementDisplayed: null,
            keyDates: [{ type: 'ACR', date: '2026-12-05' }],
            questions: ['CRD and ARD do not stand together'],
            standing: standingJson,
            standingSource: 'a source',
            nextLook: '2026-04-21',
            pathways: [
              { pathway: 'finance and ID', status: 'support declined', changedOn: '2026-02-01', ofEarlierStay: false },
              { pathway: 'DIGITAL', status: 'not known', changedOn: null, ofEarlierStay: true },
            ],
            reports: [
              {
                report: 'pre-release',
                state: 'skipped',
                skipReason: 'COMPLETED_IN_OASYS',
                findings: ['may not be skipped'],
                ofEarlierStay: false,
              },
            ],
            handoverProgress: progressJson,
            handoverTasksDone: ['contacted the community offender manager'],
            paroleReviews: [
              {
                reviewId: '7',
                targetHearingDate: '2027-09-14',
                custodyReportDue: null,
                status: 'Active',
                outcome: null,
                outcomeReceivedOn: null,
                type: null,
              },
            ],
            preReleaseWindow: { opensOn: '2026-09-12', displayed: { type: 'CRD', date: '2026-12-05' } },
            shortSentenceTeam: { regionId: 'D', regionName: 'Wales' },
          },
        ],
      },
    ])
    expect(asked).toEqual([{ nomsNumbers: ['A1234BC', 'A1111AA'] }])
  })

  it('of somebody without a prison number asks nobody, and of nobody is 404', async () => {
    const asked: object[] = []
    const { get } = await start({ answers: answering(person('CRN:X1'), asked) })
    expect(await (await get('/v1/people/p1/custody')).json()).toEqual({ personId: 'p1', custodies: [] })
    expect(asked).toEqual([])
    const unknown = await get('/v1/people/nobody/custody')
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'HUB_PERSON_UNKNOWN' }])
  })

  it('is handed over in the order that prisons gives, from a day on', async () => {
    const asked: object[] = []
    const { get } = await start({ answers: answering(person(), asked) })
    expect(await (await get('/v1/prisons/lei/handovers')).json()).toEqual({
      prisonId: 'LEI',
      handovers: [
        { personId: 'p1', nomsNumber: 'A1234BC', standing: standingJson, upcoming: true, progress: progressJson },
      ],
      overdue: [
        { personId: 'p1', nomsNumber: 'A1234BC', standing: standingJson, upcoming: false, progress: progressJson },
      ],
    })
    expect((await get('/v1/prisons/LEI/handovers?from=2026-02-01&limit=5')).status).toBe(200)
    expect(asked).toEqual([
      { prisonId: 'LEI', from: undefined, limit: 200 },
      { prisonId: 'LEI', from: day('2026-02-01'), limit: 5 },
    ])
  })

  it('tells of releases within so many weeks', async () => {
    const asked: object[] = []
    const { get } = await start({ answers: answering(person(), asked) })
    expect(await (await get('/v1/prisons/lei/releases')).json()).toEqual({
      prisonId: 'LEI',
      weeks: 12,
      releases: [
        {
          personId: 'p1',
          nomsNumber: 'A1234BC',
          displayed: { type: 'CRD', date: '2026-12-05' },
          preReleaseWindow: true,
          preReleaseReport: null,
        },
      ],
      overdue: [
        {
          personId: 'p1',
          nomsNumber: 'A1111AA',
          displayed: { type: 'CRD', date: '2026-12-05' },
          preReleaseWindow: true,
          preReleaseReport: null,
        },
      ],
    })
    expect((await get('/v1/prisons/LEI/releases?weeks=24&limit=5')).status).toBe(200)
    expect(asked).toEqual([
      { prisonId: 'LEI', weeks: 12, limit: 200 },
      { prisonId: 'LEI', weeks: 24, limit: 5 },
    ])
  })

  it.each([
    ['handovers?from=2026-02-30', 'from'],
    ['handovers?from=', 'from'],
    ['handovers?limit=0', 'limit'],
    ['handovers?limit=1001', 'limit'],
    ['releases?limit=x', 'limit'],
    ['releases?weeks=0', 'weeks'],
    ['releases?weeks=53', 'weeks'],
    ['releases?weeks=', 'weeks'],
  ])('is not asked for by %s', async (query, field) => {
    const { get } = await start({ answers: answering(person()) })
    const answer = await get(`/v1/prisons/LEI/${query}`)
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'HUB_REQUEST_INVALID', field }])
  })

  it('is for whoever may read, while prisons answers', async () => {
    const { get, url } = await start({
      answers: {
        ...answering(person('NOMS:A1234BC')),
        custody: { getCustody: away, listHandovers: away, listReleases: away } as never,
      },
    })
    const headers = { authorization: `Bearer ${tokenWith('send:*')}` }
    for (const path of ['/v1/people/p1/custody', '/v1/prisons/LEI/handovers', '/v1/prisons/LEI/releases']) {
      const refused = await fetch(`${url}${path}`, { headers })
      expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'HUB_AUTH_NOT_ALLOWED' }])
      const unavailable = await get(path)
      expect([unavailable.status, await unavailable.json()]).toMatchObject([503, { code: 'HUB_SERVICE_UNAVAILABLE' }])
    }
  })
})

it('is ready while it is open, and finishes what it took before it closes', async () => {
  const { url, post } = await start()
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  const sending = Array.from({ length: 20 }, () => post('/v1/messages/notes', '{"last":true}'))
  const taken = (await Promise.all(sending)).filter(({ status }) => status === 202)
  await gateway?.stop()
  const kept = new Set<string>()
  for await (const batch of log.read(intakeTopic('notes'), [], 'end')) for (const { id } of batch) kept.add(id)
  for (const answer of taken) expect(kept.has(((await answer.json()) as { receiptId: string }).receiptId)).toBe(true)
  await expect(fetch(`${url}/health/ready`)).rejects.toThrow()
})
