import { addDuration, compareInstants, formatInstant, type Instant, parseInstant } from '@hub/calendar'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { demand } from '../door/authenticate'
import { objectOf } from './body'
import type { HttpPorts } from './ports'

/** How often it is asked whether time has done its work, in milliseconds of the machine. */
const LOOK = 100
/** So many times in a row everything must be at rest: what one context ends another may take up. */
const AT_REST = 3
/** A consumer that stopped by itself never comes to rest; whoever waits is told so, in milliseconds of the machine. */
const REST_WITHIN = 10 * 60_000

/** The hub's time; where it is simulated, moving it. */
export function clockRoutes(server: FastifyInstance, { clock, moveClock, operations }: HttpPorts): void {
  const read = () => ({ now: formatInstant(clock.now()), simulated: moveClock !== undefined })

  server.get('/v1/clock', async () => read())

  server.post('/v1/clock', async request => {
    demand(request.caller, 'operate')
    if (!moveClock)
      throw new HubError('conflict', 'HUB_CLOCK_NOT_SIMULATED', 'the hub runs on real time; start it with HUB_CLOCK')
    const to = wanted(objectOf(request.body, 'HUB_REQUEST_INVALID', HINT), clock.now())
    if (compareInstants(to, clock.now()) < 0)
      throw new HubError('invalid', 'HUB_CLOCK_BACKWARDS', `time moves forward only; it is ${read().now}`)
    moveClock(to)
    const contexts = Object.values(operations)
    for (const context of contexts) await context.moveClock({ to })
    const end = clock.machine() + REST_WITHIN
    for (let rested = 0; rested < AT_REST; ) {
      if (clock.machine() > end)
        throw new HubError(
          'unavailable',
          'HUB_SERVICE_UNAVAILABLE',
          'time has moved, but the hub does not come to rest: see /v1/status',
        )
      const answers = await Promise.all(contexts.map(context => context.moveClock({})))
      rested = answers.every(({ settled }) => settled) ? rested + 1 : 0
      await clock.sleep(LOOK)
    }
    return read()
  })
}

const HINT = 'send {"set": "2026-03-02T09:00:00Z"} or {"advance": "P56D"} as JSON'

function wanted({ set, advance }: Record<string, unknown>, now: Instant): Instant {
  const to =
    advance === undefined
      ? parseInstant(set)
      : set === undefined && typeof advance === 'string'
        ? addDuration(now, advance)
        : undefined
  if (to) return to
  throw new HubError('invalid', 'HUB_REQUEST_INVALID', HINT, { field: advance === undefined ? 'set' : 'advance' })
}
