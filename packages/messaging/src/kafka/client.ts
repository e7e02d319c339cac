import { connect as connectPlain } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { type ISocketFactory, Kafka, type KafkaConfig, type LogEntry, logLevel, type RetryOptions } from 'kafkajs'
import { encodeProduceInOnePiece } from './produce'

encodeProduceInOnePiece()

export interface ClientSettings {
  readonly brokers: readonly string[]
  /** Names this process to the brokers. */
  readonly clientId: string
  /** Transport security and who we are, as kafkajs takes them. */
  readonly security?: Pick<KafkaConfig, 'ssl' | 'sasl'>
}

/** Every field stated: kafkajs has other defaults when NODE_ENV is "test". */
export const RETRY: Required<Omit<RetryOptions, 'restartOnFailure'>> = {
  initialRetryTime: 50,
  maxRetryTime: 2_000,
  factor: 0.2,
  multiplier: 2,
  retries: 5,
}

// A member that must join again, or a client that must find the new leader, is told by an error; that is how Kafka
// works, not something gone wrong.
const ROUTINE =
  /rebalanc|not the leader|does not host this topic|not aware of this member|Disconnect|correct coordinator|coordinator is loading|coordinator is not available/i

/**
 * A client of its own for each producer, consumer and reader: two consumers of one client share a table of committed
 * offsets by group, and the one that joins wipes the other's.
 *
 * What kafkajs would log as an error is reported, and nothing else is heard. Once `revoked` is aborted no new
 * connection is made, so that something given up does not come back and write.
 */
export function createClient(
  { brokers, clientId, security }: ClientSettings,
  report: (error: unknown) => void,
  revoked?: AbortSignal,
): Kafka {
  const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (revoked?.aborted) throw new Error('HUB_LOG_CLOSED: this client has been given up')
    const socket = ssl
      ? connectSecurely({ host, port, servername: host, ...ssl }, onConnect)
      : connectPlain({ host, port }, onConnect)
    socket.setKeepAlive(true, 60_000)
    socket.setNoDelay(true)
    return socket
  }
  return new Kafka({
    ...security,
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: RETRY,
    socketFactory,
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ namespace, log }: LogEntry) => {
        const said = [log.message, log.error instanceof Error ? log.error.message : log.error]
          .filter(Boolean)
          .join(': ')
        if (!revoked?.aborted && !ROUTINE.test(said)) report(new Error(`HUB_LOG_KAFKA: ${namespace}: ${said}`))
      },
  })
}
