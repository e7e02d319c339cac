import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { at, type Browser, emptyWorld, HeldLane, HeldMessage, open, receiptId, type World } from './console'

const HOSTILE = '<script>alert(1)</script>"\'&'
const lane = (group: string, name: string, reason: string, over: Partial<HeldLane> = {}): HeldLane =>
  HeldLane.fromPartial({
    group,
    lane: name,
    reason,
    since: at('2026-11-23T17:05:00Z'),
    length: 3n,
    tries: 2,
    ...over,
  })
const ADDRESS = '?context=courts&group=hub.courts&lane=hearing%2F1'

let world: World
let browser: Browser
beforeEach(async () => {
  world = emptyWorld()
  world.lanes = [
    lane('hub.courts', 'hearing/1', 'a fault of ours'),
    lane('hub.prisons', 'noms/Ab-_1', 'a fault of ours', { wish: 'retry' }),
    lane('hub.journeys', 'person/1', 'HUB_EVENT_TOO_LARGE'),
  ]
  world.messages = [
    HeldMessage.fromPartial({ id: receiptId(1), part: 'CP_DEFENDANT:1', channel: 'common-platform' }),
    HeldMessage.fromPartial({ id: 'an-event' }),
    HeldMessage.fromPartial({}),
  ]
  browser = await open(world)
})
afterEach(() => browser.console.stop())

describe('held lanes', () => {
  it('stand by reason, of all contexts', async () => {
    const { status, html, text } = await browser.get('/lanes')
    expect(status).toBe(200)
    expect(
      [...html.matchAll(/<h2[^>]*app-long[^>]*><span[^>]*>[^<]*<\/span>([^<]+)</g)].map(([, reason]) => reason),
    ).toEqual(['a fault of ours', 'HUB_EVENT_TOO_LARGE'])
    expect(text).toContain('hearing/1 courts, hub.courts 23 November 2026 at 5:05pm 3 2 Try again lane hearing/1')
    expect(text).toContain('noms/Ab-_1 prisons, hub.prisons 23 November 2026 at 5:05pm 3 2 Retry asked for')
    expect(html).toContain('href="/lanes/lane?context=courts&group=hub.courts&lane=hearing%2F1"')
  })

  it('that are none, are many, or cannot be asked for, are said so', async () => {
    world.away.add('prisons')
    expect((await browser.get('/lanes')).text).toContain('prisons does not answer: what is held there is missing here.')
    world.away.clear()
    world.lanes = []
    expect((await browser.get('/lanes')).text).toContain('Nothing is held.')
    world.lanes = Array.from({ length: 250 }, (_, index) => lane('hub.courts', `hearing/${index}`, 'poison'))
    expect((await browser.get('/lanes')).text).toContain(
      '250 lanes are held. The 200 that are held longest are shown here.',
    )
  })

  it('are tried again one by one', async () => {
    const { status, headers } = await browser.post('/lanes/retry', {
      context: 'courts',
      group: 'hub.courts',
      lane: 'hearing/1',
    })
    expect([status, headers.get('location')]).toEqual([303, '/lanes?done=retry&lanes=1'])
    expect(world.asked).toEqual([{ context: 'courts', retry: { group: 'hub.courts', lane: 'hearing/1', reason: '' } }])
    expect((await browser.get('/lanes?done=retry&lanes=1')).text).toContain('Success 1 lane will be tried again.')
  })

  it('are tried again for one reason, in every context that holds any, and it says who was away', async () => {
    world.away.add('journeys')
    const { status, headers } = await browser.post('/lanes/retry-reason', { reason: 'a fault of ours' })
    expect([status, headers.get('location')]).toEqual([303, '/lanes?done=retry&lanes=2&away=journeys'])
    expect(world.asked).toEqual(
      ['courts', 'prisons'].map(context => ({
        context,
        retry: { group: `hub.${context}`, lane: '', reason: 'a fault of ours' },
      })),
    )
    expect((await browser.get(headers.get('location')!)).text).toContain('journeys did not answer.')
  })

  it('show what waits in each', async () => {
    const { status, html, text } = await browser.get(`/lanes/lane${ADDRESS}`)
    expect(status).toBe(200)
    expect(text).toContain(
      'Reason a fault of ours Since 23 November 2026 at 5:05pm Waiting 3 messages Tried again 2 times',
    )
    expect(html).toContain(`href="/receipts/${receiptId(1)}"`)
    expect(text).toContain('by common-platform about CP_DEFENDANT:1')
    expect(text).toContain('event an-event')
    expect(text).toContain('a record that is gone from the log')
  })

  it('that are not there, or in no context, are not found', async () => {
    for (const address of [
      '?context=courts&group=hub.courts&lane=hearing%2F2',
      '?context=constructor&group=hub.courts&lane=hearing%2F1',
    ])
      expect((await browser.get(`/lanes/lane${address}`)).status).toBe(404)
    expect((await browser.get('/lanes/lane?context=courts')).status).toBe(400)
    expect((await browser.post('/lanes/retry', {})).status).toBe(400)
    expect((await browser.post('/lanes/retry-reason', {})).status).toBe(400)
    expect(world.asked).toEqual([])
  })

  it('escape whatever stands in them', async () => {
    world.lanes = [lane('hub.courts', HOSTILE, HOSTILE, { wish: HOSTILE })]
    world.messages = [HeldMessage.fromPartial({ id: HOSTILE, part: HOSTILE, channel: HOSTILE })]
    const address = `?context=courts&group=hub.courts&lane=${encodeURIComponent(HOSTILE)}`
    for (const path of ['/lanes', `/lanes/lane${address}`, `/lanes/skip${address}`]) {
      const { status, html } = await browser.get(path)
      expect(status).toBe(200)
      expect(html).toContain('&lt;script&gt;')
      expect(html).not.toContain('<script')
    }
  })
})

describe('skipping the first message', () => {
  const form = {
    context: 'courts',
    group: 'hub.courts',
    lane: 'hearing/1',
    message: `${receiptId(1)} CP_DEFENDANT:1`,
    by: ' A. Operator ',
    why: 'the court sent it in error',
    sure: 'yes',
  }

  it('asks who, why and whether it is meant', async () => {
    const { status, text, html } = await browser.get(`/lanes/skip${ADDRESS}`)
    expect(status).toBe(200)
    expect(text).toContain('A skipped message ends rejected.')
    expect(html).toContain(`value="${form.message}"`)
    const { context, group, lane, message } = form
    const empty = await browser.post('/lanes/skip', { context, group, lane, message, by: ' ', why: '' })
    expect(empty.status).toBe(400)
    expect(empty.text).toContain(
      'There is a problem Enter your name Enter why this message is skipped Confirm that this message is not to be processed',
    )
    expect(empty.html).toContain('<title>Error: Skip')
    expect(empty.html).toContain(`value="${form.message}"`)
    const long = await browser.post('/lanes/skip', { ...form, by: 'x'.repeat(101), why: HOSTILE.repeat(100) })
    expect(long.text).toContain('Your name must be 100 characters or fewer')
    expect(long.text).toContain('The reason must be 1,000 characters or fewer')
    expect(long.html).not.toContain('<script')
    expect(world.asked).toEqual([])
  })

  it('is asked of its context, with who and why', async () => {
    const { status, headers } = await browser.post('/lanes/skip', form)
    expect([status, headers.get('location')]).toEqual([303, '/lanes?done=skip'])
    expect(world.asked).toEqual([
      {
        context: 'courts',
        skip: { group: 'hub.courts', lane: 'hearing/1', by: 'A. Operator', why: 'the court sent it in error' },
      },
    ])
    expect((await browser.get('/lanes?done=skip')).text).toContain('The first message will be skipped')
  })

  it('is refused when another message is the first by now', async () => {
    world.messages = [HeldMessage.fromPartial({ id: receiptId(2) })]
    const { status, text } = await browser.post('/lanes/skip', form)
    expect([status, text]).toEqual([400, expect.stringContaining('The first message is another one by now.')])
    expect(world.asked).toEqual([])
    world.lanes = []
    expect((await browser.post('/lanes/skip', form)).status).toBe(404)
  })
})
