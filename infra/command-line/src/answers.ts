/** The hub's answers, as far as they are shown; README.md and the gateway say what they mean. */

export interface Receipt {
  readonly receiptId: string
  readonly channel: string | null
  readonly receivedAt: string | null
  readonly state: State
  readonly reason: string | null
  readonly field: string | null
  readonly warnings: readonly string[]
  readonly eventIds: readonly string[]
  readonly people: readonly string[]
  readonly parts: readonly Part[]
  readonly repeats: number
  readonly conflicts: readonly { readonly receivedAt: string; readonly hash: string }[]
}
export type State = 'accepted' | 'translated' | 'ignored' | 'rejected' | 'held'

export interface Part {
  readonly subject: string
  readonly state: State
  readonly reason: string | null
  readonly eventIds: readonly string[]
  readonly personId: string | null
}

export interface Person {
  readonly personId: string
  readonly identifiers: readonly { readonly type: string; readonly value: string }[]
  readonly names: readonly {
    readonly first: string
    readonly middle: string
    readonly last: string
    readonly dateOfBirth: string | null
  }[]
  readonly facts: Readonly<Record<string, string>>
  readonly absorbed: readonly string[]
}

interface From {
  readonly receiptId: string | null
  readonly channel: string | null
  readonly at: string | null
}
interface Weighed {
  readonly total: number | null
  readonly evidence: readonly { readonly compared: string; readonly level: string; readonly bits: number }[]
}
interface Pair {
  readonly one: string | null
  readonly other: string | null
}
interface Decided {
  readonly reason: string | null
  readonly decidedBy: string | null
}

/** Why a person is one. */
export interface Explanation {
  readonly personId: string
  readonly records: readonly {
    readonly identity: string | null
    readonly from: From
    readonly statements: readonly { readonly about: string; readonly value: string; readonly from: From }[]
  }[]
  readonly links: readonly (Pair & Decided & Weighed & { readonly kind: string; readonly from: From })[]
  readonly keptApart: readonly (Pair & Decided & { readonly otherPersonId: string })[]
  readonly waiting: readonly (Pair &
    Decided & {
      readonly otherPersonId: string
      readonly says: 'one person' | 'different people'
      readonly from: From
    })[]
  readonly reviews: readonly (Weighed & {
    readonly reviewId: string
    readonly personId: string
    readonly otherPersonId: string
  })[]
  readonly comparisons: readonly (Pair & Weighed & { readonly verdict: string; readonly comesTogether: boolean })[]
}

export interface Line {
  readonly personId: string
  readonly items: readonly Item[]
  readonly next: string | null
}

/** What an event is about besides itself. */
interface About {
  readonly corrects?: string
  readonly retracts?: string
  readonly confirms?: string
}

export interface Item extends About {
  readonly eventId: string
  readonly type: string
  readonly occurredAt: string | null
  readonly recordedAt: string | null
  readonly source: Source
  readonly summary: string
  readonly current: boolean
}

export interface Source {
  readonly channel: string | null
  readonly receiptId: string | null
}

/** One of the stream of all events. */
export interface StreamedEvent extends About {
  readonly eventId: string
  readonly type: string
  readonly context: string
  readonly personId: string | null
  readonly recordedAt: string | null
  readonly source: Source
}

export interface Lane {
  readonly context: string
  readonly group: string
  readonly lane: string
  readonly reason: string
  readonly since: string
  readonly length: number
  readonly tries: number
  readonly wish: 'retry' | 'skip' | null
}

export interface Preview {
  readonly messages: number
  readonly same: number
  readonly gone: readonly string[]
  readonly counts: Readonly<Record<'new' | 'changed' | 'gone' | 'outcome', number>>
  readonly changes: readonly {
    readonly receiptId: string
    readonly kind: 'new' | 'changed' | 'gone' | 'outcome'
    readonly part: string
    readonly type: string
    readonly factKey: string
    readonly was: string
    readonly now: string
  }[]
}

export interface Rule {
  readonly name: string
  readonly facts: Readonly<Record<string, { readonly type: string; readonly oneOf?: readonly string[] }>>
  readonly needs?: readonly string[]
  readonly ruleSets: readonly RuleSet[]
}

export interface RuleSet {
  readonly id: string
  readonly from: string
  readonly to: string | null
}

export interface RuleAnswer {
  readonly result: Readonly<Record<string, unknown>>
  readonly decidedBy: { readonly row: string; readonly source: string }
  readonly ruleSet: RuleSet
}

export interface Status {
  readonly well: boolean
  readonly contexts: readonly ContextStatus[]
}

export interface ContextStatus {
  readonly context: string
  readonly problems: readonly string[]
  readonly consumers: readonly { readonly group: string; readonly lag: number; readonly stopped: string | null }[]
  readonly recordedPosition: number
  readonly publishedPosition: number
  readonly heldLanes: number
  readonly heldMessages: number
  readonly conservation: Readonly<Record<'arrived' | 'receipts' | 'repeats' | 'conflicts' | 'waiting', number>> | null
  readonly dueTimers: number
}

export type Tally = Readonly<
  Record<'receipts' | 'repeats' | 'conflicts' | 'translated' | 'ignored' | 'rejected' | 'held', number>
>
export interface Intake {
  readonly from: string
  readonly to: string
  readonly counts: readonly (Tally & { readonly context: string; readonly channel: string })[]
}

export interface Time {
  readonly now: string
  readonly simulated: boolean
}
