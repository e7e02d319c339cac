import type { Instant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import type { CustodyServiceDefinition } from '@hub/contracts/custody'
import type { ReceiptServiceDefinition } from '@hub/contracts/intake'
import type { JourneyServiceDefinition } from '@hub/contracts/journey'
import type { ObligationServiceDefinition } from '@hub/contracts/obligation'
import type { OperationsServiceDefinition, ReplayServiceDefinition } from '@hub/contracts/operations'
import type { MatchServiceDefinition } from '@hub/contracts/person'
import type { RulesServiceDefinition } from '@hub/contracts/rules'
import type { EventLog } from '@hub/messaging'
import type { Client, Logger, Tokens, Tracer } from '@hub/service'
import type { Authenticate } from '../door/authenticate'
import type { Arrival, Taken } from '../door/take'

/** What operators see and do of each context, by its name. */
export type Operations = Readonly<Record<string, Client<typeof OperationsServiceDefinition>>>

export interface HttpPorts {
  readonly authenticate: Authenticate
  readonly take: (arrival: Arrival) => Promise<Taken>
  /** Throws when no line of a batch could be taken. */
  readonly refuseBatch: (arrival: Pick<Arrival, 'channel' | 'contentType'>) => void
  /** Throws when a partner sends more than it may. */
  readonly rate: (partner: string, messages: number) => void
  readonly tokens: Tokens
  readonly codec: EventCodec
  readonly logger: Logger
  /** Each owning context's receipts, by context. */
  readonly receipts: Readonly<Record<string, Client<typeof ReceiptServiceDefinition>>>
  readonly journeys: Client<typeof JourneyServiceDefinition>
  /** Why people are who they are. */
  readonly matches: Client<typeof MatchServiceDefinition>
  /** What agencies promised each other. */
  readonly promises: Client<typeof ObligationServiceDefinition>
  /** Where people are held, which dates count, and who is responsible. */
  readonly custody: Client<typeof CustodyServiceDefinition>
  /** Who answers each rule, by the rule's name. */
  readonly rules: Readonly<Record<string, Client<typeof RulesServiceDefinition>>>
  /** What each owning context would make of its messages today, by its name. */
  readonly replays: Readonly<Record<string, Client<typeof ReplayServiceDefinition>>>
  /** What operators see and do of each context, by its name. */
  readonly operations: Operations
  readonly log: EventLog
  readonly clock: Clock
  /** Moves this process's simulated clock; absent where time is the machine's. */
  readonly moveClock?: (to: Instant) => void
  /** Absent: nothing is traced. */
  readonly tracer?: Tracer
  /** True when messages can be taken. */
  readonly ready: () => boolean
}
