import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { knownCustody } from '../src/app/known-custody'
import { domainEvent, NOMS, RECORD, received, record, released, started } from './scenario'

/** Somebody who serves an indeterminate sentence whose tariff has passed: reviews decide who is responsible. */
function inCustody() {
  const answers = {
    [RECORD]: record({ indeterminateSentence: true, conditionalReleaseDate: null, tariffDate: '2025-03-01' }),
  }
  const hub = started(answers)
  hub.tell('2025-06-02T10:00:00Z', received('2025-06-02T09:00:00Z'))
  hub.tell('2025-06-03T10:00:00Z', domainEvent('offender-management.handover.changed', '2025-06-03T09:00:00Z'))
  hub.at('2025-07-01T10:00:00Z')
  return { ...hub, row: (row: object) => hub.say('allocation-manager', { nomis_offender_id: NOMS, ...row }) }
}

const minutes = fc
  .integer({ min: 0, max: 59 })
  .map(minute => `2025-06-10T09:${String(minute).padStart(2, '0')}:00.120Z`)
const review = fc.record({
  review_id: fc.constantFrom(1, 2),
  target_hearing_date: fc.constantFrom(null, '2025-05-01', '2026-09-01', '2027-09-14'),
  hearing_outcome: fc.constantFrom('Not Specified', 'Release [*]', 'Stay in closed [*]'),
})
const checklist = fc.record({ reviewed_oasys: fc.boolean(), contacted_com: fc.boolean() })
const override = fc.record({
  value: fc.constantFrom(null, 'Prison', 'Probation'),
  reason: fc.constantFrom('other_reason', 'prisoner_has_been_recalled'),
})
/** Rows as they were in turn, and the order in which they come. */
const history = <T extends object>(row: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.record({ row, updated_at: minutes }), {
      selector: each => each.updated_at,
      minLength: 1,
      maxLength: 6,
    })
    .map(rows => rows.map(({ row, updated_at }) => ({ ...row, updated_at })))
    .map(rows => rows.sort((a, b) => (a.updated_at < b.updated_at ? -1 : 1)))
    .chain(rows => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })))

/** Two stays in custody, or one with a while in hospital, and what is told of each with its own time. */
const twoStays = fc
  .record({
    first: fc.record({ override, checklist, early: fc.boolean() }, { requiredKeys: [] }),
    // A fall back that never was, seen on the way, has begun the checklist anew all the same: so none is told of here.
    second: fc.record({ override, checklist }, { requiredKeys: [] }),
    late: fc.boolean(),
    // Then both are one stay.
    hospital: fc.boolean(),
  })
  .chain(({ first, second, late, hospital }) => {
    const of = (month: string, { override, checklist, early }: Partial<typeof first>) => [
      ...(checklist ? [{ row: { ...checklist, updated_at: `2026-${month}-10T09:00:00Z` } }] : []),
      ...(override ? [{ row: { ...override, updated_at: `2026-${month}-11T09:00:00Z` } }] : []),
      ...(early === undefined ? [] : [{ event: eligible(`2026-${month}-12T09:00:00Z`, early) }]),
    ]
    const messages = [
      { event: received('2026-03-02T09:00:00Z') },
      ...of('03', first),
      { event: released('2026-03-20T09:00:00Z', hospital ? 'HP' : 'CR') },
      { event: received('2026-04-01T09:00:00Z') },
      ...of('04', second),
      ...(late ? [{ event: released('2026-04-20T09:00:00Z') }] : []),
    ]
    return fc.tuple(fc.constant(messages), fc.shuffledSubarray(messages, { minLength: messages.length }))
  })

const eligible = (occurredAt: string, eligibilityStatus: boolean) => ({
  eventType: 'community-early-allocation-eligibility.status.changed',
  offenderNo: NOMS,
  eligibilityStatus,
  occurredAt,
})

describe('two stays in custody', () => {
  it('end in the same present in whatever order they are told: what is of the first is not of the second', () => {
    fc.assert(
      fc.property(twoStays, ([inTurn, asTheyCome]) => {
        const presentAfter = (messages: typeof inTurn) => {
          const hub = started({ [RECORD]: record({ conditionalReleaseDate: '2027-02-15' }) })
          for (const [second, message] of messages.entries()) {
            hub.at(`2026-05-01T10:00:${String(second).padStart(2, '0')}Z`, {
              [RECORD]: record({ conditionalReleaseDate: '2027-02-15' }),
            })
            if ('row' in message) hub.say('allocation-manager', { nomis_offender_id: NOMS, ...message.row })
            else hub.say('hmpps-domain-events', message.event)
          }
          const { standing, procedure } = hub.stateOf(NOMS)
          // Who never was within the policy is not told of.
          const word = standing && standing.responsibility !== 'RESPONSIBILITY_NOBODY' ? standing : undefined
          return { standing: word, done: procedure.done }
        }
        expect(presentAfter(asTheyCome)).toEqual(presentAfter(inTurn))
      }),
      { numRuns: 300 },
    )
  })
})

describe('rows of the allocation manager', () => {
  it('of a review end in the same present in whatever order they come', () => {
    fc.assert(
      fc.property(history(review), ([inTurn, asTheyCome]) => {
        const [one, other] = [inCustody(), inCustody()]
        for (const row of inTurn) one.row(row)
        for (const row of asTheyCome) other.row(row)
        const presentOf = ({ stateOf }: typeof one) => {
          const { paroleReviews, standing, dates } = stateOf(NOMS)
          return { reviews: Object.fromEntries(paroleReviews), standing, dates }
        }
        expect(presentOf(other)).toEqual(presentOf(one))
      }),
    )
  })

  it('of a checklist end in the same present in whatever order they come', () => {
    fc.assert(
      fc.property(history(checklist), ([inTurn, asTheyCome]) => {
        const [one, other] = [inCustody(), inCustody()]
        for (const row of inTurn) one.row(row)
        for (const row of asTheyCome) other.row(row)
        const last = inTurn.at(-1)!
        expect(other.stateOf(NOMS).procedure.done).toEqual(one.stateOf(NOMS).procedure.done)
        expect(other.stateOf(NOMS).procedure.done).toHaveLength(
          Number(last.reviewed_oasys) + Number(last.contacted_com),
        )
      }),
    )
  })

  it('of an override end in the same present in whatever order they come', () => {
    fc.assert(
      fc.property(history(override), ([inTurn, asTheyCome]) => {
        const [one, other] = [inCustody(), inCustody()]
        for (const row of inTurn) one.row(row)
        for (const row of asTheyCome) other.row(row)
        const presentOf = ({ stateOf }: typeof one) => [stateOf(NOMS).override, stateOf(NOMS).standing]
        expect(presentOf(other)).toEqual(presentOf(one))
      }),
    )
  })

  it('that come late say why they change nothing; one that comes again, or without a time, is compared by what it says', () => {
    const hub = inCustody()
    const row = { review_id: 1, target_hearing_date: '2026-09-01', updated_at: '2025-06-10T09:00:00Z' }
    hub.row(row)
    expect(hub.row({ ...row, target_hearing_date: null, updated_at: '2025-06-09T09:00:00Z' })).toMatchObject([
      { state: 'ignored', reason: 'no change: something newer is known' },
    ])
    expect(hub.row(row)).toMatchObject([{ state: 'ignored', reason: 'no change' }])
    const { updated_at: _, ...timeless } = row
    expect(hub.row(timeless)).toMatchObject([{ state: 'ignored', reason: 'no change' }])
    expect(hub.row({ ...timeless, target_hearing_date: null })).toMatchObject([{ state: 'translated' }])
  })

  it('are known also of somebody of whom nothing else is, reviews by their hearing', () => {
    const hub = started({})
    const row = (body: object) => hub.say('allocation-manager', { nomis_offender_id: NOMS, ...body })
    row({ review_id: 3 })
    row({ review_id: 2, target_hearing_date: '2026-09-01' })
    row({ review_id: 1, target_hearing_date: '2027-09-01' })
    row({ contacted_com: true })
    const known = knownCustody(hub.stateOf(NOMS), { year: 2025, month: 6, day: 2 })
    expect(known.paroleReviews.map(({ reviewId }) => reviewId)).toEqual(['2', '1', '3'])
    expect(known.handoverTasksDone).toEqual(['HANDOVER_TASK_CONTACTED_COM'])
    expect(known.handoverProgress).toBeUndefined()
  })

  it('happened when they were changed, unless that lies ahead', () => {
    const hub = inCustody()
    const occurred = (updated_at: string) =>
      hub.row({ review_id: 1, hearing_outcome: `Release ${updated_at.slice(0, 4)}`, updated_at })[0]!.events[0]!
        .occurredAt
    expect(occurred('2025-06-10T09:00:00Z').seconds).toBe(BigInt(Date.UTC(2025, 5, 10, 9) / 1_000))
    expect(occurred('2035-06-10T09:00:00Z').seconds).toBe(BigInt(Date.UTC(2025, 6, 1, 10) / 1_000))
  })
})
