import { type Instant, parseInstant } from '@hub/calendar'
import { createEventCodec, type EventType, summaryOf } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import type { Sources } from '@hub/service'
import type { Recorded } from '@hub/store'
import { type ContextUnderTest, eventually, openContext } from '@hub/testing'
import type { SourceAnswer } from '@hub/translation'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createPrisons, prisons } from '../src'

const codec = createEventCodec()
const BODY = {
  prisonerNumber: 'A1234BC',
  status: 'ACTIVE IN',
  prisonId: 'LEI',
  legalStatus: 'SENTENCED',
  indeterminateSentence: false,
  sentenceStartDate: '2025-01-06',
  conditionalReleaseDate: '2027-01-05',
}

let hub: ContextUnderTest
afterEach(() => hub.close())

const updated = (noms: string) => ({
  name: `updated ${noms}`,
  channel: 'hmpps-domain-events',
  body: Buffer.from(
    JSON.stringify({
      eventType: 'prisoner-offender-search.prisoner.updated',
      occurredAt: '2025-06-02T09:00:00Z',
      // An address that a message names is never asked.
      detailUrl: 'http://elsewhere.test/prisoner',
      additionalInformation: { nomsNumber: noms, categoriesChanged: ['SENTENCE'] },
      personReference: { identifiers: [{ type: 'NOMS', value: noms }] },
    }),
  ),
})

const lines = (recorded: readonly Recorded[]): readonly string[] =>
  recorded.map(({ type, value }) => summaryOf(type as EventType, codec.decode(type as EventType, value), () => ''))

async function started(answer: (path: string) => SourceAnswer) {
  let now: Instant = parseInstant('2025-06-02T10:00:00Z')!
  const asked: string[] = []
  const sources: Sources = {
    knows: source => source === 'prisoner-search',
    ask: async (source, path) => {
      asked.push(`${source} ${path}`)
      return answer(path)
    },
  }
  hub = await openContext(prisons, ports =>
    createPrisons({ ...ports, sources, clock: { ...ports.clock, now: () => now } }),
  )
  for (const value of ['A1234BC', 'B1234BC']) await hub.meet({ type: IdentityType.IDENTITY_TYPE_NOMS, value })
  return {
    asked,
    moveTo: (moment: string) => {
      now = parseInstant(moment)!
    },
  }
}

describe('a message that only says where to look', () => {
  it('is asked about, and what is answered stands beside it; then the day passes by itself', async () => {
    const { asked, moveTo } = await started(() => ({ is: 'found', body: BODY }))
    const ids = await hub.send(updated('A1234BC'))
    const { receipts, recorded } = await hub.left(ids)
    expect(asked).toEqual(['prisoner-search /prisoner/A1234BC'])
    expect(receipts[0]!.eventIds).toHaveLength(5)
    expect(lines(recorded)).toEqual([
      'Prison record changed: sentence',
      'Prison record read: SENTENCED',
      'Release dates changed: release 5 Jan 2027',
      'Responsible: custody only (determinate)',
      'Handover to the community on 21 Apr 2026, support from 21 Apr 2026',
    ])
    // Midnight in London, in summer.
    const passed = async () => lines((await hub.left(ids)).recorded).slice(5)
    const upcoming = 'Handover procedure: upcoming handover, due 24 Feb 2026'
    moveTo('2026-04-20T22:59:59Z')
    await eventually(async () => expect(await passed()).toEqual([upcoming]))
    moveTo('2026-04-20T23:00:00Z')
    await eventually(async () => expect(await passed()).toEqual([upcoming, 'Responsible: community (determinate)']))
  })

  it('waits in its lane while the source is away, and holds up nobody else', async () => {
    let away = true
    await started(path => (path.endsWith('A1234BC') && away ? { is: 'away' } : { is: 'found', body: BODY }))
    const [held, other] = await hub.send(updated('A1234BC'), updated('B1234BC'))
    const first = await hub.left([other!])
    expect(first.receipts[0]).toMatchObject({ state: 'RECEIPT_STATE_TRANSLATED' })
    away = false
    await eventually(async () => {
      const [receipt] = (await hub.left([held!])).receipts
      if (receipt!.state !== 'RECEIPT_STATE_TRANSLATED') throw new Error(receipt!.reason)
    })
  }, 30_000)
})
