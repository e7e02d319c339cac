import { addDays, compareDates, formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { knownCustody } from '../src/app/known-custody'
import { windowOn } from '../src/domain/resettlement/decide-window'
import { nextLook } from '../src/domain/standing'
import { createHub } from './play'
import { NOMS, RECORD, received, record, released, started, updated } from './scenario'

const day = (text: string) => parseCalendarDate(text)!
const pathways = (...each: readonly (readonly [string, string, string?])[]) => ({
  pathways: each.map(([pathway, status, lastDateChange = null]) => ({ pathway, status, lastDateChange })),
})
const reports = (immediateNeeds?: string, preRelease?: string) => ({
  assessments: Object.entries({ BCST2: immediateNeeds, RESETTLEMENT_PLAN: preRelease }).flatMap(([type, status]) =>
    status
      ? [
          {
            assessmentType: type,
            ...(status === 'SKIPPED'
              ? { skip: { reason: 'COMPLETED_IN_OASYS' } }
              : { summary: [{ pathway: 'HEALTH', assessmentStatus: status }] }),
          },
        ]
      : [],
  ),
})

/** Released on this day, as the prison's record has it. */
const releasedOn = (conditionalReleaseDate: string | null, over: object = {}) => ({
  [RECORD]: record({ conditionalReleaseDate, ...over }),
})
const inCustody = (conditionalReleaseDate: string | null, at = '2025-06-02') => {
  const hub = started(releasedOn(conditionalReleaseDate))
  const told = hub.tell(`${at}T10:00:00Z`, received('2025-06-02T09:00:00Z'))
  return { ...hub, told: told.filter(line => line.startsWith('Pre-release')) }
}
/** What is said of the window when the dates are these from now on. */
const moved = (hub: ReturnType<typeof inCustody>, on: string, conditionalReleaseDate: string | null, over = {}) =>
  hub
    .tell(`${on}T10:00:00Z`, updated(`${on}T09:00:00Z`, 'SENTENCE'), releasedOn(conditionalReleaseDate, over))
    .filter(line => line.startsWith('Pre-release'))

describe('the pre-release window', () => {
  it.each<[string, string, string]>([
    ['84 days ahead', '2025-06-02', '2025-08-25'],
    ['a day ahead', '2025-06-02', '2025-06-03'],
    ['today', '2025-06-02', '2025-06-02'],
    ['past', '2025-06-10', '2025-06-04'],
    ['84 days ahead over the end of February', '2028-02-07', '2028-05-01'],
  ])('is open when release is %s', (_, today, release) => {
    const opensOn = addDays(day(release), -84)
    const hub = inCustody(release, today)
    expect(hub.told).toHaveLength(1)
    expect(windowOn(hub.stateOf(NOMS), day(today))?.opensOn).toEqual(opensOn)
  })

  it.each<[string, string | null]>([
    ['is 85 days ahead', '2025-08-26'],
    ['is not known', null],
  ])('is not open when release %s', (_, release) => {
    const hub = inCustody(release)
    expect(hub.told).toEqual([])
    expect(windowOn(hub.stateOf(NOMS), day('2025-06-02'))).toBeUndefined()
  })

  it.each<[string, object, string | undefined]>([
    [
      'approved parole before CRD',
      { conditionalReleaseDate: '2027-01-05', actualParoleDate: '2025-08-20' },
      '2025-08-20',
    ],
    [
      'approved curfew before CRD',
      { conditionalReleaseDate: '2025-08-20', homeDetentionCurfewActualDate: '2027-01-05' },
      undefined,
    ],
    ['CRD before ARD', { conditionalReleaseDate: '2027-01-05', automaticReleaseDate: '2025-08-20' }, undefined],
    ['ARD without CRD', { conditionalReleaseDate: null, automaticReleaseDate: '2025-08-20' }, '2025-08-20'],
    ['never PRRD', { conditionalReleaseDate: null, postRecallReleaseDate: '2025-08-20' }, undefined],
    ['never SED', { conditionalReleaseDate: null, sentenceExpiryDate: '2025-08-20' }, undefined],
  ])('counts to the date that resettlement shows: %s', (_, dates, shown) => {
    const hub = started({ [RECORD]: record(dates) })
    hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
    const window = windowOn(hub.stateOf(NOMS), day('2025-06-02'))
    expect(window?.displayed?.date && formatCalendarDate(window.displayed.date)).toBe(shown)
  })

  it('opens on its day though nobody tells anything, once, and says why', () => {
    const hub = inCustody('2026-09-01')
    expect(hub.next('2026-01-01')).toBe('2026-06-09')
    hub.pass('2026-01-01')
    expect(hub.pass('2026-06-08')).toEqual([])
    const { events } = hub.onDay('2026-06-09', NOMS)
    expect(events.map(({ event }) => event)).toMatchObject([
      {
        type: 'hub.custody.v1.PreReleaseWindowOpened',
        data: {
          because: 'CHANGE_REASON_DAY_PASSED',
          saidOn: day('2026-06-09'),
          reportDue: day('2026-09-01'),
          window: { opensOn: day('2026-06-09'), displayed: { type: 'CRD', date: day('2026-09-01') } },
        },
      },
    ])
    expect(hub.pass('2026-06-09')).toEqual([])
    expect(hub.next('2026-06-09')).toBeUndefined()
  })

  it('moves with the date, closes when it is later or gone, and opens again', () => {
    const hub = inCustody('2025-08-20')
    expect(hub.told).toEqual(['Pre-release window open since 28 May 2025, release 20 Aug 2025'])
    expect(moved(hub, '2025-06-03', '2025-08-26')).toEqual([
      'Pre-release window open since 3 Jun 2025, release now 26 Aug 2025, before 20 Aug 2025',
    ])
    expect(moved(hub, '2025-06-04', '2025-08-28')).toEqual(['Pre-release window closed (release_later)'])
    expect(hub.next('2025-06-04')).toBe('2025-06-05')
    expect(hub.pass('2025-06-05').slice(-1)).toEqual(['Pre-release window open since 5 Jun 2025, release 28 Aug 2025'])
    expect(moved(hub, '2025-06-06', null)).toEqual(['Pre-release window closed (no_release_date)'])
    expect(moved(hub, '2025-06-07', null)).toEqual([])
  })

  it('is not told of when another date of the same day counts', () => {
    const hub = inCustody('2025-08-20')
    expect(moved(hub, '2025-06-03', '2025-08-20', { homeDetentionCurfewActualDate: '2025-08-20' })).toEqual([])
  })

  it.each([
    ['CR', 'released'],
    ['DEC', 'died'],
    ['UAL', 'unlawfully_at_large'],
    ['DD', 'removed'],
  ])('closes with a release by %s', (code, reason) => {
    const hub = inCustody('2025-08-20')
    expect(hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z', code)).slice(-1)).toEqual([
      `Pre-release window closed (${reason})`,
    ])
    expect(hub.next('2025-07-01')).toBeUndefined()
  })

  it('stays open in hospital and through a transfer', () => {
    const hub = inCustody('2025-08-20')
    expect(hub.tell('2025-07-01T10:00:00Z', released('2025-07-01T09:00:00Z', 'HP'))).toHaveLength(1)
    expect(
      hub.tell('2025-07-02T10:00:00Z', received('2025-07-02T09:00:00Z', 'TRANSFERRED', 'INT', 'MDI')),
    ).toHaveLength(1)
    expect(windowOn(hub.stateOf(NOMS), day('2025-07-02'))).toBeDefined()
  })

  it('of somebody back in custody asks for a report by a date of this stay alone', () => {
    const hub = inCustody('2025-08-20')
    hub.tell('2025-08-20T10:00:00Z', released('2025-08-20T09:00:00Z'))
    hub.at('2025-09-10T10:00:00Z')
    const due = () => {
      const { facts } = hub.stateOf(NOMS)
      return facts.get('pre-release-window')!.type
    }
    expect(
      hub
        .tell('2025-09-10T10:00:00Z', received('2025-09-10T09:00:00Z', 'ADMISSION', '24'), releasedOn('2025-08-20'))
        .slice(-1),
    ).toEqual(['Pre-release window open since 28 May 2025, release 20 Aug 2025'])
    expect(moved(hub, '2025-09-11', '2025-10-20')).toEqual([
      'Pre-release window open since 28 Jul 2025, release 20 Oct 2025',
    ])
    expect(due()).toBe('hub.custody.v1.PreReleaseWindowOpened')
  })

  it('does not rest on the record of an earlier stay', () => {
    const hub = inCustody('2025-08-20')
    const gone = { [RECORD]: { is: 'not-found' as const, body: undefined } }
    hub.tell('2025-07-10T10:00:00Z', received('2025-07-10T09:00:00Z', 'ADMISSION', 'N'), gone)
    // That the stay before had ended is told late.
    expect(hub.tell('2025-07-11T10:00:00Z', released('2025-07-05T09:00:00Z'), gone).slice(-1)).toEqual([
      'Pre-release window closed (record_not_known)',
    ])
  })

  it('asks for no report that is submitted already', () => {
    const hub = inCustody('2026-09-01')
    hub.tellRecord('2026-05-01T10:00:00Z', reports('SUBMITTED', 'SUBMITTED'))
    const { events } = hub.onDay('2026-06-09', NOMS)
    expect(events.map(({ event }) => 'reportDue' in event.data && event.data.reportDue)).toEqual([undefined])
  })

  it('is what it would be if the hub looked every day', () => {
    const aDay = fc.integer({ min: 0, max: 500 }).map(n => formatCalendarDate(addDays(day('2025-06-02'), n)))
    const someDate = fc.option(aDay, { nil: null })
    fc.assert(
      fc.property(someDate, someDate, fc.integer({ min: 1, max: 400 }), (first, second, after) => {
        const hub = inCustody(first)
        const change = addDays(day('2025-06-02'), after)
        for (let today = addDays(day('2025-06-02'), 1), n = 0; n < 520; n++, today = addDays(today, 1)) {
          const text = formatCalendarDate(today)
          const look = nextLook(hub.stateOf(NOMS), addDays(today, -1))
          if (look && compareDates(look, today) === 0) hub.pass(text)
          if (compareDates(change, today) === 0) moved(hub, text, second)
          const state = hub.stateOf(NOMS)
          expect(state.resettlement.window?.opensOn).toEqual(windowOn(state, today)?.opensOn)
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('pathways', () => {
  it('say each what changed, with what was', () => {
    const hub = started()
    expect(
      hub.tellRecord(
        '2026-02-03T10:00:00Z',
        pathways(['HEALTH', 'NOT_STARTED'], ['FINANCE_AND_ID', 'DONE', '2026-02-01']),
      ),
    ).toEqual(['Resettlement, health: not started', 'Resettlement, finance and id: done'])
    expect(
      hub.tellRecord(
        '2026-02-09T10:00:00Z',
        pathways(['HEALTH', 'SUPPORT_REQUIRED', '2026-02-09'], ['FINANCE_AND_ID', 'DONE', '2026-02-01']),
      ),
    ).toEqual(['Resettlement, health: support required, before not started'])
    expect(hub.tellRecord('2026-02-09T11:00:00Z', pathways(['HEALTH', 'SUPPORT_REQUIRED', '2026-02-09']))).toEqual([])
  })

  it('are told under their own word where the hub does not know them', () => {
    const hub = started()
    expect(hub.tellRecord('2026-02-03T10:00:00Z', pathways(['DIGITAL', 'PAUSED']))).toEqual([
      'Resettlement, not known (DIGITAL): not known',
    ])
  })

  it.each<[string, readonly [string, string?], readonly [string, string?], string]>([
    ['an earlier day is older', ['DONE', '2026-02-05'], ['IN_PROGRESS', '2026-02-04'], 'DONE'],
    ['never begun is older', ['DONE', '2026-02-05'], ['NOT_STARTED'], 'DONE'],
    ['of one day the last counts', ['DONE', '2026-02-05'], ['IN_PROGRESS', '2026-02-05'], 'IN_PROGRESS'],
    ['a day that is not known is no older one', ['DONE', '2026-02-05'], ['IN_PROGRESS'], 'IN_PROGRESS'],
    ['what has no day is never newer', ['DONE'], ['NOT_STARTED', '2026-02-05'], 'NOT_STARTED'],
  ])('of two records: %s', (_, first, second, counts) => {
    const hub = started()
    hub.tellRecord('2026-02-10T10:00:00Z', pathways(['HEALTH', ...first]))
    hub.tellRecord('2026-02-11T10:00:00Z', pathways(['HEALTH', ...second]))
    const [known] = knownCustody(hub.stateOf(NOMS), day('2026-02-11')).pathways
    expect(known!.standing!.status).toBe(`PATHWAY_STATUS_${counts}`)
  })

  it('of a day that is yet to come counts from when it is told, and keeps no later one out', () => {
    const hub = inCustody('2028-01-05')
    hub.tellRecord('2026-02-10T10:00:00Z', pathways(['HEALTH', 'DONE', '2036-02-11']))
    expect(hub.tellRecord('2026-02-12T10:00:00Z', pathways(['HEALTH', 'IN_PROGRESS', '2026-02-11']))).toEqual([
      'Resettlement, health: in progress, before done',
    ])
  })

  it('of an earlier day changes nothing, and its receipt says why', () => {
    const hub = inCustody('2028-01-05')
    hub.tellRecord('2026-02-10T10:00:00Z', pathways(['HEALTH', 'DONE', '2026-02-09']))
    hub.at('2026-02-11T10:00:00Z')
    const record = { personalDetails: { prisonerNumber: NOMS }, ...pathways(['HEALTH', 'IN_PROGRESS', '2026-02-08']) }
    expect(hub.say('resettlement-passport', record)).toMatchObject([{ reason: 'no change: something newer is known' }])
  })

  it('of an earlier stay are known as such until something else is told, whatever its day', () => {
    const hub = inCustody('2027-01-05')
    hub.tellRecord('2026-01-10T10:00:00Z', pathways(['HEALTH', 'DONE', '2026-01-10']))
    const known = () =>
      knownCustody(hub.stateOf(NOMS), day('2026-03-01')).pathways.map(
        ({ standing, ofEarlierStay }) => `${standing!.status}${ofEarlierStay ? ' (earlier)' : ''}`,
      )
    expect(known()).toEqual(['PATHWAY_STATUS_DONE'])
    hub.tell('2026-01-20T10:00:00Z', released('2026-01-20T09:00:00Z'))
    hub.tell('2026-02-20T10:00:00Z', received('2026-02-20T09:00:00Z', 'ADMISSION', '24'))
    expect(known()).toEqual(['PATHWAY_STATUS_DONE (earlier)'])
    expect(hub.tellRecord('2026-02-21T10:00:00Z', pathways(['HEALTH', 'DONE', '2026-01-10']))).toEqual([])
    hub.tellRecord('2026-02-22T10:00:00Z', pathways(['HEALTH', 'NOT_STARTED']))
    expect(known()).toEqual(['PATHWAY_STATUS_NOT_STARTED'])
  })
})

describe('the two reports', () => {
  const tell = (...records: readonly (readonly [string?, string?])[]) => {
    const hub = inCustody('2027-01-05')
    return records.map((each, n) => hub.tellRecord(`2026-02-0${n + 1}T10:00:00Z`, reports(...each))).at(-1)!
  }
  const pre = 'Resettlement report, pre release:'

  it.each<[string, readonly (readonly [string?, string?])[], readonly string[]]>([
    [
      'begun after immediate needs',
      [
        ['SUBMITTED', 'NOT_STARTED'],
        ['SUBMITTED', 'COMPLETE'],
      ],
      [`${pre} complete`],
    ],
    [
      'begun before',
      [
        ['NOT_STARTED', 'NOT_STARTED'],
        ['NOT_STARTED', 'COMPLETE'],
      ],
      [`${pre} complete. To check: begun before immediate needs`],
    ],
    [
      'in progress already',
      [
        ['NOT_STARTED', 'IN_PROGRESS'],
        ['NOT_STARTED', 'SUBMITTED'],
      ],
      [`${pre} submitted`],
    ],
    ['begun beside immediate needs that were skipped', [['SKIPPED'], [undefined, 'COMPLETE']], [`${pre} complete`]],
    ['begun while nothing is told of immediate needs', [[undefined, 'COMPLETE']], [`${pre} complete`]],
    [
      'skipped, which only the other may be',
      [['SUBMITTED', 'SKIPPED']],
      [
        'Resettlement report, immediate needs: submitted',
        `${pre} skipped (COMPLETED_IN_OASYS). To check: may not be skipped`,
      ],
    ],
    ['immediate needs skipped', [['SKIPPED']], ['Resettlement report, immediate needs: skipped (COMPLETED_IN_OASYS)']],
    ['taken back', [['SUBMITTED'], ['NOT_STARTED']], ['Resettlement report, immediate needs: not started']],
    [
      'as it was',
      [
        ['SUBMITTED', 'COMPLETE'],
        ['SUBMITTED', 'COMPLETE'],
      ],
      [],
    ],
  ])('pre-release %s', (_, records, said) => {
    expect(tell(...records)).toEqual(said)
  })
})

it('comes to the same present in whatever order records and movements come', () => {
  const aRecord = (status: string, changed: string) => [
    'resettlement-passport',
    {
      personalDetails: { prisonerNumber: NOMS },
      ...pathways(['HEALTH', status, changed], ['ACCOMMODATION', 'NOT_STARTED']),
    },
  ]
  const messages = [
    ['hmpps-domain-events', received('2025-06-02T09:00:00Z')],
    ['hmpps-domain-events', released('2025-09-01T09:00:00Z')],
    ['hmpps-domain-events', received('2025-10-01T09:00:00Z', 'ADMISSION', '24', 'MDI')],
    aRecord('SUPPORT_REQUIRED', '2025-06-05'),
    aRecord('IN_PROGRESS', '2025-10-09'),
    aRecord('DONE', '2025-11-01'),
  ] as const
  const present = (order: readonly number[]) => {
    const hub = createHub()
    hub.at('2026-01-05T10:00:00Z', releasedOn('2026-03-02'))
    for (const n of order) hub.say(messages[n]![0] as string, messages[n]![1])
    const { pathways: known, preReleaseWindow, now } = knownCustody(hub.stateOf(NOMS), day('2026-01-05'))
    return { known, preReleaseWindow, now, said: hub.stateOf(NOMS).resettlement.window }
  }
  const inOrder = present(messages.map((_, n) => n))
  expect(inOrder.known.map(({ standing }) => standing!.status)).toEqual([
    'PATHWAY_STATUS_NOT_STARTED',
    'PATHWAY_STATUS_DONE',
  ])
  expect(inOrder.preReleaseWindow).toEqual(inOrder.said)
  const orders = fc.shuffledSubarray(
    messages.map((_, n) => n),
    { minLength: messages.length },
  )
  fc.assert(
    fc.property(orders, order => expect(present(order)).toEqual(inOrder)),
    { numRuns: 200 },
  )
})
