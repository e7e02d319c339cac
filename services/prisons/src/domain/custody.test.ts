import { formatInstant, parseInstant } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { casesOf } from '@hub/decider/testing'
import { describe, expect, it } from '@jest/globals'
import { type CustodyCommand, custodyDecider, type Told } from './custody'
import { movementEvent } from './movement-event'
import { type Direction, meaningOf } from './movements'
import { type Family, movementKey } from './reports'
import { heldNow } from './state'

const cases = casesOf(custodyDecider)

const SEARCH = 'prisoner-offender-search'
const DELAYED = 'prison-offender-events'
const ON = { year: 2024, month: 6, day: 1 }
const personal = { identity: { type: IdentityType.IDENTITY_TYPE_NOMS, value: 'A1234BC' } }

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
  const event = movementEvent({ direction, meaning, prisonId, reasonCode: code, sourceReason: reason }, personal)
  const hash = JSON.stringify([direction, reason, code, prisonId])
  return { key: movementKey(family, direction, formatInstant(occurredAt)), event, hash, occurredAt }
}

/** What is recorded of a report, whatever it changes of the present. */
function recorded(fact: Fact<HubEvent>): Fact<HubEvent> {
  const { change: _, ...data } = fact.event.data as { change?: unknown }
  return { ...fact, event: { ...fact.event, data } as HubEvent }
}
const deciding = (command: CustodyCommand): Told => ({
  command,
  now: parseInstant('2024-06-10T12:00:00Z')!,
  hashOf: ({ type, data }) =>
    JSON.stringify([type, data], (_, value) => (typeof value === 'bigint' ? String(value) : value)),
})
const told = (fact: Fact<HubEvent>): Told => deciding({ is: 'movement', fact })
/** The stream after these reports, one after another. */
const given = (...reports: readonly Fact<HubEvent>[]) => cases.after(...reports.map(told))

const custody = (name: string) => ({ type: `hub.custody.v1.${name}` as HubEvent['type'] })
/** The second report `of` confirms the first, with what differs where that matters. */
const confirmation = (of: Fact<HubEvent>, first: Fact<HubEvent>, confirms: string, differs?: readonly string[]) => ({
  key: of.key,
  confirms,
  event: { ...custody('FactConfirmed'), data: { factKey: first.key, ...(differs ? { differs } : {}) } },
})

describe('one movement told by two families', () => {
  const first = report(SEARCH, 'OUT', '2024-06-01T09:00:05.123456789Z', 'RELEASED')
  const second = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'NCS')

  it('is a fact once, and then confirmed with what differs', () => {
    given()
      .when(told(first))
      .thenEvents(recorded(first))
      .when(told(second))
      .thenEvents({ ...confirmation(second, first, 'event-1', ['reasonCode', 'kind', 'occurredAt']), revision: 0 })
  })

  it('says nothing differs when the second merely knows less', () => {
    const late = report(SEARCH, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', '', '')
    given(second)
      .when(told(late))
      .thenEvents(confirmation(late, second, 'event-1', []))
  })

  it('is no change when either is repeated', () => {
    given(first, second).when(told(first)).thenNothing().when(told(second)).thenNothing()
  })

  it('stays one movement', () => {
    expect(given(first, second).state.movements).toHaveLength(1)
    expect(given(second, first).state.movements).toHaveLength(1)
  })

  it('is confirmed again when the second says something else', () => {
    const changed = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'HD', 'WSI')
    const differs = ['prisonId', 'reasonCode', 'kind', 'occurredAt']
    given(first, second)
      .when(told(changed))
      .thenEvents({ ...confirmation(changed, first, 'event-1', differs), revision: 1 })
      .when(told(changed))
      .thenNothing()
  })

  it.each([
    ['exactly 24 hours apart', '2024-06-02T09:00:05.123456789Z', 'FactConfirmed'],
    ['a nanosecond more', '2024-06-02T09:00:05.123456790Z', 'ReleasedFromPrison'],
    ['24 hours before', '2024-05-31T09:00:05.123456789Z', 'FactConfirmed'],
    ['more than 24 hours before', '2024-05-31T09:00:05.123456788Z', 'ReleasedFromPrison'],
  ])('%s: %s gives %s', (_, at, type) => {
    given(first)
      .when(told(report(DELAYED, 'OUT', at, 'RELEASED', 'NCS')))
      .thenEvents({ event: custody(type) })
  })

  it('is two when a movement the other way lies between', () => {
    const again = told(report(DELAYED, 'OUT', '2024-06-01T15:00:00Z', 'RELEASED', 'NCS'))
    given(first, report(SEARCH, 'IN', '2024-06-01T12:00:00Z', 'READMISSION'))
      .when(again)
      .thenEvents({ event: custody('ReleasedFromPrison') })
    given(first, report(SEARCH, 'IN', '2024-06-01T16:00:00Z', 'READMISSION'))
      .when(again)
      .thenEvents({ event: custody('FactConfirmed') })
  })

  it('is one although a movement the same way lies between', () => {
    const later = report(SEARCH, 'OUT', '2024-06-01T11:00:00Z', 'RELEASED')
    const other = report(DELAYED, 'OUT', '2024-06-01T08:00:00Z', 'RELEASED', 'NCS')
    given(first, second, later)
      .when(told(other))
      .thenEvents(confirmation(other, later, 'event-3'))
  })

  it('is two when the direction differs', () => {
    const admitted = report(DELAYED, 'IN', '2024-06-01T09:30:00Z', 'ADMISSION', 'N')
    given(first).when(told(admitted)).thenEvents(recorded(admitted))
  })

  it('is two when one family tells both', () => {
    const other = report(SEARCH, 'OUT', '2024-06-01T10:00:00Z', 'RELEASED')
    given(first).when(told(other)).thenEvents(recorded(other))
  })

  it('is confirmed by a family once: its next report is another movement', () => {
    const next = report(DELAYED, 'OUT', '2024-06-01T20:00:00Z', 'RELEASED', 'NCS')
    given(first, second).when(told(next)).thenEvents(recorded(next))
  })

  it('belongs to the nearest report when several could be meant', () => {
    const later = report(SEARCH, 'OUT', '2024-06-01T19:00:00Z', 'RELEASED')
    const other = report(DELAYED, 'OUT', '2024-06-01T18:00:00Z', 'RELEASED', 'NCS')
    given(first, later)
      .when(told(other))
      .thenEvents(confirmation(other, later, 'event-2'))
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
    const { state } = given(...search, ...delayed)
    expect(state.movements).toHaveLength(6)
    expect(state.confirmations.size).toBe(6)
    for (const [key, { of }] of state.confirmations) expect(of.slice(-20, -10)).toBe(key.slice(-20, -10))
  })
})

describe('a second report that shows what the movement really was', () => {
  const released = report(SEARCH, 'OUT', '2024-06-01T09:00:05Z', 'RELEASED')

  it('makes a release a death', () => {
    const died = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'DEC', '')
    const then = given(released)
      .when(told(died))
      .thenEvents(
        confirmation(died, released, 'event-1'),
        { key: released.key, retracts: 'event-1', revision: 1, event: custody('FactRetracted') },
        {
          key: released.key,
          revision: 2,
          corrects: undefined,
          event: { ...custody('DiedInCustody'), data: { prisonId: 'MDI', reasonCode: 'DEC' } },
        },
      )
    expect(heldNow(then.state)).toMatchObject({ status: 'CUSTODY_STATUS_DIED', prisonId: 'MDI' })
    const later = report(DELAYED, 'OUT', '2024-06-01T10:00:00Z', 'RELEASED', 'DEC')
    then.when(told(released)).thenNothing().when(told(died)).thenNothing().when(told(later)).thenEvents(recorded(later))
  })

  it.each([
    ['HO', 'RELEASE_KIND_HOSPITAL'],
    ['DE', 'RELEASE_KIND_IMMIGRATION_REMOVAL'],
    ['UAL', 'RELEASE_KIND_UNLAWFULLY_AT_LARGE'],
    ['ECSL', 'RELEASE_KIND_END_OF_CUSTODY_LICENCE'],
  ])('corrects a release with %s to %s', (code, kind) => {
    const second = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', code)
    given(released)
      .when(told(second))
      .thenEvents(confirmation(second, released, 'event-1'), {
        corrects: 'event-1',
        event: { ...custody('ReleasedFromPrison'), data: { kind } },
      })
  })

  it('corrects an admission to a recall', () => {
    const admitted = report(SEARCH, 'IN', '2024-06-01T09:00:05Z', 'READMISSION')
    const second = report(DELAYED, 'IN', '2024-06-01T09:00:00Z', 'ADMISSION', '24')
    given(admitted)
      .when(told(second))
      .thenEvents(confirmation(second, admitted, 'event-1'), {
        corrects: 'event-1',
        event: { ...custody('ReceivedIntoPrison'), data: { recall: true } },
      })
  })

  it.each([
    ['DEC', 'DiedInCustody', [{ event: custody('FactRetracted') }]],
    ['HP', 'ReleasedFromPrison', []],
    ['UAL', 'ReleasedFromPrison', []],
  ])('and then that it was not %s: what was brought to the first is gone again', (code, type, between) => {
    const wrong = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', code)
    const right = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'CR')
    const after = given(released)
      .when(told(wrong))
      .thenEvents({ event: custody('FactConfirmed') }, ...between, { event: custody(type) })
      .when(told(right))
      .thenEvents({ event: custody('FactConfirmed') }, ...between, { event: custody('ReleasedFromPrison') })
    expect(after.state.movements).toMatchObject([
      { key: released.key, reasonCode: '', meaning: { is: 'released', kind: 'RELEASE_KIND_NOT_KNOWN' } },
    ])
    expect(after.state.facts.get(released.key)).toMatchObject({
      type: 'hub.custody.v1.ReleasedFromPrison',
      hash: released.hash,
    })
    expect(heldNow(after.state)).toMatchObject({ status: 'CUSTODY_STATUS_RELEASED' })
    after.when(told(right)).thenNothing()
  })

  it('corrects nothing when the first had the code', () => {
    const first = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'DEC')
    given(first)
      .when(told(released))
      .thenEvents(confirmation(released, first, 'event-1'))
  })
})

describe('movements of one family', () => {
  const first = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'NCS')

  it('are corrected when the same movement is told otherwise', () => {
    const changed = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'HO')
    given(first)
      .when(told(changed))
      .thenEvents({ ...recorded(changed), corrects: 'event-1', revision: 1 })
  })

  it('are retracted and told anew when they prove to be of another kind', () => {
    const died = report(DELAYED, 'OUT', '2024-06-01T09:00:00Z', 'RELEASED', 'DEC')
    const then = given(first)
      .when(told(died))
      .thenEvents({ retracts: 'event-1', event: custody('FactRetracted') }, recorded(died))
    expect(then.state.movements).toMatchObject([{ meaning: { is: 'died' } }])
  })

  it('told late do not disturb the present', () => {
    const now = report(DELAYED, 'IN', '2024-06-01T09:00:00Z', 'ADMISSION', 'N')
    const old = report(DELAYED, 'OUT', '2010-01-01T07:03:50.912169Z', 'RELEASED', 'NCS')
    const { state } = given(now).when(told(old)).thenEvents(recorded(old))
    expect(heldNow(state)).toMatchObject({ status: 'CUSTODY_STATUS_IN_PRISON', since: now.occurredAt })
  })
})

describe('what a report changes of the present', () => {
  const changed = (fact: Fact<HubEvent>, before?: object, after?: object) => ({
    ...recorded(fact),
    event: { ...recorded(fact).event, data: { change: { before, after } } } as never,
  })
  const admitted = report(DELAYED, 'IN', '2024-06-01T09:00:00Z', 'ADMISSION', 'N')
  const inside = { status: 'CUSTODY_STATUS_IN_PRISON', prisonId: 'MDI' }

  it('stands in its event, with before and after', () => {
    const moved = report(SEARCH, 'IN', '2024-06-03T09:00:00Z', 'TRANSFERRED', '', 'LEI')
    given()
      .when(told(admitted))
      .thenEvents(changed(admitted, undefined, inside))
      .when(told(moved))
      .thenEvents(changed(moved, inside, { ...inside, prisonId: 'LEI', since: moved.occurredAt }))
  })

  it('stands in the confirmation, where the second report changes it', () => {
    const moved = report(DELAYED, 'IN', '2024-06-03T09:00:00Z', 'TRANSFERRED', 'INT')
    const reached = report(SEARCH, 'IN', '2024-06-03T09:00:05Z', 'TRANSFERRED', '', 'LEI')
    given(admitted, moved)
      .when(told(reached))
      .thenEvents({
        confirms: 'event-2',
        event: { ...custody('FactConfirmed'), data: { change: { before: inside, after: { prisonId: 'LEI' } } } },
      })
  })

  it('is nothing when it lies in the past, or when two families differ by seconds', () => {
    const old = report(DELAYED, 'OUT', '2010-01-01T07:03:50Z', 'RELEASED', 'NCS')
    const same = report(SEARCH, 'IN', '2024-06-01T09:00:05Z', 'NEW_ADMISSION')
    given(admitted)
      .when(told(old))
      .thenEvents({ event: { ...custody('ReleasedFromPrison'), data: { change: undefined } } })
      .when(told(same))
      .thenEvents({ event: { ...custody('FactConfirmed'), data: { change: undefined } } })
  })
})

describe('other reports', () => {
  const merged: Fact<HubEvent> = {
    key: 'merged/token/2024-06-01T09:00:00Z',
    hash: 'a',
    occurredAt: parseInstant('2024-06-01T09:00:00Z')!,
    event: eventOf('hub.custody.v1.PrisonNumbersMerged', { sourceReason: 'MERGE', personal }),
  }

  it('are recorded once and touch no movement', () => {
    const { state } = given()
      .when(deciding({ is: 'merge', fact: merged, removed: personal.identity }))
      .thenEvents({ ...merged, revision: 0 })
      .when(deciding({ is: 'merge', fact: merged, removed: personal.identity }))
      .thenNothing()
    expect(state.movements).toEqual([])
  })
})
