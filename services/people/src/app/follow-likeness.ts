import { describesPerson, descriptionOf, isEventType } from '@hub/contracts'
import type { Incoming } from '@hub/messaging'
import { EVENT, type Logger, uuidFrom } from '@hub/service'
import type { Settled, Store, Tx, Work } from '@hub/store'
import { type Described, describedBy, likenessOf, type Statement, undescribed } from '../domain/likeness/described'
import { type Likenesses, match, weigh } from '../domain/match'
import type { PersonRecord } from '../domain/person'
import { findAlike, type LikenessRow } from './find-alike'
import { changePeople, type IdentityRow, type PeoplePorts } from './people-of'

export type LikenessPorts = PeoplePorts & { readonly store: Store; readonly logger: Logger }

/** What one message says of a record, by the record's token. */
interface Told {
  readonly token: string
  readonly statement: Statement
}

/**
 * Takes in what events say of people, and joins or reports who is alike. Two steps: what is said is made durable first,
 * and then compared with what is committed; of two instances that take in two alike records at the same moment, the
 * later one so sees both. What changed is compared again whenever the event that changed it comes again, so that nothing
 * is lost between the steps. What is said again as it was costs one look.
 */
export function followLikeness(
  ports: LikenessPorts,
): (messages: readonly Incoming[]) => Promise<readonly (readonly Work[])[]> {
  return async messages => {
    const told = messages.map(message => {
      try {
        return toldBy(ports, message)
      } catch (error) {
        return error instanceof Error ? error : new Error('an event could not be read')
      }
    })
    const statements = new Map<string, Statement[]>()
    for (const each of told)
      if (each && !(each instanceof Error))
        statements.set(each.token, [...(statements.get(each.token) ?? []), each.statement])
    const { rows, failed } = await describe(ports.store, statements)
    const matching = await matchingOf(ports, rows)
    const last = new Map(
      told.flatMap((each, at) => (each && !(each instanceof Error) ? [[each.token, at] as const] : [])),
    )
    return messages.map((message, at): readonly Work[] => {
      const each = told[at]
      if (!each) return []
      const error = each instanceof Error ? each : failed.get(each.token)
      if (error) return [{ lane: message.lane, message, run: () => Promise.reject(error) }]
      const { token } = each as Told
      const run = last.get(token) === at ? matching.get(token) : undefined
      return run ? [{ lane: message.lane, message, run: tx => run(tx, message) }] : []
    })
  }
}

/** Whether an event may say something of how a person is described. */
export const describesSomebody = (type: string): boolean => isEventType(type) && describesPerson(type)

function toldBy({ codec }: LikenessPorts, { id, type, value, headers }: Incoming): Told | undefined {
  if (!isEventType(type) || headers[EVENT.retracts] || headers[EVENT.confirms]) return undefined
  const says = descriptionOf(type, codec.decode(type, value))
  if (says.identity === '') return undefined
  const from = {
    receiptId: headers[EVENT.correlation] ?? '',
    channel: headers[EVENT.channel] ?? '',
    at: headers[EVENT.time] ?? '',
  }
  return {
    token: says.identity,
    statement: { eventId: id, says, from, corrects: headers[EVENT.corrects] !== undefined },
  }
}

/**
 * Makes durable what is said. Returns the records that one of the statements changed, now or when it came before, and
 * why one could not be kept, by token.
 */
async function describe(
  store: Store,
  statements: ReadonlyMap<string, readonly Statement[]>,
): Promise<{ readonly rows: readonly LikenessRow[]; readonly failed: ReadonlyMap<string, Error> }> {
  const next = (row: Described | undefined, said: readonly Statement[]) => said.reduce(describedBy, row ?? undescribed)
  const known = await store.get<LikenessRow>('likenesses', [...statements.keys()])
  const changed = [...statements].filter(([token, said]) => {
    const row = known.get(token)
    return next(row, said) !== (row ?? undescribed)
  })
  const settled = await store.run(
    changed.map(
      ([token, said]): Work => ({
        lane: `likeness/${token}`,
        gets: [{ collection: 'likenesses', id: token }],
        run: async tx => {
          const row = await tx.get<LikenessRow>('likenesses', token)
          const described = next(row, said)
          if (described !== (row ?? undescribed)) tx.put<LikenessRow>('likenesses', token, { ...described, token })
          return { outcome: { is: 'done' } }
        },
      }),
    ),
  )
  const failed = (settled as readonly Settled[]).flatMap(({ error }, at) =>
    error ? [[changed[at]![0], error] as const] : [],
  )
  const fresh =
    changed.length > 0
      ? await store.get<LikenessRow>(
          'likenesses',
          changed.map(([token]) => token),
        )
      : known
  const rows = [...new Map([...known, ...fresh]).values()]
  return {
    rows: rows.filter(({ token, by }) => statements.get(token)?.some(({ eventId }) => eventId === by)),
    failed: new Map(failed),
  }
}

type Matching = (tx: Tx, message: Incoming) => ReturnType<Work['run']>

/** What is to be done about each record that changed: nothing, for most. */
async function matchingOf(
  { store, logger, ...ports }: LikenessPorts,
  rows: readonly LikenessRow[],
): Promise<ReadonlyMap<string, Matching>> {
  if (rows.length === 0) return new Map()
  const [{ candidates, tooCommon }, people] = await Promise.all([findAlike(store, rows), peopleOf(store, rows)])
  if (tooCommon > 0) logger.warn('values that too many people have in common were not compared', { count: tooCommon })
  return new Map(
    rows.flatMap(row => {
      const { token } = row
      const found = candidates.get(token)!
      const likenesses = likenessesOf([row, ...found])
      const person = people.get(token)
      const news = found
        .map(other => other.token)
        .filter(other => !person?.identities.some(member => member.token === other))
        .filter(other => weigh(likenesses, token, other).verdict !== 'none')
      const rests = person?.links.some(link => link.kind === 'alike' && (link.one === token || link.other === token))
      const reviewed = person?.reviews.filter(({ mine }) => mine === token).map(({ other }) => other) ?? []
      if (news.length === 0 && !rests && reviewed.length === 0) return []
      const run: Matching = (tx, message) => matchOne(tx, ports, message, token, news, reviewed)
      return [[token, run] as const]
    }),
  )
}

/** The person of each record, as far as it is known who that is. */
async function peopleOf(store: Store, rows: readonly LikenessRow[]): Promise<ReadonlyMap<string, PersonRecord>> {
  const owners = await store.get<IdentityRow>(
    'identities',
    rows.map(({ token }) => token),
  )
  const people = await store.get<PersonRecord>('people', [
    ...new Set([...owners.values()].map(({ personId }) => personId)),
  ])
  return new Map(
    [...owners].flatMap(([token, { personId }]) => {
      const person = people.get(personId)
      return person ? [[token, person] as const] : []
    }),
  )
}

const likenessesOf = (rows: readonly LikenessRow[]): Likenesses =>
  new Map(rows.map(row => [row.token, likenessOf(row)]))

/** Decides on what is committed when it is done: what was found before may have changed. */
async function matchOne(
  tx: Tx,
  ports: PeoplePorts,
  { headers }: Incoming,
  token: string,
  candidates: readonly string[],
  reviewed: readonly string[],
): ReturnType<Work['run']> {
  const owner = await tx.get<IdentityRow>('identities', token)
  const person = owner && (await tx.get<PersonRecord>('people', owner.personId))
  if (!person) return { outcome: { is: 'retry', after: 5_000, reason: 'whose record it is is not known yet' } }
  const members = person.links.some(({ kind }) => kind === 'alike') ? person.identities.map(each => each.token) : []
  // Those that it may be split from now are compared with it as others are.
  const others = [...new Set([...candidates, ...reviewed, ...members])].filter(other => other !== token)
  const rows = await Promise.all([token, ...others].map(each => tx.get<LikenessRow>('likenesses', each)))
  const known = rows.filter(row => row !== undefined)
  const by = known.find(row => row.token === token)?.by ?? ''
  const cause = { receiptId: headers[EVENT.correlation] ?? '', channel: headers[EVENT.channel] ?? '' }
  await changePeople(tx, ports, cause, [token, ...others], register =>
    match(register, token, others, likenessesOf(known), (...pair) => uuidFrom(`review|${pair.sort().join('|')}|${by}`)),
  )
  return { outcome: { is: 'done' } }
}
