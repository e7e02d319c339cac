import { parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { progressIn, progressOn } from '../src/domain/handover/progress'
import { translate } from './play'
import { domainEvent, NOMS, received, released, said, started } from './scenario'

/** Somebody in custody whose handover is on 21 April 2026. */
function inCustody() {
  const hub = started()
  hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
  return {
    ...hub,
    row: (at: string, row: object) => {
      hub.at(at)
      return hub.say('allocation-manager', { nomis_offender_id: NOMS, id: 7, reason: 'other_reason', ...row })
    },
  }
}

describe('what a prison manager decides on who is responsible', () => {
  it('wins over the calculation, on its day of handover too, until it is taken back', () => {
    const hub = inCustody()
    expect(said(hub.row('2025-06-03T10:00:00Z', { value: 'Probation' }))).toEqual([
      'Responsibility override: Probation, other_reason',
      'Responsible: community (responsibility_override), by the calculation custody only',
    ])
    expect(hub.pass('2026-04-21').filter(each => each.startsWith('Responsible'))).toEqual([
      'Responsible: community (responsibility_override), by the calculation community',
    ])
    expect(said(hub.row('2026-04-22T10:00:00Z', { value: 'Prison', reason: 'prisoner_moved_to_open_prison' }))).toEqual(
      [
        'Responsibility override: Prison, prisoner_moved_to_open_prison, was Probation',
        'Responsible: custody with com (responsibility_override), by the calculation community',
      ],
    )
    expect(said(hub.row('2026-04-23T10:00:00Z', { value: null }))).toEqual([
      'Responsibility override, was Prison',
      'Responsible: community (determinate)',
    ])
    expect(hub.row('2026-04-23T10:00:00Z', { value: null })).toMatchObject([{ state: 'ignored', reason: 'no change' }])
  })

  it('is of this stay in custody', () => {
    const hub = inCustody()
    hub.row('2025-06-03T10:00:00Z', { value: 'Probation' })
    hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z'))
    expect(hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z'))).toContain(
      'Responsible: custody only (determinate)',
    )
  })

  it('is of the stay in which it was changed, whichever is told first', () => {
    const again = (hub: ReturnType<typeof inCustody>) => {
      hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z'))
      return hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z'))
    }
    const row = { value: 'Probation', updated_at: '2025-06-03T10:00:00Z' }
    const first = inCustody()
    first.row('2025-06-03T10:00:00Z', row)
    expect(again(first)).toContain('Responsible: custody only (determinate)')
    const last = inCustody()
    again(last)
    expect(said(last.row('2025-08-02T10:00:00Z', row))).toEqual([
      'Responsibility override: Probation, other_reason, over by now',
    ])
    expect(last.row('2025-08-02T10:00:00Z', row)).toMatchObject([{ state: 'ignored', reason: 'no change' }])
    // Without a time of its own it is of the moment of its coming.
    expect(said(first.row('2025-08-02T10:00:00Z', { value: 'Probation' }))).toEqual([
      'Responsibility override: Probation, other_reason',
      'Responsible: community (responsibility_override), by the calculation custody only',
    ])
    expect(said(last.row('2025-08-02T10:00:00Z', { value: null }))).toEqual([])
  })

  it('is of the new stay though the clock of its reception is an hour ahead, whichever family tells of it first', () => {
    const search = domainEvent('prisoner-offender-search.prisoner.received', '2025-08-01T09:00:00Z', {
      reason: 'NEW_ADMISSION',
      prisonId: 'LEI',
    })
    const ahead = received('2025-08-01T10:00:00Z')
    for (const [first, second] of [
      [search, ahead],
      [ahead, search],
    ] as const) {
      const hub = inCustody()
      hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z'))
      hub.tell('2025-08-01T10:30:00Z', first)
      hub.row('2025-08-01T10:31:00Z', { value: 'Probation', updated_at: '2025-08-01T09:30:00Z' })
      hub.row('2025-08-01T10:32:00Z', { contacted_com: true, updated_at: '2025-08-01T09:40:00Z' })
      hub.tell('2025-08-01T10:45:00Z', second)
      expect(hub.stateOf(NOMS).standing).toMatchObject({ reason: 'responsibility_override' })
      expect(hub.stateOf(NOMS).procedure.done).toHaveLength(1)
    }
  })

  it('is not changed before another one because its clock is ahead', () => {
    const hub = inCustody()
    hub.row('2025-06-03T10:00:00Z', { value: 'Probation', updated_at: '2025-06-03T11:00:00Z' })
    expect(said(hub.row('2025-06-03T10:20:00Z', { value: 'Prison', updated_at: '2025-06-03T10:20:00Z' }))).toContain(
      'Responsible: custody with com (responsibility_override), by the calculation custody only',
    )
  })

  it('leaves the procedure of handover, which goes by the calculation', () => {
    for (const value of ['Prison', 'Probation']) {
      const hub = inCustody()
      const progress = (day: string) => {
        const standing = hub.stateOf(NOMS).standing!
        return progressOn(standing, progressIn(hub.stateOf(NOMS)), parseCalendarDate(day)!)
      }
      hub.row('2025-06-03T10:00:00Z', { value })
      expect(progress('2025-06-04')).toBeUndefined()
      expect(hub.pass('2026-02-24')).toEqual(['Handover procedure: upcoming handover, due 24 Feb 2026'])
      expect(progress('2026-02-24')).toMatchObject({ upcoming: true, inProgress: false })
      hub.row('2026-03-02T10:00:00Z', { reviewed_oasys: true })
      expect(said(hub.row('2026-03-04T10:00:00Z', { value: null }))).toEqual([
        `Responsibility override, was ${value}`,
        'Responsible: custody only (determinate)',
      ])
      // The calculation said so all the time.
      expect(hub.stateOf(NOMS).procedure.done).toHaveLength(1)
      hub.row('2026-03-05T10:00:00Z', { value })
      hub.pass('2026-04-21')
      expect(progress('2026-04-23')).toMatchObject({ inProgress: true, comOverdue: true })
    }
  })

  it.each([['prison'], ['Nobody'], [7], [{}], ['']])('is Prison, Probation or null, not %j', value => {
    expect(inCustody().row('2025-06-03T10:00:00Z', { value })[0]!.state).toBe('rejected')
  })

  it('keeps of a reason what is one, and none of the text beside it', () => {
    const hub = inCustody()
    hub.row('2025-06-03T10:00:00Z', { value: 'Prison', reason: 'a sentence about somebody', reason_text: 'private' })
    expect(hub.stateOf(NOMS).override).toMatchObject({ value: 'Prison', reason: '' })
    expect(JSON.stringify(hub.recorded, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(
      /private|somebody/,
    )
  })

  it.each([
    ['prisoner_moved_to_open_prison', []],
    ['because', ['reason is none that the allocation manager has']],
    [null, []],
  ])('for the reason %s is taken, with %j', (reason, warnings) => {
    const read = translate('allocation-manager', { nomis_offender_id: NOMS, value: 'Prison', reason })
    expect(read).toMatchObject({ is: 'parts', warnings })
  })
})
