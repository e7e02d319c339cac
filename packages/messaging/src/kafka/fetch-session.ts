import type { Place } from '../members/source'
import type { FetchAnswer } from './answer'
import { FETCH_ERROR, type FetchRequest } from './fetch'

/** From which offset on each partition is wanted. A partition is always the same object. */
export type Wanted = ReadonlyMap<Place, bigint>

/** What a request says of a session. */
export type Asked = Pick<FetchRequest, 'topics' | 'forgottenTopics' | 'sessionId' | 'sessionEpoch'>

/**
 * A fetch session with one broker (KIP-227): the broker remembers what is wanted from where, is told only what changed
 * since, and answers only for partitions that have something.
 */
export interface FetchSession {
  ask(wanted: Wanted, send: (asked: Asked) => Promise<FetchAnswer>): Promise<FetchAnswer>
}

const LAST_EPOCH = 2 ** 31 - 1

export function createFetchSession(bytesOfPartition: number): FetchSession {
  let sessionId = 0
  let sessionEpoch = 0
  let told: Wanted = new Map()

  const begin = (): void => {
    sessionId = 0
    sessionEpoch = 0
    told = new Map()
  }
  const byTopic = <A>(places: Iterable<Place>, of: (place: Place) => A): { topic: string; partitions: A[] }[] => {
    const topics = new Map<string, A[]>()
    for (const place of places) {
      const partitions = topics.get(place.topic)
      if (partitions) partitions.push(of(place))
      else topics.set(place.topic, [of(place)])
    }
    return [...topics].map(([topic, partitions]) => ({ topic, partitions }))
  }
  const changedIn = (wanted: Wanted): Asked => ({
    sessionId,
    sessionEpoch,
    topics: byTopic(
      [...wanted.keys()].filter(place => told.get(place) !== wanted.get(place)),
      place => ({
        partition: place.partition,
        fetchOffset: wanted.get(place)!.toString(),
        maxBytes: bytesOfPartition,
      }),
    ),
    forgottenTopics: byTopic(
      [...told.keys()].filter(place => !wanted.has(place)),
      ({ partition }) => partition,
    ),
  })

  return {
    ask: async (wanted, send) => {
      const isNew = sessionEpoch === 0
      const answer = await send(changedIn(wanted))
      const { errorCode } = answer
      if (!isNew && (errorCode === FETCH_ERROR.sessionIdNotFound || errorCode === FETCH_ERROR.invalidSessionEpoch)) {
        // The broker has others to remember, or started anew.
        begin()
        return { errorCode: 0, sessionId: 0, partitions: [] }
      }
      if (errorCode !== 0) throw new Error(`HUB_LOG_FETCH: Kafka answers ${errorCode} to a fetch`)
      // One that has no room for another session answers without: the whole is asked for again.
      if (answer.sessionId === 0) begin()
      else {
        sessionId = answer.sessionId
        sessionEpoch = sessionEpoch === LAST_EPOCH ? 1 : sessionEpoch + 1
        told = wanted
      }
      return answer
    },
  }
}
