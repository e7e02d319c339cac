import { eventOf } from '@hub/contracts'
import { type Changed, type Decided, identityTypeName, type RecordedOf } from '@hub/service'
import type { Tx } from '@hub/store'
import type { CustodyCommand } from '../domain/custody'
import { decideCustody, type RecordPorts } from './decide-custody'
import { bringing, keptNumber, loadNumber, type PrisonNumber, personOf, streamOf, toldOf } from './prison-numbers'

/**
 * A prison number is removed for the one that is kept: the kept one has its movements and rows from now on, its own stay
 * ends, and with it its timer, handover and release. A number that was removed before stays with the one it was removed
 * for.
 */
export async function mergeNumbers(
  tx: Tx,
  ports: RecordPorts,
  command: Extract<CustodyCommand, { is: 'merge' }>,
  kept: PrisonNumber,
  about: RecordedOf,
): Promise<Decided> {
  const { tools, codec } = ports
  const { type, value } = command.removed
  const removed = await loadNumber({ tx, codec }, tools.tokenOf(identityTypeName(type), value))
  const standing = await keptNumber({ tx, codec }, removed)
  if (standing.token === kept.token) return { is: 'nothing', reason: 'no change: both are one prison number already' }
  if (standing.token !== removed.token) return decideCustody(tx, ports, command, kept, about)

  // A number of which nothing is known is nobody's: that it is removed is said of the one that is kept.
  const person = await personOf(tx, removed)
  const { personId, ...whose } = person
    ? { personId: person, token: removed.token, identity: command.removed }
    : { personId: about.personId, token: kept.token, identity: about.identity }
  const event = eventOf('hub.custody.v1.PrisonNumberRemoved', {
    kept: { type: about.identity.type, token: kept.token },
    personal: { kept: about.identity },
  })
  const { occurredAt } = command.fact
  const removal: CustodyCommand = {
    is: 'removal',
    fact: { key: 'removed', event, hash: tools.hashOf(event), occurredAt },
  }
  const aboutRemoved = { ...about, personId, ...whose, stream: streamOf(removed.token) }
  const told = await toldOf({ tx, codec }, removed)
  const gone = await decideCustody(tx, ports, removal, removed, aboutRemoved)

  const came = await decideCustody(tx, ports, command, bringing(kept, command.fact.key, told), about)
  if (came.is === 'nothing' || gone.is === 'nothing') return came.is === 'nothing' ? gone : came
  const other: Changed = { subject: `${identityTypeName(type)}:${value}`, personId, eventIds: gone.eventIds }
  return { ...came, others: [other] }
}
