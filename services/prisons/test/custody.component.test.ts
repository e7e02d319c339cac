import { formatCalendarDate, formatInstant, parseCalendarDate } from '@hub/calendar'
import { custodyStatusWord, responsibilityWord } from '@hub/contracts'
import type { CountingDate, Custody, HandoverStanding, PrisonerCustody } from '@hub/contracts/custody'
import { afterEach, describe, expect, it } from '@jest/globals'
import { eventAbout, SENTENCED } from './scenario'
import { startedPrisons } from './started-prisons'

type Started = Awaited<ReturnType<typeof startedPrisons>>
let hub: Started
afterEach(() => hub.close())

const NOMS = 'A1234BC'

const record = (over: object = {}) => ({
  prisonerNumber: NOMS,
  ...SENTENCED,
  sentenceExpiryDate: '2029-01-05',
  ...over,
})

const moved = (number: string) => {
  const told = (eventType: string) => (at: string, reason: string, nomisMovementReasonCode: string, prisonId: string) =>
    hub.tell(
      number,
      eventAbout(number, `prison-offender-events.prisoner.${eventType}`, at, {
        reason,
        nomisMovementReasonCode,
        prisonId,
      }),
    )
  return { in: told('received'), out: told('released') }
}
const updated = (number: string, at: string) =>
  hub.tell(
    number,
    eventAbout(number, 'prisoner-offender-search.prisoner.updated', at, { categoriesChanged: ['SENTENCE'] }),
  )

const day = (text: string) => parseCalendarDate(text)!
const heldText = ({ status, prisonId, recall, since }: Custody) =>
  `${custodyStatusWord(status)} ${prisonId}${recall ? ' (recall)' : ''} since ${formatInstant(since!)}`
const dateText = (date: CountingDate | undefined) => date && `${date.type} ${formatCalendarDate(date.date!)}`
const standingText = ({ responsibility, start, handover, reason }: HandoverStanding) =>
  [
    responsibilityWord(responsibility),
    reason,
    ...[start, handover].map(date => (date ? formatCalendarDate(date) : '-')),
  ].join(' ')
const only = async (): Promise<PrisonerCustody> => {
  const custodies = await hub.custodyOf(NOMS)
  expect(custodies).toHaveLength(1)
  return custodies[0]!
}

describe('what is known of somebody in custody', () => {
  it('is where they were held, through a transfer and a temporary absence, to where they are now', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    hub.answer(`/prisoner/${NOMS}`, record())
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    await moved(NOMS).out('2025-06-10T09:00:00Z', 'TRANSFERRED', 'T', 'LEI')
    await moved(NOMS).in('2025-06-10T13:00:00Z', 'TRANSFERRED', 'INT', 'MDI')
    await moved(NOMS).out('2025-06-15T08:00:00Z', 'TEMPORARY_ABSENCE_RELEASE', 'C5', 'MDI')
    await moved(NOMS).in('2025-06-16T17:00:00Z', 'TEMPORARY_ABSENCE_RETURN', 'C5', 'MDI')
    const { now, stretches, nomsNumber } = await only()
    expect(nomsNumber).toBe(NOMS)
    expect(stretches.map(heldText)).toEqual([
      'in prison LEI since 2025-06-02T09:00:00Z',
      'in transfer LEI since 2025-06-10T09:00:00Z',
      'in prison MDI since 2025-06-10T13:00:00Z',
      'temporarily absent MDI since 2025-06-15T08:00:00Z',
      'in prison MDI since 2025-06-16T17:00:00Z',
    ])
    expect(now).toEqual(stretches.at(-1))
  })

  it('joins what says the same, and puts what is told late where it belongs', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    await moved(NOMS).in('2025-06-12T09:00:00Z', 'RETURN_FROM_COURT', 'CRT', 'LEI')
    expect((await only()).stretches.map(heldText)).toEqual(['in prison LEI since 2025-06-02T09:00:00Z'])
    await moved(NOMS).out('2025-06-11T09:00:00Z', 'SENT_TO_COURT', 'CRT', 'LEI')
    expect((await only()).stretches.map(heldText)).toEqual([
      'in prison LEI since 2025-06-02T09:00:00Z',
      'at court LEI since 2025-06-11T09:00:00Z',
      'in prison LEI since 2025-06-12T09:00:00Z',
    ])
  })

  it('is the record, every date, which of them counts for whom, and who is responsible by which rule', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    hub.answer(`/prisoner/${NOMS}`, record({ confirmedReleaseDate: '2027-01-04', licenceExpiryDate: '2029-01-05' }))
    hub.answer('/api/bookings/77/sentenceDetail', {
      bookingId: 77,
      sentenceStartDate: '2025-01-06',
      conditionalReleaseDate: '2027-01-05',
      conditionalReleaseOverrideDate: '2026-12-05',
      sentenceExpiryCalculatedDate: '2029-01-05',
      licenceExpiryCalculatedDate: '2029-01-05',
      confirmedReleaseDate: '2027-01-04',
    })
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    await hub.tell(
      NOMS,
      eventAbout(NOMS, 'prison-offender-events.prisoner.sentence-dates-changed', '2025-06-19T09:00:00Z', {
        bookingId: 77,
      }),
    )
    const known = await only()
    expect(known.record).toMatchObject({ legalStatus: 'SENTENCED', sentenceStart: day('2025-01-06'), prisonId: 'LEI' })
    expect(formatInstant(known.recordReadAt!)).toMatch(/^2025-06-20T12:00/)
    expect(known.dates).toEqual([
      { type: 'SED', calculated: day('2029-01-05'), override: undefined },
      { type: 'LED', calculated: day('2029-01-05'), override: undefined },
      { type: 'CRD', calculated: day('2027-01-05'), override: day('2026-12-05') },
      { type: 'CONFIRMED', calculated: day('2027-01-04'), override: undefined },
    ])
    expect(dateText(known.prisonEffective)).toBe('CONFIRMED 2027-01-04')
    expect(dateText(known.handoverEarliest)).toBe('CRD 2026-12-05')
    expect(dateText(known.resettlementDisplayed)).toBe('CONFIRMED 2027-01-04')
    // From 6 January 2025 to 5 January 2029 are 1,461 days.
    expect(known.keyDates.map(dateText)).toEqual([
      'LED 2029-01-05',
      'ACR 2026-12-05',
      'SED 2029-01-05',
      'EXP 2027-01-04',
      'PR1 2028-04-26',
      'FTHRD 2027-09-06',
      'EMED 2027-03-17',
      'POM1 2026-03-22',
      'POM2 2026-03-22',
    ])
    expect(known.questions).toEqual(['CRD is 2026-12-05, not a working day; expect 2026-12-04 in its place'])
    expect(standingText(known.standing!)).toBe('CustodyOnly determinate 2026-03-22 2026-03-22')
    expect(known.standingSource).toContain('handover_calculation.rb')
    expect(known.nextLook).toEqual(day('2026-01-25'))
  })

  it('is what is questionable about dates that stand together', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    hub.answer(`/prisoner/${NOMS}`, record({ automaticReleaseDate: '2027-01-06' }))
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    const { questions, prisonEffective, handoverEarliest, resettlementDisplayed } = await only()
    expect(questions).toEqual(['CRD and ARD do not stand together', 'CRD and SED do not stand without LED'])
    expect([prisonEffective, handoverEarliest, resettlementDisplayed].map(dateText)).toEqual([
      'ARD 2027-01-06',
      'CRD 2027-01-05',
      'CRD 2027-01-05',
    ])
  })

  it('counts an indeterminate sentence from the end of its tariff', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    hub.answer(
      `/prisoner/${NOMS}`,
      record({
        legalStatus: 'INDETERMINATE_SENTENCE',
        indeterminateSentence: true,
        conditionalReleaseDate: null,
        sentenceExpiryDate: null,
        tariffDate: '2033-05-04',
      }),
    )
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    const known = await only()
    expect(dateText(known.handoverEarliest)).toBe('TED 2033-05-04')
    expect([known.prisonEffective, known.resettlementDisplayed]).toEqual([undefined, undefined])
    // No sentence of an end; the handover has its two.
    expect(known.keyDates.map(({ type }) => type)).toEqual(['POM1', 'POM2'])
    expect(standingText(known.standing!)).toBe('CustodyOnly indeterminate 2032-05-04 2032-05-04')
  })

  it('says who is responsible after a recall, and that nobody is after release', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    hub.answer(`/prisoner/${NOMS}`, record())
    await moved(NOMS).in('2025-01-06T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    await moved(NOMS).out('2025-06-02T09:00:00Z', 'RELEASED', 'CR', 'LEI')
    const free = await only()
    expect(heldText(free.now!)).toBe('released LEI since 2025-06-02T09:00:00Z')
    expect(standingText(free.standing!)).toBe('Nobody released - -')
    expect([free.standingSource, free.nextLook]).toEqual(['', undefined])
    hub.answer(
      `/prisoner/${NOMS}`,
      record({
        legalStatus: 'RECALL',
        recall: true,
        conditionalReleaseDate: null,
        postRecallReleaseDate: '2025-07-18',
      }),
    )
    await moved(NOMS).in('2025-06-19T09:00:00Z', 'ADMISSION', 'L', 'LEI')
    const back = await only()
    expect(heldText(back.now!)).toBe('in prison LEI (recall) since 2025-06-19T09:00:00Z')
    expect(standingText(back.standing!)).toBe('Community recall_case - -')
    expect(back.standingSource).toContain('offender_handover.rb')
    expect(dateText(back.prisonEffective)).toBe('PRRD 2025-07-18')
  })

  it('is left out where there is nothing, and given once for each number', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    await moved('A1111AA').in('2025-06-03T09:00:00Z', 'ADMISSION', 'N', 'MDI')
    const found = await hub.custodyOf(NOMS, 'A9999ZZ', 'A1111AA', NOMS)
    expect(found.map(({ nomsNumber, now }) => `${nomsNumber} ${now!.prisonId}`)).toEqual([`${NOMS} LEI`, 'A1111AA MDI'])
    expect(found[0]).toMatchObject({ record: undefined, dates: [], keyDates: [], questions: [], standing: undefined })
    expect(await hub.custodyOf()).toEqual([])
  })
})

describe('resettlement of somebody in custody', () => {
  const passport = (over: object) =>
    hub.tell(NOMS, { personalDetails: { prisonerNumber: NOMS }, ...over }, 'resettlement-passport')
  const windowText = async () => {
    const { preReleaseWindow: window } = await only()
    return window && `${formatCalendarDate(window.opensOn!)}, ${dateText(window.displayed)}`
  }

  it('is the pathways and reports as they were told last', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await passport({
      pathways: [
        { pathway: 'HEALTH', status: 'DONE', lastDateChange: '2025-06-10' },
        { pathway: 'OTHER', status: 'DONE', lastDateChange: '2025-06-10' },
        { pathway: 'ACCOMMODATION', status: 'SUPPORT_REQUIRED', lastDateChange: null },
      ],
      preReleaseSubmitted: true,
      immediateNeedsSubmitted: false,
    })
    const { pathways, reports } = await only()
    expect(pathways.map(({ pathway, pathwayCode }) => `${pathway} ${pathwayCode}`.trim())).toEqual([
      'PATHWAY_ACCOMMODATION',
      'PATHWAY_HEALTH',
      'PATHWAY_NOT_KNOWN OTHER',
    ])
    expect(pathways[1]!.standing!.changedOn).toEqual(day('2025-06-10'))
    expect(reports.map(({ standing, findings }) => [standing!.state, ...findings])).toEqual([
      ['RESETTLEMENT_REPORT_STATE_NOT_SUBMITTED'],
      ['RESETTLEMENT_REPORT_STATE_SUBMITTED', 'RESETTLEMENT_FINDING_BEGUN_BEFORE_IMMEDIATE_NEEDS'],
    ])
  })

  it('has the window open from its midnight in London, though nobody tells anything', async () => {
    hub = await startedPrisons('2026-01-20T12:00:00Z')
    hub.answer(`/prisoner/${NOMS}`, record({ sentenceStartDate: '2023-01-06', conditionalReleaseDate: '2026-08-24' }))
    await moved(NOMS).in('2026-01-19T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    // The handover date has passed, so the window is next.
    expect((await only()).nextLook).toEqual(day('2026-06-01'))
    await hub.until('2026-05-31T22:59:50Z')
    expect(await windowText()).toBeUndefined()
    await hub.until('2026-05-31T23:00:10Z')
    expect(await windowText()).toBe('2026-06-01, CRD 2026-08-24')
    expect((await only()).nextLook).toBeUndefined()
    await moved(NOMS).out('2026-06-01T09:00:00Z', 'RELEASED', 'CR', 'LEI')
    expect(await windowText()).toBeUndefined()
  })

  it('is of the short-sentence team of the region, where that is known', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    hub.answer(`/prisoner/${NOMS}`, record({ conditionalReleaseDate: '2025-11-06' }))
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    expect((await only()).shortSentenceTeam).toEqual({ regionId: '', regionName: '' })
    hub.answer(`/case-records/${NOMS}`, {
      nomsId: NOMS,
      manager: { team: { localDeliveryUnit: { code: 'N50A', description: 'Wigan' } } },
    })
    await updated(NOMS, '2025-06-20T09:00:00Z')
    expect((await only()).shortSentenceTeam).toEqual({ regionId: 'L', regionName: 'Greater Manchester' })
    hub.answer(`/prisoner/${NOMS}`, record())
    await updated(NOMS, '2025-06-20T10:00:00Z')
    expect((await only()).shortSentenceTeam).toBeUndefined()
  })
})

describe('handovers of a prison', () => {
  const told = ({ handovers, overdue }: Awaited<ReturnType<Started['handovers']>>, which?: 'overdue') =>
    (which ? overdue : handovers).map(
      ({ personId, nomsNumber, standing, upcoming }) =>
        `${nomsNumber} of ${personId}: ${standingText(standing!)}${upcoming ? ', upcoming' : ''}`,
    )
  const admitted = async (number: string, over: object = {}) => {
    hub.answer(`/prisoner/${number}`, record({ prisonerNumber: number, ...over }))
    await moved(number).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
  }

  it('are listed by their day, and upcoming 56 days before', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await admitted(NOMS)
    await admitted('A1111AA', { conditionalReleaseDate: '2026-11-05' })
    // A sentence so short has no day on which it passes on.
    await admitted('A2222AA', { conditionalReleaseDate: '2025-11-05' })
    const [first, second] = [
      'A1111AA of person-A1111AA: CustodyOnly determinate 2026-02-19 2026-02-19',
      'A1234BC of person-A1234BC: CustodyOnly determinate 2026-04-21 2026-04-21',
    ]
    expect(told(await hub.handovers({ prisonId: 'LEI' }))).toEqual([first, second])
    expect(told(await hub.handovers({ prisonId: 'LEI', limit: 1 }))).toEqual([first])
    expect(told(await hub.handovers({ prisonId: 'LEI', from: day('2026-02-20') }))).toEqual([second])
    expect(told(await hub.handovers({ prisonId: 'MDI' }))).toEqual([])
    await hub.until('2025-12-24T12:00:00Z')
    expect(told(await hub.handovers({ prisonId: 'LEI' }))[0]).toBe(first)
    await hub.until('2025-12-25T12:00:00Z')
    expect(told(await hub.handovers({ prisonId: 'LEI' }))).toEqual([`${first}, upcoming`, second])
  })

  it('are the community’s from their day on, and then only found by an earlier day', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await admitted(NOMS)
    await hub.until('2026-04-21T12:00:00Z')
    const passed = ['A1234BC of person-A1234BC: Community determinate 2026-04-21 2026-04-21']
    expect(told(await hub.handovers({ prisonId: 'LEI' }))).toEqual(passed)
    await hub.until('2026-04-22T12:00:00Z')
    expect(told(await hub.handovers({ prisonId: 'LEI' }))).toEqual([])
    expect(told(await hub.handovers({ prisonId: 'LEI', from: day('2026-04-01') }))).toEqual(passed)
  })

  it('are overdue two days after their day while nobody is named for the community, and at once for a short sentence', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await admitted(NOMS)
    await admitted('A2222AA', { conditionalReleaseDate: '2025-11-05' })
    const overdue = async () => told(await hub.handovers({ prisonId: 'LEI' }), 'overdue')
    const short = 'A2222AA of person-A2222AA: Community determinate_short - -'
    expect(await overdue()).toEqual([short])
    await hub.until('2026-04-22T12:00:00Z')
    expect(await overdue()).toEqual([short])
    await hub.until('2026-04-23T12:00:00Z')
    const late = 'A1234BC of person-A1234BC: Community determinate 2026-04-21 2026-04-21'
    expect(await overdue()).toEqual([short, late])
    expect(told(await hub.handovers({ prisonId: 'LEI', limit: 1 }), 'overdue')).toEqual([short])
    expect(told(await hub.handovers({ prisonId: 'MDI' }), 'overdue')).toEqual([])
    // A list from a day on is of that day on.
    expect(told(await hub.handovers({ prisonId: 'LEI', from: day('2026-04-01') }), 'overdue')).toEqual([])
    hub.answer(`/api/handovers/${NOMS}`, {
      nomsNumber: NOMS,
      responsibility: 'COM',
      handoverStartDate: '2026-04-21',
      handoverDate: '2026-04-21',
      responsibleComName: 'A Name',
    })
    await hub.tell(NOMS, eventAbout(NOMS, 'offender-management.handover.changed', '2026-04-23T11:00:00Z', {}))
    expect(await overdue()).toEqual([short])
  })

  it('move with the person, change with the dates, and end with custody', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await admitted(NOMS)
    await moved(NOMS).out('2025-06-10T09:00:00Z', 'TRANSFERRED', 'T', 'LEI')
    expect(told(await hub.handovers({ prisonId: 'LEI' }))).toHaveLength(1)
    hub.answer(`/prisoner/${NOMS}`, record({ prisonId: 'MDI' }))
    await moved(NOMS).in('2025-06-10T13:00:00Z', 'TRANSFERRED', 'INT', 'MDI')
    expect(told(await hub.handovers({ prisonId: 'LEI' }))).toEqual([])
    expect(told(await hub.handovers({ prisonId: 'MDI' }))).toHaveLength(1)
    hub.answer(`/prisoner/${NOMS}`, record({ prisonId: 'MDI', conditionalReleaseDate: '2026-11-05' }))
    await updated(NOMS, '2025-06-12T09:00:00Z')
    expect(told(await hub.handovers({ prisonId: 'MDI' }))).toEqual([
      'A1234BC of person-A1234BC: CustodyOnly determinate 2026-02-19 2026-02-19',
    ])
    await moved(NOMS).out('2025-06-18T09:00:00Z', 'RELEASED', 'CR', 'MDI')
    expect(told(await hub.handovers({ prisonId: 'MDI' }))).toEqual([])
  })

  it('are those of the prison that supports a patient', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await admitted(NOMS, { restrictedPatient: true, supportingPrisonId: 'DNI' })
    expect(told(await hub.handovers({ prisonId: 'DNI' }))).toHaveLength(1)
    expect(told(await hub.handovers({ prisonId: 'LEI' }))).toEqual([])
  })
})

describe('releases from a prison', () => {
  it('are by their day; who is still there after it is named too, but not by the date of an earlier stay', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    hub.answer(`/prisoner/${NOMS}`, record({ conditionalReleaseDate: '2025-09-05' }))
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    const told = async () => {
      const { releases, overdue } = await hub.releases({ prisonId: 'LEI' })
      const named = (rows: typeof releases) =>
        rows.map(row => `${row.nomsNumber} ${formatCalendarDate(row.displayed!.date!)}`)
      return { releases: named(releases), overdue: named(overdue) }
    }
    const row = `${NOMS} 2025-09-05`
    expect(await told()).toEqual({ releases: [row], overdue: [] })
    await hub.until('2025-09-05T12:00:00Z')
    expect(await told()).toEqual({ releases: [row], overdue: [] })
    await hub.until('2025-09-06T12:00:00Z')
    expect(await told()).toEqual({ releases: [], overdue: [row] })
    await moved(NOMS).out('2025-09-06T13:00:00Z', 'RELEASED', 'CR', 'LEI')
    expect(await told()).toEqual({ releases: [], overdue: [] })
    await hub.until('2025-10-06T12:00:00Z')
    await moved(NOMS).in('2025-10-06T09:00:00Z', 'ADMISSION', '24', 'LEI')
    expect(await told()).toEqual({ releases: [], overdue: [] })
  })
})

describe('movements that no row has', () => {
  it('are listed by direction, reason and code, the one seen last first, and wait for attention', async () => {
    hub = await startedPrisons('2025-06-20T12:00:00Z')
    await moved(NOMS).in('2025-06-02T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    expect(await hub.unmapped()).toEqual([])
    expect(await hub.attention()).toEqual({ unmapped_movements: 0n })
    await moved(NOMS).out('2025-06-03T09:00:00Z', 'BEAMED_UP', 'XX', 'LEI')
    await moved('A1111AA').in('2025-06-03T09:00:00Z', 'BEAMED_DOWN', '', 'LEI')
    await hub.until('2025-06-21T12:00:00Z')
    await moved('A1111AA').out('2019-06-04T09:00:00Z', 'BEAMED_UP', 'XX', 'LEI')
    const movements = (await hub.unmapped()).map(({ firstSeen, lastSeen, ...movement }) => ({
      ...movement,
      days: [firstSeen, lastSeen].map(seen => formatInstant(seen!).slice(0, 10)),
    }))
    expect(movements).toEqual([
      {
        sourceReason: 'BEAMED_UP',
        reasonCode: 'XX',
        direction: 'OUT',
        seen: 2n,
        days: ['2025-06-20', '2025-06-21'],
      },
      {
        sourceReason: 'BEAMED_DOWN',
        reasonCode: '',
        direction: 'IN',
        seen: 1n,
        days: ['2025-06-20', '2025-06-20'],
      },
    ])
    expect(await hub.attention()).toEqual({ unmapped_movements: 2n })
    // What the hub knows and has no event of its own for is mapped.
    await moved(NOMS).out('2025-06-05T09:00:00Z', 'SENT_TO_COURT', 'CRT', 'LEI')
    expect(await hub.unmapped()).toHaveLength(2)
  })
})

describe('prison numbers that are merged', () => {
  it('are answered for as the one that is kept, whichever is asked for', async () => {
    hub = await startedPrisons('2025-06-02T10:00:00Z')
    const REMOVED = 'B1234BC'
    hub.answer(`/prisoner/${NOMS}`, record())
    await moved(REMOVED).in('2025-01-06T09:00:00Z', 'ADMISSION', 'N', 'LEI')
    expect((await hub.custodyOf(REMOVED)).map(({ nomsNumber }) => nomsNumber)).toEqual([REMOVED])
    await hub.tell(
      NOMS,
      eventAbout(NOMS, 'prison-offender-events.prisoner.merged', '2025-06-02T09:30:00Z', {
        removedNomsNumber: REMOVED,
        bookingId: '1',
        reason: 'MERGE',
      }),
    )
    for (const asked of [[NOMS], [REMOVED], [REMOVED, NOMS]]) {
      const custodies = await hub.custodyOf(...asked)
      expect(custodies.map(({ nomsNumber, now }) => [nomsNumber, heldText(now!)])).toEqual([
        [NOMS, 'in prison LEI since 2025-01-06T09:00:00Z'],
      ])
    }
    const { handovers } = await hub.handovers({ prisonId: 'LEI', from: day('2025-06-02'), limit: 10 })
    expect(handovers.map(({ nomsNumber }) => nomsNumber)).toEqual([NOMS])
  })
})
