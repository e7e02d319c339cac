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
  /** Every day of it could be read. */
  readonly daysWhole: boolean
  /** The day whose results are shared. */
  readonly day: CalendarDate
  /** False when it cannot be told whose day's results are shared: then none are taken. */
  readonly dayKnown: boolean
  /** Its other days, where the share says which day it is of: what was ordered on one of them is told by that day's share. */
  readonly otherDays: readonly CalendarDate[]
  readonly sharedAt: Instant
  /** The share's own time; absent where the feed drops it. */
  readonly sharedTime: Instant | undefined
  readonly tools: Tools
}

/** What every command of one message says of the message as a whole. */
interface OfHearing extends Pick<ShareHearing, 'hearingId' | 'kind' | 'hearingDay' | 'at'> {
  /** When a resulted share was made; of several of one day the latest counts, whenever they arrive. */
  readonly sharedAt?: Instant
}

/** A share of a hearing as it concerns one person. */
export interface HearingMessage extends OfHearing, ShareHearing {
  /** On one part of each message: whom the message names at all. */
  readonly roll?: Roll
}

/** Whom a message names, where it holds nobody of whom a fact can be recorded. */
export interface CallRoll extends OfHearing {
  readonly is: 'roll'
  readonly roll: Roll
  /** What the part comes to for whom it is about. */
  readonly own: { readonly is: 'ignored' | 'rejected'; readonly reason: string }
}

/** Whom a message of a hearing names, by the tokens of their identities. */
export interface Roll {
  /** Everybody whom it names could be read: only then are those whom it does not name gone. */
  readonly whole: boolean
  readonly present: readonly string[]
  /** Of those, of whom it does not tell whole: who, or whose results, could not be read. */
  readonly untold: readonly string[]
  /** Whom it names as no person of the hub: an organisation, a youth. */
  readonly outside: readonly string[]
  /** What becomes of those who were listed before and are not present. */
  readonly unlisted: Fact<HubEvent>
}
