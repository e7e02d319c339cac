import { createRequire } from 'node:module'
import type { Broker, KafkaMessage } from 'kafkajs'
import type { Incoming } from '../port'
import { type FetchAnswer, type FetchedPartition, readAnswer } from './answer'
import { recordOf } from './wire'

/** What a fetch asks for. */
export interface FetchRequest {
  readonly maxWaitTime: number
  readonly maxBytes: number
  /** Of a fetch session (KIP-227) only what is new or stands elsewhere than the broker remembers. */
  readonly topics: readonly {
    readonly topic: string
    readonly partitions: readonly {
      readonly partition: number
      readonly fetchOffset: string
      readonly maxBytes: number
    }[]
  }[]
  readonly sessionId?: number
  /** -1, which it is by default: no session. */
  readonly sessionEpoch?: number
  readonly forgottenTopics?: readonly { readonly topic: string; readonly partitions: readonly number[] }[]
}

/** Kafka's error codes that the adapter acts on. */
export const FETCH_ERROR = {
  offsetOutOfRange: 1,
  unknownTopic: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  sessionIdNotFound: 70,
  invalidSessionEpoch: 71,
} as const

interface Response {
  decode(answer: Buffer): Promise<TheirAnswer>
}
interface Request {
  readonly response: Response
}
interface TheirAnswer {
  readonly errorCode: number
  readonly sessionId: number
  readonly responses: readonly {
    readonly topicName: string
    readonly partitions: readonly {
      readonly partition: number
      readonly errorCode: number
      readonly highWatermark: string
      readonly messages: readonly (KafkaMessage & { readonly isControlRecord?: boolean })[]
    }[]
  }[]
}
/** What kafkajs keeps to itself of a broker. */
interface Inner {
  connectionPool: { send(request: object): Promise<FetchAnswer> }
}

const VERSION = 11
const CONSUMER = -1
const READ_COMMITTED = 1

const { protocol } = createRequire(__filename)('kafkajs/src/protocol/requests/fetch') as {
  protocol(of: { readonly version: number }): (options: object) => Request
}

/**
 * One fetch of a broker. kafkajs has no fetch sessions, makes a decoder for each record and a new object for each of its
 * headers; here an answer is read in one pass (decision 0002), and errors stand in it instead of being thrown. What the
 * hub never writes, compressed batches and the formats before Kafka 0.11, is left to kafkajs's decoder.
 */
export async function fetchFrom(broker: Broker, asked: FetchRequest): Promise<FetchAnswer> {
  const request = protocol({ version: VERSION })({
    ...asked,
    replicaId: CONSUMER,
    isolationLevel: READ_COMMITTED,
    minBytes: 1,
  })
  const { decode } = request.response
  try {
    return await (broker as unknown as Inner).connectionPool.send({
      ...request,
      response: {
        decode: async (bytes: Buffer) => readAnswer(bytes) ?? answerOf(await decode(bytes)),
        parse: async (answer: FetchAnswer) => answer,
      },
    })
  } catch (error) {
    // As kafkajs does: the next one to ask for this broker connects anew.
    await broker.disconnect().catch(() => {})
    throw error
  }
}

const answerOf = ({ errorCode, sessionId, responses }: TheirAnswer): FetchAnswer => ({
  errorCode,
  sessionId,
  partitions: responses.flatMap(({ topicName, partitions }) =>
    partitions.map(({ partition, errorCode, highWatermark, messages }): FetchedPartition => {
      const last = messages.at(-1)
      return {
        topic: topicName,
        partition,
        errorCode,
        highWatermark: BigInt(highWatermark),
        records: messages
          .filter(({ isControlRecord }) => !isControlRecord)
          .map((message): Incoming => recordOf(topicName, partition, message)),
        next: last && BigInt(last.offset) + 1n,
      }
    }),
  ),
})
