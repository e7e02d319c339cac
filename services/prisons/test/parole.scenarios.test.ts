import { describe, expect, it } from '@jest/globals'
import { domainEvent, found, NOMS, RECORD, received, record, said, started } from './scenario'

/** Somebody who serves an indeterminate sentence since 6 January 2025 whose tariff has passed. */
function inCustody(over: object = {}, mappaLevel?: number) {
  const answers = {
    [RECORD]: record({ indeterminateSentence: true, conditionalReleaseDate: null, tariffDate: '2025-03-01', ...over }),
    [`/case-records/${NOMS}`]: found({ nomsId: NOMS, manager: null, mappaLevel }),
  }
  const hub = started(answers)
  hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
  hub.tell('2025-06-03T10:00:00Z', domainEvent('offender-management.handover.changed', '2025-06-03T09:00:00Z'))
  return {
    ...hub,
    /** A row of the allocation manager, as it comes on a day. */
    review: (on: string, row: object) => {
      hub.at(`${on}T10:00:00Z`)
      return hub.say('allocation-manager', { nomis_offender_id: NOMS, review_id: 123456, ...row })
    },
  }
}
const TARGET = { target_hearing_date: '2026-09-01', review_status: 'Active', hearing_outcome: 'Not Specified' }
const COMPLETED = { review_id: 100, target_hearing_date: '2025-05-01', review_status: 'Inactive' }

describe('a review by the Parole Board', () => {
  it('sets the target hearing date, on which release and handover rest', () => {
    const hub = inCustody()
    expect(hub.stateOf(NOMS).standing).toMatchObject({ responsibility: 'RESPONSIBILITY_COMMUNITY' })
    expect(said(hub.review('2025-06-04', TARGET))).toEqual([
      'Parole review: hearing 1 Sep 2026, Not Specified',
      'Release dates changed',
      'Responsible: custody only (indeterminate)',
      'Handover to the community now on 1 Sep 2025, support from 1 Sep 2025, before 1 Mar 2024',
    ])
    expect(said(hub.review('2025-06-05', TARGET))).toEqual([])
  })

  it('counts by the day of its hearing, whatever the order of telling, and only from the start of the sentence on', () => {
    const hub = inCustody()
    hub.review('2025-06-04', TARGET)
    const earlier = hub.review('2025-06-05', { ...COMPLETED, hearing_outcome: 'Stay in closed [*]' })
    expect(said(earlier)[0]).toBe('Parole review: hearing 1 May 2025, Stay in closed [*]')
    expect(hub.stateOf(NOMS).dates.byType.THD).toEqual({ calculated: { year: 2026, month: 9, day: 1 } })
    const old = inCustody()
    expect(said(old.review('2025-06-04', { ...TARGET, target_hearing_date: '2025-01-05' }))).toHaveLength(1)
    expect(old.stateOf(NOMS).dates.byType.THD).toBeUndefined()
    // The day itself is of the sentence.
    expect(said(old.review('2025-06-04', { ...TARGET, target_hearing_date: '2025-01-06' }))).toContain(
      'Release dates changed',
    )
  })

  it('that loses its date takes the target hearing date away', () => {
    const hub = inCustody()
    hub.review('2025-06-04', TARGET)
    expect(said(hub.review('2025-06-05', { ...TARGET, target_hearing_date: null }))).toContain('Release dates changed')
    expect(hub.stateOf(NOMS).dates.byType.THD).toBeUndefined()
  })

  it('is not taken with a date that cannot be read', () => {
    const hub = inCustody()
    hub.review('2025-06-04', TARGET)
    expect(hub.review('2025-06-05', { ...TARGET, target_hearing_date: '1 September' })).toMatchObject([
      { state: 'rejected', reason: 'the date cannot be read' },
    ])
    expect(hub.stateOf(NOMS).dates.byType.THD).toBeDefined()
  })

  it.each<[string, number | undefined, object, string]>([
    ['RESPONSIBILITY_COMMUNITY', 2, { hearing_outcome: 'Stay in closed [*]' }, 'parole_mappa_2_3'],
    ['RESPONSIBILITY_COMMUNITY', 3, { hearing_outcome: 'Stay in closed [*]' }, 'parole_mappa_2_3'],
    ['RESPONSIBILITY_CUSTODY_WITH_COM', 1, { hearing_outcome: 'Stay in closed [*]' }, 'thd_over_12_months'],
    ['RESPONSIBILITY_CUSTODY_WITH_COM', undefined, { hearing_outcome: 'Stay in closed [*]' }, 'thd_over_12_months'],
    [
      'RESPONSIBILITY_CUSTODY_WITH_COM',
      undefined,
      { hearing_outcome: 'Not Specified', hearing_outcome_received_on: '2025-05-02' },
      'thd_over_12_months',
    ],
    ['RESPONSIBILITY_CUSTODY_ONLY', 2, { hearing_outcome: 'Release [*]' }, 'indeterminate'],
    ['RESPONSIBILITY_CUSTODY_ONLY', 2, { hearing_outcome: 'Not Applicable' }, 'indeterminate'],
  ])('%s with MAPPA %s after %j: %s', (responsibility, mappaLevel, outcome, reason) => {
    const hub = inCustody({}, mappaLevel)
    hub.review('2025-06-04', TARGET)
    hub.review('2025-06-05', { ...COMPLETED, ...outcome })
    expect(hub.stateOf(NOMS).standing).toMatchObject({ responsibility, reason })
  })

  it.each([
    [undefined, 'recall_thd_over_12_months'],
    [2, 'recall_case'],
  ])('of a recalled person with MAPPA %s: %s', (mappaLevel, reason) => {
    const hub = inCustody({ recall: true }, mappaLevel)
    hub.review('2025-06-04', TARGET)
    expect(hub.stateOf(NOMS).standing?.reason).toBe(reason)
  })

  it.each([
    ['no id', { review_id: null }, 'rejected', 'no usable id of the review'],
    ['an id that is none', { review_id: 'x' }, 'rejected', 'no usable id of the review'],
    ['an id below one', { review_id: -4 }, 'rejected', 'no usable id of the review'],
  ])('with %s is %s', (_, row, state, reason) => {
    expect(inCustody().review('2025-06-04', row)).toMatchObject([{ state, reason }])
  })
})
