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
 * Two records that were said to be one person's are not: in the work's transaction. Of identities that nobody knows
 * there is nothing to separate.
 */
export async function separate(
  tx: Tx,
  ports: PeoplePorts,
  separation: Separation,
): Promise<{ readonly eventIds: readonly string[]; readonly personId?: string; readonly not?: NotSeparated }> {
  const [one, ...others] = [...new Set(separation.identities.map(each => withToken(ports.tokens, each).token))]
  const { answer, eventIds } = await changePeople(tx, ports, separation, [one!, ...others], register => {
    const known = others.filter(other => register.personOf(other) !== undefined)
    const came = register.personOf(one!) ? known.map(other => register.separate(one!, other, separation.reason)) : []
    return { personId: register.personOf(one!), held: came.includes('held'), split: came.includes('split') }
  })
  const not = answer.held ? HELD : answer.split ? undefined : 'no change'
  return { eventIds, ...(answer.personId ? { personId: answer.personId } : {}), ...(not ? { not } : {}) }
}

const HELD = 'other links still hold them together'
