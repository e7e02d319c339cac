import { type Identity, IdentityType, ReviewOutcome } from '@hub/contracts/person'
import { EVENT } from '@hub/service'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { clock, startedPeople } from './started-people'

let started: Awaited<ReturnType<typeof startedPeople>>
beforeAll(async () => {
  // Two instances share the partitions: alike people arrive at different ones.
  started = await startedPeople(2)
})
afterAll(() => started.close())

const { IDENTITY_TYPE_CP_DEFENDANT: DEFENDANT, IDENTITY_TYPE_LIBRA_CID: LIBRA } = IdentityType
const { REVIEW_OUTCOME_SAME: SAME, REVIEW_OUTCOME_DIFFERENT: DIFFERENT } = ReviewOutcome

let count = 0
/** Somebody of whom nobody else in this file has the name, birthday or address. */
const somebody = () => {
  const letters = [...String(++count)].map(digit => 'QXZJKVWFHY'[Number(digit)]).join('')
  return {
    firstName: `Robert${letters}`,
    lastName: `${letters}Smith${letters}`,
    dateOfBirth: { year: 1950 + count, month: 3, day: 14 },
    postcode: `NT${count % 10} ${count % 10}YH`,
  }
}
const people = async (...identities: readonly Identity[]) => started.resolve(...identities.map(each => [each]))
const areOne = async (one: Identity, other: Identity) => expect(new Set(await people(one, other)).size).toBe(1)
const openReviewsOf = async (identity: Identity) =>
  (await started.match.explainPerson({ personId: await started.one(identity) })).reviews
const decide = (reviewId: string, decision: ReviewOutcome, commandId: string = clock.newId()) =>
  started.match.decideMatchReview({
    commandId,
    reviewId,
    decision,
    by: 'A Probation Officer',
    reason: 'looked at both',
  })

/** Two who are alike, but not beyond doubt: the same birthday and address, and another name. */
const alike = () => {
  const person = somebody()
  return [
    person,
    { ...person, firstName: '', middleName: 'Jo', lastName: `${person.lastName}xyzzy`.split('').reverse().join('') },
  ] as const
}
/** Both described, and the review that comes of it. */
async function reviewed() {
  const [one, other] = [started.fresh(DEFENDANT), started.fresh(LIBRA)]
  const [first, second] = alike()
  await started.describe(one, first)
  await started.describe(other, second)
  await eventually(async () => expect(await openReviewsOf(one)).toHaveLength(1))
  const [review] = await openReviewsOf(one)
  return { one, other, first, second, review: review! }
}

describe('people who are alike beyond doubt', () => {
  it('are joined, with the weights on the event and in the explanation', async () => {
    const [one, other] = [started.fresh(DEFENDANT), started.fresh(LIBRA)]
    const [elder, younger] = await people(one, other)
    await started.describe(one, somebody(), { receipt: 'the first receipt' })
    count -= 1
    await started.describe(other, somebody(), { receipt: 'the second receipt' })
    await eventually(() => areOne(one, other))
    const evidence = [
      { compared: 'name', level: 'equal', bits: 17.1 },
      { compared: 'date of birth', level: 'equal', bits: 13.9 },
      { compared: 'postcode', level: 'equal', bits: 5 },
    ]
    expect((await started.eventsOf(elder!)).at(-1)).toMatchObject({
      type: 'hub.person.v1.PersonMerged',
      data: { absorbedPersonId: younger, reason: 'the records are alike', evidence, total: 36 },
    })
    const explained = await started.match.explainPerson({ personId: younger! })
    expect(explained).toMatchObject({
      personId: elder,
      links: [{ kind: 'LINK_KIND_ALIKE', evidence, total: 36 }],
      records: [
        { identity: one, from: { receiptId: 'a receipt' }, homePersonId: elder },
        { identity: other, homePersonId: younger },
      ],
    })
    const saidBy = explained.records.map(record => record.statements.map(({ about, from }) => [about, from?.receiptId]))
    expect(saidBy[1]).toEqual([
      ['name', 'the second receipt'],
      ['date of birth', 'the second receipt'],
      ['postcode', 'the second receipt'],
    ])
  })

  it('are joined whichever instance reads whom, all at the same moment', async () => {
    const person = somebody()
    const records = Array.from({ length: 12 }, () => started.fresh(DEFENDANT))
    await people(...records)
    await Promise.all(records.map(record => started.describe(record, person)))
    await eventually(async () => expect(new Set(await people(...records)).size).toBe(1), 20_000)
  })

  it('are not joined when nothing but a last name is said', async () => {
    const person = somebody()
    const [one, other, third] = [started.fresh(DEFENDANT), started.fresh(DEFENDANT), started.fresh(DEFENDANT)]
    await started.describe(one, { lastName: person.lastName, pnc: '1999/0000001P' })
    await started.describe(other, { lastName: person.lastName, pnc: '1999/0000001P' })
    // Whoever comes after them is matched, so they have been.
    await started.describe(other, { postcode: person.postcode })
    await started.describe(third, person)
    const [fourth] = [started.fresh(DEFENDANT)]
    await started.describe(fourth, person)
    await eventually(() => areOne(third, fourth))
    expect(new Set(await people(one, other)).size).toBe(2)
  })

  it('are separated again when what was said of one is corrected', async () => {
    const [one, other] = [started.fresh(DEFENDANT), started.fresh(LIBRA)]
    const homes = await people(one, other)
    const person = somebody()
    await started.describe(one, person)
    const wrong = await started.describe(other, person)
    await eventually(() => areOne(one, other))
    const right = somebody()
    await started.describe(
      other,
      { ...right, lastName: 'Quite-Different' },
      { corrects: wrong, at: '2026-02-01T00:00:00Z' },
    )
    await eventually(async () => expect(await people(one, other)).toEqual(homes))
    expect((await started.eventsOf(homes[1]!)).at(-1)).toMatchObject({
      type: 'hub.person.v1.PersonSplit',
      data: { otherPersonId: homes[0], reason: expect.stringContaining('not alike any more') },
    })
  })

  it('are not joined again over a link that was taken back, whatever more is said', async () => {
    const [one, other] = [started.fresh(DEFENDANT), started.fresh(LIBRA)]
    const homes = await people(one, other)
    const person = somebody()
    await started.describe(one, person)
    await started.describe(other, person)
    await eventually(() => areOne(one, other))
    const personId = homes[0]!
    const { links } = await started.match.explainPerson({ personId })
    const command = {
      commandId: clock.newId(),
      personId,
      linkId: links[0]!.linkId,
      by: 'An Operator',
      reason: 'brothers',
    }
    expect(await started.match.takeBackLink(command)).toEqual({ personIds: homes })
    // A repeated command has the first answer; another one with its id is refused.
    expect(await started.match.takeBackLink(command)).toEqual({ personIds: homes })
    await expect(started.match.takeBackLink({ ...command, reason: 'other' })).rejects.toMatchObject({
      code: 'HUB_COMMAND_CONFLICT',
    })
    await started.describe(other, { ...person, pnc: '2002/0073319Z' }, { at: '2026-02-01T00:00:00Z' })
    await started.describe(one, { ...person, pnc: '2002/0073319Z' }, { at: '2026-02-01T00:00:00Z' })
    await eventually(async () =>
      expect(
        (await started.match.explainPerson({ personId, withPersonId: homes[1]! })).comparisons[0]?.evidence,
      ).toContainEqual({ compared: 'PNC and CRO', level: 'PNC equal', bits: 21.6 }),
    )
    const explained = await started.match.explainPerson({ personId, withPersonId: homes[1]! })
    expect(explained).toMatchObject({
      links: [],
      keptApart: [{ one, other, otherPersonId: homes[1], reason: 'brothers', decidedBy: 'An Operator' }],
      comparisons: [{ verdict: 'none', comesTogether: true }],
      reviews: [],
    })
    expect(await people(one, other)).toEqual(homes)
    // The name stands in what can be sealed, nowhere else.
    const split = (await started.eventsOf(personId)).at(-1)!
    expect(split).toMatchObject({ type: 'hub.person.v1.PersonSplit', data: { personal: { decidedBy: 'An Operator' } } })
    expect(JSON.stringify([split.headers, { ...split.data, personal: undefined }])).not.toContain('Operator')
  })
})

describe('people who are alike, but not beyond doubt', () => {
  it('stay as they are, and a review says so', async () => {
    const { one, other, review } = await reviewed()
    const [elder, younger] = await people(one, other)
    expect(elder).not.toBe(younger)
    expect(review).toMatchObject({
      personId: elder,
      otherPersonId: younger,
      one: { identity: one },
      other: { identity: other },
      total: 11,
    })
    expect((await started.eventsOf(elder!)).at(-1)).toMatchObject({
      type: 'hub.person.v1.MatchReviewRaised',
      data: { otherPersonId: younger, reviewId: review.reviewId, total: 11 },
    })
    const { reviews } = await started.match.listMatchReviews({ limit: 100 })
    expect(reviews.filter(({ reviewId }) => reviewId === review.reviewId)).toEqual([review])
  })

  it('become one when somebody decides so', async () => {
    const { one, other, review } = await reviewed()
    const [elder] = await people(one, other)
    const command = clock.newId()
    expect(await decide(review.reviewId, SAME, command)).toEqual({ personId: elder })
    expect(await decide(review.reviewId, SAME, command)).toEqual({ personId: elder })
    await areOne(one, other)
    await expect(decide(review.reviewId, DIFFERENT)).rejects.toMatchObject({ code: 'HUB_REVIEW_CLOSED' })
    expect((await started.typesOf(elder!)).slice(-2)).toEqual(['PersonMerged', 'MatchReviewClosed'])
  })

  it('stay apart when somebody decides so, and are not reported again', async () => {
    const { one, other, second, review } = await reviewed()
    await decide(review.reviewId, DIFFERENT)
    expect(await openReviewsOf(one)).toEqual([])
    await started.describe(other, { ...second, middleName: 'Joanna' }, { at: '2026-02-01T00:00:00Z' })
    const [last] = [started.fresh(DEFENDANT)]
    await started.describe(last, { ...second, middleName: 'Joanna' })
    await eventually(() => areOne(other, last))
    expect(await openReviewsOf(one)).toEqual([])
    expect((await started.match.listMatchReviews({ reviewId: review.reviewId })).reviews).toMatchObject([
      { outcome: DIFFERENT },
    ])
  })

  it('are no longer reported when what is known of them changes, or when they become one otherwise', async () => {
    const { one, other, second, review } = await reviewed()
    const outcomeOf = async (reviewId: string) =>
      (await started.match.listMatchReviews({ reviewId })).reviews[0]?.outcome
    await started.describe(
      other,
      { ...second, dateOfBirth: { year: 1901, month: 1, day: 2 }, postcode: 'AB1 2CD' },
      { at: '2026-02-01T00:00:00Z', corrects: 'what was said' },
    )
    await eventually(async () =>
      expect(await outcomeOf(review.reviewId)).toBe(ReviewOutcome.REVIEW_OUTCOME_NO_LONGER_ALIKE),
    )
    expect(await openReviewsOf(one)).toEqual([])
    const again = await reviewed()
    await started.one(again.one, again.other)
    expect(await outcomeOf(again.review.reviewId)).toBe(ReviewOutcome.REVIEW_OUTCOME_BECAME_ONE)
  })
})

it('nobody is compared with themselves, by whichever id', async () => {
  const [one, other] = [started.fresh(DEFENDANT), started.fresh(LIBRA)]
  const [elder, younger] = await people(one, other)
  await started.one(one, other)
  for (const withPersonId of [elder!, younger!])
    await expect(started.match.explainPerson({ personId: elder!, withPersonId })).rejects.toMatchObject({
      code: 'HUB_REQUEST_INVALID',
      field: 'with',
    })
})

describe('what describes people', () => {
  it('said again as it was writes nothing', async () => {
    const identity = started.fresh(DEFENDANT)
    const person = somebody()
    await started.describe(identity, person)
    const token = started.tokenOf(identity)
    const row = async () => (await started.store.get<{ by: string }>('likenesses', [token])).get(token)
    await eventually(async () => expect(await row()).toBeDefined())
    const before = await row()
    await started.describe(identity, person, { at: '2026-02-01T00:00:00Z' })
    const change = await started.describe(identity, { ...person, postcode: 'AB1 2CD' }, { at: '2026-03-01T00:00:00Z' })
    await eventually(async () => expect(await row()).toMatchObject({ by: change }))
    expect(await row()).toMatchObject({ name: (before as unknown as { name: object }).name })
  })

  it('of values that too many have in common is not compared', async () => {
    const crowd = Array.from({ length: 52 }, (_, at) => ({
      ...somebody(),
      pnc: '1950/0000001M',
      lastName: `Crowd${at}xq`,
    }))
    const records = crowd.map(() => started.fresh(DEFENDANT))
    await people(...records)
    await Promise.all(records.slice(0, 51).map((record, at) => started.describe(record, crowd[at]!)))
    const stored = async () =>
      (await started.store.find('likenesses', { where: { 'blocks.pnc': '1950/0000001M' } }, { limit: 100 })).length
    await eventually(async () => expect(await stored()).toBe(51))
    const last = records[51]!
    await started.describe(last, crowd[51]!)
    const twin = started.fresh(DEFENDANT)
    await started.describe(twin, crowd[51]!)
    await eventually(() => areOne(last, twin))
    expect(await openReviewsOf(last)).toEqual([])
  })

  it('is also the day of a sentence, wherever the rest comes from', async () => {
    const person = somebody()
    const [one, other] = [started.fresh(DEFENDANT), started.fresh(DEFENDANT)]
    const personOf = await people(one, other)
    for (const [at, identity] of [one, other].entries())
      await started.tell(
        personOf[at]!,
        'hub.court.v1.SentencePassed',
        {
          identity: { type: identity.type, token: started.tokenOf(identity) },
          hearingDay: { year: 2026, month: 3, day: 4 },
        },
        { [EVENT.time]: '2026-03-04T00:00:00Z' },
      )
    await started.describe(one, { ...person, postcode: '' })
    await started.describe(other, { ...person, postcode: '' })
    await eventually(() => areOne(one, other))
    expect((await started.match.explainPerson({ personId: personOf[0]! })).links[0]?.evidence).toContainEqual({
      compared: 'sentence date',
      level: 'shared',
      bits: 7,
    })
  })
})
