import type { Tx } from '@hub/store'
import { type Cluster, nothingTold, type PersonTold } from '../domain/person'

/** Reads one person's row, in a transaction or outside one. */
export type ReadPerson = (personId: string) => Promise<PersonTold | undefined>

export const readIn =
  (tx: Tx): ReadPerson =>
  personId =>
    tx.get<PersonTold>('people', personId)

/** These ids and every id that is one person with another of them, or ever was, with what was told under each. */
export async function clusterOf(read: ReadPerson, ...personIds: readonly string[]): Promise<Cluster> {
  const cluster = new Map<string, PersonTold>()
  const open = [...personIds]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (cluster.has(id)) continue
    const person = (await read(id)) ?? nothingTold
    cluster.set(id, person)
    open.push(...person.near)
  }
  return cluster
}
