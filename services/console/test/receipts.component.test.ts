import { ReceiptState } from '@hub/contracts/intake'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { at, type Browser, emptyWorld, item, open, Person, Receipt, receiptId, type World } from './console'

const HOSTILE = '<script>alert(1)</script>"\'&'

let world: World
let browser: Browser
beforeEach(async () => {
  world = emptyWorld()
  world.people = [Person.fromPartial({ personId: 'p1', names: [{ last: 'Person' }] })]
  world.lines = { p1: [item(1, 'hub.custody.v1.ReceivedIntoPrison', { prisonId: 'MDI' })] }
  world.receipts[receiptId(1)] = Receipt.fromPartial({
    receiptId: receiptId(1),
    channel: 'common-platform',
    sender: 'hmcts',
    receivedAt: at('2026-11-24T00:00:00Z'),
    state: ReceiptState.RECEIPT_STATE_TRANSLATED,
    warnings: ['pnc: not valid, taken as absent'],
    eventIds: ['e1', 'e-new'],
    people: ['p1', 'p-new'],
    parts: [
      {
        subject: 'CP_DEFENDANT:1',
        state: ReceiptState.RECEIPT_STATE_TRANSLATED,
        eventIds: ['e1', 'e-new'],
        personId: 'p1',
      },
      {
        subject: 'CP_DEFENDANT:2',
        state: ReceiptState.RECEIPT_STATE_IGNORED,
        reason: 'youth',
        field: 'defendants[1].isYouth',
      },
    ],
    repeats: 2,
    conflicts: [{ receivedAt: '2026-11-24T10:00:00Z', hash: 'abc123' }],
  })
  browser = await open(world)
})
afterEach(() => browser.console.stop())

describe('a receipt', () => {
  it('shows what became of the message', async () => {
    const { status, text, html } = await browser.get(`/receipts/${receiptId(1)}`)
    expect(status).toBe(200)
    expect(text).toContain('State Translated It became events, or confirmed some.')
    expect(text).toContain(
      'Channel common-platform Sent by hmcts Received 24 November 2026 at midnight Belongs to courts',
    )
    expect(text).toContain('Came again 2 times, with the same content; that changed nothing')
    expect(text).toContain('CP_DEFENDANT:2 State Ignored Reason youth field defendants[1].isYouth')
    expect(text).toContain('pnc: not valid, taken as absent')
    expect(text).toContain('24 November 2026 at 10am SHA-256 abc123')
    expect(html).toContain('href="/people/p1?event=e1#event-e1">Received into prison MDI</a>')
    // A line follows its receipt by a moment.
    expect(text).toContain('e-new not on a line that can be shown just now')
  })

  it('is found by its id, pasted with spaces around it', async () => {
    const { status, headers } = await browser.get(`/receipts?id=%20${receiptId(1)}%20`)
    expect([status, headers.get('location')]).toEqual([302, `/receipts/${receiptId(1)}`])
    const empty = await browser.get('/receipts?id=')
    expect([empty.status, empty.text]).toEqual([400, expect.stringContaining('There is a problem Enter a receipt')])
    expect((await browser.get('/receipts')).status).toBe(200)
  })

  it('waits while its context has not come to it', async () => {
    const { status, text } = await browser.get(`/receipts/${receiptId(2, 'prisons')}`)
    expect([status, text]).toEqual([
      200,
      expect.stringContaining('Waiting The hub keeps the message; prisons has not come to it yet.'),
    ])
  })

  it.each([
    [ReceiptState.RECEIPT_STATE_REJECTED, 'Rejected Nothing true could be said from it. Reason no hearing id field id'],
    [ReceiptState.RECEIPT_STATE_HELD, 'Held It waits for something to be mended'],
    [ReceiptState.RECEIPT_STATE_IGNORED, 'Ignored It was understood, and there was nothing to record.'],
  ])('says %s in words', async (state, words) => {
    world.receipts[receiptId(3)] = Receipt.fromPartial({
      receiptId: receiptId(3),
      state,
      reason: 'no hearing id',
      field: 'id',
    })
    expect((await browser.get(`/receipts/${receiptId(3)}`)).text).toContain(words)
  })

  it('that this hub never gave is a page that says so', async () => {
    const forged = receiptId(1).replace(/.$/, last => (last === '0' ? '1' : '0'))
    for (const id of ['nonsense', forged, receiptId(1, 'nowhere'), HOSTILE, 'constructor']) {
      const { status, text, html } = await browser.get(`/receipts/${encodeURIComponent(id)}`)
      expect([status, text]).toEqual([404, expect.stringContaining('This hub gave no such receipt')])
      expect(html).not.toContain('<script')
    }
  })

  it('is shown when lines are away, and not when its owner is', async () => {
    world.away.add('journeys')
    const shown = await browser.get(`/receipts/${receiptId(1)}`)
    expect([shown.status, shown.text]).toEqual([200, expect.stringContaining('e1 not on a line')])
    world.away.add('courts')
    const { status, text } = await browser.get(`/receipts/${receiptId(1)}`)
    expect([status, text]).toEqual([503, expect.stringContaining('Courts does not answer just now.')])
  })

  it('escapes whatever stands in it', async () => {
    world.receipts[receiptId(4)] = Receipt.fromPartial({
      receiptId: receiptId(4),
      channel: HOSTILE,
      sender: HOSTILE,
      state: ReceiptState.RECEIPT_STATE_HELD,
      reason: HOSTILE,
      field: HOSTILE,
      warnings: [HOSTILE],
      eventIds: [HOSTILE],
      people: [HOSTILE],
      parts: [
        {
          subject: HOSTILE,
          state: ReceiptState.RECEIPT_STATE_HELD,
          reason: HOSTILE,
          field: HOSTILE,
          eventIds: [HOSTILE],
          personId: HOSTILE,
        },
      ],
      conflicts: [{ receivedAt: HOSTILE, hash: HOSTILE }],
    })
    const { status, html } = await browser.get(`/receipts/${receiptId(4)}`)
    expect(status).toBe(200)
    expect(html.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(8)
    expect(html).not.toContain('<script')
  })
})
