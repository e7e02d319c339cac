import type { CalendarDate, Instant } from '@hub/calendar'
import type { DeepPartial, HubEvent } from '@hub/contracts'
import type { Court, Jurisdiction, SittingDay } from '@hub/contracts/court'
import type { Fact } from '@hub/decider'
import type { Reader, Tools } from '@hub/translation'
import type { ShareHearing } from '../domain/hearing'

/** What a hearing says about everybody in it. */
export interface Hearing {
  readonly reader: Reader
  readonly id: string
  readonly kind: 'confirmed' | 'resulted'
  readonly court: DeepPartial<Court>
  readonly jurisdiction: Jurisdiction
  readonly type: string
  /** In order; none when every day is cancelled. */
  readonly days: readonly { readonly day: CalendarDate; readonly sitting: DeepPartial<SittingDay> }[]
  /** The day whose results are shared. */
  readonly day: CalendarDate
  readonly sharedAt: Instant
  /** The share's own time; absent where the feed drops it. */
  readonly sharedTime: Instant | undefined
  readonly tools: Tools
}

/** A share of a hearing as it concerns one person, with what the message says of the hearing as a whole. */
export interface HearingMessage extends ShareHearing {
  /** When a resulted share was made; of several of one day the latest counts, whenever they arrive. */
  readonly sharedAt?: Instant
  /** On one part of each message: what it says of the hearing as a whole. */
  readonly roll?: Roll
}

/** Whom a message of a hearing names, by the tokens of their identities. */
export interface Roll {
  readonly present: readonly string[]
  /** Of those, whom it names and who could not be taken from it. */
  readonly untold: readonly string[]
  /** What becomes of those who were listed before and are not present. */
  readonly unlisted: Fact<HubEvent>
}
