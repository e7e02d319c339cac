import { type Channel, type ContextDefinition, laneOf } from '@hub/service'
import { isRecord, type Parsed } from '@hub/translation'

/** Whose a message is, and which lane it stands in. */
export interface Placed {
  readonly owner: string
  /** Undefined: the message is its own lane. */
  readonly lane?: string
}

export interface Channels {
  readonly names: readonly string[]
  has(channel: string): boolean
  /** The owner of a message: by its channel, and where several share it by the longest prefix of the event type. */
  place(channel: string, parsed: Parsed, attributes: Readonly<Record<string, string>>): Placed
}

interface Route {
  readonly owner: string
  readonly prefix: string
  readonly channel: Channel
}

/** The ways in of all contexts together. Every channel needs one owner that takes whatever no other takes. */
export function createChannels(
  contexts: readonly Pick<ContextDefinition, 'name' | 'channels'>[],
  token: (type: string, value: string) => string,
): Channels {
  const routes = new Map<string, Route[]>()
  for (const context of contexts)
    for (const channel of context.channels)
      for (const prefix of channel.prefixes ?? [''])
        routes.set(channel.name, [...(routes.get(channel.name) ?? []), { owner: context.name, prefix, channel }])
  for (const [name, ways] of routes) {
    ways.sort((a, b) => b.prefix.length - a.prefix.length)
    if (ways.at(-1)?.prefix !== '')
      throw new Error(`channel ${name} has no owner for a message of unknown type; give one context the prefix ''`)
  }
  return {
    names: [...routes.keys()].sort(),
    has: channel => routes.has(channel),
    place: (channel, parsed, attributes) => {
      const ways = routes.get(channel)!
      const body = parsed.is === 'json' ? parsed.value : undefined
      const type = isRecord(body) && typeof body.eventType === 'string' ? body.eventType : (attributes.eventType ?? '')
      const way = ways.find(({ prefix }) => type.startsWith(prefix))!
      for (const rule of way.channel.lanes) {
        const lane = laneOf(rule, body, token)
        if (lane) return { owner: way.owner, lane }
      }
      return { owner: way.owner }
    },
  }
}
