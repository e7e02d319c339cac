import type { EventLog } from '@hub/messaging'
import type { ContextDefinition } from '@hub/service'
import type { Blobs, Store } from '@hub/store'

/** The engines that a process stands on, opened. */
export interface OpenedEngines {
  readonly log: EventLog
  readonly blobs: Blobs
  storeOf(context: ContextDefinition): Promise<Store>
  /** Lets go of everything, after whoever used it has stopped. */
  close(): Promise<void>
}
