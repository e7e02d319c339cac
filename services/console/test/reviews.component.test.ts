import { IdentityType, LinkKind, ReviewOutcome } from '@hub/contracts/person'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  at,
  type Browser,
  ExplainPersonResponse,
  emptyWorld,
  item,
  MatchReview,
  open,
  Person,
  receiptId,
  type World,
} from './console'

const HOSTILE = '<script>alert(1)</script>"\'&'
const { IDENTITY_TYPE_CP_DEFENDANT: DEFENDANT, IDENTITY_TYPE_CRN: CRN } = IdentityType
const record = (value: string, name: string) => ({
  identity: { type: DEFENDANT, value },
  from: { receiptId: receiptId(1) },
  statements: [
    { about: 'name', value: name, from: { receiptId: receiptId(2) } },
    { about: 'date of birth', value: '1980-03-14' },
    { about: 'PNC', value: '2002/0073319Z' },
  ],
})
const evidence = [
  { compared: 'date of birth', level: 'equal', bits: 13.9 },
  { compared: 'name', level: 'different', bits: -7.9 },
]
const review = (reviewId: string, over: object = {}) =>
  MatchReview.fromPartial({
    reviewId,
    raisedAt: at('2026-11-23T17:05:00Z'),
    personId: 'p1',
    otherPersonId: 'p2',
    one: record('one', 'Ann Person'),
    other: record('other', HOSTILE),
    evidence,
    total: 6,
    reason: 'the two are alike, but not beyond doubt',
    ...over,
  } as never)

let world: World
let browser: Browser
beforeEach(async () => {
  world = emptyWorld()
  world.reviews = [review('r1')]
  world.people = [Person.fromPartial({ personId: 'p1', names: [{ first: 'Ann', last: 'Person' }] })]
  world.lines = { p1: [item(1, 'hub.custody.v1.ReceivedIntoPrison', { prisonId: 'MDI' })] }
  world.explained = {
    p1: ExplainPersonResponse.fromPartial({
      personId: 'p1',
      records: [record('one', 'Ann Person'), { identity: { type: CRN, value: 'X123456' } }],
      links: [
        {
          linkId: 'stated.a.b',
          one: { type: DEFENDANT, value: 'one' },
          other: { type: CRN, value: 'X123456' },
          kind: LinkKind.LINK_KIND_STATED,
          reason: 'probation linked the court record',
          from: { receiptId: receiptId(3) },
        },
      ],
      keptApart: [
        { one: { type: DEFENDANT, value: 'one' }, otherPersonId: 'p3', reason: 'brothers', decidedBy: 'A Person' },
      ],
      waiting: [
        {
          one: { type: DEFENDANT, value: 'one' },
          other: { type: DEFENDANT, value: 'third' },
          otherPersonId: 'p3',
          same: true,
          reason: 'probation linked the court record',
          from: { receiptId: receiptId(4) },
        },
        { one: { type: DEFENDANT, value: 'one' }, other: { type: CRN, value: 'X123456' }, otherPersonId: 'p1' },
      ],
      reviews: [review('r1')],
    } as never),
  }
  browser = await open(world)
})
afterEach(() => browser.console.stop())

describe('reviews', () => {
  it('stand with what was compared, and lead to both records', async () => {
    const { status, html, text } = await browser.get('/reviews')
    expect(status).toBe(200)
    expect(text).toContain(
      'CP DEFENDANT one and CP DEFENDANT other Date of birth equal: +13.9, Name different: −7.9 +6 23 November 2026 at 5:05pm',
    )
    expect(html).toContain('href="/reviews/review?id=r1"')
    const one = await browser.get('/reviews/review?id=r1')
    expect(one.text).toContain('Name Ann Person receipt')
    expect(one.text).toContain('Date of birth 14 March 1980')
    expect(one.html).not.toContain('<script>alert')
    expect(one.html).toContain('href="/people/p2"')
  })

  it('come in pages', async () => {
    world.reviews = Array.from({ length: 25 }, (_, number) => review(`r${number}`))
    expect((await browser.get('/reviews')).html).toContain('href="/reviews?page=2"')
    const second = await browser.get('/reviews?page=2')
    expect([...second.html.matchAll(/review\?id=/g)]).toHaveLength(5)
    expect(second.html).toContain('href="/reviews?page=1"')
  })

  it('that are none are said so, and one that is not there is not found', async () => {
    world.reviews = []
    expect((await browser.get('/reviews')).text).toContain('Nobody is to be looked at.')
    expect((await browser.get('/reviews/review?id=r1')).status).toBe(404)
  })

  it.each([
    ['same', ReviewOutcome.REVIEW_OUTCOME_SAME, 'The two are one person from now on.'],
    ['different', ReviewOutcome.REVIEW_OUTCOME_DIFFERENT, 'The two stay different people.'],
  ])('are decided: %s', async (decision, outcome, said) => {
    const form = { id: 'r1', command: 'c1', decision, by: ' A Person ', why: 'looked at both' }
    const { status, headers } = await browser.post('/reviews/review', form)
    expect([status, headers.get('location')]).toEqual([303, `/reviews?done=${decision}`])
    expect(world.asked).toEqual([
      { context: 'people', decided: { reviewId: 'r1', decision: outcome, by: 'A Person', reason: 'looked at both' } },
    ])
    expect((await browser.get(`/reviews?done=${decision}`)).text).toContain(said)
  })

  it('are not decided by nobody, without a reason, or by another site', async () => {
    const { status, text } = await browser.post('/reviews/review', { id: 'r1', command: 'c1' })
    expect(status).toBe(400)
    expect(text).toContain('Select what the two records are Enter your name Enter why you decide so')
    const form = { id: 'r1', command: 'c1', decision: 'same', by: 'A Person', why: 'why' }
    expect((await browser.post('/reviews/review', form, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(world.asked).toEqual([])
  })

  it('that are closed take no decision any more', async () => {
    world.reviews = [review('r1', { outcome: ReviewOutcome.REVIEW_OUTCOME_BECAME_ONE })]
    const { html, text } = await browser.get('/reviews/review?id=r1')
    expect(text).toContain('This is not open any more.')
    expect(html).not.toContain('<form')
  })
})

describe('the page of a person', () => {
  it('says why they are one, from which messages, and what was decided', async () => {
    const { html, text } = await browser.get('/people/p1')
    expect(text).toContain('CP DEFENDANT one and CRN X123456: Probation linked the court record, receipt')
    expect(text).toContain(
      'It was said that CP DEFENDANT one and CP DEFENDANT third are one person’s: Probation linked the court record, receipt',
    )
    expect(text).toContain('This cannot count while a decision about other records stands against it.')
    expect(text).toContain('This cannot count while other links hold them together.')
    expect(text).toContain('CP DEFENDANT one is not not known of another person : Brothers, decided by A Person.')
    expect(html).toContain('href="/reviews/review?id=r1"')
    expect(html).toContain('href="/people/link?person=p1&link=stated.a.b"')
  })

  it('is shown without it when people does not answer', async () => {
    world.away.add('people')
    const { status, text } = await browser.get('/people/p1')
    expect(status).toBe(200)
    expect(text).toContain('People does not answer')
    expect(text).toContain('Received into prison')
  })

  it('leads to where a link is taken back, by somebody and for a reason', async () => {
    expect((await browser.get('/people/link?person=p1&link=stated.a.b')).text).toContain(
      'CP DEFENDANT one and CRN X123456 are taken for one person’s',
    )
    const form = { person: 'p1', link: 'stated.a.b', command: 'c1', by: 'A Person', why: '' }
    const refused = await browser.post('/people/link', form)
    expect([refused.status, world.asked]).toEqual([400, []])
    expect(refused.text).toContain('Enter why you decide so')
    const { status, headers } = await browser.post('/people/link', { ...form, why: 'brothers' })
    expect([status, headers.get('location')]).toEqual([303, '/people/p1'])
    expect(world.asked).toEqual([
      { context: 'people', taken: { personId: 'p1', linkId: 'stated.a.b', by: 'A Person', reason: 'brothers' } },
    ])
    expect((await browser.get('/people/link?person=p1&link=gone')).text).toContain('no such link any more')
  })
})
