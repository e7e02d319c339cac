import type { KnownIdentity } from './person'
import type { Register } from './register-interface'

/** Identities asserted to be one person's. */
export interface Assertion {
  /** At least one. */
  readonly identities: readonly KnownIdentity[]
  /** Why they belong together, in plain words; may be empty. */
  readonly reason: string
  /** It is the newest word on these two: an earlier decision that they are different people's does not stand against it. */
  readonly decides?: boolean
}

/**
 * Makes several identities one person's: nobody known → a new person; one known → the others are added; several known
 * → they are merged into the one the hub met first. Joining what is one already changes nothing, and what a decision
 * keeps apart stays so. Returns the person, of whom the first identity is in any case.
 */
export function joinIdentities(register: Register, { identities, reason, decides }: Assertion): string {
  const known = identities.filter(({ token }) => register.personOf(token) !== undefined)
  const [anchor] = known
  if (!anchor) register.found(identities, reason)
  else {
    // The first is what the others are said to be one with; it need not be known before them.
    const [first] = identities as [KnownIdentity]
    if (register.personOf(first.token) === undefined) register.add(first, anchor.token, reason)
    for (const identity of identities.slice(1))
      if (register.personOf(identity.token) === undefined) register.add(identity, first.token, reason)
      else register.link({ one: first.token, other: identity.token, kind: 'stated', reason }, decides)
  }
  return register.personOf(identities[0]!.token)!
}
