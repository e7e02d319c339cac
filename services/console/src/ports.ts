import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import type { CourtServiceDefinition } from '@hub/contracts/court'
import type { CustodyServiceDefinition } from '@hub/contracts/custody'
import type { ReceiptServiceDefinition } from '@hub/contracts/intake'
import type { JourneyServiceDefinition } from '@hub/contracts/journey'
import type { ObligationServiceDefinition } from '@hub/contracts/obligation'
import type { OperationsServiceDefinition } from '@hub/contracts/operations'
import type { MatchServiceDefinition } from '@hub/contracts/person'
import type { Client, Logger, Tokens } from '@hub/service'

/** What one context's operators see and do. */
export type Operations = Client<typeof OperationsServiceDefinition>

export interface ConsolePorts {
  readonly clock: Clock
  readonly logger: Logger
  /** Tells a genuine receipt id and whose it is. */
  readonly tokens: Pick<Tokens, 'contextOf'>
  readonly codec: Pick<EventCodec, 'decode'>
  readonly journeys: Client<typeof JourneyServiceDefinition>
  readonly courts: Client<typeof CourtServiceDefinition>
  /** Why people are who they are, and who decides about it. */
  readonly matches: Client<typeof MatchServiceDefinition>
  /** What agencies promised each other. */
  readonly promises: Client<typeof ObligationServiceDefinition>
  /** Where people are held, which dates count, and who is responsible. */
  readonly custody: Client<typeof CustodyServiceDefinition>
  /** Each owning context's receipts, by context. */
  readonly receipts: Readonly<Record<string, Client<typeof ReceiptServiceDefinition>>>
  /** Every context's operations, by context. */
  readonly operations: Readonly<Record<string, Operations>>
}
