import type { Clock } from '@hub/clock'
import type { EventLog } from '../port'

/** What the suite asks of an engine under test. */
export interface Engine {
  readonly clock: Clock
  /** Whether every `open` gives a member of its own, as separate processes would have; else all give the same log. */
  readonly severalProcesses: boolean
  open(): Promise<EventLog>
  /** A topic name never used before. */
  topic(): string
  /** Makes retention take every record the topic has now; absent where an engine cannot do that within a test. */
  expire?(topic: string): Promise<void>
  /** Closes every log that was opened. */
  close(): Promise<void>
}
