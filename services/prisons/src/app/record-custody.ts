import { type Decided, identityTypeName, type RecordedOf } from '@hub/service'
import type { DueTimer, Tx, Work } from '@hub/store'
import type { CustodyCommand } from '../domain/custody'
import { decideCustody, NO_MESSAGE, type RecordPorts } from './decide-custody'
import { mergeNumbers } from './merge-numbers'
import {
  bringing,
  broughtBy,
  identityOf,
  keptNumber,
  loadNumber,
  type PrisonNumber,
  personOf,
  streamOf,
  tokenOf,
} from './prison-numbers'

/** Records what a message comes to for its prison number, or for the one that is kept in its place. */
export async function recordCustody(
  tx: Tx,
  ports: RecordPorts,
  command: CustodyCommand,
  about: RecordedOf,
): Promise<Decided> {
  const loading = { tx, codec: ports.codec }
  const told = await loadNumber(loading, about.token)
  const number = await keptNumber(loading, told)
  if (number === told) return recordOn(tx, ports, command, number, about)
  const kept = await aboutKept(tx, number, about)
  // What sources answer of a number that was removed is no news of the one that is kept, and may be long past.
  return asOfAnother(await recordOn(tx, ports, { ...command, readings: [] }, number, kept), kept)
}

async function recordOn(
  tx: Tx,
  ports: RecordPorts,
  command: CustodyCommand,
  number: PrisonNumber,
  about: RecordedOf,
): Promise<Decided> {
  if (command.is === 'merge') return mergeNumbers(tx, ports, command, number, about)
  if (command.is !== 'report') return decideCustody(tx, ports, command, number, about)
  const { fact } = command
  const came = await broughtBy({ tx, codec: ports.codec }, number, fact.event)
  return decideCustody(tx, ports, command, bringing(number, fact.key, came), about)
}

/** The receipt names the number under which it was recorded beside the one of which it was told. */
function asOfAnother(decided: Decided, { identity, personId }: RecordedOf): Decided {
  if (decided.is === 'nothing') return decided
  const { eventIds, others = [] } = decided
  const subject = `${identityTypeName(identity.type)}:${identity.value}`
  return { ...decided, eventIds: [], own: TOLD_OF_REMOVED, others: [{ subject, personId, eventIds }, ...others] }
}

const TOLD_OF_REMOVED = {
  is: 'ignored',
  reason: 'this prison number was merged into another: it is recorded of the one that is kept',
} as const

const aboutKept = async (tx: Tx, number: PrisonNumber, { intake, personId }: RecordedOf): Promise<RecordedOf> => ({
  intake,
  stream: streamOf(number.token),
  token: number.token,
  identity: identityOf(number),
  personId: (await personOf(tx, number)) ?? personId,
})

/** A day came on which the answer can be another: it is decided like anything that was told. */
export const fireLook =
  (ports: RecordPorts) =>
  ({ timer: stream }: DueTimer): Pick<Work, 'reads' | 'gets' | 'run'> => {
    const token = tokenOf(stream)
    return {
      reads: [stream],
      gets: [{ collection: 'identities', id: token }],
      run: async tx => {
        const number = await loadNumber({ tx, codec: ports.codec }, token)
        const personId = await personOf(tx, number)
        if (!personId) throw new Error('a prison number of which nothing is recorded has a timer')
        const about = { intake: NO_MESSAGE, stream, token, personId, identity: identityOf(number) }
        await decideCustody(tx, ports, undefined, number, about)
        return { outcome: { is: 'done' } }
      },
    }
  }
