import type { Cluster, Consumer, Kafka } from 'kafkajs'

/** The brokers without a group around them. */
export interface ClusterAccess {
  /** Connects where it is not. Rejects when no broker answers. */
  use(): Promise<Cluster>
  /** Drops the connections: requests under way fail, the next `use` connects anew. */
  renew(): Promise<void>
}

/**
 * kafkajs hands its `Cluster` to assigners, and only there. The consumer around it never joins a group; it is what
 * connects and disconnects the cluster.
 */
export function openCluster(kafka: () => Kafka): ClusterAccess {
  interface Connection {
    readonly consumer: Consumer
    readonly cluster: Cluster
  }
  let connection: Promise<Connection> | undefined

  const connect = async (): Promise<Connection> => {
    let cluster: Cluster | undefined
    const consumer = kafka().consumer({
      groupId: 'hub-direct-never-joined',
      allowAutoTopicCreation: false,
      partitionAssigners: [
        given => {
          cluster = given.cluster
          return {
            name: 'none',
            version: 0,
            assign: async () => [],
            protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
          }
        },
      ],
    })
    await consumer.connect()
    return { consumer, cluster: cluster! }
  }

  return {
    use: async () => {
      if (!connection) {
        const trying = connect()
        connection = trying
        trying.catch(() => {
          if (connection === trying) connection = undefined
        })
      }
      return (await connection).cluster
    },
    renew: async () => {
      const last = connection
      connection = undefined
      await last?.then(({ consumer }) => consumer.disconnect()).catch(() => {})
    },
  }
}
