import { describe, expect, it } from '@jest/globals'
import { createHub, factsOf, translate, wholeOf } from '../../test/play'

const CHANNEL = 'common-platform'
const DEFENDANT = '8b357a96-4094-431d-aa20-b90b0d6f316b'
const ORDER = { judicialResultId: 'order', cjsCode: '1116', label: 'Community order', rootJudicialResultId: 'order' }
const unpaidWork = (judicialResultId: string, hours: number) => ({
  judicialResultId,
  cjsCode: '3101',
  rootJudicialResultId: 'order',
  judicialResultPrompts: [{ promptReference: 'numberOfHours', value: `${hours} Hours` }],
})

function hearing(results: readonly object[], over: { defendant?: object; hearing?: object; body?: object } = {}) {
  const defendant = {
    id: DEFENDANT,
    masterDefendantId: DEFENDANT,
    personDefendant: { personDetails: { lastName: 'Test' } },
    offences: [{ id: 'one', offenceCode: 'TH68010', judicialResults: results }],
    ...over.defendant,
  }
  return {
    hearing: {
      id: 'A-HEARING',
      courtCentre: { code: 'B01LY00' },
      hearingDays: [{ sittingDay: '2024-09-25T13:00:00' }],
      prosecutionCases: [{ defendants: [defendant] }],
      ...over.hearing,
    },
    ...over.body,
  }
}

const commandOf = (body: unknown, over: Parameters<typeof translate>[2] = {}) => {
  const translation = translate(CHANNEL, body, over)
  const part = translation.is === 'parts' ? translation.parts[0] : undefined
  return part?.is === 'command' ? part.command : undefined
}

describe('the kind of a hearing', () => {
  const shared = { body: { sharedTime: '2024-09-25T14:00:00Z' } }
  it.each([
    ['its path', hearing([]), { kind: 'resulted' }, 'resulted'],
    ['its path, before the shape', hearing([], shared), { kind: 'confirmed' }, 'confirmed'],
    ['its attribute', hearing([]), { attributes: { hearingEventType: 'Resulted' } }, 'resulted'],
    [
      'its attribute, before the shape',
      hearing([], shared),
      { attributes: { hearingEventType: 'ConfirmedOrUpdated' } },
      'confirmed',
    ],
    ['its shape', hearing([], shared), {}, 'resulted'],
    ['nothing', hearing([]), {}, 'confirmed'],
  ])('is told by %s', (_, body, over, kind) => {
    expect(commandOf(body, over)).toMatchObject({ is: 'share', hearingId: 'a-hearing', kind })
  })
})

describe('a deletion', () => {
  const hearingId = 'a-hearing'
  it.each([
    [{}, { kind: 'deleted', pathId: 'A-HEARING' }],
    [{ hearing: { id: 'A-HEARING' } }, { attributes: { hearingEventType: 'Deleted' } }],
    [{ hearingId: 'A-HEARING' }, { attributes: { messageType: 'COMMON_PLATFORM_HEARING_DELETED' } }],
  ])('%j with %j is of its hearing', (body, over) => {
    expect(commandOf(body, over)).toMatchObject({ is: 'delete', hearingId })
  })

  it('of no hearing is rejected', () => {
    expect(translate(CHANNEL, {}, { attributes: { hearingEventType: 'Deleted' } })).toMatchObject({
      is: 'rejected',
      reason: 'no hearing id',
    })
  })
})

describe('results', () => {
  it('are found in all five places', async () => {
    const at = (judicialResultId: string) => ({ judicialResultId, label: judicialResultId })
    const masterDefendant = { masterDefendantId: DEFENDANT }
    const body = hearing([at('1-offence')], {
      defendant: { judicialResults: [at('2-defendant')] },
      hearing: {
        defendantJudicialResults: [
          { ...masterDefendant, judicialResult: at('3-person') },
          { masterDefendantId: 'another', judicialResult: at('not-theirs') },
        ],
        courtApplications: [
          {
            subject: { masterDefendant },
            judicialResults: [at('4-application')],
            courtApplicationCases: [{ offences: [{ id: 'two', judicialResults: [at('5-clone')] }] }],
          },
        ],
      },
    })
    const keys = [...factsOf(translate(CHANNEL, body)).values()].flat().map(({ key }) => key)
    expect(keys).toEqual([
      'listing',
      'details',
      ...['1-offence', '2-defendant', '3-person', '4-application', '5-clone'].map(id => `result/2024-09-25/${id}`),
    ])
  })

  it('that belong to an order are part of it, in whatever order they stand', async () => {
    const hub = createHub()
    const lines = [unpaidWork('b', 60), ORDER, unpaidWork('a', 80)]
    const [first] = await hub.say(CHANNEL, hearing(lines))
    const order = first!.events.find(({ key }) => key === 'result/2024-09-25/order')
    expect(order!.event.data).toMatchObject({ requirements: [{ hours: 80 }, { hours: 60 }] })
    expect(first!.events).toHaveLength(3)
    expect(wholeOf(await hub.say(CHANNEL, hearing([...lines].reverse())))).toEqual({
      state: 'ignored',
      reason: 'no change',
    })
  })

  it('whose order is not there stand alone', async () => {
    const { key, event } = [...factsOf(translate(CHANNEL, hearing([unpaidWork('a', 80)]))).values()].flat().at(-1)!
    expect([key, event.type]).toEqual(['result/2024-09-25/a', 'hub.court.v1.ResultRecorded'])
  })

  it('entered in error or deleted are none', async () => {
    const none = [
      { judicialResultId: 'x', cjsCode: '4583' },
      { judicialResultId: 'y', cjsCode: '1002', isDeleted: true },
    ]
    expect([...factsOf(translate(CHANNEL, hearing(none))).values()].flat()).toHaveLength(2)
  })

  it('keep the case of no id: upper and lower are one', async () => {
    const hub = createHub()
    await hub.say(CHANNEL, hearing([{ judicialResultId: 'ABC', cjsCode: '1002' }]))
    expect(wholeOf(await hub.say(CHANNEL, hearing([{ judicialResultId: 'abc', cjsCode: '1002' }]))).reason).toBe(
      'no change',
    )
  })
})

describe('a defendant', () => {
  it.each([
    [{ id: undefined }, 'rejected', 'defendant without id'],
    [{ id: 'not a uuid' }, 'rejected', 'defendant id is not a uuid'],
    [{ personDefendant: {} }, 'rejected', 'defendant without last name'],
    [{ offences: [] }, 'rejected', 'defendant without any offence'],
    [{ isYouth: true }, 'ignored', 'youth'],
    [{ isYouth: 'true' }, 'ignored', 'youth'],
    [{ isYouth: null }, 'translated', ''],
    [{ legalEntityDefendant: {} }, 'ignored', 'organisation'],
    [
      { personDefendant: { personDetails: { lastName: 'Test', dateOfBirth: '2014-09-26' } } },
      'rejected',
      'date of birth: under 10 on the hearing day',
    ],
    [{ personDefendant: { personDetails: { lastName: 'Test', dateOfBirth: '2014-09-25' } } }, 'translated', ''],
    [{ personDefendant: { personDetails: { lastName: 'Test', dateOfBirth: '2034-09-25' } } }, 'translated', ''],
  ])('with %j is %s: %s', async (defendant, state, reason) => {
    expect(wholeOf(await createHub().say(CHANNEL, hearing([], { defendant })))).toEqual({ state, reason })
  })
})

describe('a hearing', () => {
  it.each([
    [{ id: null }, 'no hearing id'],
    [{ id: 'x'.repeat(101) }, 'no hearing id'],
    [{ courtCentre: { code: 'B01L' } }, 'court code has fewer than 5 characters'],
    [{ hearingDays: [{ sittingDay: 'soon' }] }, 'no hearing day with a readable date'],
  ])('with %j is rejected: %s', async (over, reason) => {
    expect(wholeOf(await createHub().say(CHANNEL, hearing([], { hearing: over })))).toEqual({
      state: 'rejected',
      reason,
    })
  })

  it('without any defendant is ignored', async () => {
    expect(wholeOf(await createHub().say(CHANNEL, hearing([], { hearing: { prosecutionCases: [] } })))).toEqual({
      state: 'ignored',
      reason: 'no defendant in any prosecution case or application',
    })
  })
})
