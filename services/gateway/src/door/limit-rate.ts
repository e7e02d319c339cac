import type { Clock } from '@hub/clock'
import { HubError } from '@hub/service'

/** Lets each partner send `perSecond` messages a second, in bursts of up to two seconds' worth. */
export function limitRate(perSecond: number, clock: Clock): (partner: string, messages: number) => void {
  const buckets = new Map<string, { left: number; at: number }>()
  return (partner, messages) => {
    const now = clock.machine()
    const bucket = buckets.get(partner) ?? { left: perSecond * 2, at: now }
    bucket.left = Math.min(perSecond * 2, bucket.left + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    buckets.set(partner, bucket)
    // A batch larger than a burst still passes when nothing else was sent: it is paid for afterwards.
    if (bucket.left <= 0)
      throw new HubError('exhausted', 'HUB_GATEWAY_RATE', `send at most ${perSecond} messages a second; wait a second`)
    bucket.left -= messages
  }
}
