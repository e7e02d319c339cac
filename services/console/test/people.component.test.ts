import { PromiseState } from '@hub/contracts/obligation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { at, type Browser, emptyWorld, item, open, Person, PromiseStanding, receiptId, type World } from './console'

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&'

const LICENCE = 'RELEASE_KIND_ON_LICENCE' as never

let world: World
let browser: Browser
beforeEach(async () => {
  world = emptyWorld()
  world.people = [
    Person.fromPartial({
      personId: 'p1',
      identifiers: [
        { type: 'NOMS', value: 'A1234BC' },
        { type: 'PNC', value: '2002/0073319Z' },
      ],
      names: [
        { first: 'Ann', middle: 'Mary', last: 'Person', dateOfBirth: '1980-02-01' },
        { first: 'Anne', last: 'Person' },
      ],
      facts: { custody: 'Released from MDI: on licence' },
      absorbed: ['p9'],
    }),
  ]
  world.lines = {
    p1: [
      item(1, 'hub.court.v1.SentencePassed', { kind: 'SENTENCE_KIND_COMMUNITY_ORDER' as never }),
      item(2, 'hub.custody.v1.ReceivedIntoPrison', { prisonId: 'MDI' }, { occurredAt: at('2026-06-24T11:00:00Z') }),
      item(3, 'hub.court.v1.FactRetracted', { retractedType: 'hub.court.v1.SentencePassed' }, { retracts: 'e1' }),
      item(4, 'hub.custody.v1.ReleasedFromPrison', { prisonId: 'LEI', kind: LICENCE }),
      item(5, 'hub.custody.v1.ReleasedFromPrison', { prisonId: 'MDI', kind: LICENCE }, { corrects: 'e4' }),
    ],
  }
  world.lines.p1![0]!.current = false
  world.lines.p1![3]!.current = false
  browser = await open(world)
})
afterEach(() => browser.console.stop())

describe('finding a person', () => {
  it.each(['A1234BC', 'a1234bc', 'noms:A1234BC', ' A1234BC ', '02/73319Z', 'ann', 'Person'])('by %s', async text => {
    const { status, text: read, html } = await browser.get(`/people?q=${encodeURIComponent(text)}`)
    expect(status).toBe(200)
    expect(read).toContain('1 person found')
    expect(html).toContain('<a class="govuk-link" href="/people/p1">Ann Mary Person</a>')
    expect(read).toContain('Born 1 February 1980')
    expect(read).toContain('Prison number A1234BC')
  })

  it('says when nobody is found, and how it looked', async () => {
    expect((await browser.get('/people?q=Nobody')).text).toContain('Nobody found Looked for by name.')
    expect((await browser.get('/people?q=Z9999ZZ')).text).toContain('Nobody found Looked for by number or name.')
    expect((await browser.get('/people?q=NOMS:Z9999ZZ')).text).toContain('Looked for by prison number.')
  })

  it.each([
    ['', 'Enter a name or a number'],
    ['NOMS:12', 'A prison number is one letter, four digits and two letters.'],
    ['PASSPORT:1', 'Before the colon write one of NOMS, CRN'],
    ['?!', 'Write at least one word of a name, or a number'],
  ])('says what is wrong with "%s"', async (text, problem) => {
    const { status, html, text: read } = await browser.get(`/people?q=${encodeURIComponent(text)}`)
    expect(status).toBe(400)
    expect(read).toContain(`There is a problem ${problem}`)
    expect(html).toContain('<title>Error: Find a person')
  })

  it('asks, without a search', async () => {
    const { status, text } = await browser.get('/people')
    expect([status, text]).toEqual([200, expect.stringContaining('Name or number')])
    expect(text).not.toContain('found')
  })
})

describe('a person', () => {
  it('shows who they are', async () => {
    const { status, text, headers } = await browser.get('/people/p1')
    expect(status).toBe(200)
    expect(text).toContain('Custody Released from MDI: on licence')
    expect(text).toContain('Ann Mary Person, born 1 February 1980')
    expect(text).toContain('Police National Computer id 2002/0073319Z')
    expect(text).toContain('Joined with p9')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  const summaries = (html: string) =>
    [...html.matchAll(/<h3 class="app-line__summary">(.*?)<\/h3>/gs)].map(([, inner]) =>
      inner!
        .replace(/<(?!\/?del)[^>]+>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )

  it('shows their line newest first, or oldest first, with what replaced what', async () => {
    const newest = await browser.get('/people/p1')
    expect(summaries(newest.html)).toEqual([
      'Released from MDI: on licence',
      '<del>Released from LEI: on licence</del> Corrected',
      'Withdrawn: Sentence passed',
      'Received into prison MDI',
      '<del>Sentence: community order</del> Withdrawn',
    ])
    const oldest = await browser.get('/people/p1?order=oldest')
    expect(summaries(oldest.html)).toEqual(summaries(newest.html).toReversed())
    expect(newest.text).toMatch(/Withdrawn by: Withdrawn: Sentence passed/)
    expect(newest.html).toContain('href="/people/p1?order=newest&event=e5#event-e5"')
  })

  it('writes dates as GOV.UK does, in London time', async () => {
    const { text } = await browser.get('/people/p1')
    expect(text).toContain('20 November 2026 at 9:30am')
    // Eleven o'clock in Greenwich is noon in summer.
    expect(text).toContain('24 June 2026 at midday')
    // What was given as a day is no midnight.
    world.lines.p1![1]!.occurredAt = at('2026-06-23T23:00:00Z')
    expect((await browser.get('/people/p1')).text).toContain('24 June 2026 Received into prison')
  })

  it('writes the days in an event as days', async () => {
    world.lines.p1 = [item(1, 'hub.court.v1.SentencePassed', { endsOn: { year: 2027, month: 2, day: 1 } })]
    expect((await browser.get('/people/p1')).text).toContain('Ends on 1 February 2027')
  })

  it('links the receipt and gives the details', async () => {
    const { html, text } = await browser.get('/people/p1')
    expect(html).toContain(`href="/receipts/${receiptId(2)}"`)
    expect(text).toContain('By common-platform, recorded 20 November 2026 at 9:31am, receipt')
    expect(text).toMatch(/Details of Received into prison MDI Event Received into prison e2 Prison id MDI/)
  })

  it('shows a long line in pages, and the page that an event is on', async () => {
    world.lines.p1 = Array.from({ length: 60 }, (_, index) =>
      item(index + 1, 'hub.custody.v1.ReceivedIntoPrison', { prisonId: `P${index + 1}` }),
    )
    const first = await browser.get('/people/p1')
    expect(summaries(first.html)).toHaveLength(25)
    expect(summaries(first.html)[0]).toBe('Received into prison P60')
    expect(first.html).toContain('href="?order=newest&amp;page=2#line"')
    const last = await browser.get('/people/p1?page=3')
    expect(summaries(last.html).at(-1)).toBe('Received into prison P1')
    expect((await browser.get('/people/p1?page=99')).html).toBe(last.html)
    const sought = await browser.get('/people/p1?order=oldest&event=e30')
    expect(summaries(sought.html)[0]).toBe('Received into prison P26')
    expect(sought.html).toMatch(/app-line__item--sought" id="event-e30"/)
  })

  it('reads the whole of a line that comes in many pages, to say what replaced what', async () => {
    world.lines.p1 = [
      ...Array.from({ length: 1_100 }, (_, index) =>
        item(index + 1, 'hub.custody.v1.ReceivedIntoPrison', { prisonId: 'MDI' }, { current: index !== 0 }),
      ),
      item(2_000, 'hub.custody.v1.ReceivedIntoPrison', { prisonId: 'LEI' }, { corrects: 'e1' }),
    ]
    const { text } = await browser.get('/people/p1?order=oldest')
    expect(text).toContain('1,101 events')
    expect(text).toContain('Now reads: Received into prison LEI')
  })

  it('shows an event of a type that this version does not know', async () => {
    world.lines.p1 = [{ ...item(1, 'hub.custody.v1.DiedInCustody', {}), type: 'hub.later.v1.SomethingNew' }]
    expect((await browser.get('/people/p1')).text).toContain('hub.later.v1.SomethingNew')
  })

  it('escapes whatever partners write', async () => {
    world.people = [
      Person.fromPartial({
        personId: 'p1',
        identifiers: [{ type: HOSTILE, value: HOSTILE }],
        names: [{ first: HOSTILE, last: HOSTILE, dateOfBirth: HOSTILE }],
        facts: { [HOSTILE]: HOSTILE },
        absorbed: [HOSTILE],
      }),
    ]
    world.lines = {
      p1: [
        item(
          1,
          'hub.court.v1.HearingCancelled',
          { reason: HOSTILE },
          { channel: HOSTILE, receiptId: HOSTILE, eventId: HOSTILE, current: false },
        ),
        item(2, 'hub.court.v1.HearingCancelled', { reason: HOSTILE }, { corrects: HOSTILE }),
        { ...item(3, 'hub.court.v1.HearingCancelled', {}), type: HOSTILE },
      ],
    }
    const person = await browser.get(`/people/p1?event=${encodeURIComponent(HOSTILE)}`)
    const found = await browser.get(`/people?q=${encodeURIComponent(HOSTILE)}`)
    const wrong = await browser.get(`/people?q=${encodeURIComponent(`NOMS:${HOSTILE}`)}`)
    for (const { html } of [person, found, wrong]) {
      expect(html).toContain('&lt;script&gt;')
      expect(html).not.toMatch(/<script|<img/)
    }
    expect(person.status).toBe(200)
  })
})

describe('what cannot be shown', () => {
  it('is a page that says so: nobody has this id', async () => {
    const { status, text } = await browser.get('/people/nobody')
    expect([status, text]).toEqual([404, expect.stringContaining('Nobody has this id Find the person by name')])
  })

  it('names the context that is away', async () => {
    world.away.add('journeys')
    for (const path of ['/people?q=Ann', '/people/p1']) {
      const { status, text } = await browser.get(path)
      expect([status, text]).toEqual([
        503,
        expect.stringContaining('Part of the hub does not answer Journeys does not answer just now.'),
      ])
    }
    expect(world.logged).toEqual([])
  })

  it('tells nothing of a defect, on the page or in the log', async () => {
    world.failing.add('journeys')
    const { status, html, text } = await browser.get('/people/p1')
    expect([status, text]).toEqual([500, expect.stringContaining('Sorry, there is a problem with the console')])
    expect(html).not.toMatch(/Ann|TypeError|at .*\.ts/)
    expect(world.logged).toEqual(['a page of the console failed true'])
  })
})

describe('reports on a person’s page', () => {
  const about = { requestedOn: '2026-03-02', court: "Lavender Hill Magistrates' Court", caseReference: '01LY0004126' }
  const standing = (over: object) =>
    PromiseStanding.fromPartial({ due: { year: 2026, month: 3, day: 30 }, step: '', about, ...over })

  it.each([
    [{ state: PromiseState.PROMISE_STATE_OPEN }, 'Requested'],
    [{ state: PromiseState.PROMISE_STATE_OPEN, step: 'REPORT_STAGE_ALLOCATED' }, 'In progress allocated'],
    [{ state: PromiseState.PROMISE_STATE_MISSED, daysLate: 3 }, 'Late 3 days late'],
    [
      { state: PromiseState.PROMISE_STATE_KEPT_LATE, daysLate: 1, step: 'completed', document: 'https://r.test/1' },
      'Ready 1 day late completed https://r.test/1',
    ],
    [
      { state: PromiseState.PROMISE_STATE_CANCELLED, cancelledBecause: 'sentenced without it' },
      'Not needed sentenced without it',
    ],
  ])('%j reads %s', async (over, text) => {
    world.promises = [standing(over)]
    const page = await browser.get('/people/p1')
    expect(page.text).toContain(`Lavender Hill Magistrates&#39; Court 01LY0004126 2 March 2026 30 March 2026 ${text}`)
  })

  it('are missing when nobody asked for one, and said to be when obligations is away', async () => {
    expect((await browser.get('/people/p1')).text).not.toContain('Pre-sentence reports')
    world.away.add('obligations')
    expect((await browser.get('/people/p1')).text).toContain('Obligations does not answer')
  })
})
