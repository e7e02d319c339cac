import type { Collections } from '@hub/store'
import type { Channel } from './channel'

/** What a context is, as data: the door's routes, topics and databases are made from it. */
export interface ContextDefinition {
  /** Names its folder, its intake topic, its database and its receipts. */
  readonly name: string
  /** The ways in whose messages are this context's. */
  readonly channels: readonly Channel[]
  /** Its documents. */
  readonly collections: Collections
  /** The dated rules it serves. */
  readonly rules: readonly string[]
}

export const defineContext = <D extends ContextDefinition>(definition: D): D => definition
