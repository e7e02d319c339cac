import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type SampleMessage, sampleMessages } from '@hub/simulator'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Receipt, StartedHub } from './started-hub'

// Pictures of every page: npm run test:browser -- --globals '{"HUB_PICTURES": "/tmp/pictures"}'
const { HUB_PICTURES: pictures } = globalThis as { HUB_PICTURES?: string }

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const DESKTOP = { width: 1_200, height: 900 }
const PHONE = { width: 375, height: 700 }

/** A fault of the hub's own, until it is mended: nobody can translate what is about these people. */
const fault = { mended: false }
jest.doMock('@hub/service', () => {
  const service = jest.requireActual<typeof import('@hub/service')>('@hub/service')
  const createTokens: typeof service.createTokens = key => {
    const tokens = service.createTokens(key)
    const tokenOf: typeof tokens.tokenOf = (type, value) => {
      if (!fault.mended && type === 'CP_MASTER_DEFENDANT' && value.startsWith('eeeee'))
        throw new Error('a fault of ours')
      return tokens.tokenOf(type, value)
    }
    return { ...tokens, tokenOf }
  }
  return { ...service, createTokens }
})

/** The same message about somebody who concerns the fault. */
const aboutFault = ({ body }: SampleMessage, number: number): string =>
  body.toString().replace(/\b[0-9a-f]{6}([0-9a-f]{2}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gi, `eeeee${number}$1`)

let hub: StartedHub
let browser: Browser
/** A message about two people, and what the samples became. */
let receipts: Record<'translated' | 'ignored' | 'rejected' | 'held' | 'other', Receipt>
let person: string
/** Somebody in custody, and where prisons' systems answer what is known of them. */
let prisoner: string
const NOMS = 'A7777CC'
const search = createServer((request, response) => {
  const known = request.url === `/prisoner/${NOMS}`
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(known ? RECORD : { status: 404 }))
})
const RECORD = {
  prisonerNumber: NOMS,
  dateOfBirth: '1980-01-01',
  status: 'ACTIVE IN',
  prisonId: 'MDI',
  category: 'C',
  legalStatus: 'SENTENCED',
  indeterminateSentence: false,
  recall: false,
  sentenceStartDate: '2024-07-06',
  conditionalReleaseDate: '2040-07-07',
  automaticReleaseDate: '2040-07-05',
  homeDetentionCurfewEligibilityDate: '2040-01-09',
  sentenceExpiryDate: '2048-07-05',
  licenceExpiryDate: '2048-07-05',
  topupSupervisionExpiryDate: '2049-07-05',
  confirmedReleaseDate: '2040-07-04',
}
const movement = (
  occurredAt: string,
  direction: 'received' | 'released',
  reason: string,
  code: string,
  prisonId: string,
) =>
  JSON.stringify({
    eventType: `prison-offender-events.prisoner.${direction}`,
    version: 1,
    occurredAt,
    additionalInformation: { nomsNumber: NOMS, reason, nomisMovementReasonCode: code, prisonId },
    personReference: { identifiers: [{ type: 'NOMS', value: NOMS }] },
  })
/** The id of an open review. */
let review: string
const contexts: BrowserContext[] = []

beforeAll(async () => {
  if (!CHROMIUM) throw new Error('there is no Chromium here: apt-get install chromium')
  if (pictures) mkdirSync(pictures, { recursive: true })
  // Not before the fault is in place.
  const { playSamples } = jest.requireActual<typeof import('@hub/runtime')>('@hub/runtime')
  const { ask, sendAndWait, startedHub } = jest.requireActual<typeof import('./started-hub')>('./started-hub')
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  await new Promise<void>(resolve => search.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(search.address() as AddressInfo).port}`
  hub = await startedHub({ HUB_SOURCES: JSON.stringify({ 'prisoner-search': { url } }) })
  const played = await playSamples(hub, () => {})
  const sample = sampleMessages().find(({ name }) => name.startsWith('03-cp-hearing'))!
  const held = await sendAndWait(hub, 'common-platform', aboutFault(sample, 1))
  const other = await sendAndWait(hub, 'common-platform', aboutFault(sample, 2))
  const of = async (name: string) =>
    (await (await ask(hub, `/v1/receipts/${idOf(played.find(each => each.name.startsWith(name))!)}`)).json()) as Receipt
  const idOf = (one: object) => (one as Receipt).receiptId
  receipts = {
    translated: await of('02-cp-hearing'),
    ignored: await of('08-cp-hearing'),
    rejected: await of('09-cp-hearing'),
    held,
    other,
  }
  // Two who share a birthday and an address, and nothing else: somebody is to look at them.
  const likeSample = (id: string, firstName: string, lastName: string) =>
    JSON.stringify({
      hearing: {
        id,
        jurisdictionType: 'MAGISTRATES',
        courtCentre: { code: 'B10JQ00', name: 'A court' },
        type: { description: 'Sentence' },
        hearingDays: [{ sittingDay: '2026-02-03T09:30:00.000Z' }],
        prosecutionCases: [
          {
            defendants: [
              {
                id,
                personDefendant: {
                  personDetails: { firstName, lastName, dateOfBirth: '1977-05-06', address: { postcode: 'AB1 2CD' } },
                },
                offences: [{ id, offenceCode: 'TH68010' }],
              },
            ],
          },
        ],
      },
    })
  const one = await sendAndWait(
    hub,
    'common-platform',
    likeSample('7b357a96-4094-431d-aa20-b90b0d6f3171', 'Alice', 'Elderquist'),
  )
  await sendAndWait(hub, 'common-platform', likeSample('7b357a96-4094-431d-aa20-b90b0d6f3172', 'Mo', 'Youngerling'))
  review = await eventually(async () => {
    const explained = await ask(hub, `/v1/people/${one.people[0]}/explain`)
    const { reviews } = (await explained.json()) as { reviews: { reviewId: string }[] }
    expect(reviews).toHaveLength(1)
    return reviews[0]!.reviewId
  }, 10_000)
  const found = await ask(hub, '/v1/people?name=bot9031')
  person = ((await found.json()) as { people: { personId: string }[] }).people[0]!.personId
  for (const told of [
    movement('2024-06-02T09:00:00Z', 'received', 'ADMISSION', 'N', 'LEI'),
    movement('2025-06-10T09:00:00Z', 'released', 'TRANSFERRED', 'T', 'LEI'),
    movement('2025-06-12T13:00:00Z', 'received', 'TRANSFERRED', 'INT', 'MDI'),
    movement('2025-09-15T08:00:00Z', 'released', 'TEMPORARY_ABSENCE_RELEASE', 'C5', 'MDI'),
    movement('2025-10-15T17:00:00Z', 'received', 'TEMPORARY_ABSENCE_RETURN', 'C5', 'MDI'),
    movement('2025-11-01T09:00:00Z', 'released', 'BEAMED_UP', 'XX', 'MDI'),
  ])
    prisoner = (await sendAndWait(hub, 'hmpps-domain-events', told)).people[0]!
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await hub?.stop()
  search.closeAllConnections()
  search.close()
})

/** A reader's window; what its browser complains of lands in `complaints`. */
async function open(settings: { viewport: typeof DESKTOP; javaScriptEnabled?: boolean }) {
  const context = await browser.newContext({ ...settings, baseURL: hub.consoleUrl })
  contexts.push(context)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    // A page that is not there is one of the pages.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text())
  })
  return { page, complaints }
}

const lanesOf = async (page: Page, receipt: Receipt): Promise<string> => {
  await page.goto('/lanes')
  for (const link of await page.locator('th.app-lane a').all()) {
    const address = (await link.getAttribute('href'))!
    const text = await (await fetch(new URL(address, hub.consoleUrl))).text()
    if (text.includes(receipt.receiptId)) return address
  }
  throw new Error('no lane holds it')
}

const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']).analyze())
    .violations

const ON_PHONE = [
  'today',
  'person',
  'person in custody',
  'handovers',
  'reviews',
  'a review',
  'receipt translated',
  'lanes',
  'lane to skip',
  'unmapped results',
]
const pages = (): Readonly<Record<string, string>> => ({
  today: '/',
  'another day': '/?day=2026-01-05',
  'no day': '/?day=x',
  search: '/people',
  'found by name': '/people?q=bot9031',
  'found by number': '/people?q=A1001BC',
  'nobody found': '/people?q=nobody+of+that+name',
  'search without a word': '/people?q=',
  person: `/people/${person}`,
  'person oldest first': `/people/${person}?order=oldest`,
  'person in custody': `/people/${prisoner}`,
  'prison search without a code': '/prisons?code=',
  handovers: '/prisons/MDI/handovers',
  'person unknown': '/people/nobody',
  'unmapped results': '/results',
  'receipt search': '/receipts',
  'receipt search without a word': '/receipts?id=',
  'receipt translated': `/receipts/${receipts.translated.receiptId}`,
  'receipt ignored': `/receipts/${receipts.ignored.receiptId}`,
  'receipt rejected': `/receipts/${receipts.rejected.receiptId}`,
  'receipt held': `/receipts/${receipts.held.receiptId}`,
  'receipt unknown': '/receipts/courts-nonsense',
  lanes: '/lanes',
  reviews: '/reviews',
  'a review': `/reviews/review?id=${review}`,
  'a review that is not there': '/reviews/review?id=nothing',
  'lanes after a retry': '/lanes?done=retry&lanes=1&away=prisons',
  nowhere: '/nowhere',
})

describe('every page', () => {
  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])(
    'is accessible, fits and breaks no rule of its own on a %s',
    async (device, viewport) => {
      const { page, complaints } = await open({ viewport })
      const lane = await lanesOf(page, receipts.held)
      const all = { ...pages(), lane, 'lane to skip': lane.replace('/lanes/lane', '/lanes/skip') }
      const found: object[] = []
      for (const [name, address] of Object.entries(all)) {
        await page.goto(address)
        if (pictures) await page.screenshot({ path: join(pictures, `${device} ${name}.png`), fullPage: true })
        await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        // The pages are the same on a phone but for their width: there a few stand for all.
        if (device === 'desktop' || ON_PHONE.includes(name))
          for (const { id, nodes } of await violations(page))
            found.push({ name, id, at: nodes.map(({ html }) => html) })
        const [shown = 0, room = 0] = await page.evaluate<number[]>(
          '[document.documentElement.scrollWidth, window.innerWidth]',
        )
        if (shown > room) found.push({ name, wider: shown - room })
      }
      expect(found).toEqual([])
      expect(complaints).toEqual([])
    },
    240_000,
  )
})

describe('a timeline', () => {
  it.each([320, 375, 768, 1_280])('has no label on another or off the page at %s pixels', async width => {
    const { page } = await open({ viewport: { width, height: 900 } })
    await page.goto(`/people/${prisoner}`)
    expect(await page.locator('.app-timeline').count()).toBe(1)
    const labels = await page.locator('.app-timeline text').all()
    const boxes = await Promise.all(
      labels.map(async label => ({ text: await label.textContent(), box: await label.boundingBox() })),
    )
    // What has no room is not shown.
    const shown = boxes.flatMap(({ text, box }) => (box ? [{ text, ...box }] : []))
    expect(shown.map(({ text }) => text)).toEqual(expect.arrayContaining(['HDCED 9 Jan 2040', 'SED, LED 5 Jul 2048']))
    for (const [index, one] of shown.entries()) {
      const inside = one.x >= 0 && one.x + one.width <= width
      expect({ one: one.text, inside }).toMatchObject({ inside: true })
      for (const other of shown.slice(index + 1)) {
        const beside = one.x + one.width <= other.x || other.x + other.width <= one.x
        const apart = beside || Math.abs(one.y - other.y) >= 12
        expect({ one: one.text, other: other.text, apart }).toMatchObject({ apart: true })
      }
    }
  })
})

describe('without scripts', () => {
  it('a prison’s handovers lead to a person, where they are held and who is responsible', async () => {
    const { page, complaints } = await open({ viewport: PHONE, javaScriptEnabled: false })
    await page.goto('/')
    await page.getByRole('link', { name: 'Handovers' }).click()
    await page.getByLabel('Prison code').fill('mdi')
    await page.getByRole('button', { name: 'Show' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Handovers of MDI')
    await page.getByRole('link', { name: NOMS }).click()
    const custody = page.locator('section[aria-labelledby="custody"]')
    const said = (await custody.textContent())!.replace(/\s+/g, ' ')
    expect(said).toContain('In prison, MDI')
    expect(said).toContain('The prison offender manager; the community is not involved yet')
    expect(said).toContain('CRD and ARD do not stand together')
    expect(await custody.getByRole('img').getAttribute('aria-labelledby')).toBe('timeline-1')
    await custody.getByText('Where they were held', { exact: true }).click()
    expect(await custody.getByRole('row', { name: /Temporarily absent, MDI/ }).isVisible()).toBe(true)
    await page.getByRole('link', { name: 'Unmapped results' }).click()
    expect(await page.getByRole('row', { name: /BEAMED_UP Out XX/ }).isVisible()).toBe(true)
    expect(complaints).toEqual([])
  })

  it('a person is found, their line read, a receipt looked at, and the way back taken', async () => {
    const { page, complaints } = await open({ viewport: DESKTOP, javaScriptEnabled: false })
    await page.goto('/')
    await page.getByRole('link', { name: 'People' }).click()
    await page.getByLabel('Name or number').fill('a1001bc')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByRole('listitem').getByRole('heading').getByRole('link').click()
    expect(await page.getByText('Released from MDI: on licence').count()).toBeGreaterThan(0)
    expect(await page.locator('.app-line__item').count()).toBe(3)
    const first = await page.locator('.app-line__summary').first().textContent()
    await page.getByRole('link', { name: 'Show oldest first' }).click()
    expect(await page.locator('.app-line__summary').last().textContent()).toBe(first)
    await page.locator('.app-line__item summary').last().click()
    expect(await page.getByText('Prison id', { exact: true }).last().isVisible()).toBe(true)
    await page.locator('.app-line__item').last().getByRole('link').click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Receipt')
    expect(await page.getByText('Translated', { exact: true }).count()).toBeGreaterThan(0)
    await page.locator('a[href*="?event="]').first().click()
    expect(await page.locator('.app-line__item--sought').count()).toBe(1)
    expect(complaints).toEqual([])
  })

  it('what a court took back is struck, and leads to what took its place', async () => {
    const { page } = await open({ viewport: DESKTOP, javaScriptEnabled: false })
    await page.goto(`/people/${person}`)
    const struck = page.locator('.app-line__item--replaced').first()
    expect(await struck.locator('del').count()).toBe(1)
    await struck.locator('.app-line__note a').first().click()
    expect(await page.locator('.app-line__item--sought').count()).toBe(1)
  })

  it('another day is looked at', async () => {
    const { page } = await open({ viewport: PHONE, javaScriptEnabled: false })
    await page.goto('/')
    expect(await page.getByText('common-platform').count()).toBe(1)
    await page.getByRole('link', { name: 'Previous day' }).click()
    expect(await page.getByText('Nothing came in on this day.').count()).toBe(1)
    await page.getByRole('link', { name: 'Next day' }).click()
    expect(await page.getByText('common-platform').count()).toBe(1)
  })

  it('a held message is skipped, with who and why on its receipt', async () => {
    const { page, complaints } = await open({ viewport: PHONE, javaScriptEnabled: false })
    expect(receipts.other.state).toBe('held')
    await page.goto(await lanesOf(page, receipts.other))
    await page.getByRole('link', { name: 'Skip the first message' }).click()
    await page.getByRole('button', { name: 'Skip this message' }).click()
    expect(await page.getByText('There is a problem').count()).toBe(1)
    await page.getByLabel('Your name').fill('A. Operator')
    await page.getByLabel('Why this message is skipped').fill('<b>void</b>')
    await page.getByLabel('I have looked at this message').check()
    await page.getByRole('button', { name: 'Skip this message' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('The first message will be skipped')
    await eventually(async () => {
      await page.goto(`/receipts/${receipts.other.receiptId}`)
      expect(await page.getByText('skipped by A. Operator: <b>void</b>').count()).toBeGreaterThan(0)
    }, 10_000)
    expect(complaints).toEqual([])
  }, 30_000)

  it('a held lane is tried again, and goes on once the fault is mended', async () => {
    const { page, complaints } = await open({ viewport: DESKTOP, javaScriptEnabled: false })
    expect(receipts.held.state).toBe('held')
    await page.goto('/')
    expect(await page.getByText('Holding messages').count()).toBe(1)
    await page.goto('/lanes')
    const lanes = await page.locator('th.app-lane').count()
    fault.mended = true
    await page.getByRole('button', { name: 'Try all held for this reason again' }).first().click()
    expect(await page.getByRole('alert').textContent()).toMatch(/lanes? will be tried again/)
    await eventually(async () => {
      await page.goto('/lanes')
      expect(await page.locator('th.app-lane').count()).toBeLessThan(lanes)
      await page.goto(`/receipts/${receipts.held.receiptId}`)
      expect(await page.getByText('Translated', { exact: true }).count()).toBeGreaterThan(0)
    }, 10_000)
    await eventually(async () => {
      await page.goto('/')
      expect(await page.locator('section').last().textContent()).toContain('All is well')
    }, 10_000)
    expect(complaints).toEqual([])
  }, 30_000)

  it('two records are looked at and decided to be one person’s, and the link is taken back', async () => {
    const { page, complaints } = await open({ viewport: DESKTOP, javaScriptEnabled: false })
    await page.goto('/')
    await page.getByRole('link', { name: 'Reviews' }).click()
    await page.locator(`a[href*="${review}"]`).click()
    expect(await page.getByText('Date of birth equal: +13.9').count()).toBe(1)
    await page.getByRole('button', { name: 'Decide' }).click()
    expect(await page.getByText('There is a problem').count()).toBe(1)
    await page.getByLabel('One person').check()
    await page.getByLabel('Your name').fill('A. Reviewer')
    await page.getByLabel('Why').fill('looked at both')
    await page.getByRole('button', { name: 'Decide' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('one person from now on')
    await eventually(async () => {
      await page.goto('/people?q=elderquist')
      await page.getByRole('listitem').getByRole('heading').getByRole('link').click()
      expect(await page.getByText('Youngerling').count()).toBeGreaterThan(0)
    }, 10_000)
    expect(await page.getByText('decided by A. Reviewer').count()).toBe(1)
    await page.getByRole('link', { name: 'Take back' }).click()
    await page.getByLabel('Your name').fill('A. Reviewer')
    await page.getByLabel('Why they are different people').fill('a mistake')
    await page.getByRole('button', { name: 'Take this link back' }).click()
    expect(await page.getByText('A mistake, decided by A. Reviewer').count()).toBe(1)
    await eventually(async () => {
      await page.goto('/people?q=youngerling')
      await page.getByRole('listitem').getByRole('heading').getByRole('link').click()
      expect(await page.getByText('Elderquist').count()).toBe(0)
    }, 10_000)
    expect(complaints).toEqual([])
  }, 30_000)

  it('whom somebody looked for is told to no log', () => {
    const logged = hub.logged()
    expect(logged).toContain(receipts.held.receiptId)
    expect(logged).not.toMatch(/bot9031|a1001bc/i)
  })
})
