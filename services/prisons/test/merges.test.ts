import { londonDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { knownCustody } from '../src/app/known-custody'
import { inMemory } from './in-memory'
import { eventAbout, SENTENCED } from './scenario'

const [KEPT, REMOVED, OTHER] = ['A1111AA', 'A2222BB', 'A3333CC']
const moved =
  (family: string, way: 'received' | 'released') =>
  (number: string, occurredAt: string, reason: string, nomisMovementReasonCode = '', prisonId = 'LEI') =>
    eventAbout(number, `${family}.prisoner.${way}`, occurredAt, { reason, nomisMovementReasonCode, prisonId })
const received = moved('prison-offender-events', 'received')
const released = moved('prison-offender-events', 'released')
const receivedBySearch = moved('prisoner-offender-search', 'received')
const merged = (kept: string, removedNomsNumber: string, occurredAt = '2025-06-02T09:30:00Z') =>
  eventAbout(kept, 'prison-offender-events.prisoner.merged', occurredAt, {
    removedNomsNumber,
    bookingId: '1',
    reason: 'MERGE',
  })

/** Of somebody who was admitted in January and sentenced, whose record names only the number asked for. */
function withRecords(...numbers: string[]) {
  const hub = inMemory()
  for (const number of numbers) hub.answer(`/prisoner/${number}`, { ...SENTENCED, prisonerNumber: number })
  return hub
}

describe('two prison numbers that are merged', () => {
  it('end the stay of the removed one, and the kept one goes on with its movements', async () => {
    const hub = withRecords(KEPT, REMOVED)
    await hub.tell(received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
    expect(hub.timerOf(REMOVED)).toBeDefined()
    expect(hub.document('handovers', REMOVED)).toMatchObject({ nomsNumber: REMOVED })
    const before = hub.said(REMOVED).length

    const [came] = await hub.tell(merged(KEPT, REMOVED))

    expect(hub.said(REMOVED).slice(before)).toEqual([
      'Prison number removed, merged into another',
      'Responsible: nobody (merged)',
      'No handover date any more (merged)',
    ])
    expect(hub.said(KEPT)).toEqual([
      'Prison numbers merged',
      'Prison record read: SENTENCED',
      'Release dates changed: release 5 Jan 2027',
      'Responsible: custody only (determinate)',
      'Handover to the community on 21 Apr 2026, support from 21 Apr 2026',
    ])
    expect(hub.eventsOf(KEPT)[0]!.data).toMatchObject({
      change: { before: undefined, after: { status: 'CUSTODY_STATUS_IN_PRISON', prisonId: 'LEI' } },
    })
    expect(hub.timerOf(REMOVED)).toBeUndefined()
    expect(hub.timerOf(KEPT)).toBeDefined()
    expect(hub.document('handovers', REMOVED)).toBeUndefined()
    expect(hub.document('releases', REMOVED)).toBeUndefined()
    expect(hub.document('handovers', KEPT)).toMatchObject({ nomsNumber: KEPT, personId: `person-${KEPT}` })
    expect(came).toMatchObject({
      is: 'recorded',
      eventIds: { length: 5 },
      others: [{ subject: `NOMS:${REMOVED}`, personId: `person-${REMOVED}`, eventIds: { length: 3 } }],
    })
  })

  it('are told each of its own person, also before the word on who is who has come', async () => {
    const hub = withRecords(KEPT, REMOVED)
    await hub.tell(received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
    hub.forgetWhose(REMOVED)
    await hub.tell(merged(KEPT, REMOVED))
    const { data } = hub.eventsOf(REMOVED).find(({ type }) => type === 'hub.custody.v1.PrisonNumberRemoved')!
    expect(data).toMatchObject({ personId: `person-${REMOVED}`, identity: { token: hub.tokenOf(REMOVED) } })
  })

  it('of which the removed one was never heard of say so of the kept one alone', async () => {
    const hub = withRecords(KEPT)
    await hub.tell(received(KEPT, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
    await hub.tell(merged(KEPT, REMOVED))
    const [removal] = hub.eventsOf(REMOVED)
    expect(removal!.data).toMatchObject({ personId: `person-${KEPT}`, identity: { token: hub.tokenOf(KEPT) } })
    // What is told of it from now on is of the kept one.
    await hub.tell(released(REMOVED, '2025-05-06T12:00:00Z', 'RELEASED', 'CR'))
    expect((await hub.stateOf(REMOVED)).standing).toMatchObject({ reason: 'released' })
    expect(hub.eventsOf(REMOVED)).toHaveLength(1)
  })

  it('take nothing of the kept one from what a source still answers of the removed one', async () => {
    const hub = withRecords(KEPT)
    await hub.tell(received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
    await hub.tell(merged(KEPT, REMOVED))
    const said = hub.said(KEPT).length
    hub.answer(`/prisoner/${REMOVED}`, { ...SENTENCED, prisonerNumber: REMOVED, conditionalReleaseDate: '2026-01-05' })
    await hub.tell(received(REMOVED, '2025-06-01T12:00:00Z', 'TRANSFERRED', 'INT', 'MDI'))
    expect(hub.said(KEPT).slice(said)).toEqual(['Transferred to MDI'])
    const { record, dates } = await hub.stateOf(KEPT)
    expect([record!.says.sentenceStart, dates.byType.CRD]).toEqual([
      { year: 2025, month: 1, day: 6 },
      { calculated: { year: 2027, month: 1, day: 5 } },
    ])
  })

  it('record what is told of the removed one later on the kept one, under the kept one’s name', async () => {
    const hub = withRecords(KEPT)
    await hub.tell(received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
    await hub.tell(merged(KEPT, REMOVED))
    const said = [hub.said(REMOVED).length, hub.said(KEPT).length] as const
    expect(await hub.tell(released(REMOVED, '2025-06-02T09:45:00Z', 'RELEASED', 'CR'))).toMatchObject([
      {
        eventIds: [],
        own: { is: 'ignored', reason: expect.stringContaining('merged into another') },
        others: [{ subject: `NOMS:${KEPT}`, personId: `person-${KEPT}`, eventIds: { length: 3 } }],
      },
    ])
    expect(hub.said(REMOVED)).toHaveLength(said[0])
    expect(hub.said(KEPT).slice(said[1])).toEqual([
      'Released from LEI: on licence',
      'Responsible: nobody (released)',
      'No handover date any more (released)',
    ])
    expect(hub.eventsOf(KEPT).at(-1)!.data).toMatchObject({
      personId: `person-${KEPT}`,
      personal: { identity: { value: KEPT } },
    })
    expect(hub.document('handovers', KEPT)).toBeUndefined()
    // What was told of the removed number before is not told again of the kept one.
    expect(await hub.tell(received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))).toEqual([
      { is: 'nothing', reason: 'no change' },
    ])
  })

  it('count a movement once that one family told of the removed number and another of the kept one', async () => {
    const hub = withRecords(KEPT)
    await hub.tell(received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
    await hub.tell(merged(KEPT, REMOVED))
    await hub.tell(receivedBySearch(KEPT, '2025-01-06T12:00:05Z', 'NEW_ADMISSION'))
    expect(hub.eventsOf(KEPT).filter(({ type }) => type === 'hub.custody.v1.ReceivedIntoPrison')).toEqual([])
    expect(hub.eventsOf(KEPT).filter(({ type }) => type === 'hub.custody.v1.FactConfirmed')).toHaveLength(1)
    expect((await hub.stateOf(KEPT)).movements).toHaveLength(1)
  })

  it('are merged once, however often it is told and whichever way round', async () => {
    const hub = withRecords(KEPT)
    await hub.tell(merged(KEPT, REMOVED))
    const nothing = [{ is: 'nothing', reason: 'no change: both are one prison number already' }]
    expect(await hub.tell(merged(KEPT, REMOVED))).toEqual(nothing)
    expect(await hub.tell(merged(KEPT, REMOVED, '2025-06-02T09:31:00Z'))).toEqual(nothing)
    expect(await hub.tell(merged(REMOVED, KEPT))).toEqual(nothing)
  })

  it('leave a number with the one that it was removed for first', async () => {
    const hub = withRecords(KEPT, OTHER)
    await hub.tell(received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
    await hub.tell(merged(KEPT, REMOVED))
    await hub.tell(merged(OTHER, REMOVED))
    expect(hub.said(OTHER)[0]).toBe('Prison numbers merged')
    expect((await hub.stateOf(REMOVED)).reports).toEqual((await hub.stateOf(KEPT)).reports)
    expect((await hub.stateOf(OTHER)).reports).toEqual([])
  })

  it('go on in time: the kept one’s day comes, and its number is nowhere in the timer', async () => {
    const hub = withRecords(KEPT)
    await hub.tell(received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
    await hub.tell(merged(KEPT, REMOVED))
    hub.at('2026-04-21T00:00:00Z')
    expect(hub.timerOf(KEPT)!.command).toHaveLength(0)
    expect(await hub.fire(KEPT)).toEqual({ is: 'done' })
    expect(hub.said(KEPT).at(-1)).toBe('Responsible: community (determinate)')
    expect(hub.document('handovers', KEPT)).toMatchObject({
      nomsNumber: KEPT,
      responsibility: 'RESPONSIBILITY_COMMUNITY',
    })
  })

  it('keep what was decided of the removed one, whether it is told before the merge or after', async () => {
    const row = (body: object) => ({ nomis_offender_id: REMOVED, updated_at: '2025-03-01T09:00:00Z', ...body })
    const rows = [
      row({ value: 'Probation', reason: 'other_reason' }),
      row({ contacted_com: true }),
      row({ review_id: 1, target_hearing_date: '2026-09-01' }),
    ]
    const eligible = {
      eventType: 'community-early-allocation-eligibility.status.changed',
      offenderNo: REMOVED,
      eligibilityStatus: true,
      occurredAt: '2025-03-01T09:00:00Z',
    }
    const told = async (isAfter: boolean, own: readonly object[] = []) => {
      const hub = withRecords(KEPT, REMOVED)
      await hub.tell(received(KEPT, '2025-01-06T12:00:00Z', 'ADMISSION', 'N'))
      for (const each of own) await hub.tell(each, 'allocation-manager')
      if (isAfter) await hub.tell(merged(KEPT, REMOVED))
      for (const each of rows) await hub.tell(each, 'allocation-manager')
      await hub.tell(eligible)
      if (!isAfter) await hub.tell(merged(KEPT, REMOVED))
      return hub
    }
    const present = async (hub: Awaited<ReturnType<typeof told>>) => {
      const { override, paroleReviews, procedure, earlyAllocation, standing, dates } = await hub.stateOf(KEPT)
      return { override, paroleReviews, done: procedure.done, earlyAllocation, standing, dates }
    }
    const before = await told(false)
    expect(await present(before)).toMatchObject({
      done: ['HANDOVER_TASK_CONTACTED_COM'],
      earlyAllocation: { eligible: true },
      standing: { reason: 'responsibility_override', calculatedReason: 'early_allocation' },
      dates: { byType: { THD: { calculated: { year: 2026, month: 9, day: 1 } } } },
    })
    expect(await present(before)).toEqual(await present(await told(true)))
    expect(before.said(KEPT)).toContain('Handover checklist: contacted com, counts again')
    // What was decided of the kept one later counts before it.
    const later = { nomis_offender_id: KEPT, value: null, updated_at: '2025-04-01T09:00:00Z' }
    for (const isAfter of [false, true])
      expect(await present(await told(isAfter, [later]))).toMatchObject({ standing: { reason: 'early_allocation' } })
  })

  it('come to the same present in whatever order all of it is told', async () => {
    const story = [
      received(OTHER, '2019-03-01T12:00:00Z', 'ADMISSION', 'N', 'MDI'),
      released(OTHER, '2020-03-01T09:00:00Z', 'RELEASED', 'CR', 'MDI'),
      received(REMOVED, '2025-01-06T12:00:00Z', 'ADMISSION', 'L'),
      receivedBySearch(REMOVED, '2025-01-06T12:00:05Z', 'NEW_ADMISSION'),
      received(KEPT, '2025-05-30T12:00:00Z', 'TRANSFERRED', 'INT', 'WSI'),
      merged(REMOVED, OTHER, '2025-03-01T09:30:00Z'),
      merged(KEPT, REMOVED),
    ]
    const presentAfter = async (messages: readonly object[]) => {
      const hub = withRecords(KEPT)
      for (const [minute, message] of messages.entries()) {
        hub.at(`2025-06-02T10:0${minute}:00Z`)
        await hub.tell(message)
      }
      const states = await Promise.all([KEPT, REMOVED, OTHER].map(number => hub.stateOf(number)))
      // When the record was read rests on when somebody was told of.
      return states.map(state => ({ ...knownCustody(state, londonDate(hub.today())), recordReadAt: undefined }))
    }
    const [present, ...same] = await presentAfter(story)
    // What was told of another number is told of this one with the merge: no record is known to have changed since.
    expect(present!.standing).toMatchObject({ reason: 'recall_case' })
    expect(present!.stretches.map(({ prisonId }) => prisonId)).toEqual(['MDI', 'MDI', 'LEI', 'WSI'])
    expect(same).toEqual([present, present])
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(story, { minLength: story.length }), async order => {
        expect(await presentAfter(order)).toEqual([present, present, present])
      }),
      { numRuns: 300 },
    )
  })
})
