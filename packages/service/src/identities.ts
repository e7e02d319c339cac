import { type EventCodec, type EventType, isEventType } from '@hub/contracts'
import type { Identity, IdentityToken, PersonServiceDefinition } from '@hub/contracts/person'
import type { Incoming } from '@hub/messaging'
import type { Collections, Store, Work } from '@hub/store'
import type { Consumption } from './consumption'
import type { Client } from './grpc/types'
import { EVENTS_TOPIC } from './headers'
import type { Tokens } from './tokens'

/** `IDENTITY_TYPE_NOMS` → `NOMS`: how identifiers are written everywhere but in enums. */
export const identityTypeName = (type: Identity['type']): string => type.replace(/^IDENTITY_TYPE_/, '')

/** Identities that one message asserts to be one person's. */
export interface Asserted {
  readonly identities: readonly Identity[]
  readonly receiptId: string
  readonly channel: string
}

/** The person of each group of identities, in order; undefined for one that cannot be resolved just now. */
export type ResolvePeople = (groups: readonly Asserted[]) => Promise<readonly (string | undefined)[]>

/** A context's own copy of who is who: token of an identity → person. */
type IdentityCopy = { readonly personId: string }

export const IDENTITY_COPIES = { identities: { indexes: [] } } as const satisfies Collections

/**
 * Resolves people from the context's own copy and asks `people` only for groups it does not know whole: in the steady
 * state no call leaves the process.
 */
export function resolveFromCopy(
  store: Store,
  tokens: Tokens,
  people: Client<typeof PersonServiceDefinition>,
): ResolvePeople {
  return async groups => {
    const tokenGroups = groups.map(group =>
      group.identities.map(({ type, value }) => tokens.tokenOf(identityTypeName(type), value)),
    )
    const copies = await store.get<IdentityCopy>('identities', [...new Set(tokenGroups.flat())])
    const known = tokenGroups.map(group => {
      const people = new Set(group.map(token => copies.get(token)?.personId))
      return people.size === 1 ? [...people][0] : undefined
    })
    const unknown = groups.flatMap((group, index) =>
      known[index] ? [] : [{ ...group, identities: [...group.identities], reason: '' }],
    )
    if (unknown.length === 0) return known
    const answer = await people.resolveMany({ groups: unknown })
    let next = 0
    return known.map(personId => personId ?? (answer.people[next++]?.personId || undefined))
  }
}

/** Keeps the copy: every identity that `people` tells of on the stream. */
export function identityCopies(
  context: string,
  codec: EventCodec,
): Pick<Consumption, 'group' | 'topics' | 'accepts' | 'works'> {
  const tokensOf = (type: EventType, message: Incoming): { personId: string; tokens: readonly IdentityToken[] } => {
    if (type === 'hub.person.v1.PersonCreated') {
      const { personId, identities } = codec.decode(type, message.value)
      return { personId, tokens: identities }
    }
    if (type === 'hub.person.v1.IdentifierAdded') {
      const { personId, identity } = codec.decode(type, message.value)
      return { personId, tokens: identity ? [identity] : [] }
    }
    return { personId: '', tokens: [] }
  }
  const workOf = (message: Incoming): Work => ({
    lane: message.lane,
    message,
    run: async tx => {
      if (!isEventType(message.type)) return { outcome: { is: 'done' } }
      const { personId, tokens } = tokensOf(message.type, message)
      for (const { token } of tokens) tx.put<IdentityCopy>('identities', token, { personId })
      return { outcome: { is: 'done' } }
    },
  })
  return {
    group: `hub.${context}.people`,
    topics: [EVENTS_TOPIC],
    accepts: type => type === 'hub.person.v1.PersonCreated' || type === 'hub.person.v1.IdentifierAdded',
    works: async messages => messages.map(message => [workOf(message)]),
  }
}
