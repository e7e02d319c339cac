import type { Identity } from '@hub/contracts/person'
import { type Changed, identityTypeName } from '@hub/service'
import type { Tx } from '@hub/store'
import type { Separated } from '../domain/register-interface'
import { A_LATER_WORD, type Cause, changePeople, type PeoplePorts, withToken } from './people-of'

export interface Separation extends Cause {
  readonly identities: readonly Identity[]
  readonly reason: string
  /** When it was decided (RFC 3339). */
  readonly said: string
}

export interface Separate {
  /** About the first identity's person. */
  readonly eventIds: readonly string[]
  readonly personId?: string
  /** The other identities' people, where they are others now: their lines changed too. */
  readonly others: readonly Changed[]
  /** Why nothing came of it, where nothing did. */
  readonly not?: string
}

/**
 * Two records that were said to be one person's are not: in the work's transaction. Somebody unknown is met by it: the
 * decision must hold when likeness or another message brings them together later.
 */
export async function separate(tx: Tx, ports: PeoplePorts, separation: Separation): Promise<Separate> {
  const identities = new Map(
    separation.identities.map(each => withToken(ports.tokens, each)).map(each => [each.token, each]),
  )
  const [one, ...rest] = [...identities.keys()]
  const { reason, said } = separation
  const { answer, recorded } = await changePeople(tx, ports, separation, [...identities.keys()], register => {
    for (const each of identities.values())
      if (register.personOf(each.token) === undefined) register.found([each], reason)
    const came = rest.map(other => register.separate(one!, other, reason, said))
    return { came, personOf: new Map([...identities.keys()].map(token => [token, register.personOf(token)])) }
  })
  const { came, personOf } = answer
  const personId = personOf.get(one!)
  const others = rest.flatMap((token): Changed[] => {
    const other = personOf.get(token)
    const eventIds = recorded.filter(each => each.personId === other).map(({ id }) => id)
    if (!other || other === personId || eventIds.length === 0) return []
    const { type, value } = identities.get(token)!.identity
    return [{ subject: `${identityTypeName(type)}:${value}`, personId: other, eventIds }]
  })
  const told = new Set(others.flatMap(({ eventIds }) => eventIds))
  const not = recorded.length > 0 || came.includes('split') ? undefined : whyNot(came)
  return {
    eventIds: recorded.map(({ id }) => id).filter(id => !told.has(id)),
    ...(personId ? { personId } : {}),
    others,
    ...(not ? { not } : {}),
  }
}

const whyNot = (came: readonly Separated[]): string =>
  came.includes('held') ? 'other links still hold them together' : came.includes('older') ? A_LATER_WORD : 'no change'
