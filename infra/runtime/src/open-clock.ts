import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Instant, millisOf, parseInstant } from '@hub/calendar'
import { type Clock, simulatedClock, systemClock } from '@hub/clock'
import { HubError } from '@hub/service'
import type { Config } from './config'
import { writeWhole } from './write-whole'

export interface OpenedClock {
  readonly clock: Clock
  /** Moves the hub's time forward, for good; absent where time is the machine's. */
  readonly moveClock?: (to: Instant) => void
}

/**
 * The machine's time, or a simulated one that starts at HUB_CLOCK on the first start and ticks from then on, also while
 * the hub is stopped. What time it is stays in the data folder, as an offset from the machine's.
 */
export function openClock(config: Config): OpenedClock {
  const machine = systemClock()
  const file = join(config.HUB_DATA_DIR, 'clock.json')
  const known = existsSync(file)
  if (!known && config.HUB_CLOCK === undefined) return { clock: machine }
  if (config.HUB_MODE === 'production')
    throw new HubError('invalid', 'HUB_CONFIG_INVALID', 'HUB_CLOCK: production does not take a simulated clock')
  if (!known && existsSync(join(config.HUB_DATA_DIR, 'log.db')))
    throw new HubError(
      'invalid',
      'HUB_CONFIG_INVALID',
      `HUB_CLOCK: the data in ${config.HUB_DATA_DIR} was written in real time; name another folder by HUB_DATA_DIR`,
    )
  const clock = simulatedClock(
    machine,
    known
      ? (JSON.parse(readFileSync(file, 'utf8')) as { offsetMillis: number }).offsetMillis
      : millisOf(parseInstant(config.HUB_CLOCK)!) - millisOf(machine.now()),
  )
  const keep = () => writeWhole(file, `${JSON.stringify({ offsetMillis: clock.offset() })}\n`)
  if (!known) keep()
  return {
    clock,
    moveClock: to => {
      clock.moveTo(to)
      keep()
    },
  }
}
