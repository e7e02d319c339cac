import type { PersonServiceDefinition } from '@hub/contracts/person'
import { type Client, identityTypeName, type Tokens, uuidFrom } from '@hub/service'

/**
 * Who is who, without the context that knows: an identity is always the same person's, wherever and however often it is
 * asked for, and identities that are asked for together are one person's.
 */
export function peopleByIdentity(tokens: Tokens): Client<typeof PersonServiceDefinition> {
  const known = new Map<string, string>()
  return {
    resolveMany: async ({ groups = [] }) => ({
      people: groups.map(({ identities }) => {
        const asserted = identities.map(({ type, value }) => tokens.tokenOf(identityTypeName(type), value))
        const met = asserted.find(token => known.has(token))
        const personId = met === undefined ? uuidFrom(asserted.join()) : known.get(met)!
        for (const token of asserted) known.set(token, personId)
        return { personId }
      }),
    }),
  }
}
