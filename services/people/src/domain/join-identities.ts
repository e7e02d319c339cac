import type { KnownIdentity } from './person'
import type { Linked, Register } from './register-interface'

/** Identities asserted to be one person's. */
export interface Assertion {
  /** At least one. */
  readonly identities: readonly KnownIdentity[]
  /** Why they belong together, in plain words; may be empty. */
  readonly reason: string
  /** When it was decided (RFC 3339): it counts against earlier decisions that they are different people's. */
  readonly said?: string | undefined
}

/**
 * Makes several identities one person's: nobody known → a new person; one known → the others are added; several known
 * → they are merged into the one the hub met first. Joining what is one already changes nothing, and what a decision
 * keeps apart stays so. Returns the person, of whom the first identity is in any case, and what came of each link to
 * somebody who was known.
 */
export function joinIdentities(
  register: Register,
  { identities, reason, said }: Assertion,
): { readonly personId: string; readonly linked: readonly Linked[] } {
  const known = identities.filter(({ token }) => register.personOf(token) !== undefined)
  const [anchor] = known
  const linked: Linked[] = []
  if (!anchor) register.found(identities, reason, said)
  else {
    // The first is what the others are said to be one with; it need not be known before them.
    const [first] = identities as [KnownIdentity]
    if (register.personOf(first.token) === undefined) register.add(first, anchor.token, reason, said)
    for (const { identity, token } of identities.slice(1))
      if (register.personOf(token) === undefined) register.add({ identity, token }, first.token, reason, said)
      else {
        const link = { one: first.token, other: token, kind: 'stated', reason } as const
        linked.push(register.link(said === undefined ? link : { ...link, said }))
      }
  }
  return { personId: register.personOf(identities[0]!.token)!, linked }
}
