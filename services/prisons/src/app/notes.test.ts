import { parseCalendarDate, parseInstant } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { PrisonRecord, Responsibility } from '@hub/contracts/custody'
import { IdentityType } from '@hub/contracts/person'
import type { Decision } from '@hub/decider'
import type { Tx } from '@hub/store'
import { describe, expect, it } from '@jest/globals'
import { NOT_OVERRIDDEN } from '../domain/standing'
import { type CustodyState, nothingKnown } from '../domain/state'
import { listHandovers, noteHandover } from './handovers'
import { noteUnmapped } from './unmapped-movements'

const NOW = parseInstant('2025-06-20T12:00:00Z')!

/** Documents in memory, and what was asked of them. */
function documents() {
  const kept = new Map<string, object | null>()
  const asked: string[] = []
  const tx = {
    get: async (collection: string, id: string) => {
      asked.push(`get ${collection} ${id}`)
      return kept.get(id) ?? undefined
    },
    put: (collection: string, id: string, doc: object | null) => {
      asked.push(`${doc ? 'put' : 'delete'} ${collection} ${id}`)
      kept.set(id, doc)
    },
  } as unknown as Tx
  return { tx, asked }
}

describe('the handover of a prison number', () => {
  const about = {
    intake: { receiptId: 'r', channel: 'c' },
    stream: 'custody/token',
    personId: 'p1',
    identity: { type: IdentityType.IDENTITY_TYPE_NOMS, value: 'A1234BC' },
    token: 'token',
  }
  const held = (handover: string | undefined, prisonId = 'LEI'): CustodyState => ({
    ...nothingKnown,
    record: { says: PrisonRecord.fromPartial({ prisonId }), readAt: NOW },
    standing: {
      responsibility: Responsibility.RESPONSIBILITY_CUSTODY_ONLY,
      start: undefined,
      handover: parseCalendarDate(handover),
      reason: 'determinate',
      ruleSet: 'omic',
      ...NOT_OVERRIDDEN,
    },
  })

  it.each([
    ['nothing is known', nothingKnown, nothingKnown, []],
    ['there is no day', held(undefined), held(undefined, 'MDI'), []],
    ['nothing moved', held('2026-04-21'), held('2026-04-21'), []],
    ['no prison is known', nothingKnown, held('2026-04-21', ''), []],
    ['there is a day', nothingKnown, held('2026-04-21'), ['put handovers token']],
    ['the day moved', held('2026-04-21'), held('2026-04-22'), ['put handovers token']],
    ['the person moved', held('2026-04-21'), held('2026-04-21', 'MDI'), ['put handovers token']],
    ['there is no day any more', held('2026-04-21'), held(undefined), ['delete handovers token']],
  ])('when %s', (_, before, after, written) => {
    const { tx, asked } = documents()
    noteHandover(tx, { before, after }, about)
    expect(asked).toEqual(written)
  })

  it('is listed as before where it was kept before there was a calculation beside an override', async () => {
    const row = { responsibility: Responsibility.RESPONSIBILITY_COMMUNITY, handover: '2026-04-21', start: '' }
    const find = async () => [{ personId: 'p', nomsNumber: 'A1234BC', ...row, reason: 'determinate', ruleSet: 'omic' }]
    const { handovers } = await listHandovers({ find } as never, { prisonId: 'LEI' } as never, {
      year: 2026,
      month: 4,
      day: 21,
    })
    expect(handovers[0]).toMatchObject({ standing: { calculatedReason: '' }, progress: { inProgress: true } })
  })
})

describe('a movement that no row has', () => {
  const decision = (event: HubEvent): Decision<HubEvent> => ({
    key: 'k',
    hash: 'h',
    occurredAt: NOW,
    revision: 0,
    event,
  })
  const recorded = (known: boolean) =>
    decision(
      eventOf('hub.custody.v1.MovementRecorded', {
        direction: 'OUT',
        sourceReason: 'BEAMED_UP',
        reasonCode: '',
        known,
        personal: {},
      }),
    )

  it('costs nothing where there is none', async () => {
    const { tx, asked } = documents()
    const received = decision(eventOf('hub.custody.v1.ReceivedIntoPrison', { prisonId: 'LEI', personal: {} }))
    await noteUnmapped(tx, [received, recorded(true)], NOW)
    expect(asked).toEqual([])
  })

  it('is counted by direction, reason and code', async () => {
    const { tx, asked } = documents()
    await noteUnmapped(tx, [recorded(false)], NOW)
    expect(asked).toEqual(['get unmappedMovements OUT/BEAMED_UP/-', 'put unmappedMovements OUT/BEAMED_UP/-'])
  })
})
