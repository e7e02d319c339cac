import { isEventType } from '@hub/contracts'
import type { Identity } from '@hub/contracts/person'
import type { Incoming } from '@hub/messaging'
import { type Consumption, EVENT, EVENTS_TOPIC } from '@hub/service'
import type { Work } from '@hub/store'
import { describesSomebody, followLikeness, type LikenessPorts } from './follow-likeness'
import { join } from './join'
import type { PeoplePorts } from './people-of'

const MERGED = 'hub.custody.v1.PrisonNumbersMerged'

/** What people takes from the stream, in one reading of it: merges of prison numbers, and how people are described. */
export const followEvents = (ports: LikenessPorts): Pick<Consumption, 'group' | 'topics' | 'accepts' | 'works'> => {
  const likeness = followLikeness(ports)
  return {
    group: 'hub.people.events',
    topics: [EVENTS_TOPIC],
    accepts: type => type === MERGED || describesSomebody(type),
    works: async messages => {
      const described = await likeness(messages.filter(({ type }) => type !== MERGED))
      let next = 0
      return messages.map(message => (message.type === MERGED ? [prisonMerge(ports, message)] : described[next++]!))
    },
  }
}

/**
 * A prison merged two numbers: they are one person's from now on, by a merge when both are known, else the removed
 * number is added as a former one.
 */
const prisonMerge = (ports: PeoplePorts, message: Incoming): Work => ({
  lane: message.lane,
  message,
  run: async tx => {
    if (message.type !== MERGED || !isEventType(message.type)) return { outcome: { is: 'done' } }
    const { personal } = ports.codec.decode(MERGED, message.value)
    const identities = [personal?.identity, personal?.removed].filter((found): found is Identity => found !== undefined)
    // Erased people have no clear numbers any more, and nothing to join.
    if (identities.length < 2) return { outcome: { is: 'done' } }
    await join(tx, ports, {
      identities,
      reason: 'former prison number',
      receiptId: message.headers[EVENT.correlation] ?? '',
      channel: message.headers[EVENT.channel] ?? '',
    })
    return { outcome: { is: 'done' } }
  },
})
