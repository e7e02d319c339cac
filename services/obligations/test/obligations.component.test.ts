import { EVENT } from '@hub/service'
import { afterEach, describe, expect, it } from '@jest/globals'
import { day, request, startedObligations } from './started-obligations'

type Started = Awaited<ReturnType<typeof startedObligations>>
let hub: Started
afterEach(() => hub.close())

const REQUESTED = 'hub.court.v1.ReportRequested'
const COMPLETED = 'hub.court.v1.ReportCompleted'
const WITHDRAWN = 'hub.court.v1.FactRetracted'

describe('a promise', () => {
  it('is made, and missed when its London day has passed, though the process was down then', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-29'))
    expect(await hub.said()).toEqual(['Pre-sentence report: promised to the court by 29 Mar 2026'])
    // Summer time begins that day: it ends at 23:00 UTC.
    await hub.until('2026-03-29T22:59:50Z')
    expect(await hub.said()).toHaveLength(1)
    await hub.restart(60_000)
    expect((await hub.said()).slice(1)).toEqual(['Pre-sentence report: not done by 29 Mar 2026'])
    const [, missed] = await hub.recorded()
    expect(missed!.headers[EVENT.time]).toBe('2026-03-29T23:00:00Z')
    await hub.restart()
    expect(await hub.said()).toHaveLength(2)
  })

  it('of the day on which winter time begins ends at midnight UTC', async () => {
    hub = await startedObligations('2026-10-12T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-10-25', { requestedOn: day('2026-10-12') }))
    await hub.until('2026-10-25T23:59:50Z')
    expect(await hub.said()).toHaveLength(1)
    await hub.until('2026-10-26T00:00:01Z')
    expect(await hub.said()).toHaveLength(2)
  })

  it('is kept in time, early or late', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-10'))
    await hub.tell(
      'p1',
      COMPLETED,
      { reportId: 'r1', personal: { document: 'https://reports.test/r1' } },
      {
        [EVENT.time]: '2026-03-06T10:00:00Z',
      },
    )
    expect((await hub.said()).slice(1)).toEqual(['Pre-sentence report: done, 4 days early'])
    expect(await hub.timers()).toEqual([])
    await hub.until('2026-03-12T00:00:00Z')
    expect(await hub.said()).toHaveLength(2)
    expect((await hub.promises('p1')).promises).toMatchObject([
      { state: 'PROMISE_STATE_KEPT', document: 'https://reports.test/r1', about: { court: 'Lavender Hill' } },
    ])
  })

  it('kept before it was known to be missed was not missed', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-10'))
    await hub.until('2026-03-11T09:00:00Z')
    expect((await hub.promises('p1')).promises).toMatchObject([{ state: 'PROMISE_STATE_MISSED', daysLate: 1 }])
    await hub.tell('p1', COMPLETED, { reportId: 'r1' }, { [EVENT.time]: '2026-03-10T16:00:00Z' })
    expect((await hub.said()).slice(1)).toEqual([
      'Pre-sentence report: not done by 10 Mar 2026',
      'Withdrawn: Promise missed (it was done on 10 Mar 2026)',
      'Pre-sentence report: done',
    ])
    const [, missed, withdrawn] = await hub.recorded()
    expect(withdrawn!.headers[EVENT.retracts]).toBe(missed!.id)
  })

  it('kept after its day stays missed, and says how late', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-10'))
    await hub.until('2026-03-13T09:00:00Z')
    await hub.tell('p1', COMPLETED, { reportId: 'r1' })
    expect((await hub.said()).slice(1)).toEqual([
      'Pre-sentence report: not done by 10 Mar 2026',
      'Pre-sentence report: done, 3 days late',
    ])
    expect((await hub.promises('p1')).promises).toMatchObject([{ state: 'PROMISE_STATE_KEPT_LATE', daysLate: 3 }])
  })

  it('moves with the request that is corrected and with the hearing that is listed, and its timer with it', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    const first = await hub.tell('p1', REQUESTED, request('2026-03-10'))
    await hub.tell('p1', REQUESTED, request('2026-03-12'), { [EVENT.corrects]: first })
    const listed = (days: string) => ({ hearingId: 'h2', caseReference: 'URN1', days: [{ day: day(days) }] })
    await hub.tell('p1', 'hub.court.v1.HearingListed', listed('2026-03-17'))
    await hub.until('2026-03-14T00:00:00Z')
    await hub.tell('p1', 'hub.court.v1.HearingListed', listed('2026-03-24'))
    await hub.tell('p1', 'hub.court.v1.HearingCancelled', { hearingId: 'h2' })
    expect((await hub.said()).slice(1)).toEqual([
      'Pre-sentence report: now due 12 Mar 2026 (it was 10 Mar 2026)',
      'Pre-sentence report: now due 17 Mar 2026 (it was 12 Mar 2026)',
      'Pre-sentence report: now due 24 Mar 2026 (it was 17 Mar 2026)',
      'Pre-sentence report: now due 12 Mar 2026 (it was 24 Mar 2026)',
      'Pre-sentence report: not done by 12 Mar 2026',
    ])
    expect(await hub.timers()).toEqual([])
  })

  it('that was missed says what took that back', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-10', { hearingId: 'h1' }))
    const withdrawn = await hub.tell('p1', REQUESTED, request('2026-03-10', { hearingId: 'h2', caseReference: 'URN2' }))
    await hub.tell('p1', REQUESTED, request('2026-03-10', { hearingId: 'h3', caseReference: 'URN3' }))
    await hub.until('2026-03-12T00:00:00Z')
    const before = (await hub.said()).length
    const listed = { hearingId: 'h9', caseReference: 'URN1', days: [{ day: day('2026-03-24') }] }
    await hub.tell('p1', 'hub.court.v1.HearingListed', listed)
    await hub.tell('p1', WITHDRAWN, { retractedType: REQUESTED }, { [EVENT.retracts]: withdrawn })
    const fine = { caseReference: 'URN3', kind: 'SENTENCE_KIND_FINE' as never }
    await hub.tell('p1', 'hub.court.v1.SentencePassed', fine, { [EVENT.time]: '2026-03-09T12:00:00Z' })
    expect((await hub.said()).slice(before).filter(line => line.startsWith('Withdrawn'))).toEqual([
      'Withdrawn: Promise missed (it is due on 24 Mar 2026 now)',
      'Withdrawn: Promise missed (the request was withdrawn)',
      'Withdrawn: Promise missed (sentenced without it on 9 Mar 2026)',
    ])
  })

  it('carries the receipt of the message that led to each word about it, and of the request where time did', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-10'), { [EVENT.correlation]: 'the request' })
    await hub.until('2026-03-11T09:00:00Z')
    const done = { [EVENT.time]: '2026-03-10T16:00:00Z', [EVENT.correlation]: 'the report' }
    await hub.tell('p1', COMPLETED, { reportId: 'r1' }, done)
    expect(
      (await hub.recorded()).map(({ type, headers }) => [type.split('.').at(-1), headers[EVENT.correlation]]),
    ).toEqual([
      ['PromiseMade', 'the request'],
      ['PromiseMissed', 'the request'],
      ['FactRetracted', 'the report'],
      ['PromiseKept', 'the report'],
    ])
  })

  it('ends when the request is withdrawn or the court sentences without it', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    const asked = await hub.tell('p1', REQUESTED, request('2026-03-10'))
    await hub.tell('p1', WITHDRAWN, { retractedType: REQUESTED }, { [EVENT.retracts]: asked })
    await hub.tell('p1', REQUESTED, request('2026-03-10', { hearingId: 'h3' }))
    const sentence = (kind: string) => ({ caseReference: 'URN1', kind: kind as never })
    await hub.tell('p1', 'hub.court.v1.SentencePassed', sentence('SENTENCE_KIND_ORDER_REVOKED'))
    // That very day it sentences for something else.
    await hub.tell('p1', 'hub.court.v1.SentencePassed', sentence('SENTENCE_KIND_FINE'))
    expect(await hub.said()).toHaveLength(3)
    await hub.until('2026-03-09T12:00:00Z')
    const passed = await hub.tell('p1', 'hub.court.v1.SentencePassed', sentence('SENTENCE_KIND_FINE'))
    expect((await hub.said()).slice(1)).toEqual([
      'Pre-sentence report: not needed any more (the request was withdrawn)',
      'Pre-sentence report: promised to the court by 10 Mar 2026',
      'Pre-sentence report: not needed any more (sentenced without it)',
    ])
    await hub.tell('p1', WITHDRAWN, { retractedType: 'hub.court.v1.SentencePassed' }, { [EVENT.retracts]: passed })
    expect((await hub.said()).at(-1)).toBe('Withdrawn: Promise cancelled (what ended it does not hold any more)')
    await hub.until('2026-03-11T00:00:01Z')
    expect((await hub.said()).at(-1)).toBe('Pre-sentence report: not done by 10 Mar 2026')
  })

  it('opens again when what kept it is taken back', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-10'))
    const done = await hub.tell('p1', COMPLETED, { reportId: 'r1' })
    await hub.tell('p1', WITHDRAWN, { retractedType: COMPLETED }, { [EVENT.retracts]: done })
    await hub.until('2026-03-11T00:00:01Z')
    expect((await hub.said()).slice(1)).toEqual([
      'Pre-sentence report: done, 8 days early',
      'Withdrawn: Promise kept (what kept it does not count for it any more)',
      'Pre-sentence report: not done by 10 Mar 2026',
    ])
  })

  it('whose day had passed when the hub first heard of it is made and missed at once, and says so', async () => {
    hub = await startedObligations('2026-06-01T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-10'))
    expect(await hub.said()).toEqual([
      'Pre-sentence report: promised to the court by 10 Mar 2026',
      'Pre-sentence report: not done by 10 Mar 2026 (first heard of afterwards)',
    ])
  })

  it('made under an id that is retired is kept by what is told under the surviving one, in whichever order', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    const asked = await hub.tell('younger', REQUESTED, request('2026-03-10'))
    // Its partition is ahead: the survivor's events come before the merge is told there.
    await hub.tell('elder', COMPLETED, { reportId: 'r1' }, { [EVENT.time]: '2026-03-05T10:00:00Z' })
    expect(await hub.said()).toHaveLength(1)
    await hub.tell('elder', 'hub.person.v1.PersonMerged', { absorbedPersonId: 'younger' })
    await hub.tell('younger', 'hub.person.v1.PersonAbsorbed', { survivingPersonId: 'elder' })
    expect((await hub.said()).slice(1)).toEqual(['Pre-sentence report: done, 5 days early'])
    expect((await hub.recorded()).map(({ lane }) => lane)).toEqual(['younger', 'elder'])
    // A correction comes under the survivor, and means the same promise.
    await hub.tell('elder', REQUESTED, request('2026-03-04'), { [EVENT.corrects]: asked })
    expect((await hub.said()).slice(2)).toEqual([
      'Pre-sentence report: now due 4 Mar 2026 (it was 10 Mar 2026)',
      'Pre-sentence report: not done by 4 Mar 2026',
      'Pre-sentence report: done, 1 day late',
    ])
    expect(await hub.promises('younger')).toMatchObject({
      personId: 'elder',
      promises: [{ state: 'PROMISE_STATE_KEPT_LATE' }],
    })
  })

  it('is moved by no mention, but by the hearing that the request names, until the person is not listed there', async () => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    const nextHearing = { existingHearingId: 'h3' }
    await hub.tell('p1', REQUESTED, request('2026-03-10', { nextHearing }))
    const listed = (hearingId: string, on: string) => ({ hearingId, caseReference: 'URN1', days: [{ day: day(on) }] })
    await hub.tell('p1', 'hub.court.v1.HearingListed', listed('a mention', '2026-03-05'))
    await hub.tell('p1', 'hub.court.v1.HearingListed', listed('h3', '2026-03-09'))
    // As courts say it of somebody who is no longer among the people of the hearing: without the case.
    await hub.tell('p1', 'hub.court.v1.HearingCancelled', { hearingId: 'h3' })
    await hub.tell('p1', 'hub.court.v1.HearingListed', listed('h3', '2026-03-11'))
    expect((await hub.said()).slice(1)).toEqual([
      'Pre-sentence report: now due 9 Mar 2026 (it was 10 Mar 2026)',
      'Pre-sentence report: now due 10 Mar 2026 (it was 9 Mar 2026)',
      'Pre-sentence report: now due 11 Mar 2026 (it was 10 Mar 2026)',
    ])
    const other = { hearingId: 'h4', caseReference: 'URN2', hearingDay: day('2026-03-02') }
    await hub.tell('p1', REQUESTED, request('2026-03-20', other))
    await hub.tell('p1', 'hub.court.v1.HearingListed', { ...listed('h5', '2026-03-06'), caseReference: 'URN2' })
    expect((await hub.said()).slice(4)).toEqual(['Pre-sentence report: promised to the court by 20 Mar 2026'])
  })

  it.each(['BIND_OVER', 'HOSPITAL_ORDER', 'YOUTH_REHABILITATION_ORDER'])('ends with the sentence %s', async kind => {
    hub = await startedObligations('2026-03-02T12:00:00Z')
    await hub.tell('p1', REQUESTED, request('2026-03-10'))
    await hub.until('2026-03-04T12:00:00Z')
    const sentence = (of: string) => ({ caseReference: 'URN1', kind: `SENTENCE_KIND_${of}` as never })
    await hub.tell('p1', 'hub.court.v1.SentencePassed', sentence('IMPRISONMENT_IN_DEFAULT'))
    expect(await hub.said()).toHaveLength(1)
    await hub.tell('p1', 'hub.court.v1.SentencePassed', sentence(kind))
    expect((await hub.said()).at(-1)).toBe('Pre-sentence report: not needed any more (sentenced without it)')
  })
})
