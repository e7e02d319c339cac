import type { Identity } from '@hub/contracts/person'
import type { Tx } from '@hub/store'
import { joinIdentities } from '../domain/join-identities'
import type { KnownIdentity } from '../domain/person'
import { type Cause, changePeople, type PeoplePorts, readsOf, withToken } from './people-of'

/** Identities asserted to be one person's, and by what. */
export interface Asserted extends Cause {
  readonly identities: readonly Identity[]
  readonly reason: string
  /** See `Assertion`. */
  readonly decides?: boolean
}

export interface Joined {
  readonly personId: string
  readonly eventIds: readonly string[]
}

/** What a work that joins these identities will read first. */
export const joinReads = ({ tokens }: PeoplePorts, identities: readonly Identity[]) =>
  readsOf(identities.map(identity => withToken(tokens, identity).token))

/** Makes the identities one person's, in the work's transaction. */
export async function join(tx: Tx, ports: PeoplePorts, asserted: Asserted): Promise<Joined> {
  const identities = distinct(asserted.identities.map(identity => withToken(ports.tokens, identity)))
  const tokens = identities.map(({ token }) => token)
  const { reason, decides = false } = asserted
  const { answer, eventIds } = await changePeople(tx, ports, asserted, tokens, register =>
    joinIdentities(register, { identities, reason, decides }),
  )
  return { personId: answer, eventIds }
}

const distinct = (identities: readonly KnownIdentity[]): readonly KnownIdentity[] => [
  ...new Map(identities.map(identity => [identity.token, identity])).values(),
]
