import { compareInstantTexts } from '@hub/calendar'
import { type DeepPartial, type EventMessages, type EventType, eventOf, type HubEvent } from '@hub/contracts'
import type { Identity, ReviewOutcome } from '@hub/contracts/person'
import type { WeightRow } from './likeness/weights'

/** An identity with the token that stands for it. */
export interface KnownIdentity {
  readonly identity: Identity
  readonly token: string
}

/** The message from which something is known; empty where none said it. */
export interface Origin {
  readonly receiptId: string
  readonly channel: string
  /** RFC 3339. */
  readonly at: string
}

/** A record at a source, as part of a person. */
export interface Member extends KnownIdentity {
  /** The person id it has when it stands alone. */
  readonly home: string
  readonly from: Origin
}

export interface Weighed {
  readonly evidence: readonly WeightRow[]
  readonly total: number
}

/** Two records that are one person's, and why. There is at most one of a kind between two. */
export interface Link {
  /** Tokens. */
  readonly one: string
  readonly other: string
  /** Stated by a partner's message, alike by what is known of both, or decided by somebody. */
  readonly kind: 'stated' | 'alike' | 'decided'
  readonly reason: string
  /** Who decided it, by name. */
  readonly by?: string
  readonly weighed?: Weighed
  /**
   * When it was decided (RFC 3339), by somebody here or by probation's staff, who look at both records. Absent where
   * nobody decided it: any decision about the two counts against it.
   */
  readonly said?: string
  readonly from: Origin
}

/**
 * A decision that the record `mine` of this person and another record are different people's. While other links than
 * likeness hold both together the other is this person's too, and the decision waits.
 */
export interface Apart {
  readonly mine: string
  readonly other: string
  readonly reason: string
  readonly by?: string
  /** When it was decided (RFC 3339); absent where it was when the message came. */
  readonly said?: string
  readonly from: Origin
}

/** A review that is open about this person's record `mine` and another person's. */
export interface OpenReview {
  readonly id: string
  readonly mine: string
  readonly other: string
}

/** A person id that records of this person have, or had, when they stood alone. */
export interface Home {
  readonly personId: string
  /** When the hub met them (RFC 3339). */
  readonly since: string
  /** The id that absorbed it; absent for the one that lives. */
  readonly into?: string
}

/** A person as `people` keeps them: records and the links that hold them together. */
export interface PersonRecord {
  readonly identities: readonly Member[]
  readonly links: readonly Link[]
  readonly apart: readonly Apart[]
  /**
   * Links to other people's records that cannot count, for a decision about other records of the two people stands
   * against them; kept with both. Absent for most.
   */
  readonly waiting?: readonly Link[]
  readonly reviews: readonly OpenReview[]
  readonly homes: readonly Home[]
  /** When the hub met them (RFC 3339): of two that prove to be one, the elder survives. */
  readonly since: string
  /** Set on an id that is retired; everything else of it stands with the survivor then. */
  readonly absorbedInto?: string
}

/** An event about a person, to be recorded on that person's stream. */
export interface PersonEvent {
  readonly personId: string
  /** Natural key of the fact within the person's stream. */
  readonly key: string
  readonly event: HubEvent
}

export interface RaisedReview {
  readonly id: string
  /** The elder person, and their record. */
  readonly personId: string
  readonly one: string
  readonly otherPersonId: string
  readonly other: string
  readonly weighed: Weighed
  readonly reason: string
}

export interface ClosedReview {
  readonly id: string
  readonly outcome: ReviewOutcome
  readonly reason: string
}

/** What is to be kept, told and recorded. */
export interface Changes {
  readonly events: readonly PersonEvent[]
  /** Records to keep, by person. */
  readonly people: ReadonlyMap<string, PersonRecord>
  /** Identities that belong to another person than before, by token. */
  readonly owners: ReadonlyMap<string, string>
  readonly raised: readonly RaisedReview[]
  readonly closed: readonly ClosedReview[]
}

export const personEvent = <T extends EventType>(
  type: T,
  key: string,
  data: DeepPartial<EventMessages[T]> & { readonly personId: string },
  by?: string,
): PersonEvent => ({
  personId: data.personId,
  key,
  event: eventOf(type, { personal: by ? { decidedBy: by } : {}, ...data } as DeepPartial<EventMessages[T]>) as HubEvent,
})

export const elderFirst = (one: Pick<Home, 'personId' | 'since'>, other: Pick<Home, 'personId' | 'since'>): number =>
  compareInstantTexts(one.since, other.since) || one.personId.localeCompare(other.personId)

export const retired = (since: string, absorbedInto: string): PersonRecord => ({
  identities: [],
  links: [],
  apart: [],
  reviews: [],
  homes: [],
  since,
  absorbedInto,
})

/** Names a link. Either way round it is the same. */
export const linkId = ({ one, other, kind }: Pick<Link, 'one' | 'other' | 'kind'>): string =>
  [kind, ...[one, other].sort()].join('.')

export const isBetween = (
  one: string,
  other: string,
  pair: { readonly one: string; readonly other: string },
): boolean => (pair.one === one && pair.other === other) || (pair.one === other && pair.other === one)

/** Whether what is said at a time counts against what was said before it came: not when it is older. */
export const isNoOlder = (said: string, before: Pick<Apart, 'said' | 'from'>): boolean =>
  compareInstantTexts(said, before.said ?? before.from.at) >= 0

/** With one link more. Said again it counts from when it was last said; the same links are the same list. */
export function withLink(links: readonly Link[], link: Link): readonly Link[] {
  const known = links.find(each => linkId(each) === linkId(link))
  if (!known) return [...links, link]
  const { said } = link
  if (said === undefined || (known.said !== undefined && compareInstantTexts(said, known.said) <= 0)) return links
  return links.map(each => (each === known ? { ...known, said } : each))
}

/** Records of others to whom a person may come to be linked once something is taken back, by token. */
export const waitedFor = ({ waiting = [] }: PersonRecord): readonly string[] =>
  waiting.flatMap(({ one, other }) => [one, other])
