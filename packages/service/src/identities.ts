import { type EventCodec, type EventMessages, type EventType, isEventType } from '@hub/contracts'
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

/** A context's own copy of who is who: token of an identity → person, by the latest word of `people`. */
type IdentityCopy = {
  readonly personId: string
  /** Position of the event that said it. Merges and splits of one identity may stand on several people's partitions. */
  readonly at?: number
}

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

/** Whose the identities are from an event on: what makes, merges and splits people. */
const identitiesIn: {
  readonly [T in EventType]?: (data: EventMessages[T]) => readonly IdentityToken[]
} = {
  'hub.person.v1.PersonCreated': ({ identities }) => identities,
  'hub.person.v1.IdentifierAdded': ({ identity }) => (identity ? [identity] : []),
  'hub.person.v1.PersonMerged': ({ identities }) => identities,
  'hub.person.v1.PersonSplit': ({ identities }) => identities,
}

/** Keeps the copy: every identity that `people` tells of on the stream. */
export function identityCopies(
  context: string,
  codec: EventCodec,
): Pick<Consumption, 'group' | 'topics' | 'accepts' | 'works'> {
  const workOf = (message: Incoming): Work => ({
    lane: message.lane,
    message,
    run: async tx => {
      if (!isEventType(message.type)) return { outcome: { is: 'done' } }
      const data = codec.decode(message.type, message.value)
      const { personId } = data as { personId: string }
      const at = Number(message.position ?? 0n)
      const tokens = identitiesIn[message.type]?.(data as never) ?? []
      await Promise.all(
        tokens.map(async ({ token }) => {
          const known = await tx.get<IdentityCopy>('identities', token)
          if ((known?.at ?? 0) <= at) tx.put<IdentityCopy>('identities', token, { personId, at })
        }),
      )
      return { outcome: { is: 'done' } }
    },
  })
  return {
    group: `hub.${context}.people`,
    topics: [EVENTS_TOPIC],
    accepts: type => Object.hasOwn(identitiesIn, type),
    works: async messages => messages.map(message => [workOf(message)]),
  }
}
