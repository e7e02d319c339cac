import { describe, expect, it } from '@jest/globals'
import { createHub } from './play'
import { GONE, LEFT, NO_CHANGE, OLDER, scenario } from './scenario'
import { confirmed, DAY, defendant, deleted, type Message, NEXT_DAY, order, remand, send, shared } from './shares'

describe('a message without anybody of whom a fact can be recorded', () => {
  const given = [shared('10:00', { A: [order()] })]
  const gone = [`A ${LEFT}`, `A withdrawn order: ${GONE}`]
  const organisation = { ...defendant('B', []), legalEntityDefendant: { organisation: { name: 'A firm' } } }

  scenario('ends the listing of those who were in it: an organisation is left', {
    given,
    when: shared('18:00', [organisation]),
    outcome: gone,
  })
  scenario('ends the listing of those who were in it: a youth is left', {
    given,
    when: shared('18:00', [defendant('B', [], { isYouth: true })]),
    outcome: gone,
  })
  scenario('ends the listing of those who were in it: somebody rejected is left', {
    given,
    when: shared('18:00', [defendant('B', [], { personDefendant: {} })]),
    outcome: gone,
  })
  scenario('ends the listing of those who were in it: nobody is left', {
    given,
    when: shared('18:00', []),
    outcome: gone,
  })
  scenario('makes older shares of them older', {
    given: [shared('18:00', [organisation])],
    when: shared('10:00', { A: [order()] }),
    outcome: [OLDER],
  })
  scenario('says why nothing is recorded when nobody is gone', {
    given: [],
    when: shared('18:00', [organisation]),
    outcome: ['organisation'],
  })
})

describe('somebody who proves to be a youth', () => {
  const youth = [defendant('A', [order()], { isYouth: true }), defendant('B', [remand()])]
  const given = [shared('10:00', { A: [order()], B: [remand()] })]
  scenario('is gone from the hearing, with their results of the day', {
    given,
    when: shared('18:00', youth),
    outcome: [`A ${LEFT}`, `A withdrawn order: ${GONE}`],
  })
  scenario('by a confirmed message is no longer listed', {
    given,
    when: confirmed(youth),
    outcome: [`A ${LEFT}`],
  })
  scenario('is gone also when somebody else cannot be read', {
    given,
    when: shared('18:00', [youth[0]!, { ...youth[1]!, id: null }]),
    outcome: [`A ${LEFT}`, `A withdrawn order: ${GONE}`],
  })
  scenario('is an adult again when a later share says so', {
    given: [...given, shared('18:00', youth)],
    when: shared('19:00', { A: [order()], B: [remand()] }),
    outcome: ['A corrected HearingListed listing', 'A SentencePassed order'],
  })
})

describe('whether somebody is listed', () => {
  const cancelled = confirmed(
    { A: [] },
    { hearing: { hearingDays: [{ sittingDay: `${DAY}T10:00:00Z`, isCancelled: true }] } },
  )
  it.each([
    ['a deletion', [deleted()], 'HearingCancelled'],
    ['a message without them', [confirmed({ B: [] })], 'HearingCancelled'],
    ['a message of which every day is cancelled', [cancelled], 'HearingCancelled'],
    ['a new listing after a deletion', [deleted(), confirmed({ A: [] })], 'HearingListed'],
    ['a deletion after that', [deleted(), confirmed({ A: [] }), deleted()], 'HearingCancelled'],
  ])('is told by one current event: %s', async (_, messages: readonly Message[], type) => {
    const hub = createHub()
    for (const message of [shared('10:00', { A: [order()] }), ...messages]) await send(hub, message)
    const about = hub.current().filter(({ key }) => ['listing', 'cancelled', 'unlisted'].includes(key))
    const tokens = new Set(about.map(({ event }) => JSON.stringify((event.data as { identity?: object }).identity)))
    const ofA = about.filter(({ event }) => (event.data as { personId: string }).personId.includes('aaaaaaaa'))
    expect(ofA.map(({ event }) => event.type)).toEqual([`hub.court.v1.${type}`])
    expect(about).toHaveLength(tokens.size)
  })
})

describe('a deleted hearing', () => {
  /** A share made after the last one that was known, before the deletion came. */
  const late = shared('16:00', { A: [order()], B: [remand()] })
  scenario('is not listed by a share from before, though it was never seen', {
    given: [deleted()],
    when: shared('10:00', { A: [order()] }),
    outcome: [OLDER],
  })
  scenario('is not listed for anybody by a share from before', {
    given: [shared('10:00', { A: [order()] }), deleted()],
    when: late,
    outcome: [OLDER, OLDER],
  })
  scenario('has no results of another day by a share from before', {
    given: [shared('10:00', { A: [order()] }), deleted()],
    when: shared('10:00', { A: [order('two')] }, { day: NEXT_DAY }),
    outcome: [OLDER],
  })
  scenario('stays deleted for what was shared before, also once it is listed again', {
    given: [shared('10:00', { A: [order()] }), deleted(), confirmed({ A: [] })],
    when: late,
    outcome: [OLDER, OLDER],
  })
  scenario('is listed again by a share made after the deletion', {
    given: [shared('10:00', { A: [order()] }), deleted()],
    when: shared('10:00', { A: [order()] }, { day: '2026-06-01' }),
    outcome: ['A corrected HearingListed listing', 'A SentencePassed 2026-06-01/order'],
  })
  scenario('is not listed again by the share before it, though that bears a later time', {
    given: [at('2026-05-28T21:00:00Z'), deleted()],
    when: at('2026-05-28T21:00:00Z'),
    outcome: [OLDER],
  })
})

/** A share whose clock is ahead of the hub's. */
function at(sharedTime: string): Message {
  const message = shared('10:00', { A: [order()] })
  return { ...message, body: { ...(message.body as object), sharedTime } }
}

describe('a time of sharing that has not come yet', () => {
  scenario('does not make right shares older ones', {
    given: [at('9999-12-31T23:59:59Z')],
    when: shared('11:00', { A: [] }),
    outcome: [`A withdrawn order: ${GONE}`],
  })
  scenario('counts as not known, and the receipt says so', {
    given: [],
    when: at('9999-12-31T23:59:59Z'),
    outcome: ['A HearingListed listing', 'A SentencePassed order'],
    warns: 'sharedTime lies more than 24 hours after the message came',
  })
  scenario('by no more than another clock may go counts', {
    given: [at('2026-05-28T21:00:00Z')],
    when: shared('11:00', { A: [] }),
    outcome: [OLDER],
  })
  scenario('that is none at all counts when it comes', {
    given: [at('2026-03-02T10:00:00Z')],
    when: at('soon'),
    outcome: [NO_CHANGE],
    warns: 'sharedTime is not a date and time',
  })
})
