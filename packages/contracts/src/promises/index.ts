import { courtPromises } from './court'
import { custodyPromises } from './custody'
import type { PromiseRow } from './row'

/** Every promise between agencies that the hub keeps track of: one file for each context that makes them. */
export const promiseRows: readonly PromiseRow[] = [...courtPromises, ...custodyPromises]
