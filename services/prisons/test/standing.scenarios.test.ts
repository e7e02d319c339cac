import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays, compareDates, formatCalendarDate, formatInstant, parseCalendarDate } from '@hub/calendar'
import { summaryOf } from '@hub/contracts'
import type { SourceAnswer } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nextLook, standingNow } from '../src/domain/standing'
import { domainEvent, found, NOMS, RECORD, received, record, released, said, started, updated } from './scenario'

const HANDOVER = `/api/handovers/${NOMS}`
const MANAGER = `/api/allocation/${NOMS}/primary_pom`
const sample = (name: string): object =>
  JSON.parse(readFileSync(join(__dirname, '../../../infra/simulator/samples/prisons/details', `${name}.json`), 'utf8'))

describe('who is responsible', () => {
  it('is said when the record is known, with the dates it rests on, and passes on with the day', () => {
    const hub = started()
    expect(hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))).toEqual([
      'Received into prison LEI',
      'Prison record read: SENTENCED',
      'Release dates changed: release 5 Jan 2027',
      'Responsible: custody only (determinate)',
      'Handover to the community on 21 Apr 2026, support from 21 Apr 2026',
    ])
    // 56 days before the handover.
    expect(hub.next('2025-06-02')).toBe('2026-02-24')
    expect(hub.pass('2026-02-23')).toEqual([])
    expect(hub.pass('2026-02-24')).toEqual(['Handover procedure: upcoming handover, due 24 Feb 2026'])
    expect(hub.next('2026-02-24')).toBe('2026-04-21')
    expect(hub.pass('2026-04-20')).toEqual([])
    expect(hub.pass('2026-04-21')).toEqual(['Responsible: community (determinate)'])
    expect(hub.pass('2026-04-21')).toEqual([])
    // A week later nobody is named.
    expect(hub.next('2026-04-21')).toBe('2026-04-28')
  })

  it('says that a day passed, not that something was told', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    hub.pass('2026-04-20')
    const { events } = hub.onDay('2026-04-21', NOMS)
    expect(events[0]!.event.data).toMatchObject({ because: 'CHANGE_REASON_DAY_PASSED' })
  })

  it('changes with the dates, each with what it was', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    const moved = {
      [RECORD]: record({ conditionalReleaseDate: '2026-11-05', homeDetentionCurfewEligibilityDate: '2026-05-09' }),
    }
    expect(hub.tell('2025-04-01T10:00:00Z', updated('2025-04-01T09:00:00Z', 'SENTENCE'), moved)).toEqual([
      'Prison record changed: sentence',
      'Release dates changed: release 5 Nov 2026',
      'Handover to the community now on 19 Feb 2026, support from 19 Feb 2026, before 21 Apr 2026',
    ])
  })

  it('is as short as the sentence: the community at once, without dates', () => {
    const short = { [RECORD]: record({ conditionalReleaseDate: '2025-11-06' }) }
    const hub = started(short)
    expect(hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z')).slice(-2)).toEqual([
      'Responsible: community (determinate_short)',
      'Handover procedure: short sentence without community manager, due 3 Mar 2025',
    ])
  })

  it('is nobody’s for somebody on remand, and begins with the sentence', () => {
    const remand = {
      [RECORD]: record({ legalStatus: 'REMAND', sentenceStartDate: null, conditionalReleaseDate: null }),
    }
    const hub = started(remand)
    expect(hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))).toEqual([
      'Received into prison LEI',
      'Prison record read: REMAND',
    ])
    expect(
      hub
        .tell('2025-03-20T10:00:00Z', updated('2025-03-20T09:00:00Z', 'STATUS', 'SENTENCE'), { [RECORD]: record() })
        .slice(1),
    ).toEqual([
      'Prison record read: SENTENCED',
      'Release dates changed: release 5 Jan 2027',
      'Responsible: custody only (determinate)',
      'Handover to the community on 21 Apr 2026, support from 21 Apr 2026',
    ])
  })

  it('is looked at again on the day on which other rules come into force', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    expect(hub.next('2025-03-03')).toBe('2025-05-15')
    expect(hub.pass('2025-05-15')).toEqual([])
    expect(hub.next('2025-05-15')).toBe('2026-02-24')
  })

  it('begins on 1 March for somebody born on 29 February', () => {
    const hub = started({ [RECORD]: record({ dateOfBirth: '2008-02-29' }) })
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    expect(hub.pass('2026-02-28')).toEqual([])
    expect(hub.pass('2026-03-01')).toContain('Responsible: custody only (determinate)')
  })

  it('begins on the day somebody comes of age', () => {
    const hub = started({ [RECORD]: record({ dateOfBirth: '2007-06-15' }) })
    expect(hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z')).slice(2)).toEqual([
      'Release dates changed: release 5 Jan 2027',
    ])
    expect(hub.next('2025-06-02')).toBe('2025-06-15')
    expect(hub.pass('2025-06-15')).toEqual([
      'Responsible: custody only (determinate)',
      'Handover to the community on 21 Apr 2026, support from 21 Apr 2026',
    ])
  })

  it('ends with release and death, and starts again with a recall', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    expect(hub.tell('2027-01-05T10:00:00Z', released('2027-01-05T09:00:00Z'))).toEqual([
      'Released from LEI: on licence',
      'Responsible: nobody (released)',
      'No handover date any more (released)',
      'Pre-release window closed (released)',
    ])
    expect(hub.next('2027-01-05')).toBeUndefined()
    const recalled = { [RECORD]: record({ recall: false, legalStatus: 'RECALL', postRecallReleaseDate: '2028-01-05' }) }
    expect(hub.tell('2027-02-01T10:00:00Z', received('2027-02-01T09:00:00Z', 'ADMISSION', '24'), recalled)).toEqual([
      'Received into prison LEI, recalled',
      'Prison record read: RECALL',
      'Release dates changed: release 5 Jan 2028',
      'Responsible: community (recall_case)',
      'Pre-release window open since 13 Oct 2026, release 5 Jan 2027',
    ])
    expect(hub.tell('2027-03-01T10:00:00Z', released('2027-03-01T09:00:00Z', 'DEC'), recalled)).toEqual([
      'Died in custody',
      'Responsible: nobody (died)',
      'Pre-release window closed (died)',
    ])
  })

  it('does not rest on the record of an earlier stay', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    hub.tell('2027-01-05T10:00:00Z', released('2027-01-05T09:00:00Z'))
    const gone: Record<string, SourceAnswer> = { [RECORD]: { is: 'not-found', body: undefined } }
    expect(hub.tell('2027-02-01T10:00:00Z', received('2027-02-01T09:00:00Z', 'ADMISSION', '24'), gone)).toEqual([
      'Received into prison LEI, recalled',
      'Responsible: nobody (record_not_known)',
    ])
    expect(hub.tell('2027-02-02T10:00:00Z', updated('2027-02-02T09:00:00Z', 'STATUS')).slice(1)).toEqual([
      'Prison record read: SENTENCED',
      // It was read after the recall was told, and does not say so.
      'Responsible: community (determinate)',
      'Handover to the community on 21 Apr 2026, support from 21 Apr 2026',
      'Pre-release window open since 13 Oct 2026, release 5 Jan 2027',
    ])
  })

  it.each<[string, object, object]>([
    [
      'a temporary absence',
      domainEvent('prison-offender-events.prisoner.released', '2025-07-01T09:00:00Z', {
        reason: 'TEMPORARY_ABSENCE_RELEASE',
        nomisMovementReasonCode: 'C5',
        prisonId: 'LEI',
      }),
      received('2025-07-02T09:00:00Z', 'ADMISSION', 'L'),
    ],
    ['a release to hospital', released('2025-07-01T09:00:00Z', 'HP'), received('2025-07-02T09:00:00Z')],
    [
      'a merge',
      updated('2025-07-01T09:00:00Z', 'IDENTIFIERS'),
      domainEvent('prisoner-offender-search.prisoner.received', '2025-07-02T09:00:00Z', {
        reason: 'POST_MERGE_ADMISSION',
        prisonId: 'LEI',
      }),
    ],
  ])('goes on through an admission after %s', (_, first, second) => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    hub.at('2025-06-10T10:00:00Z')
    hub.say('allocation-manager', { nomis_offender_id: NOMS, value: 'Probation', reason: 'other_reason' })
    hub.say('allocation-manager', { nomis_offender_id: NOMS, contacted_com: true })
    hub.tell('2025-07-01T10:00:00Z', first as never)
    const gone: Record<string, SourceAnswer> = { [RECORD]: { is: 'not-found', body: undefined } }
    hub.tell('2025-07-02T10:00:00Z', second as never, gone)
    expect(hub.stateOf(NOMS).standing).toMatchObject({ reason: 'responsibility_override' })
    expect(hub.stateOf(NOMS).procedure.done).toHaveLength(1)
  })

  it('rests on the record that is read with a reception whose publisher’s clock is ahead', () => {
    const hub = started()
    expect(hub.tell('2025-03-03T09:00:00Z', received('2025-03-03T09:00:30Z'))).toContain(
      'Responsible: custody only (determinate)',
    )
    expect(hub.next('2025-03-03')).toBeDefined()
    hub.tell('2025-06-01T10:00:00Z', released('2025-06-01T09:00:00Z'))
    expect(hub.tell('2025-08-01T09:00:00Z', received('2025-08-01T09:59:00Z'))).toContain(
      'Responsible: custody only (determinate)',
    )
  })

  it('is of a recall by the movement until a record that changed after it says otherwise', () => {
    const hub = started()
    expect(hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z', 'ADMISSION', '24'))).toContain(
      'Responsible: community (recall_case)',
    )
    const other = { [RECORD]: record({ sentenceStartDate: '2025-06-20' }) }
    expect(hub.tell('2025-07-02T10:00:00Z', updated('2025-07-02T09:00:00Z', 'SENTENCE'), other)).toContain(
      'Responsible: custody only (determinate)',
    )
    // In those days the flag was wrong for new codes.
    const wrong = started()
    wrong.tell('2026-05-15T10:00:00Z', received('2026-05-15T09:00:00Z', 'ADMISSION', '24'))
    wrong.tell('2026-06-01T10:00:00Z', updated('2026-06-01T09:00:00Z', 'SENTENCE'), other)
    expect(wrong.stateOf(NOMS).standing).toMatchObject({ reason: 'recall_case' })
  })

  it.each<[string, object, string | undefined]>([
    ['REMAND', {}, undefined],
    ['CIVIL_PRISONER', {}, undefined],
    ['UNKNOWN', {}, 'determinate'],
    ['IMMIGRATION_DETAINEE', {}, 'determinate'],
    ['SENTENCED', { conditionalReleaseDate: null, nonParoleDate: '2027-01-05' }, 'release_date_unknown'],
    ['SENTENCED', { conditionalReleaseDate: null, confirmedReleaseDate: '2027-01-05' }, 'release_date_unknown'],
    ['SENTENCED', { conditionalReleaseDate: null }, undefined],
  ])('of somebody whose legal status is %s, with %j, is decided by %s', (legalStatus, over, reason) => {
    const hub = started({ [RECORD]: record({ legalStatus, ...over }) })
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    expect(hub.stateOf(NOMS).standing?.reason).toBe(reason)
  })

  it('ends where the record says that somebody is out whose release was told by nobody', () => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    const out = { [RECORD]: record({ status: 'INACTIVE OUT' }) }
    const absent = domainEvent('prison-offender-events.prisoner.released', '2025-07-01T09:00:00Z', {
      reason: 'TEMPORARY_ABSENCE_RELEASE',
      nomisMovementReasonCode: 'C5',
      prisonId: 'LEI',
    })
    hub.tell('2025-07-01T10:00:00Z', absent)
    const told = (at: string) => hub.tell(at, updated(at, 'STATUS'), out)
    expect(told('2025-07-01T11:00:00Z')).not.toContain('Responsible: nobody (released)')
    hub.tell('2025-07-02T10:00:00Z', received('2025-07-02T09:00:00Z', 'TEMPORARY_ABSENCE_RETURN', 'C5'), out)
    // What was read before a movement was told, or with it, may not know of it yet.
    expect(hub.stateOf(NOMS).standing).toMatchObject({ reason: 'determinate' })
    hub.tell('2025-07-03T10:00:00Z', updated('2025-07-03T09:00:00Z', 'STATUS'))
    expect(told('2025-07-04T11:00:00Z')).toContain('Responsible: nobody (released)')
  })

  it('is early where the allocation manager says so', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    hub.at('2025-10-01T10:00:00Z')
    const eligible = {
      eventType: 'community-early-allocation-eligibility.status.changed',
      offenderNo: NOMS,
      eligibilityStatus: true,
      occurredAt: '2025-10-01T10:00:00Z',
    }
    expect(said(hub.say('hmpps-domain-events', eligible)).slice(1)).toEqual([
      'Responsible: custody only (early_allocation)',
      'Handover to the community now on 5 Oct 2025, support from 5 Oct 2025, before 21 Apr 2026',
      'Handover procedure: upcoming handover, due 10 Aug 2025',
    ])
    // What was said of a moment before, and of an earlier stay, changes nothing when it comes late.
    const not = { ...eligible, eligibilityStatus: false, occurredAt: '2025-09-01T10:00:00Z' }
    expect(said(hub.say('hmpps-domain-events', not))).toHaveLength(1)
    hub.tell('2025-10-02T10:00:00Z', released('2025-10-02T09:00:00Z'))
    hub.tell('2025-10-03T10:00:00Z', received('2025-10-03T09:00:00Z'))
    expect(said(hub.say('hmpps-domain-events', { ...eligible, occurredAt: '2025-10-01T11:00:00Z' }))).toHaveLength(1)
  })
})

describe('early allocation', () => {
  it('ends the day after the licence expires', () => {
    const hub = started({ [RECORD]: record({ licenceExpiryDate: '2025-06-20' }) })
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    hub.at('2025-04-01T10:00:00Z')
    hub.say('hmpps-domain-events', {
      eventType: 'community-early-allocation-eligibility.status.changed',
      offenderNo: NOMS,
      eligibilityStatus: true,
      occurredAt: '2025-04-01T10:00:00Z',
    })
    const reasonOn = (day: string) => {
      hub.pass(day)
      return hub.stateOf(NOMS).standing?.reason
    }
    expect(reasonOn('2025-06-20')).toBe('early_allocation')
    expect(hub.next('2025-06-20')).toBe('2025-06-21')
    expect(reasonOn('2025-06-21')).toBe('determinate')
  })
})

describe('what a source says of handover', () => {
  const theirs = (over: object = {}): SourceAnswer =>
    found({
      nomsNumber: NOMS,
      responsibility: 'POM',
      handoverStartDate: '2026-04-21',
      handoverDate: '2026-04-21',
      ...over,
    })
  const changed = (at: string) => domainEvent('offender-management.handover.changed', at)

  it('is silent when it agrees, and names what differs, until it agrees again', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    const tell = (at: string, answer: SourceAnswer) => hub.tell(at, changed(at), { [HANDOVER]: answer }).slice(1)
    expect(tell('2025-03-04T03:00:00Z', theirs())).toEqual([])
    expect(tell('2025-03-05T03:00:00Z', theirs({ handoverDate: '2026-05-01', responsibility: 'COM' }))).toEqual([
      'The allocation manager says otherwise: responsibility, handover',
    ])
    expect(tell('2025-03-06T03:00:00Z', theirs({ handoverDate: '2026-05-01', responsibility: 'COM' }))).toEqual([])
    expect(tell('2025-03-07T03:00:00Z', theirs())).toEqual([
      'Withdrawn: Handover differs (the allocation manager and the hub agree again)',
    ])
  })

  it('is not compared where a date of it cannot be read', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    const answer = { [HANDOVER]: theirs({ handoverDate: '2026-04-32' }) }
    expect(hub.tell('2025-03-04T03:00:00Z', changed('2025-03-04T03:00:00Z'), answer).slice(1)).toEqual([])
  })

  it('is compared again when the hub’s own answer changes', () => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    const early = { [HANDOVER]: theirs({ responsibility: 'COM' }) }
    const differs = (lines: readonly string[]) => lines.filter(line => /allocation manager|Withdrawn/.test(line))
    expect(differs(hub.tell('2025-06-03T03:00:00Z', changed('2025-06-03T03:00:00Z'), early))).toHaveLength(1)
    expect(differs(hub.pass('2026-04-20'))).toEqual([])
    expect(differs(hub.pass('2026-04-21'))).toEqual([
      'Withdrawn: Handover differs (the allocation manager and the hub agree again)',
    ])
    expect(differs(hub.tell('2026-04-22T03:00:00Z', changed('2026-04-22T03:00:00Z'), early))).toEqual([])
    const other = { [HANDOVER]: theirs({ responsibility: 'POM' }) }
    expect(differs(hub.tell('2026-04-23T03:00:00Z', changed('2026-04-23T03:00:00Z'), other))).toHaveLength(1)
    expect(differs(hub.tell('2026-05-01T10:00:00Z', released('2026-05-01T09:00:00Z')))).toEqual([
      'Withdrawn: Handover differs (the hub has no answer any more)',
    ])
  })

  it('differs from nothing where the hub has no answer', () => {
    const hub = started({ [HANDOVER]: theirs() })
    expect(hub.tell('2025-03-04T03:00:00Z', changed('2025-03-04T03:00:00Z'))).toEqual([
      'Prison record changed: handover',
    ])
  })
})

describe('the prison offender manager', () => {
  const changed = (at: string) =>
    domainEvent('offender-management.allocation.changed', at, { staffCode: 1, prisonId: 'LEI', eventTrigger: 'user' })

  it('is allocated, and is not any more; that it is not ready yet says nothing', () => {
    const hub = started()
    const tell = (at: string, answer: SourceAnswer) => hub.tell(at, changed(at), { [MANAGER]: answer }).slice(1)
    expect(tell('2025-03-04T03:00:00Z', found(sample('pom-allocation-A1018BC')))).toEqual([
      'Prison offender manager allocated at SWI',
    ])
    expect(tell('2025-03-05T03:00:00Z', { is: 'not-found', body: sample('pom-allocation-not-allocated.404') })).toEqual(
      ['Prison offender manager: none any more'],
    )
    expect(() =>
      tell('2025-03-06T03:00:00Z', { is: 'not-found', body: sample('pom-allocation-not-ready.404') }),
    ).toThrow('has not got the allocation ready')
  })
})

describe('as days pass', () => {
  const days = (from: string, span: number) =>
    fc.integer({ min: 0, max: span }).map(n => formatCalendarDate(addDays(parseCalendarDate(from)!, n)))
  const aRecord = fc
    .record(
      {
        indeterminateSentence: fc.boolean(),
        recall: fc.boolean(),
        prisonId: fc.constantFrom('LEI', 'HDI', 'SDI'),
        category: fc.constantFrom('C', 'D', 'T'),
        dateOfBirth: fc.constantFrom('1980-01-01', '2007-09-30'),
        sentenceStartDate: days('2024-06-01', 400),
        conditionalReleaseDate: days('2025-06-01', 900),
        automaticReleaseDate: days('2025-06-01', 900),
        paroleEligibilityDate: days('2025-06-01', 900),
        tariffDate: days('2025-03-01', 900),
      },
      { requiredKeys: ['indeterminateSentence', 'recall', 'prisonId', 'dateOfBirth'] },
    )
    .map(record)

  /** Everything that was recorded, in its own words, with the moment at which it happened. */
  const inWords = ({ recorded }: ReturnType<typeof started>) =>
    recorded.map(
      ({ event, occurredAt }) => `${formatInstant(occurredAt)} ${summaryOf(event.type, event.data, formatInstant)}`,
    )

  it('each is told by itself and as it began, also when the hub comes to several of them at once', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    const before = hub.recorded.length
    // Nothing of what the days led to is said of the message that came after them.
    expect(hub.tell('2026-05-05T10:00:00Z', updated('2026-05-05T09:00:00Z', 'STATUS'))).toEqual([
      'Prison record changed: status',
    ])
    expect(inWords(hub).slice(before)).toEqual([
      '2026-02-24T00:00:00Z Handover procedure: upcoming handover, due 24 Feb 2026',
      '2026-04-20T23:00:00Z Responsible: community (determinate)',
      '2026-04-27T23:00:00Z Handover procedure: follow up, due 28 Apr 2026',
      '2026-05-04T23:00:00Z Handover procedure: community manager overdue, due 5 May 2026',
      '2026-05-05T09:00:00Z Prison record changed: status',
    ])
  })

  it('the hub says the same whether it looks every day or was away for years', () => {
    fc.assert(
      fc.property(aRecord, aRecord, fc.integer({ min: 1, max: 500 }), (first, second, after) => {
        const told = (looks: boolean) => {
          const hub = started({ [RECORD]: first })
          hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
          for (let day = 1; day <= 900; day++) {
            const text = formatCalendarDate(addDays(parseCalendarDate('2025-03-03')!, day))
            if (looks || day === 900) hub.pass(text)
            if (day === after)
              hub.tell(`${text}T10:00:00Z`, updated(`${text}T09:00:00Z`, 'SENTENCE'), { [RECORD]: second })
          }
          return inWords(hub)
        }
        expect(told(false)).toEqual(told(true))
      }),
      { numRuns: 30 },
    )
  })

  it('the hub says what it would say if it looked every day', () => {
    fc.assert(
      fc.property(aRecord, aRecord, fc.integer({ min: 0, max: 500 }), (first, second, after) => {
        const hub = started({ [RECORD]: first })
        let today = parseCalendarDate('2025-03-03')!
        hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
        const change = addDays(today, after)
        for (let day = 0; day < 900; day++) {
          const before = nextLook(hub.stateOf(NOMS), today)
          today = addDays(today, 1)
          const text = formatCalendarDate(today)
          if (before && compareDates(before, today) === 0) hub.pass(text)
          if (compareDates(today, change) === 0)
            hub.tell(`${text}T10:00:00Z`, updated(`${text}T09:00:00Z`, 'SENTENCE'), { [RECORD]: second })
          const state = hub.stateOf(NOMS)
          const now = standingNow(state, today)
          if (state.standing || now?.ruleSet)
            expect(state.standing ?? { ...now, responsibility: 'RESPONSIBILITY_NOBODY' }).toEqual({
              ...now,
              ruleSet: (state.standing ?? now)!.ruleSet,
            })
        }
      }),
      { numRuns: 12 },
    )
  })
})

describe('whether a community offender manager is named', () => {
  const answer = (over: object): Record<string, SourceAnswer> => ({
    [HANDOVER]: found({
      nomsNumber: NOMS,
      responsibility: 'POM',
      handoverStartDate: '2026-04-21',
      handoverDate: '2026-04-21',
      ...over,
    }),
  })
  const changed = (at: string) => domainEvent('offender-management.handover.changed', at)

  it('is told when the allocation manager says it, and not by an answer that says nothing of it', () => {
    const hub = started()
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    const tell = (at: string, over: object) => hub.tell(at, changed(at), answer(over)).slice(1)
    expect(tell('2025-06-03T03:00:00Z', {})).toEqual([])
    expect(tell('2025-06-04T03:00:00Z', { responsibleComName: null, responsibleComEmail: null })).toEqual([
      'Community offender manager: nobody',
    ])
    expect(tell('2025-06-05T03:00:00Z', { responsibleComName: null, responsibleComEmail: 'a@example.org' })).toEqual([
      'Community offender manager: named',
    ])
    expect(tell('2025-06-06T03:00:00Z', {})).toEqual([])
  })

  it('is told anew of each stay in custody', () => {
    const hub = started()
    const named = answer({ responsibleComName: 'A Name' })
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    hub.tell('2025-06-03T03:00:00Z', changed('2025-06-03T03:00:00Z'), named)
    hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z'))
    const short = { [RECORD]: record({ sentenceStartDate: '2025-07-20', conditionalReleaseDate: '2026-01-20' }) }
    expect(hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z'), short)).toContain(
      'Handover procedure: short sentence without community manager, due 1 Aug 2025',
    )
    expect(hub.tell('2025-08-02T03:00:00Z', changed('2025-08-02T03:00:00Z'), named)).toContain(
      'Community offender manager: named',
    )
  })
})

describe('the record of probation', () => {
  const CASE = `/case-records/${NOMS}`
  const inUnit = (description: string | null, code = 'N03NTH') =>
    found({ nomsId: NOMS, manager: { team: { localDeliveryUnit: description && { code, description } } } })
  const changed = (at: string) => domainEvent('offender-management.handover.changed', at)

  it('names the community manager, where the allocation manager does not in the same breath', () => {
    const hub = started()
    const name = { forename: 'Sample', surname: 'Whitby' }
    const told = (at: string, manager: object | null, over: Readonly<Record<string, SourceAnswer>> = {}) =>
      hub
        .tell(at, changed(at), { [CASE]: found({ nomsId: NOMS, manager }), ...over })
        .filter(line => line.startsWith('Community'))
    expect(told('2025-06-03T03:00:00Z', { code: 'N03A001', name })).toEqual(['Community offender manager: named'])
    expect(told('2025-06-04T03:00:00Z', null)).toEqual([])
    expect(told('2025-06-05T03:00:00Z', { code: 'N03UAT', name: null })).toEqual(['Community offender manager: nobody'])
    const theirs = found({ nomsNumber: NOMS, responsibility: 'POM', responsibleComName: 'Whitby, Sample' })
    expect(told('2025-06-06T03:00:00Z', { name: null }, { [HANDOVER]: theirs })).toEqual([
      'Community offender manager: named',
    ])
  })

  it('is that of the delivery unit in the record of probation, and is not known for a unit of no region', () => {
    const hub = started()
    const tell = (at: string, answer: SourceAnswer) => hub.tell(at, changed(at), { [CASE]: answer }).slice(1)
    expect(tell('2025-06-03T03:00:00Z', found({ ...(sample('case-record-A1017BC') as object), nomsId: NOMS }))).toEqual(
      ['Probation record read: region Wales', 'Community offender manager: nobody'],
    )
    expect(hub.stateOf(NOMS).probation).toMatchObject({
      regionId: 'D',
      regionName: 'Wales',
      enhancedResourcing: true,
      mappaLevel: 0,
    })
    expect(tell('2025-06-04T03:00:00Z', inUnit('North Wales'))).toEqual(['Probation record read: region Wales'])
    expect(tell('2025-06-05T03:00:00Z', inUnit('North Wales'))).toEqual([])
    expect(tell('2025-06-06T03:00:00Z', { is: 'not-found', body: undefined })).toEqual([
      'Withdrawn: Probation record read (probation has no case of this prison number)',
    ])
    expect(hub.stateOf(NOMS).probation).toBeUndefined()
    expect(tell('2025-06-06T04:00:00Z', { is: 'not-found', body: undefined })).toEqual([])
    expect(tell('2025-06-07T03:00:00Z', inUnit('Essex North', 'N56ESN'))).toEqual([
      'Probation record read: region East of England',
    ])
    expect(tell('2025-06-08T03:00:00Z', inUnit('Elsewhere', 'N99'))).toEqual(['Probation record read: region N99'])
    expect(tell('2025-06-09T03:00:00Z', inUnit(null))).toEqual(['Probation record read'])
    expect(hub.stateOf(NOMS).probation).toMatchObject({ regionId: '', regionName: '' })
    // What was known of an earlier stay ends with it.
    hub.tell('2025-06-09T10:00:00Z', received('2025-06-09T09:00:00Z'), {})
    hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z'), {})
    const again = hub.tell('2025-08-01T10:00:00Z', received('2025-08-01T09:00:00Z'), { [CASE]: inUnit(null) })
    expect(again).toContain('Probation record read')
  })
})

describe('an answer about somebody or something else', () => {
  const BOOKING = '/api/bookings/77/sentenceDetail'
  const dates = { bookingId: 77, conditionalReleaseDate: '2027-01-05' }
  const told = (at: string, answer: Record<string, SourceAnswer>) =>
    started({ [RECORD]: record(), ...answer }).tell(
      at,
      domainEvent('prison-offender-events.prisoner.sentence-dates-changed', at, { bookingId: 77 }),
    )

  it.each<[string, object]>([
    ['dates of another booking', { ...dates, bookingId: 78, conditionalReleaseDate: '2026-01-05' }],
    ['dates of no booking', { foo: 1 }],
    ['an error', { status: 500, developerMessage: 'x' }],
  ])('says nothing: %s', (_, body) => {
    expect(told('2025-03-03T10:00:00Z', { [BOOKING]: found(body) })).toEqual(
      told('2025-03-03T10:00:00Z', { [BOOKING]: { is: 'not-found', body: undefined } }),
    )
  })

  it('says nothing of a booking, a handover or a case', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    const other = 'X9999XX'
    const at = '2025-03-04T10:00:00Z'
    expect(
      hub.tell(at, domainEvent('offender-management.handover.changed', at), {
        [HANDOVER]: found({ nomsNumber: other, responsibility: 'COM', responsibleComName: 'A Name' }),
        [`/case-records/${NOMS}`]: found({ nomsId: other, resourcing: 'NORMAL' }),
      }),
    ).toEqual(['Prison record changed: handover'])
    expect(
      hub.tell(at, domainEvent('offender-management.allocation.changed', at), {
        [`/api/allocation/${NOMS}/primary_pom`]: found({ foo: 1 }),
      }),
    ).toEqual(['Prison record changed: allocation'])
    expect(
      hub.tell('2025-03-04T11:00:00Z', domainEvent('offender-management.allocation.changed', '2025-03-04T11:00:00Z'), {
        [`/api/allocation/${NOMS}/primary_pom`]: found({ manager: 'X' }),
      }),
    ).toEqual(['Prison record changed: allocation'])
    expect(
      hub.tell(at, domainEvent('prison-offender-events.prisoner.sentence.changed', at, { bookingId: 77 }), {
        '/api/bookings/77': found({ bookingId: 77, offenderNo: other, bookingNo: '38339A', activeFlag: true }),
      }),
    ).toEqual(['Prison record changed: sentence'])
  })

  it('compares nothing where a handover is neither of the prison nor of the community', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    const at = '2025-03-04T10:00:00Z'
    const answer = { [HANDOVER]: found({ nomsNumber: NOMS, responsibility: null, responsibleComName: 'A Name' }) }
    expect(hub.tell(at, domainEvent('offender-management.handover.changed', at), answer).slice(1)).toEqual([
      'Community offender manager: named',
    ])
  })
})

describe('dates on which two sources differ', () => {
  it('are those of the source that says exactly what is calculated, and change once', () => {
    const hub = started()
    hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))
    const told = (at: string) =>
      hub.tell(at, domainEvent('prison-offender-events.prisoner.sentence-dates-changed', at, { bookingId: 77 }), {
        [RECORD]: record({ conditionalReleaseDate: '2027-01-05', sentenceExpiryDate: '2029-01-05' }),
        '/api/bookings/77/sentenceDetail': found({ bookingId: 77, conditionalReleaseDate: '2027-02-05' }),
      })
    const first = told('2025-03-04T10:00:00Z')
    expect(first.filter(line => line.startsWith('Release dates'))).toEqual([
      'Release dates changed: release 5 Feb 2027',
    ])
    expect(told('2025-03-05T10:00:00Z')).toEqual(['Prison record changed: sentence dates'])
    expect(hub.stateOf(NOMS).dates.byType.CRD).toEqual({ calculated: { year: 2027, month: 2, day: 5 } })
  })
})

describe('a record that a source answers', () => {
  it('says nothing where it is of another prison number', () => {
    const hub = started({ [RECORD]: record({ prisonerNumber: 'X9999XX' }) })
    expect(hub.tell('2025-03-03T10:00:00Z', received('2025-03-03T09:00:00Z'))).toEqual(['Received into prison LEI'])
  })
})
