import type { Identity } from '@hub/contracts/person'
import type { Tx } from '@hub/store'
import { joinIdentities } from '../domain/join-identities'
import type { KnownIdentity } from '../domain/person'
import type { Linked } from '../domain/register-interface'
import { A_LATER_WORD, type Cause, changePeople, type PeoplePorts, readsOf, withToken } from './people-of'

/** Identities asserted to be one person's, and by what. */
export interface Asserted extends Cause {
  readonly identities: readonly Identity[]
  readonly reason: string
  /** See `Assertion`. */
  readonly said?: string | undefined
}

export interface Joined {
  readonly personId: string
  readonly eventIds: readonly string[]
  /** Why nothing came of it, where no event did. */
  readonly not?: string
}

/** What a work that joins these identities will read first. */
export const joinReads = ({ tokens }: PeoplePorts, identities: readonly Identity[]) =>
  readsOf(identities.map(identity => withToken(tokens, identity).token))

/** Makes the identities one person's, in the work's transaction. */
export async function join(tx: Tx, ports: PeoplePorts, asserted: Asserted): Promise<Joined> {
  const identities = distinct(asserted.identities.map(identity => withToken(ports.tokens, identity)))
  const tokens = identities.map(({ token }) => token)
  const { reason, said } = asserted
  const { answer, recorded } = await changePeople(tx, ports, asserted, tokens, register =>
    joinIdentities(register, { identities, reason, said }),
  )
  const { personId, linked } = answer
  const eventIds = recorded.map(({ id }) => id)
  return eventIds.length > 0 ? { personId, eventIds } : { personId, eventIds, not: whyNot(linked) }
}

/** Of several the one that most needs to be known. */
const whyNot = (linked: readonly Linked[]): string =>
  REASONS.find(([came]) => linked.includes(came))?.[1] ?? 'no change'

const REASONS: readonly (readonly [Linked, string])[] = [
  ['conflict', 'a decision about other records keeps them apart: it counts once that is taken back'],
  ['apart', 'no change: a decision keeps them apart'],
  ['older', A_LATER_WORD],
]

const distinct = (identities: readonly KnownIdentity[]): readonly KnownIdentity[] => [
  ...new Map(identities.map(identity => [identity.token, identity])).values(),
]
