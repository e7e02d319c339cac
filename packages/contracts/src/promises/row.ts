import type { EventType } from '../events'

/**
 * One promise of one agency to another, as data: which event makes it, by when it is due, what keeps it, moves it or ends
 * it. The context whose event makes it owns the row. Fields are paths in the event (`court.code`); a
 * path through a list names the field of each item.
 */
export interface PromiseRow {
  /** Names it in events and streams; never changes. */
  readonly name: string
  /** What is promised, in words that begin a sentence. */
  readonly title: string
  readonly promisedBy: string
  readonly promisedTo: string
  /** The policy, statute or specification it comes from. */
  readonly source: string
  readonly made: {
    readonly event: EventType
    readonly when?: readonly When[]
    /** With the source identity, what tells one promise from another. A correction that keeps these keeps the promise. */
    readonly key: readonly string[]
    /** A day: what happened before it has nothing to do with this promise. */
    readonly since: string
  }
  /** The last day on which it is in time, in London. An event that has no such day makes no promise. */
  readonly due: { readonly day: string } | { readonly after: string; readonly terms: readonly DueTerm[] }
  /** A reminder so many working days before it is due. */
  readonly remindWorkingDaysBefore?: number
  /** Fields that tell of one matter in the event that makes it and those that move or end it; an absent value matches none. */
  readonly matter: readonly string[]
  /** The first day after `since` that the latest of these name, of any of their units, is the day it is due. */
  readonly moved?: {
    /** An event without `days` says that its unit names none any more. */
    readonly events: readonly { readonly event: EventType; readonly days?: string }[]
    /** Names the unit whose latest event counts; the unit of the event that made the promise does not. */
    readonly unit: readonly string[]
    /** Where the event that makes it names the unit that it waits for, in those fields: no other unit moves it. */
    readonly only?: readonly string[]
    /** Also a day that was over when it was made; else only one after `since`. */
    readonly anyDay?: true
    /** When this holds of the event that makes it, its day is a unit's already: a day before it is another unit's. */
    readonly fixed?: When
  }
  /** What keeps it, and the steps on the way. */
  readonly answers: {
    readonly events: readonly AnswerEvent[]
    /** Names the piece of work that an event tells of; absent: each tells of one. */
    readonly unit?: string
    /** The steps in the order in which one follows another: of several on one day the last of these was reached. */
    readonly steps: readonly string[]
    /** Two channels that tell of work done within so many days tell of the same work. */
    readonly sameWithinDays: number
  }
  readonly cancelled: readonly {
    readonly event: EventType
    readonly when?: readonly When[]
    readonly because: string
  }[]
  /**
   * What made it, ended it and kept it are told to the moment: of one day the order of these counts. Without this only
   * days are compared: what ended it ends it from the day after `since`, and work of the day it was made or ended counts.
   */
  readonly toTheMoment?: true
  /** What readers are shown of the event that made it: name → field. */
  readonly shows: Readonly<Record<string, string>>
}

/** Holds when the field has one of the values, or none of them; of several all must hold. */
export interface When {
  readonly field: string
  readonly oneOf?: readonly string[]
  readonly noneOf?: readonly string[]
}

export interface AnswerEvent {
  readonly event: EventType
  readonly when?: readonly When[]
  /** Keeps the promise; without it the event is a step on the way. */
  readonly keeps?: true
  /** What readers call the step: these words, or the value of that field. */
  readonly step: string | { readonly field: string }
  /** A day that counts instead of the time at which the event happened. */
  readonly day?: string
  /** Where the document is. */
  readonly document?: string
}

/** A term that applied when the day it counts from lies between `from` and `to` (YYYY-MM-DD, both included). */
export interface DueTerm {
  readonly from: string
  readonly to?: string
  readonly source: string
  readonly workingDays?: number
  readonly days?: number
}
