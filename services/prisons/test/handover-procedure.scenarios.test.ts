import type { SourceAnswer } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import { domainEvent, found, NOMS, RECORD, received, record, released, started, updated } from './scenario'

const HANDOVER = `/api/handovers/${NOMS}`
const CASE = `/case-records/${NOMS}`

/** Somebody whose handover is on 21 April 2026, with a record of probation that says how it is resourced. */
function inCustody(resourcing?: string, over: object = {}) {
  const hub = started({ [RECORD]: record(over) })
  hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
  const probation: Readonly<Record<string, SourceAnswer>> = resourcing
    ? { [CASE]: found({ nomsId: NOMS, resourcing }) }
    : {}
  if (resourcing)
    hub.tell('2025-06-03T10:00:00Z', domainEvent('offender-management.handover.changed', '2025-06-03T09:00:00Z'), {
      [RECORD]: record(over),
      ...probation,
    })
  const com = (at: string, name: string | null) =>
    hub
      .tell(at, domainEvent('offender-management.handover.changed', at), {
        [HANDOVER]: found({
          nomsNumber: NOMS,
          responsibility: 'POM',
          handoverStartDate: '2026-04-21',
          handoverDate: '2026-04-21',
          responsibleComName: name,
        }),
      })
      .filter(each => !each.startsWith('Prison record changed') && !each.startsWith('The allocation manager'))
  const tick = (at: string, checklist: object) => {
    hub.at(at)
    return hub.say('allocation-manager', { nomis_offender_id: NOMS, ...checklist })
  }
  const moved = (at: string, conditionalReleaseDate: string) =>
    hub
      .tell(at, updated(at, 'SENTENCE'), { [RECORD]: record({ conditionalReleaseDate }), ...probation })
      .filter(each => !each.startsWith('Prison record changed') && !each.startsWith('Release dates'))
  return { ...hub, com, tick, moved }
}
/** What is in the events of a message or day, without what every event has. */
const dataOf = (became: { readonly events: readonly { readonly event: { readonly data: unknown } }[] }) =>
  became.events.map(({ event }) => event.data as Record<string, unknown>)
const doneBy = (became: readonly Parameters<typeof dataOf>[0][]) =>
  became.flatMap(each => dataOf(each).map(({ done, complete, reset }) => ({ done, complete, reset })))

describe('an upcoming handover', () => {
  it.each([
    ['ENHANCED', 'ENHANCED', ['REVIEWED_OASYS', 'CONTACTED_COM', 'ATTENDED_HANDOVER_MEETING']],
    ['NORMAL', 'STANDARD', ['CONTACTED_COM', 'SENT_HANDOVER_REPORT']],
    ['SOMETHING', 'ENHANCED', ['REVIEWED_OASYS', 'CONTACTED_COM', 'ATTENDED_HANDOVER_MEETING']],
  ])('says 56 days before what it asks for, where resourcing is %s', (resourcing, type, tasks) => {
    const hub = inCustody(resourcing)
    expect(hub.pass('2026-02-23')).toEqual([])
    expect(dataOf(hub.onDay('2026-02-24', NOMS))).toEqual([
      expect.objectContaining({
        step: 'HANDOVER_STEP_UPCOMING_HANDOVER',
        tells: 'prison offender manager',
        type: `HANDOVER_TYPE_${type}`,
        tasks: tasks.map(task => `HANDOVER_TASK_${task}`),
        preparationDue: { year: 2026, month: 4, day: 21 },
      }),
    ])
    expect(hub.pass('2026-02-25')).toEqual([])
  })

  it('asks for nothing that is known where probation has no record', () => {
    const [data] = dataOf(inCustody().onDay('2026-02-24', NOMS))
    expect(data).toMatchObject({ type: 'HANDOVER_TYPE_UNSPECIFIED', tasks: [], preparationDue: undefined })
  })

  it('asks for it once probation has a record, and once', () => {
    const hub = inCustody()
    hub.pass('2026-02-24')
    const told = (at: string) =>
      hub.tell(at, domainEvent('offender-management.handover.changed', at), {
        [RECORD]: record(),
        [CASE]: found({ nomsId: NOMS, resourcing: 'NORMAL' }),
      })
    expect(told('2026-03-02T10:00:00Z').at(-1)).toBe('Handover procedure: upcoming handover, due 24 Feb 2026')
    expect(hub.recorded.at(-1)!.event.data).toMatchObject({ preparationDue: { year: 2026, month: 4, day: 21 } })
    expect(told('2026-03-03T10:00:00Z')).toEqual(['Prison record changed: handover'])
    // What was changed before counts from when it was asked for.
    hub.tick('2026-03-04T10:00:00Z', { contacted_com: true, updated_at: '2026-02-27T09:00:00Z' })
    expect(hub.recorded.at(-1)!.event.data).toMatchObject({ countsOn: { year: 2026, month: 3, day: 2 } })
  })

  it('asks for no meeting from handovers on 1 September 2026 on', () => {
    // Handover is 8 months and 14 days before release.
    const asked = (release: string, on: string) => {
      const hub = inCustody('ENHANCED', { conditionalReleaseDate: release })
      const [data] = dataOf(hub.onDay(on, NOMS)).filter(({ step }) => step === 'HANDOVER_STEP_UPCOMING_HANDOVER')
      const { handover } = data!.standing as { handover: { month: number; day: number } }
      return [handover.day, handover.month, (data!.tasks as string[]).length]
    }
    expect(asked('2027-05-14', '2026-08-01')).toEqual([31, 8, 3])
    expect(asked('2027-05-15', '2026-08-01')).toEqual([1, 9, 2])
  })

  it('is said again for another day, and promised once', () => {
    const hub = inCustody('NORMAL')
    hub.pass('2026-02-24')
    expect(hub.moved('2026-03-01T10:00:00Z', '2027-04-05')).toEqual([
      'Handover to the community now on 22 Jul 2026, support from 22 Jul 2026, before 21 Apr 2026',
    ])
    expect(hub.pass('2026-05-26')).toEqual([])
    const [again] = dataOf(hub.onDay('2026-05-27', NOMS))
    expect(again).toMatchObject({ step: 'HANDOVER_STEP_UPCOMING_HANDOVER', preparationDue: undefined })
  })
})

describe('the steps of a handover', () => {
  it('tell on the day, where somebody is named', () => {
    const hub = inCustody('NORMAL')
    hub.com('2026-01-05T10:00:00Z', 'Whitby, Sample')
    hub.pass('2026-02-24')
    expect(hub.pass('2026-04-21')).toEqual([
      'Responsible: community (determinate)',
      'Handover procedure: handover date, due 21 Apr 2026',
    ])
    for (const day of ['2026-04-28', '2026-05-05', '2026-06-01']) expect(hub.pass(day)).toEqual([])
  })

  it('tell a week and two weeks after, while nobody is', () => {
    const hub = inCustody('NORMAL')
    hub.pass('2026-02-24')
    hub.pass('2026-04-21')
    expect(hub.pass('2026-04-27')).toEqual([])
    expect(hub.pass('2026-04-28')).toEqual(['Handover procedure: follow up, due 28 Apr 2026'])
    expect(hub.pass('2026-05-04')).toEqual([])
    expect(hub.pass('2026-05-05')).toEqual(['Handover procedure: community manager overdue, due 5 May 2026'])
    expect(hub.pass('2026-05-19')).toEqual([])
  })

  it('come every two days for a short sentence until somebody is named, once where nobody tells, and end with release', () => {
    const SHORT = 'Handover procedure: short sentence without community manager, due'
    const hub = inCustody(undefined, { conditionalReleaseDate: '2025-11-05', sentenceStartDate: '2025-05-06' })
    expect(hub.next('2025-06-02')).not.toBe('2025-06-04')
    expect(hub.com('2025-06-10T10:00:00Z', null)).toEqual(['Community offender manager: nobody', `${SHORT} 4 Jun 2025`])
    expect(hub.next('2025-06-10')).toBe('2025-06-12')
    expect(hub.pass('2025-06-11')).toEqual([])
    expect(hub.pass('2025-06-12')).toEqual([`${SHORT} 12 Jun 2025`])
    expect(hub.pass('2025-06-14')).toEqual([`${SHORT} 14 Jun 2025`])
    expect(hub.com('2025-06-15T10:00:00Z', 'Whitby, Sample')).toEqual(['Community offender manager: named'])
    expect(hub.pass('2025-06-16')).toEqual([])
    expect(hub.com('2025-06-20T10:00:00Z', null)).toEqual([
      'Community offender manager: nobody',
      `${SHORT} 16 Jun 2025`,
    ])
    hub.tell('2025-06-21T10:00:00Z', released('2025-06-21T09:00:00Z'))
    expect(hub.pass('2025-06-22')).toEqual([])
  })
})

describe('a short sentence that is another for a while', () => {
  it('asks for a community manager once, while the community is responsible all the time', () => {
    const short = record({ conditionalReleaseDate: '2025-11-05', sentenceStartDate: '2025-05-06' })
    const longer = record({ conditionalReleaseDate: '2025-11-05', sentenceStartDate: '2024-05-06' })
    const hub = started({ [RECORD]: short })
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    for (const [at, answer] of [
      ['2025-06-03T10:00:00Z', longer],
      ['2025-06-04T10:00:00Z', short],
    ] as const)
      hub.tell(at, updated(at, 'SENTENCE'), { [RECORD]: answer })
    const types = hub.recorded.map(({ event }) => event.type)
    expect(types).toContain('hub.custody.v1.HandoverDatesSet')
    expect(types).toContain('hub.custody.v1.HandoverDatesCleared')
    const asked = hub.recorded.filter(({ event }) => (event.data as { comDue?: object }).comDue)
    expect(asked).toHaveLength(1)
    expect(hub.stateOf(NOMS).standing).toMatchObject({ reason: 'determinate_short' })
  })
})

describe('a move to open conditions', () => {
  it('asks for a community manager each time, while nobody is known to be named', () => {
    const life = record({ indeterminateSentence: true, conditionalReleaseDate: null, tariffDate: '2029-03-01' })
    const hub = started({ [RECORD]: life })
    const STEP = /^Handover procedure: open conditions without community manager/
    const move = (at: string, prisonId: string) =>
      hub.tell(at, received(at, 'TRANSFERRED', 'INT', prisonId)).filter(line => STEP.test(line))
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    expect(move('2025-07-01T10:00:00Z', 'HDI')).toEqual([
      'Handover procedure: open conditions without community manager, due 1 Jul 2025',
    ])
    expect(move('2025-07-10T10:00:00Z', 'KMI')).toEqual([])
    expect(hub.pass('2025-07-11')).toEqual([])
    expect(move('2025-08-01T10:00:00Z', 'LEI')).toEqual([])
    hub.at('2025-08-02T10:00:00Z', {
      [RECORD]: life,
      [HANDOVER]: found({ nomsNumber: NOMS, responsibility: 'POM', responsibleComName: 'Whitby, Sample' }),
    })
    hub.say('hmpps-domain-events', domainEvent('offender-management.handover.changed', '2025-08-02T10:00:00Z'))
    expect(move('2025-08-03T10:00:00Z', 'HDI')).toEqual([])
    expect(move('2025-08-04T10:00:00Z', 'LEI')).toEqual([])
    hub.at('2025-08-05T10:00:00Z', {
      [RECORD]: life,
      [HANDOVER]: found({ nomsNumber: NOMS, responsibility: 'POM', responsibleComName: null }),
    })
    hub.say('hmpps-domain-events', domainEvent('offender-management.handover.changed', '2025-08-05T10:00:00Z'))
    expect(move('2025-08-06T10:00:00Z', 'HDI')).toHaveLength(1)
  })
})

describe('the checklist', () => {
  it('is kept with what it was before, and complete when all that is asked for is done', () => {
    const hub = inCustody('NORMAL')
    hub.pass('2026-02-24')
    expect(doneBy(hub.tick('2026-03-01T10:00:00Z', { contacted_com: true, sent_handover_report: false }))).toEqual([
      { done: ['HANDOVER_TASK_CONTACTED_COM'], complete: false, reset: false },
    ])
    expect(hub.tick('2026-03-01T11:00:00Z', { contacted_com: true })[0]).toMatchObject({ reason: 'no change' })
    expect(doneBy(hub.tick('2026-03-02T10:00:00Z', { sent_handover_report: true }))).toEqual([
      {
        done: ['HANDOVER_TASK_CONTACTED_COM', 'HANDOVER_TASK_SENT_HANDOVER_REPORT'],
        complete: true,
        reset: false,
      },
    ])
    expect(doneBy(hub.tick('2026-03-03T10:00:00Z', { contacted_com: false }))).toEqual([
      { done: ['HANDOVER_TASK_SENT_HANDOVER_REPORT'], complete: false, reset: false },
    ])
  })

  it('begins anew when the handover is not at hand any more, and with release', () => {
    const hub = inCustody('NORMAL')
    hub.pass('2026-02-24')
    hub.tick('2026-03-01T10:00:00Z', { contacted_com: true })
    // Still within 56 days; a day earlier it would not be.
    expect(hub.moved('2026-03-03T10:00:00Z', '2027-01-12')).toEqual([
      'Handover to the community now on 28 Apr 2026, support from 28 Apr 2026, before 21 Apr 2026',
      'Handover procedure: upcoming handover, due 3 Mar 2026',
    ])
    expect(hub.moved('2026-03-04T10:00:00Z', '2027-08-05')).toEqual([
      expect.stringMatching(/^Handover to the community now on/),
      'Handover checklist: begun anew',
    ])
    hub.tick('2026-03-04T11:00:00Z', { contacted_com: true })
    expect(hub.tell('2026-03-05T10:00:00Z', released('2026-03-05T09:00:00Z')).slice(1)).toEqual([
      'Responsible: nobody (released)',
      'No handover date any more (released)',
      'Handover checklist: begun anew',
    ])
  })

  it.each([
    [{}, 'ignored', 'no task in the checklist'],
    [{ nomis_offender_id: 'nobody', contacted_com: true }, 'rejected', 'no usable prison number'],
    [[], 'rejected', 'not a record: the message is not a JSON object'],
  ])('%j is %s', (body, state, reason) => {
    const hub = started()
    const told = Array.isArray(body) ? body : { nomis_offender_id: NOMS, ...body }
    expect(hub.say('allocation-manager', told)[0]).toMatchObject({ state, reason })
  })
})
