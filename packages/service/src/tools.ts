import type { EventCodec } from '@hub/contracts'
import type { Tools } from '@hub/translation'
import type { Tokens } from './tokens'

/** What translators use, under the installation's key. */
export const createTools = (tokens: Tokens, codec: EventCodec): Tools => ({
  tokenOf: tokens.tokenOf,
  hashOf: event => tokens.hashOf(codec.encode(event.type, event.data as never)),
})
