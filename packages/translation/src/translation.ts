import type { Instant } from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import type { Identity } from '@hub/contracts/person'

/** A message as a translator gets it: unwrapped from any envelope and parsed, with what travelled beside it. */
export interface PartnerMessage {
  readonly channel: string
  /** What the path it came by says of its kind (`confirmed`, `resulted`, `deleted`); absent elsewhere. */
  readonly kind?: string
  /** The id that the path it came by names; absent elsewhere. */
  readonly pathId?: string
  readonly body: unknown
  /** Attributes of the envelope; empty when there was none. */
  readonly attributes: Readonly<Record<string, string>>
  readonly receivedAt: Instant
}

/** What a translator may use besides the message; pure from where it stands. */
export interface Tools {
  /** A keyed token that stands for an identifier wherever no clear value may. */
  tokenOf(type: string, canonical: string): string
  /** Keyed hash of an event's content: equal hash, equal content. */
  hashOf(event: HubEvent): string
}

/** What a message, or the part of it about one person, comes to. */
export type Part<Command> =
  | {
      readonly is: 'command'
      /** Whom it is about, as the partner would name them. */
      readonly subject: string
      /** Asserted to be one person's; the first is the identity the events are recorded against. Empty: about no one person. */
      readonly identities: readonly Identity[]
      readonly command: Command
      /** The field that a rejection is about, where performing the command may come to one. */
      readonly field?: string
    }
  | { readonly is: 'ignored'; readonly subject: string; readonly reason: string }
  | { readonly is: 'rejected'; readonly subject: string; readonly reason: string; readonly field?: string }

export type Translation<Command> = (
  | { readonly is: 'parts'; readonly parts: readonly Part<Command>[] }
  | { readonly is: 'ignored'; readonly reason: string }
  | { readonly is: 'rejected'; readonly reason: string; readonly field?: string }
) & {
  /** What was tolerated, each naming its field. */
  readonly warnings: readonly string[]
}

/** A partner format → commands. Pure: the same message always gives the same translation. */
export type Translate<Command> = (message: PartnerMessage, tools: Tools) => Translation<Command>

/**
 * Why a message of that type is ignored. The type is the partner's own text: only what looks like one is repeated, so
 * that no value of a message gets into a reason.
 */
export const noContextTakes = (type: string): string =>
  `no context takes ${/^[\w.-]{1,100}$/.test(type) ? type : 'this type'} yet`
