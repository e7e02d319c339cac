import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { at, type Browser, emptyWorld, HeldLane, IntakeCount, open, type World } from './console'

let world: World
let browser: Browser
beforeEach(async () => {
  world = emptyWorld()
  world.counts = [
    IntakeCount.fromPartial({
      day: '2026-11-24',
      channel: 'common-platform',
      receipts: 1_204n,
      translated: 1_190n,
      ignored: 7n,
      rejected: 5n,
      held: 2n,
      repeats: 11n,
      conflicts: 1n,
    }),
    IntakeCount.fromPartial({ day: '2026-11-24', channel: 'libra', receipts: 6n, translated: 6n }),
    IntakeCount.fromPartial({ day: '2026-11-23', channel: 'libra', receipts: 4n, translated: 4n }),
    IntakeCount.fromPartial({ day: '2026-11-01', channel: 'libra', receipts: 999n, translated: 999n }),
  ]
  browser = await open(world)
})
afterEach(() => browser.console.stop())

const rowsOf = (html: string, caption: string): readonly string[] => {
  const [, table = ''] = new RegExp(`${caption}</caption>(.*?)</table>`, 's').exec(html) ?? []
  return [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    row!
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

describe('Today', () => {
  it('counts what came in by channel and state', async () => {
    const { status, html, text } = await browser.get('/')
    expect(status).toBe(200)
    expect(text).toContain('24 November 2026 Today')
    expect(rowsOf(html, 'Messages of 24 November 2026 by channel and what became of them')).toEqual([
      'Channel Messages Translated Ignored Rejected Held Repeats Conflicts',
      'common-platform courts 1,204 1,190 7 5 2 11 1',
      'libra courts 6 6 0 0 0 0 0',
      'All channels 1,210 1,196 7 5 2 11 1',
    ])
  })

  it('draws the last fourteen days and gives them as a table too', async () => {
    const { html } = await browser.get('/')
    const rows = rowsOf(html, 'Outcomes a day by state')
    expect(rows).toHaveLength(15)
    expect(rows.slice(1, 2)).toEqual(['11 November 2026 0 0 0 0'])
    expect(rows.slice(-2)).toEqual(['23 November 2026 4 0 0 0', '24 November 2026 1,196 7 5 2'])
    expect(html.match(/<rect class="app-chart__bar/g)).toHaveLength(5)
    expect(html).not.toContain('999')
  })

  it('goes to other days and back, not beyond the present one', async () => {
    const first = await browser.get('/')
    expect(first.html).toContain('href="/?day=2026-11-23"')
    expect(first.html).not.toContain('/?day=2026-11-25')
    const before = await browser.get('/?day=2026-11-23')
    expect(before.text).toContain('libra courts 4 4 0')
    expect(before.html).toContain('href="/?day=2026-11-24"')
    expect((await browser.get('/?day=2026-11-20')).text).toContain('Nothing came in on this day.')
    expect((await browser.get('/?day=2031-01-01')).text).toContain('24 November 2026 Today')
    const wrong = await browser.get('/?day=yesterday')
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('Write the day as in 2026-11-24.')])
  })

  it('says that all is well, or what is not', async () => {
    expect((await browser.get('/')).text).toContain('All is well: what was read is accounted for')
    world.problems = ['hub.courts stopped: <b>more than 20 lanes</b> were held within a minute. Mend it and restart.']
    world.lanes = [
      HeldLane.fromPartial({
        group: 'hub.prisons',
        lane: 'noms/x',
        reason: 'poison',
        since: at('2026-11-24T08:00:00Z'),
        length: 2n,
      }),
    ]
    const { text, html } = await browser.get('/')
    expect(text).toContain('courts and prisons need a look.')
    expect(text).toContain('Needs attention')
    expect(html).toContain('&lt;b&gt;more than 20 lanes&lt;/b&gt;')
    expect(html).not.toContain('<b>')
    expect(text).toMatch(/prisons Holding messages 3 2 messages in 1 lane since 24 November 2026 at 8am 1,204 of 1,204/)
  })

  it('shows a context that does not answer, or fails, as such, and the rest', async () => {
    world.away.add('courts')
    world.failing.add('journeys')
    const { status, text, html } = await browser.get('/')
    expect(status).toBe(200)
    expect(text).toContain('courts does not answer: what came in for it is missing here.')
    expect(rowsOf(html, 'The condition of every context').map(row => row.split(' ').slice(0, 3).join(' '))).toEqual([
      'Context Condition Not',
      'courts Not answering',
      'prisons All well',
      'journeys Not answering',
    ])
    expect(html).not.toContain('Ann')
    // What failed is logged; what is away is its own process's to log.
    expect(world.logged).toEqual(['journeys could not answer the console true'])
  })
})
