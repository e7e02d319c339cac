import type { Identity } from '@hub/contracts/person'
import type { Tx } from '@hub/store'
import type { Separated } from '../domain/register-interface'
import { A_LATER_WORD, type Cause, changePeople, type PeoplePorts, withToken } from './people-of'

export interface Separation extends Cause {
  readonly identities: readonly Identity[]
  readonly reason: string
  /** When it was decided (RFC 3339). */
  readonly said: string
}

/**
 * Two records that were said to be one person's are not: in the work's transaction. Somebody unknown is met by it: the
 * decision must hold when likeness or another message brings them together later. `not` says why nothing came of it.
 */
export async function separate(
  tx: Tx,
  ports: PeoplePorts,
  separation: Separation,
): Promise<{ readonly eventIds: readonly string[]; readonly personId?: string; readonly not?: string }> {
  const identities = new Map(
    separation.identities.map(each => withToken(ports.tokens, each)).map(each => [each.token, each]),
  )
  const [one, ...others] = [...identities.keys()]
  const { reason, said } = separation
  const { answer, eventIds } = await changePeople(tx, ports, separation, [...identities.keys()], register => {
    for (const each of identities.values())
      if (register.personOf(each.token) === undefined) register.found([each], reason)
    const came = others.map(other => register.separate(one!, other, reason, said))
    return { personId: register.personOf(one!), came }
  })
  const { personId, came } = answer
  const not = eventIds.length > 0 || came.includes('split') ? undefined : whyNot(came)
  return { eventIds, ...(personId ? { personId } : {}), ...(not ? { not } : {}) }
}

const whyNot = (came: readonly Separated[]): string =>
  came.includes('held') ? 'other links still hold them together' : came.includes('older') ? A_LATER_WORD : 'no change'
