import { parseInstant } from '@hub/calendar'
import {
  type Comparison,
  type ExplainPersonRequest,
  type ExplainPersonResponse,
  type Identity,
  LinkKind,
  type PersonLink,
} from '@hub/contracts/person'
import { HubError } from '@hub/service'
import type { Store } from '@hub/store'
import { blocksOf, soughtBy } from '../domain/likeness/blocking'
import { likenessOf } from '../domain/likeness/described'
import { isUsable } from '../domain/likeness/record'
import { type Decision, score } from '../domain/likeness/score'
import { type Apart, linkId, type Member, type PersonRecord, waitedFor } from '../domain/person'
import type { Living } from '../domain/register-interface'
import type { LikenessRow } from './find-alike'
import { reviewsOf } from './list-reviews'
import { type IdentityRow, livingPerson } from './people-of'
import { provenanceOf, recordAnswer } from './record-answer'

const MOST_COMPARISONS = 100

/** Why a person is one, and how alike they are to another. */
export async function explainPerson(store: Store, request: ExplainPersonRequest): Promise<ExplainPersonResponse> {
  const { personId, record } = await known(store, request.personId)
  const { identities, links, apart, waiting = [], reviews } = record
  const other = request.withPersonId ? await known(store, request.withPersonId) : undefined
  if (other?.personId === personId)
    throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'the two are one person: compare with another', {
      field: 'with',
    })
  const members = new Map(identities.map(member => [member.token, member]))
  const [described, identityOf] = await Promise.all([
    describedOf(store, identities),
    identitiesOf(store, [...apart.map(pair => pair.other), ...waitedFor(record)]),
  ])
  const pair = (mine: string, other: string, { reason, by = '' }: Pick<Apart, 'reason' | 'by'>) => ({
    one: members.get(mine)!.identity,
    other: identityOf(other).identity,
    otherPersonId: identityOf(other).personId,
    reason,
    decidedBy: by,
  })
  // A decision that waits stands with both of its records.
  const [held, decisions] = [true, false].map(within => apart.filter(each => members.has(each.other) === within))
  return {
    personId,
    records: identities.map(member => recordAnswer(member, described.get(member.token))),
    links: links.map(link => ({
      ...link,
      linkId: linkId(link),
      one: members.get(link.one)!.identity,
      other: members.get(link.other)!.identity,
      kind: KINDS[link.kind],
      decidedBy: link.by ?? '',
      evidence: [...(link.weighed?.evidence ?? [])],
      total: link.weighed?.total ?? 0,
      from: provenanceOf(link.from),
    })) satisfies PersonLink[],
    keptApart: decisions!.map(each => ({
      ...pair(each.mine, each.other, each),
      at: parseInstant(each.said ?? each.from.at),
    })),
    waiting: [
      ...waiting.map(link => ({
        ...(members.has(link.one) ? pair(link.one, link.other, link) : pair(link.other, link.one, link)),
        same: true,
        from: provenanceOf(link.from),
      })),
      ...held!
        .filter(({ mine, other }) => mine < other)
        .map(each => ({ ...pair(each.mine, each.other, each), same: false, from: provenanceOf(each.from) })),
    ],
    reviews: await reviewsOf(
      store,
      reviews.map(({ id }) => id),
    ),
    comparisons: other ? await compared(store, { personId, record }, other) : [],
  }
}

const KINDS = {
  stated: LinkKind.LINK_KIND_STATED,
  alike: LinkKind.LINK_KIND_ALIKE,
  decided: LinkKind.LINK_KIND_DECIDED,
}

async function known(store: Store, personId: string): Promise<Living> {
  const get = async (id: string) => (await store.get<PersonRecord>('people', [id])).get(id)
  const living = await livingPerson(get, personId)
  if (living) return living
  throw new HubError('not-found', 'HUB_PERSON_UNKNOWN', 'no person has this id; find people by identifier or name')
}

const describedOf = (store: Store, members: readonly Member[]) =>
  store.get<LikenessRow>(
    'likenesses',
    members.map(({ token }) => token),
  )

/** Whose some identities are, and what they are in the clear, by token. */
async function identitiesOf(store: Store, tokens: readonly string[]) {
  const owners = await store.get<IdentityRow>('identities', [...new Set(tokens)])
  const ids = [...new Set([...owners.values()].map(({ personId }) => personId))]
  const people = await store.get<PersonRecord>('people', ids)
  return (token: string): { readonly personId: string; readonly identity: Identity | undefined } => {
    const personId = owners.get(token)?.personId ?? ''
    return { personId, identity: people.get(personId)?.identities.find(member => member.token === token)?.identity }
  }
}

/** Every record of the one with every record of the other, as matching would weigh them. */
async function compared(store: Store, one: Living, other: Living): Promise<Comparison[]> {
  const rows = await describedOf(store, [...one.record.identities, ...other.record.identities])
  const usable = (members: readonly Member[]) =>
    members.flatMap(({ token, identity }) => {
      const row = rows.get(token)
      const likeness = row && likenessOf(row)
      return likeness && isUsable(likeness) ? [{ token, identity, likeness }] : []
    })
  const theirs = usable(other.record.identities)
  return usable(one.record.identities)
    .flatMap(mine =>
      theirs.map(their => {
        const decided: Decision | undefined = one.record.apart.some(
          pair => pair.mine === mine.token && pair.other === their.token,
        )
          ? 'different people'
          : undefined
        const { evidence, total, verdict } = score(mine.likeness, their.likeness, decided)
        const blocks = Object.entries(blocksOf(their.likeness))
        const sought = soughtBy(mine.likeness)
        const comesTogether = sought.some(([rule, value]) => blocks.some(([r, v]) => r === rule && v === value))
        return { one: mine.identity, other: their.identity, evidence: [...evidence], total, verdict, comesTogether }
      }),
    )
    .sort((a, b) => b.total - a.total)
    .slice(0, MOST_COMPARISONS)
}
