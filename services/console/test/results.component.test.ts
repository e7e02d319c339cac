import { UnmappedResult } from '@hub/contracts/court'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { at, type Browser, emptyWorld, open, type World } from './console'

let world: World
let browser: Browser
beforeEach(async () => {
  world = emptyWorld()
  browser = await open(world)
})
afterEach(() => browser.console.stop())

describe('Unmapped results', () => {
  it('says that there are none', async () => {
    expect((await browser.get('/results')).text).toContain('Every result that came in is mapped.')
  })

  it('lists each with its codes, how often and when it was seen', async () => {
    world.unmapped = [
      UnmappedResult.fromPartial({
        definitionId: '6c6b18e5-2277-4e45-9a43-473301a497bd',
        label: 'Granted <b>',
        seen: 1_204n,
        firstSeen: at('2026-06-24T08:00:00Z'),
        lastSeen: at('2026-11-24T09:30:00Z'),
      }),
    ]
    const { html, text } = await browser.get('/results')
    expect(text).toContain(
      'Granted &lt;b&gt; 6c6b18e5-2277-4e45-9a43-473301a497bd None given 1,204 24 June 2026 at 9am 24 November 2026 at 9:30am',
    )
    expect(html).not.toContain('Granted <b>')
  })
})
