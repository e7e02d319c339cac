import { eventOf, type HubEvent } from '@hub/contracts'
import { type Decision, type Fact, isNothing, type PastEvent } from '@hub/decider'
import { describe, expect, it } from '@jest/globals'
import { CANCELLED, type HearingCommand, type HearingState, hearingDecider, LISTING, resultKey } from './hearing'

const HEARING = 'a-hearing'
const DAY = '2024-09-25'
const at = (minute: number) => ({ seconds: BigInt(1_727_260_000 + minute * 60), nanos: 0 })

const listing = (hash = 'listed'): Fact<HubEvent> => ({
  key: LISTING,
  hash,
  occurredAt: at(0),
  event: eventOf('hub.court.v1.HearingListed', { hearingId: HEARING }),
})
const result = (id: string, hash = id, day = DAY): Fact<HubEvent> => ({
  key: resultKey(day, id),
  hash,
  occurredAt: at(0),
  event: eventOf('hub.court.v1.SentencePassed', { hearingId: HEARING }),
})
const remand = (id: string): Fact<HubEvent> => ({
  ...result(id, `remand ${id}`),
  event: eventOf('hub.court.v1.RemandOrdered', { hearingId: HEARING }),
})
const share = (
  facts: readonly Fact<HubEvent>[],
  over: { kind?: 'confirmed'; hearingDay?: string } = {},
): HearingCommand => ({
  is: 'share',
  hearingId: HEARING,
  kind: 'resulted',
  hearingDay: DAY,
  facts,
  ...over,
})
const deletion: HearingCommand = {
  is: 'delete',
  hearingId: HEARING,
  cancelled: {
    key: CANCELLED,
    hash: 'cancelled',
    occurredAt: at(9),
    event: eventOf('hub.court.v1.HearingCancelled', { hearingId: HEARING }),
  },
}

let ids = 0
function when(state: HearingState, command: HearingCommand) {
  const answer = hearingDecider.decide(command, state)
  const said: readonly Decision<HubEvent>[] = isNothing(answer) ? [] : answer
  const past = said.map((decision): PastEvent<HubEvent> => ({ ...decision, id: `event-${++ids}`, recordedAt: at(10) }))
  return { answer, said, state: past.reduce(hearingDecider.evolve, state) }
}
const given = (...commands: readonly HearingCommand[]) =>
  commands.reduce((state, command) => when(state, command).state, hearingDecider.initialState)
/** What was said, as `type key` with how it relates to an earlier event. */
const brief = (said: readonly Decision<HubEvent>[]) =>
  said.map(
    ({ event, key, corrects, retracts }) =>
      `${event.type.replace('hub.court.v1.', '')} ${key}${corrects ? ' corrects' : ''}${retracts ? ' retracts' : ''}`,
  )

describe('a share', () => {
  it('of a new hearing records everything', () => {
    expect(brief(when(given(), share([listing(), result('a')])).said)).toEqual([
      'HearingListed listing',
      `SentencePassed result/${DAY}/a`,
    ])
  })

  it('that says the same again says nothing, in whatever order', () => {
    const state = given(share([listing(), result('a'), result('b')]))
    expect(when(state, share([result('b'), result('a'), listing()])).said).toEqual([])
  })

  it('corrects what changed and retracts what is gone', () => {
    const state = given(share([listing(), result('a'), result('b')]))
    const { said } = when(state, share([listing(), result('a', 'other')]))
    expect(brief(said)).toEqual([`SentencePassed result/${DAY}/a corrects`, `FactRetracted result/${DAY}/b retracts`])
    expect(said[1]!.event.data).toMatchObject({
      retractedType: 'hub.court.v1.SentencePassed',
      factKey: `result/${DAY}/b`,
    })
  })

  it('of a confirmed hearing retracts no result', () => {
    const state = given(share([listing(), result('a')]))
    expect(when(state, share([listing()], { kind: 'confirmed' })).said).toEqual([])
  })

  it('retracts only results of its own hearing day', () => {
    const other = '2024-09-26'
    const state = given(
      share([listing(), result('a')]),
      share([listing(), result('b', 'b', other)], { hearingDay: other }),
    )
    expect(brief(when(state, share([listing()], { hearingDay: other })).said)).toEqual([
      `FactRetracted result/${other}/b retracts`,
    ])
  })

  it('never retracts the listing or who the person is', () => {
    expect(when(given(share([listing()])), share([])).said).toEqual([])
  })

  it('records a result again that had been withdrawn, as new', () => {
    const state = given(share([listing(), result('a')]), share([listing()]))
    const { said } = when(state, share([listing(), result('a')]))
    expect(brief(said)).toEqual([`SentencePassed result/${DAY}/a`])
    expect(said[0]!.revision).toBe(2)
  })

  it('retracts a result that proves to be of another kind, and records it anew', () => {
    const { said } = when(given(share([listing(), result('a')])), share([listing(), remand('a')]))
    expect(brief(said)).toEqual([`FactRetracted result/${DAY}/a retracts`, `RemandOrdered result/${DAY}/a`])
    expect(said.map(({ revision }) => revision)).toEqual([1, 2])
  })
})

describe('a deletion', () => {
  it('cancels the hearing and takes back its results', () => {
    const { said } = when(given(share([listing(), result('a')])), deletion)
    expect(brief(said)).toEqual(['HearingCancelled cancelled', `FactRetracted result/${DAY}/a retracts`])
    expect(said[1]!.occurredAt).toEqual(at(9))
  })

  it('of a hearing that is not listed says why nothing is recorded', () => {
    const expected = { nothing: 'no change: the hearing is not listed' }
    expect(when(given(), deletion).answer).toEqual(expected)
    expect(when(given(share([listing()]), deletion), deletion).answer).toEqual(expected)
  })

  it('is undone by a new listing, and may come again', () => {
    const state = given(share([listing()]), deletion)
    const relisted = when(state, share([listing()]))
    expect(brief(relisted.said)).toEqual(['HearingListed listing'])
    expect(brief(when(relisted.state, deletion).said)).toEqual(['HearingCancelled cancelled'])
  })
})
