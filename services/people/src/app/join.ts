import { formatInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import type { Identity } from '@hub/contracts/person'
import { EVENT, identityTypeName, type Tokens, uuidFrom } from '@hub/service'
import type { NewEvent, Tx } from '@hub/store'
import { joinIdentities, type KnownIdentity, type PersonEvent, type PersonRecord } from '../domain/person'

export interface JoinPorts {
  readonly tokens: Tokens
  readonly codec: EventCodec
  readonly clock: Clock
}

/** Identities asserted to be one person's, and by what. */
export interface Assertion {
  readonly identities: readonly Identity[]
  readonly reason: string
  readonly receiptId: string
  readonly channel: string
}

export interface Joined {
  readonly personId: string
  readonly eventIds: readonly string[]
}

/** Whose identity it is; the person may have been absorbed since. */
type IdentityRow = { readonly personId: string }

export const withToken = (tokens: Tokens, identity: Identity): KnownIdentity => ({
  identity,
  token: tokens.tokenOf(identityTypeName(identity.type), identity.value),
})

/** What a work that joins these identities will read first. */
export const joinReads = (tokens: Tokens, identities: readonly Identity[]) =>
  identities.map(identity => ({ collection: 'identities', id: withToken(tokens, identity).token }))

/** Makes the identities one person's, in the work's transaction. */
export async function join(tx: Tx, ports: JoinPorts, assertion: Assertion): Promise<Joined> {
  const { tokens, clock } = ports
  const identities = distinct(assertion.identities.map(identity => withToken(tokens, identity)))
  const known = new Map<string, { personId: string; record: PersonRecord }>()
  for (const { token } of identities) {
    const row = await tx.get<IdentityRow>('identities', token)
    const living = row && (await livingPerson(tx, row.personId))
    if (living) known.set(token, living)
  }
  const now = clock.now()
  const joining = joinIdentities(
    { identities, reason: assertion.reason, newPersonId: clock.newId(), now: formatInstant(now) },
    known,
  )
  for (const [token, personId] of joining.owners) tx.put<IdentityRow>('identities', token, { personId })
  for (const [personId, record] of joining.people) tx.put<PersonRecord>('people', personId, record)
  const eventIds: string[] = []
  for (const event of joining.events) {
    const stream = `person/${event.personId}`
    const { version } = await tx.load(stream)
    const recorded = newEvent(event, version, assertion, formatInstant(now), ports.codec)
    tx.append(stream, version, [recorded])
    eventIds.push(recorded.id)
  }
  return { personId: joining.personId, eventIds }
}

const distinct = (identities: readonly KnownIdentity[]): readonly KnownIdentity[] => [
  ...new Map(identities.map(identity => [identity.token, identity])).values(),
]

/** Follows merges to the person that lives. */
async function livingPerson(tx: Tx, personId: string): Promise<{ personId: string; record: PersonRecord } | undefined> {
  const record = await tx.get<PersonRecord>('people', personId)
  if (!record) return undefined
  return record.absorbedInto ? livingPerson(tx, record.absorbedInto) : { personId, record }
}

const newEvent = (
  { personId, key, event }: PersonEvent,
  version: number,
  assertion: Assertion,
  now: string,
  codec: EventCodec,
): NewEvent => ({
  id: uuidFrom(`${event.type}|${personId}|${version}`),
  type: event.type,
  lane: personId,
  headers: {
    [EVENT.time]: now,
    [EVENT.recorded]: now,
    [EVENT.subject]: personId,
    [EVENT.factKey]: key,
    ...(assertion.receiptId ? { [EVENT.correlation]: assertion.receiptId } : {}),
    ...(assertion.channel ? { [EVENT.channel]: assertion.channel } : {}),
  },
  value: codec.encode(event.type, event.data as never),
})
