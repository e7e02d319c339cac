import { formatInstant } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { knownCustody } from '../src/app/known-custody'
import { domainEvent, found, NOMS, RECORD, received, record, released, said, started, updated } from './scenario'

/** Somebody in custody since 2 June 2025 whose handover is on 21 April 2026. */
function inCustody() {
  const hub = started()
  hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
  const row = (at: string, body: object) => {
    hub.at(at)
    return said(hub.say('allocation-manager', { nomis_offender_id: NOMS, ...body }))
  }
  return { ...hub, row, present: () => presentOf(hub) }
}

const presentOf = ({ stateOf }: Pick<ReturnType<typeof started>, 'stateOf'>) => {
  const { standing, procedure } = stateOf(NOMS)
  return { reason: standing?.reason, done: procedure.done.length }
}
const OVERRIDE = { value: 'Probation', reason: 'other_reason' }
const OUT = { [RECORD]: record({ status: 'INACTIVE OUT' }) }
const PATIENT = { [RECORD]: record({ status: 'INACTIVE OUT', restrictedPatient: true, supportingPrisonId: 'MDI' }) }

describe('a row of an earlier stay in custody', () => {
  it('is kept in mind, and counts when the stay turns out to have gone on', () => {
    const hub = inCustody()
    hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z'))
    hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z'))
    expect(hub.row('2025-08-02T10:00:00Z', { ...OVERRIDE, updated_at: '2025-06-10T09:00:00Z' })).toEqual([
      'Responsibility override: Probation, other_reason, over by now',
    ])
    expect(hub.row('2025-08-02T10:00:00Z', { contacted_com: true, updated_at: '2025-06-11T09:00:00Z' })).toEqual([
      'Handover checklist: contacted com, over by now',
    ])
    expect(hub.present()).toEqual({ reason: 'determinate', done: 0 })
    // It was hospital all the time: the stay never ended.
    expect(hub.tell('2025-08-03T10:00:00Z', released('2025-07-01T09:00:00Z', 'HP')).slice(1)).toEqual([
      'Responsible: community (responsibility_override), by the calculation custody only',
      'Handover checklist: contacted com, counts again',
    ])
    expect(hub.present()).toEqual({ reason: 'responsibility_override', done: 1 })
  })

  it('keeps no promise of this one', () => {
    const hub = inCustody()
    hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z'))
    const probation = { [`/case-records/${NOMS}`]: found({ nomsId: NOMS, resourcing: 'NORMAL' }) }
    hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z'), { [RECORD]: record(), ...probation })
    hub.row('2025-08-02T10:00:00Z', {
      contacted_com: true,
      sent_handover_report: true,
      updated_at: '2025-06-11T09:00:00Z',
    })
    expect(hub.recorded.at(-1)!.event.data).toMatchObject({ past: true, complete: false, done: { length: 2 } })
  })

  it('does not count before a later one, though that was deleted', () => {
    const hub = inCustody()
    hub.row('2025-06-20T10:00:00Z', { ...OVERRIDE, updated_at: '2025-06-10T09:00:00Z' })
    hub.row('2025-06-21T10:00:00Z', { value: null, updated_at: '2025-06-12T09:00:00Z' })
    hub.at('2025-06-22T10:00:00Z')
    expect(
      hub.say('allocation-manager', { nomis_offender_id: NOMS, ...OVERRIDE, updated_at: '2025-06-11T09:00:00Z' }),
    ).toMatchObject([{ state: 'ignored', reason: 'no change: something newer is known' }])
    expect(hub.present()).toMatchObject({ reason: 'determinate' })
  })
})

describe('a checklist', () => {
  it('that began anew with a release counts again when the release is taken for hospital, and again not', () => {
    const hub = inCustody()
    hub.row('2025-06-10T10:00:00Z', { contacted_com: true })
    expect(hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z')).at(-1)).toBe(
      'Handover checklist: begun anew',
    )
    expect(hub.tell('2025-07-01T11:00:00Z', released('2025-07-01T09:00:00Z', 'HP')).at(-1)).toBe(
      'Handover checklist: contacted com, counts again',
    )
    expect(hub.tell('2025-07-01T12:00:00Z', released('2025-07-01T09:00:00Z')).at(-1)).toBe(
      'Handover checklist: begun anew',
    )
    expect(hub.present()).toEqual({ reason: 'released', done: 0 })
  })

  it('goes on while the record says for some seconds that there is no sentence', () => {
    const hub = inCustody()
    hub.row('2025-06-10T10:00:00Z', { contacted_com: true })
    const blank = { [RECORD]: record({ legalStatus: 'REMAND', sentenceStartDate: null, conditionalReleaseDate: null }) }
    hub.tell('2025-06-11T10:00:00Z', updated('2025-06-11T10:00:00Z', 'SENTENCE'), blank)
    expect(hub.present()).toMatchObject({ reason: 'legal_status', done: 1 })
    hub.tell('2025-06-11T10:00:05Z', updated('2025-06-11T10:00:05Z', 'SENTENCE'))
    expect(hub.present()).toEqual({ reason: 'determinate', done: 1 })
  })

  it('goes on where the handover, not yet at hand, comes nearer', () => {
    const hub = inCustody()
    hub.row('2025-06-10T10:00:00Z', { contacted_com: true })
    const nearer = { [RECORD]: record({ conditionalReleaseDate: '2026-09-05' }) }
    hub.tell('2025-06-11T10:00:00Z', updated('2025-06-11T10:00:00Z', 'SENTENCE'), nearer)
    expect(hub.present()).toEqual({ reason: 'determinate', done: 1 })
  })

  it('begins anew where the handover has moved away by the time there is a sentence again', () => {
    const hub = inCustody()
    hub.pass('2026-03-01')
    hub.row('2026-03-01T10:00:00Z', { contacted_com: true })
    const remand = { [RECORD]: record({ legalStatus: 'REMAND' }) }
    hub.tell('2026-03-02T10:00:00Z', updated('2026-03-02T10:00:00Z', 'STATUS'), remand)
    expect(hub.present()).toMatchObject({ done: 1 })
    const later = { [RECORD]: record({ conditionalReleaseDate: '2028-01-05' }) }
    hub.tell('2026-03-02T10:00:05Z', updated('2026-03-02T10:00:05Z', 'STATUS'), later)
    expect(hub.present()).toEqual({ reason: 'determinate', done: 0 })
  })
})

describe('a release that only the record knows', () => {
  it('ends the stay: what was decided in it is not of the next one', () => {
    const hub = inCustody()
    hub.row('2025-06-10T10:00:00Z', OVERRIDE)
    hub.row('2025-06-10T10:00:00Z', { contacted_com: true })
    expect(hub.tell('2025-07-01T10:00:00Z', updated('2025-07-01T10:00:00Z', 'STATUS'), OUT)).toEqual([
      'Prison record changed: status',
      'Prison record read: SENTENCED',
      'Released from LEI: not known',
      'Responsible: nobody (released)',
      'No handover date any more (released)',
      'Handover checklist: begun anew',
    ])
    expect(hub.present()).toEqual({ reason: 'released', done: 0 })
    hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z'))
    expect(hub.present()).toEqual({ reason: 'determinate', done: 0 })
    const { stretches } = knownCustody(hub.stateOf(NOMS), { year: 2025, month: 8, day: 1 })
    expect(stretches.map(({ status, since }) => [status, formatInstant(since!)])).toEqual([
      ['CUSTODY_STATUS_IN_PRISON', '2025-06-02T09:00:00Z'],
      ['CUSTODY_STATUS_RELEASED', '2025-07-01T10:00:00Z'],
      ['CUSTODY_STATUS_IN_PRISON', '2025-08-01T09:00:00Z'],
    ])
  })

  it('was none where the record says otherwise before the next admission, nor where it lagged behind one', () => {
    for (const admission of ['2025-08-01T09:00:00Z', '2025-06-30T23:00:00Z']) {
      const hub = inCustody()
      hub.row('2025-06-10T10:00:00Z', OVERRIDE)
      hub.tell('2025-07-01T10:00:00Z', updated('2025-07-01T10:00:00Z', 'STATUS'), OUT)
      expect(hub.tell('2025-07-01T10:00:30Z', updated('2025-07-01T10:00:30Z', 'STATUS'))).toContain(
        'Withdrawn: Released from prison (no release lies between the movements)',
      )
      hub.tell('2025-08-01T10:00:00Z', received(admission))
      expect(hub.present()).toMatchObject({ reason: 'responsibility_override' })
    }
  })

  const bySearch = (at: string) =>
    domainEvent('prisoner-offender-search.prisoner.received', at, { reason: 'NEW_ADMISSION', prisonId: 'LEI' })

  it.each([
    ['a release of years ago', released('2019-07-01T09:00:00Z')],
    ['a reception of years ago', received('2019-06-01T09:00:00Z')],
    ['a second report of the reception', bySearch('2025-06-02T09:00:05Z')],
    ['a transfer of the day before', received('2025-06-30T10:00:00Z', 'TRANSFERRED', 'INT', 'MDI')],
  ])('is not undone by %s', (_, late) => {
    const hub = inCustody()
    hub.tell('2025-07-01T10:00:00Z', updated('2025-07-01T10:00:00Z', 'STATUS'), OUT)
    hub.tell('2025-07-02T10:00:00Z', late, OUT)
    expect(hub.present()).toMatchObject({ reason: 'released' })
    // So is what it leads to: the next admission begins another stay.
    hub.row('2025-07-03T10:00:00Z', { ...OVERRIDE, updated_at: '2025-06-20T10:00:00Z' })
    hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z'))
    expect(hub.present()).toMatchObject({ reason: 'determinate' })
  })

  it('is known from a record that says so again after the search could be behind, and is shown as one', () => {
    const hub = started(OUT)
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:59:58Z'), OUT)
    hub.tell('2025-06-02T10:00:10Z', updated('2025-06-02T10:00:10Z', 'STATUS'), OUT)
    expect(presentOf(hub)).toMatchObject({ reason: 'determinate' })
    hub.tell('2025-06-05T10:00:00Z', updated('2025-06-05T10:00:00Z', 'STATUS'), OUT)
    expect(presentOf(hub)).toMatchObject({ reason: 'released' })
    expect(knownCustody(hub.stateOf(NOMS), { year: 2025, month: 6, day: 5 }).now).toMatchObject({
      status: 'CUSTODY_STATUS_RELEASED',
      prisonId: 'LEI',
    })
  })

  it.each([[undefined], [null], [5], ['a sentence about somebody']])(
    'is not undone by a record of status %j',
    status => {
      const hub = inCustody()
      hub.tell('2025-07-01T10:00:00Z', updated('2025-07-01T10:00:00Z', 'STATUS'), OUT)
      hub.tell('2025-07-02T10:00:00Z', updated('2025-07-02T10:00:00Z', 'STATUS'), { [RECORD]: record({ status }) })
      expect(hub.present()).toMatchObject({ reason: 'released' })
    },
  )

  it('is not one of a patient, until they are discharged', () => {
    const hub = inCustody()
    hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z', 'HP'), OUT)
    hub.tell('2025-07-01T10:01:00Z', updated('2025-07-01T10:01:00Z', 'STATUS'), OUT)
    expect(hub.present()).toMatchObject({ reason: 'determinate' })
    hub.tell('2025-07-01T10:02:00Z', updated('2025-07-01T10:02:00Z', 'RESTRICTED_PATIENT'), PATIENT)
    expect(hub.present()).toMatchObject({ reason: 'determinate' })
    const removed = domainEvent('restricted-patients.patient.removed', '2025-09-01T10:00:00Z')
    hub.tell('2025-09-01T10:00:00Z', removed, OUT)
    expect(hub.present()).toMatchObject({ reason: 'released' })
  })
})

describe('a recall', () => {
  it('goes on in hospital and after it, whatever the code of the return', () => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z', 'ADMISSION', 'L'))
    hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z', 'HP'))
    hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z', 'ADMISSION', 'N'))
    expect(presentOf(hub)).toMatchObject({ reason: 'recall_case' })
  })
})
