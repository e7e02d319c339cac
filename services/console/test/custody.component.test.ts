import { parseCalendarDate } from '@hub/calendar'
import {
  CustodyStatus,
  HandoverTask,
  HandoverType,
  Pathway,
  PathwayStatus,
  ResettlementFinding,
  ResettlementReport,
  ResettlementReportState,
  Responsibility,
  UnmappedMovement,
} from '@hub/contracts/custody'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  at,
  type Browser,
  emptyWorld,
  item,
  open,
  Person,
  PrisonerCustody,
  UpcomingHandover,
  UpcomingRelease,
  type World,
} from './console'

const day = (text: string) => parseCalendarDate(text)!
const { CUSTODY_STATUS_IN_PRISON: IN, CUSTODY_STATUS_RELEASED: RELEASED } = CustodyStatus

let world: World
let browser: Browser
beforeEach(async () => {
  world = emptyWorld()
  world.people = [
    Person.fromPartial({
      personId: 'p1',
      identifiers: [
        { type: 'NOMS', value: 'A1234BC' },
        { type: 'NOMS', value: 'A1111AA' },
        { type: 'CRN', value: 'X123456' },
      ],
    }),
  ]
  world.lines = { p1: [item(1, 'hub.custody.v1.ReceivedIntoPrison', { prisonId: 'LEI' })] }
  world.custodies = [
    PrisonerCustody.fromPartial({
      nomsNumber: 'A1234BC',
      now: { status: IN, prisonId: 'MDI', recall: true, since: at('2026-06-24T08:00:00Z') },
      stretches: [
        { status: IN, prisonId: 'LEI', since: at('2025-03-03T09:00:00Z') },
        { status: RELEASED, prisonId: 'LEI', since: at('2026-02-02T09:00:00Z') },
        { status: IN, prisonId: 'MDI', recall: true, since: at('2026-06-24T08:00:00Z') },
      ],
      record: { legalStatus: 'INDETERMINATE_SENTENCE', category: 'C', sentenceStart: day('2025-01-06') },
      recordReadAt: at('2026-06-24T08:00:00Z'),
      dates: [
        { type: 'CRD', calculated: day('2027-07-05'), override: day('2027-06-19') },
        { type: 'CONFIRMED', calculated: day('2027-06-18') },
      ],
      prisonEffective: { type: 'CONFIRMED', date: day('2027-06-18') },
      handoverEarliest: { type: 'CRD', date: day('2027-06-19') },
      resettlementDisplayed: { type: 'CONFIRMED', date: day('2027-06-18') },
      keyDates: [{ type: 'ACR', date: day('2027-06-19') }],
      questions: ['CRD is 2027-06-19, not a working day; expect 2027-06-18 in its place'],
      standing: {
        responsibility: Responsibility.RESPONSIBILITY_CUSTODY_WITH_COM,
        start: day('2026-09-01'),
        handover: day('2026-12-05'),
        reason: 'indeterminate_open',
        ruleSet: 'omic-2025-05',
      },
      standingSource: 'a file',
      nextLook: day('2026-12-05'),
    }),
  ]
  browser = await open(world)
})
afterEach(() => browser.console.stop())

describe('custody of a person', () => {
  it('says where they are held, who is responsible, why, and from when that passes on', async () => {
    const { text } = await browser.get('/people/p1')
    expect(text).toContain('Held now In prison, MDI, recalled since 24 June 2026 at 9am')
    expect(text).toContain(
      'Responsible The prison offender manager, supported by the community offender manager Indeterminate sentence, in open conditions (indeterminate_open, rule set omic-2025-05)',
    )
    expect(text).toContain(
      'Handover 5 December 2026 The community offender manager supports from 1 September 2026 Looked at again on 5 December 2026',
    )
    expect(text).toContain('Source of the rule a file')
    expect(text).toContain('The prison’s record Indeterminate sentence, category C read 24 June 2026 at 9am')
    expect(text).not.toContain('Prison number A1234BC Held now')
  })

  it('has every date, which of them counts for whom, and what to look at', async () => {
    const { text } = await browser.get('/people/p1')
    expect(text).toContain('CRD conditional release 5 July 2027 19 June 2027 handover Confirmed release 18 June 2027')
    expect(text).toMatch(/Confirmed release 18 June 2027 prison resettlement/)
    expect(text).toContain('To look at: CRD is 19 June 2027, not a working day; expect 18 June 2027 in its place')
    expect(text).toContain('ACR 19 June 2027 automatic conditional release')
    expect(text).toContain(
      'In prison, MDI, recalled 2 February 2026 at 9am Released, last in LEI 3 March 2025 at 9am In prison, LEI',
    )
  })

  it('is drawn, with the same said in words', async () => {
    const { html } = await browser.get('/people/p1')
    const [, title] = /<svg[^>]*aria-labelledby="timeline-1"[^>]*>\s*<title id="timeline-1">(.*?)<\/title>/s.exec(html)!
    expect(title).toContain('from 6 January 2025 to today, and the days up to 19 June 2027')
    for (const label of [
      'Sentence start 6 Jan 2025',
      'Handover start 1 Sep 2026',
      'Handover 5 Dec 2026',
      'Today 24 Nov 2026',
      'CRD 19 Jun 2027',
      'Confirmed 18 Jun 2027',
    ]) {
      expect(title).toContain(label)
      expect(html).toMatch(new RegExp(`<text class="app-timeline__text[^>]*>${label}</text>`))
    }
    expect(html.match(/<rect class="app-timeline__bar /g)).toHaveLength(3)
    // The policy of every page forbids both.
    expect(html).not.toMatch(/<script|style="/)
  })

  it('is that of each number, and nothing of a number of which only changes are told', async () => {
    world.custodies.push(PrisonerCustody.fromPartial({ nomsNumber: 'A1111AA', nextLook: day('2026-12-05') }))
    expect((await browser.get('/people/p1')).text).not.toContain('Prison number A1234BC Held now')
    world.custodies[1]!.now = { status: RELEASED, prisonId: 'DNI', recall: false, since: undefined }
    const { text, html } = await browser.get('/people/p1')
    expect(text).toContain('Prison number A1234BC Held now In prison, MDI')
    expect(text).toContain('Prison number A1111AA Held now Released, last in DNI')
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('escapes what partners say', async () => {
    world.custodies[0]!.now!.prisonId = '<b>'
    world.custodies[0]!.stretches[0]!.prisonId = '<b>'
    world.custodies[0]!.standing!.reason = '<b>'
    expect((await browser.get('/people/p1')).html).not.toContain('<b>')
  })

  it('is left out where there is none, and missed where prisons does not answer', async () => {
    world.custodies = []
    expect((await browser.get('/people/p1')).html).not.toContain('id="custody"')
    for (const trouble of [world.away, world.failing]) {
      trouble.add('prisons')
      const { status, text } = await browser.get('/people/p1')
      expect([status, text]).toEqual([200, expect.stringContaining('Custody Prisons does not answer')])
      trouble.clear()
    }
    expect(world.logged.join()).toContain('prisons could not answer the console')
    world.people[0]!.identifiers = []
    world.away.add('prisons')
    expect((await browser.get('/people/p1')).html).not.toContain('id="custody"')
  })
})

describe('handovers of a prison', () => {
  const asked = () => world.asked.at(-1)

  it('are found by the code of the prison', async () => {
    expect((await browser.get('/prisons')).text).toContain('Prison code')
    const { status, headers } = await browser.get('/prisons?code=+lei+')
    expect([status, headers.get('location')]).toEqual([302, '/prisons/LEI/handovers'])
    expect((await browser.get('/prisons/lei/handovers')).text).toContain('No handover is known from this day on.')
    expect(asked()).toEqual({ context: 'prisons', handovers: { prisonId: 'LEI', from: undefined, limit: 200 } })
  })

  it.each([
    ['', 'Enter the code of a prison'],
    ['//evil.test', 'A prison code is letters, such as LEI'],
    ['<b>', 'A prison code is letters, such as LEI'],
  ])('are not found by "%s"', async (code, problem) => {
    const { status, text, html } = await browser.get(`/prisons?code=${encodeURIComponent(code)}`)
    expect([status, text]).toEqual([400, expect.stringContaining(`There is a problem ${problem}`)])
    expect(html).not.toContain('<b>')
  })

  it('are listed with who is responsible, and lead to the person', async () => {
    const { standing } = world.custodies[0]!
    world.handovers = [
      UpcomingHandover.fromPartial({
        personId: 'p1',
        nomsNumber: 'A1234BC',
        standing: {
          ...standing!,
          responsibility: Responsibility.RESPONSIBILITY_CUSTODY_ONLY,
          start: day('2026-12-05'),
          reason: 'determinate',
        },
        upcoming: true,
        progress: {
          upcoming: true,
          comOverdue: false,
          type: HandoverType.HANDOVER_TYPE_STANDARD,
          tasks: [HandoverTask.HANDOVER_TASK_CONTACTED_COM, HandoverTask.HANDOVER_TASK_SENT_HANDOVER_REPORT],
          done: [HandoverTask.HANDOVER_TASK_SENT_HANDOVER_REPORT],
        },
      }),
      UpcomingHandover.fromPartial({ personId: 'p 2', nomsNumber: 'A1111AA', standing: standing! }),
    ]
    const { text, html } = await browser.get('/prisons/LEI/handovers?from=2026-11-01')
    expect(asked()).toMatchObject({ handovers: { from: day('2026-11-01') } })
    expect(text).toContain('2 handovers, the next first.')
    expect(text).toContain(
      'A1234BC 5 December 2026 Upcoming The prison offender manager; the community is not involved yet Determinate sentence Contacted the community offender manager: not done Sent handover report: done',
    )
    expect(text).toContain(
      'A1111AA 5 December 2026 support from 1 September 2026 The prison offender manager, supported',
    )
    expect(html).toContain('href="/people/p1"')
    expect(html).toContain('href="/people/p%202"')
    expect(html).toMatch(/name="from"[^>]*value="2026-11-01"/)
  })

  it('that are overdue stand before those from today on', async () => {
    expect((await browser.get('/prisons/LEI/handovers')).text).not.toContain('overdue')
    const { standing } = world.custodies[0]!
    const progress = { inProgress: true, comOverdue: true }
    world.overdueHandovers = [
      UpcomingHandover.fromPartial({
        personId: 'p9',
        nomsNumber: 'A9999AA',
        standing: { ...standing!, start: undefined, handover: undefined, reason: 'determinate_short' },
        progress: { comOverdue: true },
      }),
      UpcomingHandover.fromPartial({ personId: 'p1', nomsNumber: 'A1234BC', standing: standing!, progress }),
    ]
    const { text, html } = await browser.get('/prisons/LEI/handovers')
    expect(text).toMatch(/Community manager overdue 2 people .* A9999AA From the start No community manager/)
    expect(text).toMatch(/A1234BC 5 December 2026 In progress No community manager .* From today/)
    expect(html).toContain('href="/people/p9"')
  })

  it('say what is wrong with a day or a code, and when prisons is away', async () => {
    expect((await browser.get('/prisons/LEI/handovers?from=x')).status).toBe(400)
    expect((await browser.get('/prisons/L%3C/handovers')).status).toBe(400)
    world.away.add('prisons')
    const { status, text } = await browser.get('/prisons/LEI/handovers')
    expect([status, text]).toEqual([503, expect.stringContaining('Prisons does not answer just now.')])
  })
})

describe('what the allocation manager told of somebody of whom nothing else is known', () => {
  it('is shown', async () => {
    world.custodies = [
      PrisonerCustody.fromPartial({
        nomsNumber: 'A1234BC',
        handoverTasksDone: [HandoverTask.HANDOVER_TASK_CONTACTED_COM],
        paroleReviews: [
          { reviewId: '7', targetHearingDate: day('2027-09-14'), status: 'Active', outcome: 'Not Specified' },
          { reviewId: '8' },
        ],
      }),
    ]
    const { text } = await browser.get('/people/p1')
    expect(text).toContain(
      'Handover checklist Done: Contacted the community offender manager no handover is at hand Parole hearing 14 September 2027 Active, Not Specified Parole hearing No hearing set',
    )
  })
})

describe('resettlement', () => {
  it('is shown with its window, reports and pathways, and what is to be looked at', async () => {
    world.custodies = [
      {
        ...world.custodies[0]!,
        ...PrisonerCustody.fromPartial({
          nomsNumber: 'A1234BC',
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
              standing: { state: ResettlementReportState.RESETTLEMENT_REPORT_STATE_SKIPPED, skipReason: 'IN_OASYS' },
              findings: [ResettlementFinding.RESETTLEMENT_FINDING_MAY_NOT_BE_SKIPPED],
            },
          ],
          preReleaseWindow: { opensOn: day('2026-09-12'), displayed: { type: 'CRD', date: day('2026-12-05') } },
          shortSentenceTeam: { regionId: '', regionName: '' },
          handoverProgress: { comOverdue: true },
        }),
      },
    ]
    const { text } = await browser.get('/people/p1')
    expect(text).toContain('Pre-release window Open since 12 September 2026 12 weeks before 5 December 2026')
    expect(text).toContain('Short-sentence team Of a region that is not known')
    expect(text).toContain('Handover procedure No community manager')
    expect(text).toContain('Finance and ID Support declined 1 February 2026')
    expect(text).toContain('DIGITAL Not known told before this stay in custody Not known')
    expect(text).toContain('Pre-release Skipped IN_OASYS may not be skipped')
  })

  it('leads from a prison to its releases within 12 or 24 weeks', async () => {
    expect((await browser.get('/prisons/LEI/handovers')).html).toContain('href="/prisons/LEI/releases"')
    expect((await browser.get('/prisons/lei/releases')).text).toContain('No release is known within 12 weeks.')
    world.releases = [
      UpcomingRelease.fromPartial({
        personId: 'p 2',
        nomsNumber: 'A1111AA',
        displayed: { type: 'CRD', date: day('2026-12-05') },
        preReleaseWindow: true,
        preReleaseReport: ResettlementReportState.RESETTLEMENT_REPORT_STATE_IN_PROGRESS,
      }),
      UpcomingRelease.fromPartial({
        personId: 'p3',
        nomsNumber: 'A2222AA',
        displayed: { type: 'CRD', date: day('2027-03-01') },
      }),
    ]
    const { text, html } = await browser.get('/prisons/LEI/releases?weeks=24')
    expect(world.asked.at(-1)).toEqual({ context: 'prisons', releases: { prisonId: 'LEI', weeks: 24, limit: 200 } })
    expect(text).toContain('2 releases, the next first.')
    expect(text).toMatch(/A1111AA 5 December 2026 Pre-release \S.* In progress/)
    expect(text).toMatch(/A2222AA 1 March 2027 \S.* Nothing told/)
    expect(html).toContain('href="/people/p%202"')
    expect(text).not.toContain('Date has passed')
    world.overdueReleases = world.releases
    expect((await browser.get('/prisons/LEI/releases')).text).toMatch(
      /Date has passed 2 people still in custody after the date, the longest ago first. .* From today 2 releases/,
    )
    for (const wrong of ['weeks=13', 'weeks='])
      expect((await browser.get(`/prisons/LEI/releases?${wrong}`)).status).toBe(400)
  })
})

describe('Unmapped movements', () => {
  it('says that there are none, or that it cannot say', async () => {
    expect((await browser.get('/results')).text).toContain('Every movement that came in is mapped.')
    world.away.add('prisons')
    const { status, text } = await browser.get('/results')
    expect([status, text]).toEqual([200, expect.stringContaining('Unmapped movements')])
    expect(text).toContain('Every result that came in is mapped.')
    expect(text).toContain('Prisons does not answer')
  })

  it('lists each with its code, how often and when it was seen', async () => {
    world.unmappedMovements = [
      UnmappedMovement.fromPartial({
        sourceReason: 'BEAMED <b>',
        direction: 'OUT',
        seen: 1_204n,
        firstSeen: at('2026-06-24T08:00:00Z'),
        lastSeen: at('2026-11-24T09:30:00Z'),
      }),
    ]
    const { text, html } = await browser.get('/results')
    expect(text).toContain('1 movement is not mapped.')
    expect(text).toContain('BEAMED &lt;b&gt; Out None given 1,204 24 June 2026 at 9am 24 November 2026 at 9:30am')
    expect(html).not.toContain('BEAMED <b>')
  })
})
