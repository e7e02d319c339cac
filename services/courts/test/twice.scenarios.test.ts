import type { HearingListed, SentencePassed } from '@hub/contracts/court'
import { describe, expect, it } from '@jest/globals'
import { createHub } from './play'
import { NO_CHANGE, scenario } from './scenario'
import {
  DAY,
  defendant,
  type Message,
  NEXT_DAY,
  order,
  prison,
  prompts,
  send,
  shared,
  told,
  warningsOf,
} from './shares'

const sentencesIn = (hub: ReturnType<typeof createHub>): readonly SentencePassed[] =>
  hub.current().flatMap(({ event }) => (event.type === 'hub.court.v1.SentencePassed' ? [event.data] : []))
const months = (hub: ReturnType<typeof createHub>) => sentencesIn(hub).map(({ length }) => length?.months)
const term = (value: string, judicialResultId?: string) => ({
  cjsCode: '1002',
  label: 'Imprisonment',
  orderedDate: DAY,
  ...prompts({ imprisonmentPeriod: value }),
  ...(judicialResultId === undefined ? {} : { judicialResultId, rootJudicialResultId: judicialResultId }),
})

describe('two results of one charge and kind', () => {
  const lists = [
    [term('6 Months'), term('9 Months')],
    [term('9 Months'), term('6 Months')],
  ]
  it('without an id are two, in whatever order they stand', async () => {
    const hub = createHub()
    const messages = lists.map((results, index) => shared(`1${index}:00`, { A: results }))
    await send(hub, messages[0]!)
    expect(months(hub).sort()).toEqual([6, 9])
    expect((await send(hub, messages[1]!)).map(({ reason }) => reason)).toEqual([NO_CHANGE])
    expect(warningsOf(messages[0]!).join()).toContain('is absent, and the charge has another such result; each counts')
  })

  it('without an id that say the same are one', async () => {
    const hub = createHub()
    await send(hub, shared('10:00', { A: [term('6 Months'), term('6 Months')] }))
    expect(months(hub)).toEqual([6])
  })

  it('with one id are one, the same in whatever order they stand, and the receipt says so', async () => {
    const counted = lists.map(async results => {
      const hub = createHub()
      const bearing = results.map(result => ({ ...result, judicialResultId: 'one' }))
      await send(hub, shared('10:00', { A: bearing }))
      expect(warningsOf(shared('10:00', { A: bearing })).join()).toContain('says something else; this one counts')
      return months(hub)
    })
    const [first, second] = await Promise.all(counted)
    expect(first).toHaveLength(1)
    expect(second).toEqual(first)
  })

  it('of which one is a copy below an application are one, and its requirements stay with it', async () => {
    const hub = createHub()
    const work = {
      judicialResultId: 'work',
      cjsCode: '3101',
      rootJudicialResultId: 'order',
      ...prompts({ numberOfHours: '80 Hours' }),
    }
    const subject = { masterDefendant: { masterDefendantId: defendant('A', []).masterDefendantId } }
    const courtApplications = [{ id: 'application', subject, judicialResults: [order(), work] }]
    const message = shared('10:00', { A: [order(), work] }, { hearing: { courtApplications } })
    await send(hub, message)
    expect(sentencesIn(hub)).toMatchObject([{ result: { offenceId: 'offence-a' }, requirements: [{ hours: 80 }] }])
    expect(warningsOf(message)).toEqual([])
  })
})

describe('somebody who stands in two cases of a hearing', () => {
  const inCase = (caseURN: string, offenceId: string, results: readonly object[], over: object = {}) => ({
    prosecutionCaseIdentifier: { caseURN },
    defendants: [
      defendant('A', [], { offences: [{ id: offenceId, offenceCode: 'TH68010', judicialResults: results }], ...over }),
    ],
  })
  const two = [inCase('01AA', 'one', [prison('first')]), inCase('02AA', 'two', [order('second')])]
  const of = (prosecutionCases: readonly unknown[]): Message => shared('10:00', [], { hearing: { prosecutionCases } })

  it('has the charges and results of both, each of its case, whichever stands first', async () => {
    const hub = createHub()
    const became = await send(hub, of(two))
    const [listed] = hub
      .current()
      .flatMap(({ event }) => (event.type === 'hub.court.v1.HearingListed' ? [event.data] : []))
    expect((listed as HearingListed).offences.map(({ offenceId }) => offenceId)).toEqual(['one', 'two'])
    expect(sentencesIn(hub).map(({ result, caseReference }) => [result?.resultId, caseReference])).toEqual([
      ['first', '01AA'],
      ['second', '02AA'],
    ])
    expect(became).toHaveLength(1)
    expect((await send(hub, of([...two].reverse()))).map(({ reason }) => reason)).toEqual([NO_CHANGE])
  })

  it('counts where they can be read, and nothing is gone that stood where they cannot', async () => {
    const hub = createHub()
    await send(hub, of(two))
    const unusable = inCase('01AA', 'one', [prison('first')], { personDefendant: {} })
    const second = shared('11:00', [], { hearing: { prosecutionCases: [unusable, two[1]!] } })
    expect(told(await send(hub, second))).toEqual([])
    expect(await send(createHub(), second)).toMatchObject([{ state: 'translated' }])
  })

  it('is a youth if one of them says so', async () => {
    const youth = inCase('02AA', 'two', [], { isYouth: true })
    expect(await send(createHub(), of([two[0]!, youth]))).toMatchObject([{ state: 'ignored', reason: 'youth' }])
  })
})

describe('a result that another share tells of', () => {
  const here = shared('10:00', { A: [prison()] })
  /** The same lines once more, in another share. */
  const repeated = (time: string, over: object): Message => {
    const { hearing, ...body } = here.body as { hearing: object }
    return {
      ...here,
      body: {
        ...body,
        sharedTime: time,
        ...over,
        hearing: { ...hearing, ...('hearing' in over ? (over.hearing as object) : {}) },
      },
    }
  }
  scenario('of the day on which it was ordered is not taken twice', {
    given: [here],
    when: repeated(`${NEXT_DAY}T10:00:00Z`, { hearingDay: NEXT_DAY }),
    outcome: [NO_CHANGE],
    warns: 'orderedDate is another day of the hearing',
  })
  it('of the hearing in which it was ordered is not taken twice', async () => {
    const hub = createHub()
    const lines = { A: [{ ...prison(), orderedHearingId: 'A1111111-0000-4000-8000-000000000000' }] }
    await send(hub, shared('10:00', lines))
    const elsewhere = shared('11:00', lines, { hearing: { id: 'a2222222-0000-4000-8000-000000000000' } })
    await send(hub, elsewhere)
    expect(sentencesIn(hub)).toHaveLength(1)
    expect(warningsOf(elsewhere).join()).toContain('orderedHearingId names another hearing')
  })
  scenario('is taken where the share does not say which day it is of', {
    given: [],
    when: repeated(`${NEXT_DAY}T10:00:00Z`, { hearingDay: undefined }),
    outcome: ['A HearingListed listing', 'A SentencePassed prison'],
  })
})
