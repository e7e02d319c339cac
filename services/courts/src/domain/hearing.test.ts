import { eventOf, type HubEvent } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { casesOf } from '@hub/decider/testing'
import { describe, it } from '@jest/globals'
import { CANCELLED, hearingDecider, LISTING, resultKey, type ShareHearing } from './hearing'

const { given, after } = casesOf(hearingDecider)

const HEARING = 'a-hearing'
const DAY = '2024-09-25'
const OTHER_DAY = '2024-09-26'
const personal = { identity: { type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: 'an id' } }
const at = (minute: number) => ({ seconds: BigInt(1_727_260_000 + minute * 60), nanos: 0 })

const listing = (hash = 'listed'): Fact<HubEvent> => ({
  key: LISTING,
  hash,
  occurredAt: at(0),
  event: eventOf('hub.court.v1.HearingListed', { hearingId: HEARING, personal }),
})
const result = (id: string, hash = id, day = DAY): Fact<HubEvent> => ({
  key: resultKey(day, id),
  hash,
  occurredAt: at(0),
  event: eventOf('hub.court.v1.SentencePassed', { hearingId: HEARING, personal }),
})
const remand = (id: string): Fact<HubEvent> => ({
  ...result(id, `remand ${id}`),
  event: eventOf('hub.court.v1.RemandOrdered', { hearingId: HEARING, personal }),
})
const share = (facts: readonly Fact<HubEvent>[], over: Partial<ShareHearing> = {}): ShareHearing => ({
  is: 'share',
  hearingId: HEARING,
  kind: 'resulted',
  hearingDay: DAY,
  at: at(0),
  facts,
  whole: true,
  deleted: [],
  inError: [],
  ...over,
})
const deletion = {
  is: 'delete' as const,
  hearingId: HEARING,
  cancelled: {
    key: CANCELLED,
    hash: 'cancelled',
    occurredAt: at(9),
    event: eventOf('hub.court.v1.HearingCancelled', { hearingId: HEARING, personal }),
  },
}

/** A sentence that is taken back: the event that said it is the one named. */
const retraction = (id: string, retracts: string, day = DAY) => {
  const { key } = result(id, id, day)
  const data = { retractedType: 'hub.court.v1.SentencePassed', factKey: key }
  return { key, retracts, event: { type: 'hub.court.v1.FactRetracted' as const, data } }
}

describe('a share', () => {
  it('of a new hearing records everything', () => {
    given()
      .when(share([listing(), result('a')]))
      .thenEvents(listing(), result('a'))
  })

  it('that says the same again says nothing, in whatever order', () => {
    given(listing(), result('a'), result('b'))
      .when(share([result('b'), result('a'), listing()]))
      .thenNothing()
  })

  it('corrects what changed and retracts what is gone', () => {
    given(listing(), result('a'), result('b'))
      .when(share([listing(), result('a', 'other')]))
      .thenEvents({ ...result('a', 'other'), corrects: 'event-2' }, retraction('b', 'event-3'))
  })

  it('of a confirmed hearing retracts no result', () => {
    given(listing(), result('a'))
      .when(share([listing()], { kind: 'confirmed' }))
      .thenNothing()
  })

  it('retracts only results of its own hearing day', () => {
    given(listing(), result('a'), result('b', 'b', OTHER_DAY))
      .when(share([listing()], { hearingDay: OTHER_DAY }))
      .thenEvents(retraction('b', 'event-3', OTHER_DAY))
  })

  it('never retracts the listing or who the person is', () => {
    given(listing()).when(share([])).thenNothing()
  })

  it('that could not be read whole retracts nothing, and corrects nothing by what it lacks', () => {
    given(listing(), result('a'), result('b'))
      .when(share([{ ...result('a', 'other'), partial: true }, result('c')], { whole: false }))
      .thenEvents(result('c'))
  })

  it('records a result again that had been withdrawn, as new', () => {
    after(share([listing(), result('a')]), share([listing()]))
      .when(share([listing(), result('a')]))
      .thenEvents({ ...result('a'), revision: 2, corrects: undefined })
  })

  it('retracts a result that proves to be of another kind, and records it anew', () => {
    given(listing(), result('a'))
      .when(share([listing(), remand('a')]))
      .thenEvents({ ...retraction('a', 'event-2'), revision: 1 }, { ...remand('a'), revision: 2, corrects: undefined })
  })
})

describe('a deletion', () => {
  it('cancels the hearing and takes back its results', () => {
    given(listing(), result('a'))
      .when(deletion)
      .thenEvents({ ...deletion.cancelled, corrects: 'event-1' }, { ...retraction('a', 'event-2'), occurredAt: at(9) })
  })

  it('of a hearing that is not listed says why nothing is recorded', () => {
    const reason = 'no change: the hearing is not listed'
    given().when(deletion).thenNothing(reason)
    after(share([listing()]), deletion)
      .when(deletion)
      .thenNothing(reason)
  })

  it('is undone by a new listing, and may come again', () => {
    after(share([listing()]), deletion)
      .when(share([{ ...listing(), occurredAt: at(10) }], { at: at(10) }))
      .thenEvents({ ...listing(), occurredAt: at(10), corrects: 'event-2' })
      .when(deletion)
      .thenEvents({ ...deletion.cancelled, corrects: 'event-3' })
  })
})
