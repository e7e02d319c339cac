import { formatInstant, parseInstant } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import type { Decision, Fact, PastEvent } from '@hub/decider'
import { describe, expect, it } from '@jest/globals'
import { type CustodyState, custodyDecider, type Family, movementKey, presentMovement } from './custody'
import { movementEvent } from './movement-event'
import { type Direction, meaningOf } from './movements'

const SEARCH = 'prisoner-offender-search'
const DELAYED = 'prison-offender-events'
const ON = { year: 2024, month: 6, day: 1 }

/** A report of a movement: `code` and `prison` are empty where a family does not know them. */
function report(
  family: Family,
  direction: Direction,
  at: string,
  reason: string,
  code = '',
  prisonId = 'MDI',
): Fact<HubEvent> {
  const occurredAt = parseInstant(at)!
  const meaning = meaningOf({ direction, reason, code, on: ON })
  const event = movementEvent({ direction, meaning, prisonId, reasonCode: code, sourceReason: reason }, {})
  const hash = JSON.stringify([direction, reason, code, prisonId])
  return { key: movementKey(family, direction, formatInstant(occurredAt)), event, hash, occurredAt }
}

let ids = 0
const recorded = (decision: Decision<HubEvent>): PastEvent<HubEvent> => ({
  ...decision,
  id: `event-${++ids}`,
  recordedAt: decision.occurredAt,
  event: { ...decision.event, data: { ...decision.event.data, personal: undefined } } as HubEvent,
})

function when(state: CustodyState, fact: Fact<HubEvent>): { said: readonly Decision<HubEvent>[]; state: CustodyState } {
  const said = custodyDecider.decide({ is: 'movement', fact }, state)
  if (!Array.isArray(said)) throw new Error('a movement is always decided')
  return { said, state: said.map(recorded).reduce(custodyDecider.evolve, state) }
}

const given = (...facts: readonly Fact<HubEvent>[]): CustodyState =>
  facts.reduce((state, fact) => when(state, fact).state, custodyDecider.initialState)

const typesOf = (said: readonly Decision<HubEvent>[]) =>
  said.map(({ event }) => event.type.replace('hub.custody.v1.', ''))
const idOf = (state: CustodyState, fact: Fact<HubEvent>) => state.facts.get(fact.key)!.id

describe('one movement told by two families', () => {
  const first = report(SEARCH, 'OUT', '2024-06-01T09:00:05.123456789Z', 'RELEASED')
  const second = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'NCS')

  it('is a fact once, and then confirmed with what differs', () => {
    const state = given(first)
    const { said } = when(state, second)
    expect(typesOf(said)).toEqual(['FactConfirmed'])
    expect(said[0]).toMatchObject({ key: second.key, confirms: idOf(state, first), revision: 0 })
    expect(said[0]!.event.data).toMatchObject({
      confirmedType: 'hub.custody.v1.ReleasedFromPrison',
      differs: ['reasonCode', 'kind', 'occurredAt'],
      factKey: first.key,
    })
  })

  it('says nothing differs when the second merely knows less', () => {
    const late = report(SEARCH, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', '', '')
    expect(when(given(second), late).said[0]!.event.data).toMatchObject({ differs: [] })
  })

  it('is no change when either is repeated', () => {
    const state = given(first, second)
    expect(when(state, first).said).toEqual([])
    expect(when(state, second).said).toEqual([])
  })

  it('stays one movement', () => {
    expect(given(first, second).movements).toHaveLength(1)
    expect(given(second, first).movements).toHaveLength(1)
  })

  it('is confirmed again when the second says something else', () => {
    const state = given(first, second)
    const changed = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'HD', 'WSI')
    const { said } = when(state, changed)
    expect(said).toMatchObject([{ confirms: idOf(state, first), revision: 1 }])
    expect(said[0]!.event.data).toMatchObject({ differs: ['prisonId', 'reasonCode', 'kind', 'occurredAt'] })
    expect(when(given(first, second, changed), changed).said).toEqual([])
  })

  it.each([
    ['exactly 24 hours apart', '2024-06-02T09:00:05.123456789Z', 'FactConfirmed'],
    ['a nanosecond more', '2024-06-02T09:00:05.123456790Z', 'ReleasedFromPrison'],
    ['24 hours before', '2024-05-31T09:00:05.123456789Z', 'FactConfirmed'],
    ['more than 24 hours before', '2024-05-31T09:00:05.123456788Z', 'ReleasedFromPrison'],
  ])('%s: %s gives %s', (_, at, type) => {
    expect(typesOf(when(given(first), report(DELAYED, 'OUT', at, 'RELEASED', 'NCS')).said)).toEqual([type])
  })

  it('is two when a movement the other way lies between', () => {
    const back = report(SEARCH, 'IN', '2024-06-01T12:00:00Z', 'READMISSION')
    const again = report(DELAYED, 'OUT', '2024-06-01T15:00:00Z', 'RELEASED', 'NCS')
    expect(typesOf(when(given(first, back), again).said)).toEqual(['ReleasedFromPrison'])
    expect(
      typesOf(when(given(first, report(SEARCH, 'IN', '2024-06-01T16:00:00Z', 'READMISSION')), again).said),
    ).toEqual(['FactConfirmed'])
  })

  it('is one although a movement the same way lies between', () => {
    const later = report(SEARCH, 'OUT', '2024-06-01T11:00:00Z', 'RELEASED')
    const { said } = when(
      given(first, second, later),
      report(DELAYED, 'OUT', '2024-06-01T08:00:00Z', 'RELEASED', 'NCS'),
    )
    expect(said[0]!.event.data).toMatchObject({ factKey: later.key })
  })

  it('is two when the direction differs', () => {
    expect(typesOf(when(given(first), report(DELAYED, 'IN', '2024-06-01T09:30:00Z', 'ADMISSION', 'N')).said)).toEqual([
      'ReceivedIntoPrison',
    ])
  })

  it('is two when one family tells both', () => {
    expect(typesOf(when(given(first), report(SEARCH, 'OUT', '2024-06-01T10:00:00Z', 'RELEASED')).said)).toEqual([
      'ReleasedFromPrison',
    ])
  })

  it('is confirmed by a family once: its next report is another movement', () => {
    const next = report(DELAYED, 'OUT', '2024-06-01T20:00:00Z', 'RELEASED', 'NCS')
    expect(typesOf(when(given(first, second), next).said)).toEqual(['ReleasedFromPrison'])
  })

  it('belongs to the nearest report when several could be meant', () => {
    const later = report(SEARCH, 'OUT', '2024-06-01T19:00:00Z', 'RELEASED')
    const { said } = when(given(first, later), report(DELAYED, 'OUT', '2024-06-01T18:00:00Z', 'RELEASED', 'NCS'))
    expect(said[0]!.event.data).toMatchObject({ factKey: later.key })
  })

  it('pairs daily absences that are told late and out of order', () => {
    const search = ['01', '02', '03'].flatMap(day => [
      report(SEARCH, 'OUT', `2024-06-${day}T08:00:05Z`, 'TEMPORARY_ABSENCE_RELEASE'),
      report(SEARCH, 'IN', `2024-06-${day}T18:00:05Z`, 'TEMPORARY_ABSENCE_RETURN'),
    ])
    const delayed = ['03', '01', '02'].flatMap(day => [
      report(DELAYED, 'IN', `2024-06-${day}T18:00:00Z`, 'TEMPORARY_ABSENCE_RETURN'),
      report(DELAYED, 'OUT', `2024-06-${day}T08:00:00Z`, 'TEMPORARY_ABSENCE_RELEASE'),
    ])
    const state = given(...search, ...delayed)
    expect(state.movements).toHaveLength(6)
    expect(state.confirmations.size).toBe(6)
    for (const [key, { of }] of state.confirmations) expect(of.slice(-20, -10)).toBe(key.slice(-20, -10))
  })
})

describe('a second report that shows what the movement really was', () => {
  const released = report(SEARCH, 'OUT', '2024-06-01T09:00:05Z', 'RELEASED')

  it('makes a release a death', () => {
    const died = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'DEC', '')
    const before = given(released)
    const { said, state } = when(before, died)
    expect(typesOf(said)).toEqual(['FactConfirmed', 'FactRetracted', 'DiedInCustody'])
    expect(said[1]).toMatchObject({ key: released.key, retracts: idOf(before, released), revision: 1 })
    expect(said[2]).toMatchObject({
      key: released.key,
      revision: 2,
      event: { data: { prisonId: 'MDI', reasonCode: 'DEC' } },
    })
    expect(presentMovement(state)).toMatchObject({ meaning: { is: 'died' }, prisonId: 'MDI' })
    expect(when(state, released).said).toEqual([])
    expect(when(state, died).said).toEqual([])
    expect(typesOf(when(state, report(DELAYED, 'OUT', '2024-06-01T10:00:00Z', 'RELEASED', 'DEC')).said)).toEqual([
      'DiedInCustody',
    ])
  })

  it.each([
    ['HO', 'RELEASE_KIND_HOSPITAL'],
    ['DE', 'RELEASE_KIND_IMMIGRATION_REMOVAL'],
    ['UAL', 'RELEASE_KIND_UNLAWFULLY_AT_LARGE'],
    ['ECSL', 'RELEASE_KIND_END_OF_CUSTODY_LICENCE'],
  ])('corrects a release with %s to %s', (code, kind) => {
    const before = given(released)
    const { said } = when(before, report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', code))
    expect(typesOf(said)).toEqual(['FactConfirmed', 'ReleasedFromPrison'])
    expect(said[1]).toMatchObject({ corrects: idOf(before, released), event: { data: { kind } } })
  })

  it('corrects an admission to a recall', () => {
    const admitted = report(SEARCH, 'IN', '2024-06-01T09:00:05Z', 'READMISSION')
    const { said } = when(given(admitted), report(DELAYED, 'IN', '2024-06-01T09:00:00Z', 'ADMISSION', '24'))
    expect(typesOf(said)).toEqual(['FactConfirmed', 'ReceivedIntoPrison'])
    expect(said[1]!.event.data).toMatchObject({ recall: true })
  })

  it('corrects nothing when the first had the code', () => {
    const first = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'DEC')
    expect(typesOf(when(given(first), released).said)).toEqual(['FactConfirmed'])
  })
})

describe('movements of one family', () => {
  const told = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'NCS')

  it('are corrected when the same movement is told otherwise', () => {
    const state = given(told)
    const { said } = when(state, report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'HO'))
    expect(said).toMatchObject([{ corrects: idOf(state, told), revision: 1 }])
  })

  it('are retracted and told anew when they prove to be of another kind', () => {
    const { said, state } = when(given(told), report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'DEC'))
    expect(typesOf(said)).toEqual(['FactRetracted', 'DiedInCustody'])
    expect(state.movements).toMatchObject([{ meaning: { is: 'died' } }])
  })

  it('told late do not disturb the present', () => {
    const now = report(DELAYED, 'IN', '2024-06-01T09:00:00Z', 'ADMISSION', 'N')
    const old = report(DELAYED, 'OUT', '2010-01-01T07:03:50.912169Z', 'RELEASED', 'NCS')
    const { said, state } = when(given(now), old)
    expect(typesOf(said)).toEqual(['ReleasedFromPrison'])
    expect(presentMovement(state)?.key).toBe(now.key)
    expect(state.movements.map(({ key }) => key)).toEqual([old.key, now.key])
  })
})

describe('other reports', () => {
  const merged: Fact<HubEvent> = {
    key: 'merged/token/2024-06-01T09:00:00Z',
    hash: 'a',
    occurredAt: parseInstant('2024-06-01T09:00:00Z')!,
    event: eventOf('hub.custody.v1.PrisonNumbersMerged', { sourceReason: 'MERGE' }),
  }

  it('are recorded once and touch no movement', () => {
    const said = custodyDecider.decide({ is: 'report', fact: merged }, custodyDecider.initialState)
    expect(said).toMatchObject([{ key: merged.key, revision: 0 }])
    const state = (said as readonly Decision<HubEvent>[])
      .map(recorded)
      .reduce(custodyDecider.evolve, custodyDecider.initialState)
    expect(state.movements).toEqual([])
    expect(custodyDecider.decide({ is: 'report', fact: merged }, state)).toEqual([])
  })
})
