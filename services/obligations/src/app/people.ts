import type { Tx } from '@hub/store'
import { absorbedBy, absorbs, type Cluster, nothingTold, type PersonTold } from '../domain/person'

/** Reads one person's row, in a transaction or outside one. */
export type ReadPerson = (personId: string) => Promise<PersonTold | undefined>

export const readIn =
  (tx: Tx): ReadPerson =>
  personId =>
    tx.get<PersonTold>('people', personId)

/** The surviving id of a person and every id that was merged into it, with what was told under each. */
export async function clusterOf(read: ReadPerson, personId: string): Promise<Cluster> {
  const cluster = new Map<string, PersonTold>()
  const add = async (id: string): Promise<void> => {
    if (cluster.has(id)) return
    const person = (await read(id)) ?? nothingTold
    cluster.set(id, person)
    for (const below of person.absorbed) await add(below)
  }
  await add(await survivorOf(read, personId))
  return cluster
}

async function survivorOf(read: ReadPerson, personId: string, seen: readonly string[] = []): Promise<string> {
  const into = (await read(personId))?.absorbedInto
  return into === undefined || seen.includes(into) ? personId : survivorOf(read, into, [...seen, personId])
}

/**
 * Notes a merge: whichever of its two events comes first, both edges stand from then on. True when it is news of somebody
 * of whom something was told.
 */
export async function join(tx: Tx, survivingId: string, absorbedId: string): Promise<boolean> {
  const [survivor = nothingTold, absorbed = nothingTold] = [
    await tx.get<PersonTold>('people', survivingId),
    await tx.get<PersonTold>('people', absorbedId),
  ]
  if (absorbed.absorbedInto === survivingId) return false
  tx.put('people', survivingId, absorbs(survivor, absorbedId))
  tx.put('people', absorbedId, absorbedBy(absorbed, survivingId))
  return true
}
