import { isEventType } from '@hub/contracts'
import type { Identity } from '@hub/contracts/person'
import { type Consumption, EVENT, EVENTS_TOPIC } from '@hub/service'
import { type JoinPorts, join } from './join'

const MERGED = 'hub.custody.v1.PrisonNumbersMerged'

/**
 * A prison merged two numbers: they are one person's from now on, by a merge when both are known, else the removed
 * number is added as a former one.
 */
export const followPrisonMerges = (ports: JoinPorts): Pick<Consumption, 'group' | 'topics' | 'accepts' | 'works'> => ({
  group: 'hub.people.prison-merges',
  topics: [EVENTS_TOPIC],
  accepts: type => type === MERGED,
  works: async messages =>
    messages.map(message => [
      {
        lane: message.lane,
        message,
        run: async tx => {
          if (message.type !== MERGED || !isEventType(message.type)) return { outcome: { is: 'done' } }
          const { personal } = ports.codec.decode(MERGED, message.value)
          const identities = [personal?.identity, personal?.removed].filter(
            (found): found is Identity => found !== undefined,
          )
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
      },
    ]),
})
