import type { Clock } from '@hub/clock'
import type { EventLog, Incoming } from '@hub/messaging'
import type { Settled, Store, Work } from '@hub/store'
import type { Logger } from './logger'
import type { Tracer } from './tracing'

/** What a context does with the records of some topics. */
export interface Consumption {
  readonly group: string
  readonly topics: readonly string[]
  readonly accepts?: (type: string, headers: Incoming['headers']) => boolean
  /**
   * The works of each message, in the order of the messages. It may ask other contexts; what it throws is taken for a
   * dependency's absence: nothing is held and the whole batch is tried again.
   */
  works(messages: readonly Incoming[]): Promise<readonly (readonly Work[])[]>
  /** What one message's way through it is called in a trace; by default the group. */
  readonly step?: string
  /** Told what became of each work, after it is durable. */
  settled?(message: Incoming, work: Work, settled: Settled): void
}

export interface ConsumePorts {
  readonly log: EventLog
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  /** Absent: nothing is traced. */
  readonly tracer?: Tracer
}
