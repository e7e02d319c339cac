import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Place } from '../members/source'
import type { FetchAnswer } from './answer'
import { FETCH_ERROR } from './fetch'
import { type Asked, createFetchSession } from './fetch-session'

const PLACES: readonly Place[] = ['hub.events', 'hub.intake.courts'].flatMap(topic =>
  [0, 1, 2].map(partition => ({ topic, partition })),
)
const nameOf = ({ topic, partition }: Place): string => `${topic}/${partition}`

/** What a broker makes of requests with sessions (KIP-227), as far as it remembers one. */
function createBroker() {
  let sessions = 0
  let current: { readonly id: number; epoch: number; readonly cached: Map<string, string> } | undefined
  const answer = (errorCode: number, sessionId = 0): FetchAnswer => ({ errorCode, sessionId, partitions: [] })
  return {
    forget: () => {
      current = undefined
    },
    /** Another client's request came in between. */
    disturb: () => {
      if (current) current.epoch += 1
    },
    wanted: () => Object.fromEntries(current?.cached ?? []),
    isFull: false,
    take(asked: Asked): FetchAnswer {
      const { sessionId = 0, sessionEpoch = -1, topics, forgottenTopics = [] } = asked
      if (sessionEpoch === 0) {
        if (this.isFull) return answer(0)
        current = { id: ++sessions, epoch: 1, cached: new Map() }
      } else {
        if (current?.id !== sessionId) return answer(FETCH_ERROR.sessionIdNotFound)
        if (current.epoch !== sessionEpoch) return answer(FETCH_ERROR.invalidSessionEpoch)
        current.epoch += 1
      }
      for (const { topic, partitions } of topics)
        for (const { partition, fetchOffset } of partitions) current.cached.set(`${topic}/${partition}`, fetchOffset)
      for (const { topic, partitions } of forgottenTopics)
        for (const partition of partitions) current.cached.delete(`${topic}/${partition}`)
      return answer(0, current.id)
    },
  }
}

const wishes = fc.array(
  fc.record({
    offsets: fc.array(fc.option(fc.nat(5)), { minLength: PLACES.length, maxLength: PLACES.length }),
    before: fc.constantFrom('nothing', 'nothing', 'forget', 'disturb'),
  }),
  { minLength: 1, maxLength: 12 },
)

describe('a fetch session', () => {
  it('has the broker remember just what is wanted, whatever it forgets in between', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, async steps => {
        const broker = createBroker()
        const session = createFetchSession(1_000)
        for (const { offsets, before } of steps) {
          if (before !== 'nothing') broker[before]()
          const wanted = new Map(
            PLACES.flatMap((place, at) => (offsets[at] === null ? [] : [[place, BigInt(offsets[at]!)] as const])),
          )
          const send = async (asked: Asked) => broker.take(asked)
          const first = await session.ask(wanted, send)
          // A session that is gone is found out by one request, and begun by the next.
          if (first.sessionId === 0) await session.ask(wanted, send)
          const expected = Object.fromEntries([...wanted].map(([place, offset]) => [nameOf(place), offset.toString()]))
          expect(broker.wanted()).toEqual(expected)
        }
      }),
    )
  })

  it('tells a broker only what changed', async () => {
    const broker = createBroker()
    const session = createFetchSession(1_000)
    const asked: Asked[] = []
    const send = async (one: Asked) => {
      asked.push(one)
      return broker.take(one)
    }
    const [a, b] = PLACES as [Place, Place]
    await session.ask(
      new Map([
        [a, 1n],
        [b, 1n],
      ]),
      send,
    )
    await session.ask(
      new Map([
        [a, 1n],
        [b, 7n],
      ]),
      send,
    )
    await session.ask(new Map([[a, 1n]]), send)
    expect(asked.slice(1)).toEqual([
      {
        sessionId: 1,
        sessionEpoch: 1,
        topics: [{ topic: b.topic, partitions: [{ partition: b.partition, fetchOffset: '7', maxBytes: 1_000 }] }],
        forgottenTopics: [],
      },
      { sessionId: 1, sessionEpoch: 2, topics: [], forgottenTopics: [{ topic: b.topic, partitions: [b.partition] }] },
    ])
  })

  it('asks for the whole again where the broker has no room for a session', async () => {
    const broker = createBroker()
    broker.isFull = true
    const session = createFetchSession(1_000)
    const asked: Asked[] = []
    for (let time = 0; time < 2; time++)
      await session.ask(new Map([[PLACES[0]!, 3n]]), async one => {
        asked.push(one)
        return broker.take(one)
      })
    expect(asked[1]).toEqual(asked[0])
    expect(asked[1]).toMatchObject({ sessionEpoch: 0, topics: [{ partitions: [{ fetchOffset: '3' }] }] })
  })

  it('throws what it cannot mend', async () => {
    const session = createFetchSession(1_000)
    const refused = session.ask(new Map(), async () => ({ errorCode: 29, sessionId: 0, partitions: [] }))
    await expect(refused).rejects.toThrow('HUB_LOG_FETCH: Kafka answers 29')
  })
})
