import { londonDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { knownCustody } from '../src/app/known-custody'
import { inMemory } from './in-memory'
import { eventAbout, SENTENCED } from './scenario'

const [OWNER, FORMER, THIRD] = ['A1111AA', 'A2222BB', 'A3333CC']

const received = (number: string, at: string, code = 'N', prisonId = 'LEI') =>
  eventAbout(number, 'prison-offender-events.prisoner.received', at, {
    reason: 'ADMISSION',
    nomisMovementReasonCode: code,
    prisonId,
  })
const receivedBySearch = (number: string, at: string) =>
  eventAbout(number, 'prisoner-offender-search.prisoner.received', at, { reason: 'NEW_ADMISSION', prisonId: 'LEI' })
const released = (number: string, at: string) =>
  eventAbout(number, 'prison-offender-events.prisoner.released', at, {
    reason: 'RELEASED',
    nomisMovementReasonCode: 'CR',
    prisonId: 'MDI',
  })
const merged = (kept: string, removedNomsNumber: string, at: string) =>
  eventAbout(kept, 'prison-offender-events.prisoner.merged', at, { removedNomsNumber, bookingId: '1', reason: 'MERGE' })
/** The booking that began on 1 May 2025 went from one number to another. */
const moved = (from: string, to: string, occurredAt: string, over: object = {}) => ({
  ...eventAbout(to, 'prison-offender-events.prisoner.booking.moved', occurredAt, {}),
  additionalInformation: {
    bookingId: '1200835',
    movedFromNomsNumber: from,
    movedToNomsNumber: to,
    bookingStartDateTime: '2025-05-01T09:00:00',
    ...over,
  },
})

/** The former owner served a sentence until 2020; the booking of May 2025 is another person's. */
async function told() {
  const hub = inMemory()
  hub.answer(`/prisoner/${FORMER}`, { ...SENTENCED, prisonerNumber: FORMER })
  for (const message of [
    received(FORMER, '2019-03-01T12:00:00Z', 'N', 'MDI'),
    released(FORMER, '2020-03-01T09:00:00Z'),
    received(FORMER, '2025-05-01T08:30:00Z'),
    receivedBySearch(FORMER, '2025-05-01T08:30:05Z'),
  ])
    await hub.tell(message)
  expect((await hub.stateOf(FORMER)).standing).toMatchObject({ reason: 'determinate' })
  hub.answer(`/prisoner/${FORMER}`, { ...SENTENCED, prisonerNumber: FORMER, status: 'INACTIVE OUT' })
  hub.answer(`/prisoner/${OWNER}`, { ...SENTENCED, prisonerNumber: OWNER })
  hub.at('2025-06-03T10:00:00Z')
  const heldOf = async (number: string) =>
    knownCustody(await hub.stateOf(number), londonDate(hub.today())).stretches.map(({ prisonId, status }) => [
      prisonId,
      status.replace('CUSTODY_STATUS_', ''),
    ])
  return { ...hub, heldOf }
}
const EARLIER = [
  ['MDI', 'IN_PRISON'],
  ['MDI', 'RELEASED'],
]

describe('a booking that moved to another prison number', () => {
  it('takes its movements with it: withdrawn of the former owner, told of the new one', async () => {
    const hub = await told()
    const before = hub.said(FORMER).length
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:30:00Z'))
    expect(hub.said(FORMER).slice(before)).toEqual([
      'Prison record changed: booking, booking went to another number',
      'Withdrawn: Received into prison (its booking is of another prison number)',
      'Prison record read: SENTENCED',
      'Responsible: nobody (released)',
      'No handover date any more (released)',
    ])
    expect(hub.said(OWNER)).toEqual([
      'Prison record changed: booking, booking came from another number',
      'Received into prison LEI',
      'Prison record read: SENTENCED',
      'Release dates changed: release 5 Jan 2027',
      'Responsible: custody only (determinate)',
      'Handover to the community on 21 Apr 2026, support from 21 Apr 2026',
    ])
    expect(hub.eventsOf(OWNER)[1]!.data).toMatchObject({
      personId: `person-${OWNER}`,
      change: { before: undefined, after: { status: 'CUSTODY_STATUS_IN_PRISON', prisonId: 'LEI' } },
    })
    expect(await hub.heldOf(FORMER)).toEqual(EARLIER)
    expect(await hub.heldOf(OWNER)).toEqual([['LEI', 'IN_PRISON']])
    expect((await hub.stateOf(OWNER)).reports).toHaveLength(2)
    expect(hub.document('handovers', FORMER)).toBeUndefined()
    expect(hub.document('handovers', OWNER)).toMatchObject({ nomsNumber: OWNER })
  })

  it('is one movement with what either family tells of its new owner later', async () => {
    const hub = await told()
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:30:00Z'))
    expect(await hub.tell(received(OWNER, '2025-05-01T08:30:00Z'))).toEqual([{ is: 'nothing', reason: 'no change' }])
    await hub.tell(receivedBySearch(OWNER, '2025-06-03T09:31:00Z'))
    expect(await hub.heldOf(OWNER)).toEqual([['LEI', 'IN_PRISON']])
    expect((await hub.stateOf(OWNER)).standing).toMatchObject({ reason: 'determinate' })
  })

  it('has its movements again when it comes back', async () => {
    const hub = await told()
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:30:00Z'))
    hub.answer(`/prisoner/${FORMER}`, { ...SENTENCED, prisonerNumber: FORMER })
    hub.answer(`/prisoner/${OWNER}`, { prisonerNumber: OWNER, status: 'INACTIVE OUT' })
    hub.at('2025-06-03T11:00:00Z')
    await hub.tell(moved(OWNER, FORMER, '2025-06-03T10:30:00Z'))
    expect(await hub.heldOf(OWNER)).toEqual([])
    expect(await hub.heldOf(FORMER)).toEqual([...EARLIER, ['LEI', 'IN_PRISON']])
    expect((await hub.stateOf(FORMER)).standing).toMatchObject({ reason: 'determinate' })
    expect((await hub.stateOf(OWNER)).standing).toMatchObject({ reason: 'released' })
    expect(hub.said(FORMER)).toContain('Received into prison LEI')
  })

  it('takes what was told of a number that was removed for its former owner', async () => {
    const hub = await told()
    await hub.tell(merged(THIRD, FORMER, '2025-06-03T09:20:00Z'))
    await hub.tell(moved(THIRD, OWNER, '2025-06-03T09:30:00Z'))
    expect(await hub.heldOf(THIRD)).toEqual(EARLIER)
    expect(await hub.heldOf(OWNER)).toEqual([['LEI', 'IN_PRISON']])
    expect((await hub.stateOf(OWNER)).reports).toHaveLength(2)
  })

  it('is of the number that is kept, where it is told of one that was removed', async () => {
    const hub = await told()
    hub.answer(`/prisoner/${THIRD}`, { ...SENTENCED, prisonerNumber: THIRD })
    await hub.tell(merged(THIRD, FORMER, '2025-06-03T09:20:00Z'))
    hub.at('2025-06-03T10:10:00Z')
    await hub.tell(received(THIRD, '2025-06-02T12:00:00Z', 'INT', 'WSI'))
    expect((await hub.stateOf(THIRD)).standing).toMatchObject({ reason: 'determinate' })
    hub.at('2025-06-03T10:20:00Z')
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:30:00Z'))
    expect(await hub.heldOf(OWNER)).toEqual([
      ['LEI', 'IN_PRISON'],
      ['WSI', 'IN_PRISON'],
    ])
    expect(await hub.heldOf(THIRD)).toEqual(EARLIER)
    // Who is out by movements is not responsible for by a record of before.
    expect((await hub.stateOf(THIRD)).standing).toMatchObject({ reason: 'released' })
    expect(hub.document('handovers', THIRD)).toBeUndefined()
  })

  it('leaves nobody responsible of whom nothing else is known', async () => {
    const hub = inMemory()
    hub.answer(`/prisoner/${FORMER}`, { ...SENTENCED, prisonerNumber: FORMER })
    await hub.tell(merged(THIRD, FORMER, '2025-05-01T07:00:00Z'))
    await hub.tell(received(THIRD, '2025-05-01T08:30:00Z'))
    hub.answer(`/prisoner/${THIRD}`, { ...SENTENCED, prisonerNumber: THIRD })
    hub.at('2025-06-03T10:00:00Z')
    await hub.tell(received(THIRD, '2025-06-02T12:00:00Z', 'INT', 'WSI'))
    hub.at('2025-06-03T10:20:00Z')
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:30:00Z'))
    expect((await hub.stateOf(THIRD)).standing).toMatchObject({ reason: 'record_not_known' })
    expect(hub.document('handovers', THIRD)).toBeUndefined()
  })

  it('goes back and forth with what happened on the way', async () => {
    const hub = await told()
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:30:00Z'))
    await hub.tell(moved(OWNER, FORMER, '2025-06-03T09:40:00Z'))
    await hub.tell(received(FORMER, '2025-06-02T12:00:00Z', 'INT', 'WSI'))
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:50:00Z'))
    expect((await hub.heldOf(OWNER)).map(([prisonId]) => prisonId)).toEqual(['LEI', 'WSI'])
    expect(await hub.heldOf(FORMER)).toEqual(EARLIER)
    await hub.tell(moved(OWNER, THIRD, '2025-06-03T09:55:00Z'))
    expect((await hub.heldOf(THIRD)).map(([prisonId]) => prisonId)).toEqual(['LEI', 'WSI'])
    expect(await hub.heldOf(OWNER)).toEqual([])
    expect((await hub.stateOf(THIRD)).reports).toHaveLength(3)
  })

  it('may go back and forth often: what is read for a move grows with their square at most', async () => {
    const hub = await told()
    const loadsOf = async (from: string, to: string, at: string) => {
      const before = hub.loads()
      await hub.tell(moved(from, to, at))
      return hub.loads() - before
    }
    const loads: number[] = []
    for (let times = 0; times < 6; times++) {
      const minute = String(10 + times * 2)
      await loadsOf(FORMER, OWNER, `2025-06-03T09:${minute}:00Z`)
      loads.push(await loadsOf(OWNER, FORMER, `2025-06-03T09:${minute}:30Z`))
    }
    // A path through the moves for each way there is would double with every one of them.
    expect(loads.at(-1)).toBeLessThan(loads.length ** 2 * loads[0]!)
    expect(await hub.heldOf(OWNER)).toEqual([])
    expect((await hub.heldOf(FORMER)).slice(0, 3)).toEqual([...EARLIER, ['LEI', 'IN_PRISON']])
  })

  it('takes nothing of a later one', async () => {
    const hub = await told()
    const start = { bookingStartDateTime: '2019-03-01T12:30:00' }
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:30:00Z', start))
    // The admission was entered half an hour before the booking.
    expect((await hub.heldOf(OWNER)).slice(0, 2)).toEqual(EARLIER)
    expect((await hub.heldOf(FORMER))[0]).toEqual(['LEI', 'IN_PRISON'])
  })

  it.each([
    [{ bookingStartDateTime: undefined }],
    [{ bookingStartDateTime: 'yesterday' }],
    [{ movedFromNomsNumber: OWNER }],
  ])('leaves them where they are while it is not known which they are: %j', async over => {
    const hub = await told()
    await hub.tell(moved(FORMER, OWNER, '2025-06-03T09:30:00Z', over))
    expect((await hub.heldOf(FORMER)).slice(0, 3)).toEqual([...EARLIER, ['LEI', 'IN_PRISON']])
    expect(await hub.heldOf(OWNER)).toEqual([])
  })
})
