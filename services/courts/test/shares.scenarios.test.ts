import { describe, expect, it } from '@jest/globals'
import { createHub } from './play'
import { GONE, LEFT, NO_CHANGE, OLDER, scenario } from './scenario'
import {
  confirmed,
  DAY,
  defendant,
  deleted,
  inError,
  NEXT_DAY,
  order,
  prison,
  remand,
  requirement,
  send,
  shared,
  unknown,
} from './shares'

describe('a first share', () => {
  scenario('lists the person and records the order', {
    given: [],
    when: shared('10:00', { A: [order()] }),
    outcome: ['A HearingListed listing', 'A SentencePassed order'],
  })
  scenario('of two people says each one’s own', {
    given: [],
    when: shared('10:00', { A: [order()], B: [remand()] }),
    outcome: ['A HearingListed listing', 'A SentencePassed order', 'B HearingListed listing', 'B RemandOrdered remand'],
  })
  scenario('after the hearing was confirmed records the results alone', {
    given: [confirmed({ A: [] })],
    when: shared('10:00', { A: [order()] }),
    outcome: ['A SentencePassed order'],
  })
  scenario('of the second day adds to the first', {
    given: [shared('10:00', { A: [remand()] })],
    when: shared('09:00', { A: [order('other')] }, { day: NEXT_DAY }),
    outcome: [`A SentencePassed ${NEXT_DAY}/other`],
  })
})

describe('a re-share', () => {
  scenario('that says the same is no change', {
    given: [shared('10:00', { A: [order(), remand()] })],
    when: shared('11:00', { A: [order(), remand()] }),
    outcome: [NO_CHANGE],
  })
  scenario('that says the same in another order is no change', {
    given: [shared('10:00', { A: [order(), remand()], B: [prison()] })],
    when: shared('11:00', { B: [prison()], A: [remand(), order()] }),
    outcome: [NO_CHANGE, NO_CHANGE],
  })
  scenario('corrects a result whose content changed', {
    given: [shared('10:00', { A: [order('order', { endDate: '01/03/2027' })] })],
    when: shared('11:00', { A: [order('order', { endDate: '01/09/2027' })] }),
    outcome: ['A corrected SentencePassed order'],
  })
  scenario('corrects an order whose requirement changed', {
    given: [shared('10:00', { A: [order(), requirement('work', '3101', 'order', { numberOfHours: '80 Hours' })] })],
    when: shared('11:00', { A: [order(), requirement('work', '3101', 'order', { numberOfHours: '100 Hours' })] }),
    outcome: ['A corrected SentencePassed order'],
  })
  scenario('corrects an order that gains a requirement', {
    given: [shared('10:00', { A: [order()] })],
    when: shared('11:00', { A: [order(), requirement('rar', '3272', 'order')] }),
    outcome: ['A corrected SentencePassed order'],
  })
  scenario('withdraws a result that is absent', {
    given: [shared('10:00', { A: [order(), remand()] })],
    when: shared('11:00', { A: [remand()] }),
    outcome: [`A withdrawn order: ${GONE}`],
  })
  scenario('withdraws a result that was entered in error, and says so', {
    given: [shared('10:00', { A: [order()] })],
    when: shared('11:00', { A: [inError()] }),
    outcome: ['A withdrawn order: entered in error'],
  })
  scenario('withdraws a result that it calls deleted, and says so', {
    given: [shared('10:00', { A: [order(), remand()] })],
    when: shared('11:00', { A: [{ ...order(), isDeleted: true }, remand()] }),
    outcome: ['A withdrawn order: deleted by the court'],
  })
  scenario('withdraws every result when none is left', {
    given: [shared('10:00', { A: [order(), remand()] })],
    when: shared('11:00', { A: [] }),
    outcome: [`A withdrawn order: ${GONE}`, `A withdrawn remand: ${GONE}`],
  })
  scenario('records a withdrawn result again as new', {
    given: [shared('10:00', { A: [order()] }), shared('11:00', { A: [] })],
    when: shared('12:00', { A: [order()] }),
    outcome: ['A SentencePassed order'],
  })
  scenario('takes back a result that proves to be of another kind', {
    given: [shared('10:00', { A: [order('one')] })],
    when: shared('11:00', { A: [remand('one')] }),
    outcome: [`A withdrawn one: ${GONE}`, 'A RemandOrdered one'],
  })
  scenario('replaces a result by another of a new id', {
    given: [shared('10:00', { A: [order('first')] })],
    when: shared('11:00', { A: [prison('second')] }),
    outcome: ['A SentencePassed second', `A withdrawn first: ${GONE}`],
  })
  scenario('of one day leaves the results of another', {
    given: [shared('10:00', { A: [remand()] }), shared('10:00', { A: [order('two')] }, { day: NEXT_DAY })],
    when: shared('12:00', { A: [] }, { day: NEXT_DAY }),
    outcome: [`A withdrawn ${NEXT_DAY}/two: ${GONE}`],
  })
  scenario('after a day changes nothing of that day when it is of the other', {
    given: [shared('10:00', { A: [remand()] })],
    when: shared('10:00', { A: [] }, { day: NEXT_DAY }),
    outcome: [NO_CHANGE],
  })
  scenario('corrects where the person is listed', {
    given: [shared('10:00', { A: [] })],
    when: shared('11:00', { A: [] }, { hearing: { courtCentre: { code: 'C01MC00', name: 'Manchester' } } }),
    outcome: ['A corrected HearingListed listing'],
  })
  scenario('upper and lower case of an id are one', {
    given: [shared('10:00', { A: [order('order-x')] })],
    when: shared('11:00', { A: [order('ORDER-X')] }),
    outcome: [NO_CHANGE],
  })
})

describe('an older share that comes late', () => {
  scenario('undoes nothing', {
    given: [shared('11:00', { A: [] })],
    when: shared('10:00', { A: [order()] }),
    outcome: [OLDER],
  })
  scenario('does not withdraw what the newer one recorded', {
    given: [shared('11:00', { A: [order()] })],
    when: shared('10:00', { A: [] }),
    outcome: [OLDER],
  })
  scenario('does not correct back', {
    given: [shared('11:00', { A: [order('order', { endDate: '01/09/2027' })] })],
    when: shared('10:00', { A: [order('order', { endDate: '01/03/2027' })] }),
    outcome: [OLDER],
  })
  scenario('is still older when the newer one changed nothing', {
    given: [shared('10:00', { A: [order()] }), shared('12:00', { A: [order()] })],
    when: shared('11:00', { A: [] }),
    outcome: [OLDER],
  })
  scenario('of another day records the results of its day, and leaves the listing', {
    given: [shared('10:00', { A: [] }, { day: NEXT_DAY, hearing: { type: { description: 'Sentence' } } })],
    when: shared('10:00', { A: [order()] }, { hearing: { type: { description: 'Trial' } } }),
    outcome: ['A SentencePassed order'],
  })
  scenario('says nothing of somebody whom the newer one does not name any more', {
    given: [shared('11:00', { A: [order()] })],
    when: shared('10:00', { A: [order()], B: [remand()] }),
    outcome: [OLDER, OLDER],
  })
  scenario('still tells of somebody who could not be taken from the newer one', {
    given: [shared('11:00', [defendant('A', [order()]), defendant('B', [], { personDefendant: {} })])],
    when: shared('10:00', { A: [order()], B: [remand()] }),
    outcome: ['B HearingListed listing', 'B RemandOrdered remand'],
  })
  scenario('made at the same moment counts by arrival', {
    given: [shared('10:00', { A: [order()] })],
    when: shared('10:00', { A: [] }),
    outcome: [`A withdrawn order: ${GONE}`],
  })
  scenario('after a deletion does not list the hearing again', {
    given: [shared('11:00', { A: [order()] }), deleted()],
    when: shared('10:30', { A: [order()] }),
    outcome: [OLDER],
  })
})

describe('a confirmed or updated message', () => {
  scenario('withdraws no result', {
    given: [shared('10:00', { A: [order()] })],
    when: confirmed({ A: [] }),
    outcome: [NO_CHANGE],
  })
  scenario('moves the listing and leaves the results', {
    given: [shared('10:00', { A: [order()] })],
    when: confirmed({ A: [] }, { hearing: { hearingDays: [{ sittingDay: '2026-03-09T10:00:00Z' }] } }),
    outcome: ['A corrected HearingListed listing'],
  })
  scenario('that does not name a person ends their listing, not their results', {
    given: [shared('10:00', { A: [order()], B: [remand()] })],
    when: confirmed({ A: [] }),
    outcome: [`B ${LEFT}`],
  })
  scenario('lists somebody again', {
    given: [confirmed({ A: [], B: [] }), confirmed({ A: [] })],
    when: confirmed({ A: [], B: [] }),
    outcome: ['B corrected HearingListed listing'],
  })
  scenario('that names a person who cannot be taken ends nothing', {
    given: [confirmed({ A: [], B: [] })],
    when: confirmed([defendant('A', []), defendant('B', [], { personDefendant: {} })]),
    outcome: [NO_CHANGE, 'defendant without last name'],
  })
  scenario('all of whose days are cancelled ends the listing', {
    given: [confirmed({ A: [] })],
    when: confirmed({ A: [] }, { hearing: { hearingDays: [{ sittingDay: `${DAY}T10:00:00Z`, isCancelled: true }] } }),
    outcome: ['A corrected HearingCancelled: every day was cancelled'],
  })
  scenario('one of whose days is cancelled lists the others', {
    given: [confirmed({ A: [] })],
    when: confirmed(
      { A: [] },
      {
        hearing: {
          hearingDays: [{ sittingDay: `${DAY}T10:00:00Z`, isCancelled: true }, { sittingDay: `${NEXT_DAY}T10:00:00Z` }],
        },
      },
    ),
    outcome: ['A corrected HearingListed listing'],
  })
})

describe('a resulted share that does not name a person', () => {
  scenario('ends their listing and withdraws their results of its day', {
    given: [shared('10:00', { A: [order()], B: [remand()] })],
    when: shared('11:00', { A: [order()] }),
    outcome: [`B ${LEFT}`, `B withdrawn remand: ${GONE}`],
  })
  scenario('leaves their results of another day', {
    given: [shared('10:00', { A: [order()], B: [remand()] })],
    when: shared('10:00', { A: [] }, { day: NEXT_DAY }),
    outcome: [`B ${LEFT}`],
  })
  scenario('withdraws what a confirmed message left', {
    given: [shared('10:00', { A: [order()], B: [remand()] }), confirmed({ A: [] })],
    when: shared('11:00', { A: [order()] }),
    outcome: [`B withdrawn remand: ${GONE}`],
  })
  scenario('says nothing of them when it is older', {
    given: [shared('11:00', { A: [order()], B: [remand()] })],
    when: shared('10:00', { A: [order()] }),
    outcome: [OLDER],
  })
})

describe('a deletion', () => {
  scenario('reaches everybody and takes back all results of all days', {
    given: [
      shared('10:00', { A: [order()], B: [remand()] }),
      shared('10:00', { A: [prison('two')], B: [] }, { day: NEXT_DAY }),
    ],
    when: deleted(),
    outcome: [
      'A corrected HearingCancelled: deleted by the court',
      'A withdrawn order: the hearing was deleted',
      `A withdrawn ${NEXT_DAY}/two: the hearing was deleted`,
      'B corrected HearingCancelled: deleted by the court',
      'B withdrawn remand: the hearing was deleted',
    ],
  })
  scenario('takes back results of somebody who is no longer listed', {
    given: [shared('10:00', { A: [order()], B: [remand()] }), confirmed({ A: [] })],
    when: deleted(),
    outcome: [
      'A corrected HearingCancelled: deleted by the court',
      'A withdrawn order: the hearing was deleted',
      'B withdrawn remand: the hearing was deleted',
    ],
  })
  scenario('that comes again is no change', {
    given: [confirmed({ A: [] }), deleted()],
    when: deleted(),
    outcome: ['no change: the hearing is not listed'],
  })
  scenario('of a hearing that nobody knows is no change', {
    given: [],
    when: deleted(),
    outcome: ['no change: the hearing is not listed'],
  })
  scenario('is undone when the hearing is confirmed again', {
    given: [confirmed({ A: [] }), deleted()],
    when: confirmed({ A: [] }),
    outcome: ['A corrected HearingListed listing'],
  })
})

describe('a result that no definition knows', () => {
  scenario('is recorded as it is', {
    given: [],
    when: shared('10:00', { A: [unknown()] }),
    outcome: ['A HearingListed listing', 'A ResultRecorded unknown'],
  })
  scenario('is part of its order when its group says that it is a requirement', {
    given: [shared('10:00', { A: [order()] })],
    when: shared('11:00', {
      A: [order(), unknown('new', { rootJudicialResultId: 'order', resultDefinitionGroup: 'Community Requirement' })],
    }),
    outcome: ['A corrected SentencePassed order'],
  })

  it('without id and code waits under its label', async () => {
    const hub = createHub()
    const nameless = (label: string) => ({ label, orderedDate: DAY })
    await send(hub, shared('10:00', { A: [nameless('First'), nameless('Second')] }))
    const rows = hub.documents('unmappedResults') as readonly { label: string; seen: number }[]
    expect(rows.map(({ label, seen }) => [label, seen]).sort()).toEqual([
      ['First', 1],
      ['Second', 1],
    ])
  })

  it('waits to be mapped, counted once a fact', async () => {
    const hub = createHub()
    const group = { rootJudicialResultId: 'order', resultDefinitionGroup: 'Community Requirement' }
    await send(hub, shared('10:00', { A: [unknown()], B: [order(), unknown('requirement', group)] }))
    await send(hub, shared('11:00', { A: [unknown()], B: [order(), unknown('requirement', group)] }))
    expect(hub.document('unmappedResults', '11111111-2222-4333-8444-555555555555/-')).toMatchObject({
      label: 'A new kind of order',
      seen: 2,
    })
  })
})
