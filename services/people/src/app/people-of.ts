import { formatInstant, type Instant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import type { Identity } from '@hub/contracts/person'
import { EVENT, identityTypeName, type Tokens, uuidFrom } from '@hub/service'
import type { NewEvent, Tx } from '@hub/store'
import { type Changes, type KnownIdentity, type PersonEvent, type PersonRecord, waitedFor } from '../domain/person'
import { openRegister } from '../domain/register'
import type { Circumstances, Living, Register } from '../domain/register-interface'
import type { ReviewRow } from './reviews'

export interface PeoplePorts {
  readonly tokens: Tokens
  readonly codec: EventCodec
  readonly clock: Clock
}

/** What makes a change: a message, or somebody's command. */
export interface Cause {
  readonly receiptId: string
  readonly channel: string
  /** Who decides, by name. */
  readonly by?: string
}

/** Why an older decision about two records changes nothing. */
export const A_LATER_WORD = 'no change: a later word on this link is known'

/** Whose identity it is: always a person who lives. */
export type IdentityRow = { readonly personId: string }

export const withToken = (tokens: Pick<Tokens, 'tokenOf'>, identity: Identity): KnownIdentity => ({
  identity,
  token: tokens.tokenOf(identityTypeName(identity.type), identity.value),
})

/** Follows merges to the person that lives. */
export async function livingPerson(
  get: (personId: string) => Promise<PersonRecord | undefined>,
  personId: string,
): Promise<Living | undefined> {
  const record = await get(personId)
  if (!record) return undefined
  return record.absorbedInto ? livingPerson(get, record.absorbedInto) : { personId, record }
}

/** What a work about these identities will read first. */
export const readsOf = (tokens: readonly string[]) => tokens.map(id => ({ collection: 'identities', id }))

/** An event that was recorded, and whose line it is on. */
export interface RecordedAbout {
  readonly id: string
  readonly personId: string
}

/** Lets `change` happen to the people of some identities, in the work's transaction; returns the events recorded. */
export async function changePeople<Answer>(
  tx: Tx,
  { clock, codec }: PeoplePorts,
  cause: Cause,
  tokens: readonly string[],
  change: (register: Register) => Answer,
): Promise<{ readonly answer: Answer; readonly recorded: readonly RecordedAbout[] }> {
  const known = new Map<string, Living>()
  const now = clock.now()
  // Also those to whom they may come to be linked: the set grows while it is gone through.
  const sought = new Set(tokens)
  for (const token of sought) {
    const row = await tx.get<IdentityRow>('identities', token)
    const record = row && (await tx.get<PersonRecord>('people', row.personId))
    if (!row || !record) continue
    known.set(token, { personId: row.personId, record })
    for (const other of waitedFor(record)) sought.add(other)
  }
  const { receiptId, channel, by } = cause
  const circumstances: Circumstances = {
    from: { receiptId, channel, at: formatInstant(now) },
    newId: () => clock.newId(),
    ...(by ? { by } : {}),
  }
  const register = openRegister(known, circumstances)
  const answer = change(register)
  return { answer, recorded: await keep(tx, register.changes(), cause, now, codec) }
}

async function keep(
  tx: Tx,
  changes: Changes,
  cause: Cause,
  at: Instant,
  codec: EventCodec,
): Promise<readonly RecordedAbout[]> {
  const now = formatInstant(at)
  for (const [token, personId] of changes.owners) tx.put<IdentityRow>('identities', token, { personId })
  for (const [personId, record] of changes.people) tx.put<PersonRecord>('people', personId, record)
  for (const { id, ...review } of changes.raised)
    tx.put<ReviewRow>('reviews', id, { ...review, id, state: 'open', raisedAt: now })
  for (const { id, outcome, reason } of changes.closed) {
    const review = await tx.get<ReviewRow>('reviews', id)
    if (review) tx.put<ReviewRow>('reviews', id, { ...review, state: 'closed', closed: { outcome, reason, at: now } })
  }
  const all: RecordedAbout[] = []
  for (const event of changes.events) {
    const stream = `person/${event.personId}`
    const { version } = await tx.load(stream)
    const recorded = newEvent(event, version, cause, now, codec)
    tx.append(stream, version, [recorded])
    all.push({ id: recorded.id, personId: event.personId })
  }
  return all
}

const newEvent = (
  { personId, key, event }: PersonEvent,
  version: number,
  { receiptId, channel }: Cause,
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
    ...(receiptId ? { [EVENT.correlation]: receiptId } : {}),
    ...(channel ? { [EVENT.channel]: channel } : {}),
  },
  value: codec.encode(event.type, event.data as never),
})
