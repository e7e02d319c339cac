import type { ReviewOutcome } from '@hub/contracts/person'
import type { Changes, KnownIdentity, Link, Origin, PersonRecord, Weighed } from './person'

/** A living person (never an absorbed one). */
export interface Living {
  readonly personId: string
  readonly record: PersonRecord
}

/** What is the same for everything that one message or command does. */
export interface Circumstances {
  readonly from: Origin
  /** Who decides, by name; absent when nobody does. They decide at `from.at`. */
  readonly by?: string
  /** Ids of new people. */
  newId(): string
}

/**
 * What came of a link: `apart` when a decision about these two records forbids it, `older` when it is a decision itself
 * and older than that one, `conflict` when one about others of the two people does: unless it is of likeness, it waits.
 */
export type Linked = 'merged' | 'one already' | 'apart' | 'older' | 'conflict'

/**
 * What came of a separation: `held` when other links than likeness still hold the two records together, and it waits;
 * `older` when a later decision says that they are one.
 */
export type Separated = 'split' | 'held' | 'apart already' | 'older'

/**
 * The people that some identities belong to, and what can be done to them. The records of a person always hang together
 * by links. Of decisions about the same two records the latest counts, whichever came first. What cannot count, because
 * something about other records stands against it, waits and counts once that is taken back: so two records of a person
 * are kept apart by a decision only while others than likeness hold them together.
 */
export interface Register {
  personOf(token: string): string | undefined
  recordOf(token: string): PersonRecord
  /** Whether a decision about any of their records keeps the people of these two apart. */
  apart(one: string, other: string): boolean
  /** A person that nobody met before, by one identity or several; `said` as of a link. */
  found(identities: readonly KnownIdentity[], reason: string, said?: string): void
  /** One more identity of the person who has `beside`; `said` as of a link. */
  add(identity: KnownIdentity, beside: string, reason: string, said?: string): void
  /**
   * Joins two records; one that was decided (`said`) lifts an earlier decision about these two. Likeness gives way where
   * it stands between the link and a decision about others.
   */
  link(link: Omit<Link, 'from' | 'by'>): Linked
  /**
   * Takes back every link between two records, as it was decided at `said` (RFC 3339). Likeness never joins them again;
   * other records' likeness that would hold them together gives way to it, what a partner stated or somebody decided
   * does not.
   */
  separate(one: string, other: string, reason: string, said?: string): Separated
  /** Puts the links of likeness of a person's record at what they are worth now; what falls apart is split. */
  reweigh(token: string, worth: (one: string, other: string) => Weighed, rule: Reweighing): void
  raise(one: string, other: string, weighed: Weighed, reason: string, id: string): void
  close(id: string, between: string, outcome: ReviewOutcome, reason: string): void
  changes(): Changes
}

/** From where on a link of likeness is made, and below which it ends. */
export interface Reweighing {
  readonly joinsFrom: number
  readonly endsBelow: number
  readonly reason: string
}
