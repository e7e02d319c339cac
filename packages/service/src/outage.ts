import type { Clock } from '@hub/clock'
import type { Settled } from '@hub/store'

/** This many lanes held for one reason within a minute are an outage of our own, not poison. */
const MANY_LANES = 100
const WITHIN = 60_000

/**
 * Watches what is newly held. One bad message holds its lane and harms nobody; a fault that holds lane after lane for
 * one reason would hold everybody, so the consumer is stopped while what is left can still flow when it is mended.
 */
export function outageGuard(clock: Clock): {
  /** Why to stop, once there is a reason to. */
  saw(lane: string, settled: Settled): string | undefined
} {
  const held = new Map<string, Map<string, number>>()
  return {
    saw: (lane, { error, conflict }) => {
      if (!error || conflict) return undefined
      const reason = reasonOf(error)
      const now = clock.machine()
      const lanes = held.get(reason) ?? new Map<string, number>()
      held.set(reason, lanes)
      lanes.set(lane, now)
      if (lanes.size < MANY_LANES) return undefined
      for (const [name, at] of lanes) if (now - at > WITHIN) lanes.delete(name)
      return lanes.size < MANY_LANES
        ? undefined
        : `${lanes.size} lanes were held within a minute for ${reason}: mend it, restart this process, then retry the held lanes`
    },
  }
}

/** The error's code or name and where it came from; its message may quote values. */
function reasonOf(error: Error): string {
  const code = (error as { code?: unknown }).code
  const thrownAt = /\bat (\S+)/.exec(error.stack?.split('\n').find(line => /^\s+at /.test(line)) ?? '')?.[1]
  return `${typeof code === 'string' ? code : error.name}${thrownAt ? ` in ${thrownAt}` : ''}`
}
