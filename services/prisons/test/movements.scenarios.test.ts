import { describe, expect, it } from '@jest/globals'
import { caseOf } from '../src/domain/standing'
import { heldNow } from '../src/domain/state'
import { translate } from './play'
import { domainEvent, NOMS, RECORD, received, record, released, started } from './scenario'

const away = (at: string) =>
  domainEvent('prison-offender-events.prisoner.released', at, {
    reason: 'TEMPORARY_ABSENCE_RELEASE',
    nomisMovementReasonCode: 'C5',
    prisonId: 'LEI',
  })
const search = (way: 'received' | 'released', at: string, reason: string) =>
  domainEvent(`prisoner-offender-search.prisoner.${way}`, at, { reason, prisonId: 'LEI' })

describe('a return from a temporary absence by the reason of an admission', () => {
  const absent = () => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    hub.tell('2025-06-10T10:00:00Z', away('2025-06-10T09:00:00Z'))
    return { ...hub, held: () => heldNow(hub.stateOf(NOMS)) }
  }
  const HELD = { status: 'CUSTODY_STATUS_IN_PRISON', prisonId: 'LEI', recall: false }

  it('is the end of the absence and no recall, whatever the code', () => {
    const hub = absent()
    expect(hub.tell('2025-06-11T10:00:00Z', received('2025-06-11T09:00:00Z', 'ADMISSION', 'L'))).toEqual([
      'Back from temporary absence at LEI',
    ])
    expect(hub.held()).toMatchObject(HELD)
    expect(hub.tell('2025-06-11T10:05:00Z', received('2025-06-11T09:00:00Z', 'ADMISSION', 'L'))).toEqual([])
  })

  it('is so as search tells of it, and no second report makes it a recall', () => {
    const hub = absent()
    expect(hub.tell('2025-06-11T09:01:00Z', search('received', '2025-06-11T09:00:05Z', 'READMISSION'))).toEqual([
      'Back from temporary absence at LEI',
    ])
    expect(hub.tell('2025-06-11T10:00:00Z', received('2025-06-11T09:00:00Z', 'ADMISSION', '24'))).toEqual([
      'Confirmed by a second source: Temporary absence ended',
    ])
    expect(hub.held()).toMatchObject(HELD)
  })

  it('is the recall that was told when they were not absent', () => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    hub.tell('2025-06-10T10:00:00Z', released('2025-06-10T09:00:00Z'))
    expect(hub.tell('2025-06-11T10:00:00Z', received('2025-06-11T09:00:00Z', 'ADMISSION', 'L'))[0]).toBe(
      'Received into prison LEI, recalled',
    )
  })
})

describe('a movement to what is no prison', () => {
  it.each([
    ['OUT', 0],
    ['TRN', 0],
    ['MOORLAND', 1],
  ])('%s is to none that is known', (prisonId, warnings) => {
    const body = received('2025-06-02T09:00:00Z', 'ADMISSION', 'N', prisonId)
    expect(started().tell('2025-06-02T10:00:00Z', body)[0]).toBe('Received into prison')
    expect(translate('hmpps-domain-events', body).warnings).toHaveLength(warnings)
  })

  it('nor is the record of one', () => {
    const hub = started({ [RECORD]: record({ prisonId: 'OUT' }) })
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'OUT'))
    expect(caseOf(hub.stateOf(NOMS))!.prisonId).toBeUndefined()
  })
})

describe('a release for administration', () => {
  const AT = '2025-06-10T09:00:00Z'
  const bySearch = search('released', '2025-06-10T09:00:05Z', 'RELEASED')

  it.each([
    ['after search told of it', [bySearch, released(AT, 'MRG')]],
    ['before search tells of it', [released(AT, 'MRG'), bySearch]],
  ])('ends no stay: %s', (_, told) => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    const before = hub.stateOf(NOMS).standing
    for (const [at, body] of told.entries()) hub.tell(`2025-06-10T1${at}:00:00Z`, body)
    expect(heldNow(hub.stateOf(NOMS))).toMatchObject({ status: 'CUSTODY_STATUS_IN_PRISON', prisonId: 'LEI' })
    expect(hub.stateOf(NOMS).standing).toEqual(before)
  })

  it('that nobody else tells of changes nothing and stands on the line', () => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    expect(hub.tell('2025-06-10T10:00:00Z', released(AT, 'MRG'))).toEqual(['Movement: RELEASED (MRG) at LEI'])
  })
})
