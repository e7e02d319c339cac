import type { Identity } from '@hub/contracts/person'
import type { Tx } from '@hub/store'
import { type Cause, changePeople, type PeoplePorts, withToken } from './people-of'

export interface Separation extends Cause {
  readonly identities: readonly Identity[]
  readonly reason: string
}

/** What a separation comes to when there is nothing to do, or not everything can be done. */
export type NotSeparated = 'no change' | 'other links still hold them together'

/**
 * Two records that were said to be one person's are not: in the work's transaction. Somebody unknown is met by it: the
 * decision must hold when likeness or another message brings them together later.
 */
export async function separate(
  tx: Tx,
  ports: PeoplePorts,
  separation: Separation,
): Promise<{ readonly eventIds: readonly string[]; readonly personId?: string; readonly not?: NotSeparated }> {
  const identities = new Map(
    separation.identities.map(each => withToken(ports.tokens, each)).map(each => [each.token, each]),
  )
  const [one, ...others] = [...identities.keys()]
  const { answer, eventIds } = await changePeople(tx, ports, separation, [...identities.keys()], register => {
    for (const each of identities.values())
      if (register.personOf(each.token) === undefined) register.found([each], separation.reason)
    const came = others.map(other => register.separate(one!, other, separation.reason))
    return { personId: register.personOf(one!), held: came.includes('held'), split: came.includes('split') }
  })
  const not = answer.held ? HELD : answer.split ? undefined : 'no change'
  return { eventIds, ...(answer.personId ? { personId: answer.personId } : {}), ...(not ? { not } : {}) }
}

const HELD = 'other links still hold them together'
